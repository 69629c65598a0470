// Each finding about MQTT on a capture that must raise it, and none of them on clean sessions. Words in both languages.

import { describe, expect, it } from 'vitest';
import { mqttRules } from '../../../src/analyze/rules/mqtt-rules.ts';
import { LANGS } from '../../../src/core/text.ts';
import type { Finding } from '../../../src/index.ts';
import { analyze } from '../../../src/index.ts';
import {
  ack,
  concat,
  connack,
  connect,
  disconnect,
  pingreq,
  pingresp,
  publish,
  suback,
  subscribe,
  u32,
} from '../../builders/mqtt.ts';
import { describeWithShared, sharedCapture } from '../../shared.ts';
import { ACK, analysisOf, CaptureWriter, Conversation, FIN, MS, RST } from '../capture.ts';

const SECOND = 1000 * MS;
type Side = 'client' | 'server';

/** An MQTT conversation in which every packet is a segment of its own, a millisecond after the one before. */
class Session {
  readonly conversation: Conversation;

  constructor(writer: CaptureWriter, fields: ConstructorParameters<typeof Conversation>[1] = {}) {
    this.conversation = new Conversation(writer, fields).open();
  }

  client(...packets: readonly Uint8Array[]): this {
    return this.#send('client', MS, packets);
  }

  server(...packets: readonly Uint8Array[]): this {
    return this.#send('server', MS, packets);
  }

  later(ns: number, from: Side, packet: Uint8Array): this {
    return this.#send(from, ns, [packet]);
  }

  lost(from: Side, packet: Uint8Array): this {
    this.conversation.send(from, MS, { payload: packet, lost: true });
    return this;
  }

  close(): this {
    this.conversation.close();
    return this;
  }

  #send(from: Side, afterNs: number, packets: readonly Uint8Array[]): this {
    for (const payload of packets) this.conversation.send(from, afterNs, { payload });
    return this;
  }
}

type Play = (session: Session, writer: CaptureWriter) => void;

async function findings(play: Play, lang: 'es' | 'en' = 'en'): Promise<readonly Finding[]> {
  const writer = new CaptureWriter();
  play(new Session(writer), writer);
  return (await analysisOf(writer, { lang })).findings.filter(({ rule }) => rule.startsWith('mqtt.'));
}

const accepted = (s: Session, options: Parameters<typeof connect>[0] = {}): Session =>
  s.client(connect(options)).server(connack({ version: options.version ?? 4 }));
const released = (s: Session, id: number): Session =>
  s.server(ack('PUBREC', id)).client(ack('PUBREL', id)).server(ack('PUBCOMP', id));
const end = (s: Session): Session => s.client(disconnect()).close();
const numbered = (s: Session, numbers: readonly number[]): Session =>
  s.client(...numbers.map((n) => publish({ topic: 'file', payload: `${n}|abcdef` })));

describe('a clean session', () => {
  const clean: Record<string, Play> = {
    'QoS 0, 1 and 2': (s) => {
      accepted(s)
        .client(publish(), publish({ qos: 1, id: 1 }))
        .server(ack('PUBACK', 1));
      end(released(s.client(publish({ qos: 2, id: 2 })), 2));
    },
    'a subscriber': (s) => {
      accepted(s)
        .client(subscribe([['a/#', 1]], { id: 1 }))
        .server(suback([1], { id: 1 }));
      end(s.server(publish({ qos: 1, id: 1 })).client(ack('PUBACK', 1)));
    },
    'a numbered file': (s) => end(numbered(accepted(s), [0, 1, 2, 3, 4])),
    'a client that pings in time': (s) => {
      accepted(s, { keepAlive: 10 })
        .later(10 * SECOND, 'client', pingreq())
        .server(pingresp());
      end(s);
    },
    'a session that goes on behind the end of the capture': (s) => {
      accepted(s).client(publish({ qos: 2, id: 1 }));
    },
  };
  it.each(Object.entries(clean))('%s: at most notes', async (_name, play) => {
    expect((await findings(play)).filter(({ severity }) => severity !== 'note')).toEqual([]);
  });
});

/** rule · what the capture shows · the session · severity · frames · some facts */
const CASES: readonly (readonly [string, string, Play, string, readonly number[], Record<string, unknown>])[] = [
  [
    'mqtt.qos2-never-released',
    'a client without a network loop',
    (s) => {
      s.client(connect(), publish({ qos: 2, id: 1 })).server(connack(), ack('PUBREC', 1));
      for (const id of [2, 3]) s.client(publish({ qos: 2, id })).server(ack('PUBREC', id));
      end(s);
    },
    'error',
    [7, 9, 11],
    { messages: 3, publishedBeforeConnack: true, reachedInFlightLimit: false, end: 'disconnect', firstPublishFrame: 5 },
  ],
  [
    'mqtt.qos2-never-released',
    'twenty in flight',
    (s) => {
      accepted(s);
      for (let id = 1; id <= 20; id++) s.client(publish({ qos: 2, id })).server(ack('PUBREC', id));
      s.close();
    },
    'error',
    Array.from({ length: 20 }, (_, i) => 7 + 2 * i),
    { messages: 20, reachedInFlightLimit: true, end: 'closed' },
  ],
  [
    'mqtt.publish-before-connack',
    'a hasty client',
    (s) => end(s.client(connect(), publish()).server(connack())),
    'note',
    [5, 6],
    { messages: 1, connackFrame: 6, refused: false },
  ],
  [
    'mqtt.publish-before-connack',
    'a hasty client that is refused',
    (s) =>
      s
        .client(connect(), publish())
        .server(connack({ code: 5 }))
        .close(),
    'error',
    [5, 6],
    { refused: true },
  ],
  [
    'mqtt.exchange-unconfirmed',
    'QoS 1 without PUBACK at DISCONNECT',
    (s) => end(accepted(s).client(publish({ qos: 1, id: 5 }))),
    'warn',
    [6],
    { messages: 1, originator: 'client', missing: 'PUBACK', packetIdentifiers: '5', end: 'disconnect' },
  ],
  [
    'mqtt.exchange-unconfirmed',
    'only the last PUBCOMP is missing',
    (s) => {
      accepted(s)
        .server(publish({ qos: 2, id: 1 }))
        .client(ack('PUBREC', 1))
        .server(ack('PUBREL', 1));
      end(s);
    },
    'note',
    [6, 7, 8],
    { originator: 'server', missing: 'PUBCOMP', receiverLeft: true },
  ],
  [
    'mqtt.exchange-step-missing',
    'PUBCOMP without PUBREL',
    (s) =>
      end(
        accepted(s)
          .client(publish({ qos: 2, id: 1 }))
          .server(ack('PUBREC', 1), ack('PUBCOMP', 1)),
      ),
    'warn',
    [6, 7, 8],
    { missing: 'PUBREL', captureHoles: false },
  ],
  [
    'mqtt.exchange-step-missing',
    'PUBREL lost by the capture',
    (s) => {
      accepted(s)
        .client(publish({ qos: 2, id: 1 }))
        .server(ack('PUBREC', 1))
        .lost('client', ack('PUBREL', 1));
      end(s.server(ack('PUBCOMP', 1)).client(pingreq()).server(pingresp()));
    },
    'note',
    [6, 7, 8],
    { missing: 'PUBREL', captureHoles: true },
  ],
  [
    'mqtt.publish-refused',
    'PUBREC with a failure code',
    (s) => {
      accepted(s, { version: 5 })
        .client(publish({ version: 5, qos: 2, id: 3 }))
        .server(ack('PUBREC', 3, { code: 0x97 }));
      end(s);
    },
    'error',
    [6, 7],
    { messages: 1, packetIdentifiers: '3' },
  ],
  [
    'mqtt.publish-resent',
    'DUP while open',
    (s) => {
      accepted(s)
        .client(publish({ qos: 1, id: 3 }), publish({ qos: 1, id: 3, dup: true }))
        .server(ack('PUBACK', 3));
      end(s);
    },
    'note',
    [6, 7],
    { packetIdentifiers: '3' },
  ],
  [
    'mqtt.packet-id-reuse',
    'a new message with an identifier in use',
    (s) => {
      accepted(s).client(publish({ qos: 1, id: 3, topic: 'a' }), publish({ qos: 1, id: 3, topic: 'b' }));
      end(s.server(ack('PUBACK', 3)));
    },
    'error',
    [7],
    { times: 1, packetIdentifiers: '3' },
  ],
  [
    'mqtt.protocol-violation',
    'two CONNECTs',
    (s) => end(accepted(s).client(connect())),
    'error',
    [6],
    { kind: 'mqtt.second-connect', count: 1, statement: 'MQTT-3.1.0-2' },
  ],
  [
    'mqtt.protocol-violation',
    'an acknowledgement of nothing, told when no hole has shown',
    (s) => end(accepted(s).server(ack('PUBACK', 9)).client(publish())),
    'error',
    [6],
    { kind: 'mqtt.ack-without-request' },
  ],
  [
    'mqtt.connection-refused',
    'CONNACK 4',
    (s) =>
      s
        .client(connect({ userName: 'u', password: 'p' }))
        .server(connack({ code: 4 }))
        .close(),
    'error',
    [4, 5],
    { code: 4 },
  ],
  [
    'mqtt.plaintext-credentials',
    'user and password',
    (s) => end(accepted(s, { userName: 'u', password: 'p' })),
    'warn',
    [4],
    { password: true },
  ],
  [
    'mqtt.connect-unanswered',
    'no broker behind the port',
    (s) => s.client(connect()).close(),
    'error',
    [4, 5, 6],
    { connectFrame: 4, end: 'closed' },
  ],
  [
    'mqtt.session-without-disconnect',
    'FIN without DISCONNECT, with a will',
    (s) => accepted(s, { will: { topic: 'w', payload: 'x' } }).close(),
    'warn',
    [6, 7],
    { how: 'fin', initiator: 'client', willTopic: 'w' },
  ],
  [
    'mqtt.session-without-disconnect',
    'RST by the server',
    (s) => {
      accepted(s);
      s.conversation.send('server', MS, { flags: RST | ACK });
    },
    'warn',
    [6],
    { how: 'reset', initiator: 'server', willTopic: null },
  ],
  [
    'mqtt.server-disconnected',
    'the broker says why',
    (s) =>
      accepted(s, { version: 5 })
        .server(disconnect({ code: 0x8e }))
        .close(),
    'warn',
    [6],
    { reasonCode: 0x8e },
  ],
  [
    'mqtt.keep-alive-exceeded',
    'a client that sleeps, and a server that closes',
    (s) => {
      accepted(s, { keepAlive: 2 });
      s.conversation.send('server', 4 * SECOND, { flags: FIN | ACK }).send('client', MS, { flags: FIN | ACK });
    },
    'warn',
    [4, 7],
    { keepAlive: 2, serverClosed: true },
  ],
  [
    'mqtt.ping-unanswered',
    'PINGREQ into the void',
    (s) => end(accepted(s).client(pingreq())),
    'warn',
    [6],
    { unanswered: 1, pings: 1 },
  ],
  [
    'mqtt.subscription-refused',
    'SUBACK 0x80',
    (s) =>
      end(
        accepted(s)
          .client(subscribe([['x', 1]], { id: 2 }))
          .server(suback([0x80], { id: 2 })),
      ),
    'error',
    [6, 7],
    { filter: 'x' },
  ],
  [
    'mqtt.subscription-granted-lower',
    'QoS 2 asked, 1 granted',
    (s) =>
      end(
        accepted(s)
          .client(subscribe([['x', 2]], { id: 2 }))
          .server(suback([1], { id: 2 })),
      ),
    'note',
    [6, 7],
    { requestedQos: 2, grantedQos: 1 },
  ],
  [
    'mqtt.subscription-unanswered',
    'no SUBACK',
    (s) => end(accepted(s).client(subscribe([['x', 2]], { id: 2 }))),
    'warn',
    [6],
    { filter: 'x' },
  ],
  [
    'mqtt.fragments-missing',
    'a number that never leaves',
    (s) => end(numbered(accepted(s), [0, 1, 2, 4, 5])),
    'error',
    [8, 9],
    { missing: '3', from: 0, to: 5, sender: 'client', captureHoles: false },
  ],
  [
    'mqtt.fragments-missing',
    'a number the capture lost',
    (s) => {
      numbered(accepted(s), [0, 1, 2]).lost('client', publish({ topic: 'file', payload: '3|abcdef' }));
      end(numbered(s.server(pingresp()), [4, 5]));
    },
    'warn',
    [8, 10],
    { missing: '3', captureHoles: true },
  ],
  [
    'mqtt.fragments-duplicated',
    'a number twice',
    (s) => end(numbered(accepted(s), [0, 1, 1, 2, 3])),
    'warn',
    [7, 8],
    { numbers: '1' },
  ],
  [
    'mqtt.fragments-altered',
    'a number twice, the second time with other bytes',
    (s) => end(numbered(numbered(accepted(s), [0, 1]).client(publish({ topic: 'file', payload: '1|other!' })), [2, 3])),
    'error',
    [7, 8],
    { numbers: '1' },
  ],
  [
    'mqtt.fragments-reordered',
    'a number late',
    (s) => end(numbered(accepted(s), [0, 1, 3, 2, 4])),
    'warn',
    [9],
    { numbers: '2' },
  ],
  [
    'mqtt.fragment-sequence-restarted',
    'failure, then success',
    (s) => {
      numbered(accepted(s), [0, 2]).client(
        publish({ topic: 'file', payload: concat(new Uint8Array([0x2d, 0x31, 0x7c]), u32(0xffffffff)) }),
      );
      numbered(s, [0, 1, 2]).client(publish({ topic: 'file', payload: concat(new Uint8Array([0x30, 0x7c]), u32(0)) }));
      end(s);
    },
    'warn',
    [8, 12],
    { sequences: 2, failed: 1, lastOutcome: 'complete' },
  ],
  [
    'mqtt.fragment-total-mismatch',
    'less than announced',
    (s) => {
      accepted(s).client(publish({ topic: 'file', payload: concat(new Uint8Array([0x30, 0x7c]), u32(100)) }));
      end(numbered(s, [1, 2, 3]));
    },
    'error',
    [6, 9],
    { announced: 100, received: 18 },
  ],
];

describe('findings', () => {
  it.each(CASES)('%s: %s', async (rule, _what, play, severity, frames, facts) => {
    const found = (await findings(play)).filter((finding) => finding.rule === rule);
    expect(found.map((finding) => [finding.severity, finding.frames])).toEqual([[severity, frames]]);
    expect(found[0]?.facts).toMatchObject(facts);
  });

  it.each(CASES)('%s: %s: says it in both languages', async (rule, _what, play) => {
    const texts = await Promise.all(
      LANGS.map(async (lang) => (await findings(play, lang)).find((finding) => finding.rule === rule)),
    );
    const [es, en] = texts;
    expect(es?.text).not.toBe(en?.text);
    for (const text of [es?.text, en?.text]) {
      expect(text).toMatch(/^[A-ZÁÉÍÓÚÑ«"\d].*[.)]$/su);
      expect(text).not.toMatch(/undefined|null|NaN|\$\{/);
    }
  });

  it('no other finding of a higher severity comes with a mere note', async () => {
    for (const [, , play, severity] of CASES) {
      if (severity !== 'note') continue;
      expect((await findings(play)).filter((finding) => finding.severity === 'error').map(({ rule }) => rule)).toEqual(
        [],
      );
    }
  });
});

describe('two connections', () => {
  const pair = (granted: number): CaptureWriter => {
    const writer = new CaptureWriter();
    const subscriber = accepted(new Session(writer, { client: '10.0.0.3', clientPort: 50001 }));
    subscriber.client(subscribe([['t', granted]], { id: 1 })).server(suback([granted], { id: 1 }));
    const publisher = accepted(new Session(writer), { will: { topic: 'w', payload: 'bye' } });
    released(publisher.client(publish({ topic: 't', qos: 2, id: 1, payload: 'x' })), 1);
    subscriber.server(publish({ topic: 't', qos: granted, id: 1, payload: 'x' }));
    if (granted === 1) subscriber.client(ack('PUBACK', 1));
    publisher.close();
    subscriber.server(publish({ topic: 'w', payload: 'bye' }));
    end(subscriber);
    return writer;
  };
  const of = async (writer: CaptureWriter, rule: string): Promise<Finding[]> =>
    (await analysisOf(writer)).findings.filter((finding) => finding.rule === rule);

  it('mqtt.qos-downgraded: published with QoS 2, delivered with QoS 1', async () => {
    const found = await of(pair(1), 'mqtt.qos-downgraded');
    expect(found.map(({ stream, facts }) => [stream, facts])).toEqual([
      [0, { topic: 't', publishedQos: 2, deliveredQos: 1, publisherStream: 1, messages: 1 }],
    ]);
    expect(await of(pair(2), 'mqtt.qos-downgraded')).toEqual([]);
  });

  it('mqtt.will-triggered: the will of the one that fell is delivered to the other', async () => {
    const [found, ...more] = await of(pair(1), 'mqtt.will-triggered');
    expect(more).toEqual([]);
    expect(found).toMatchObject({ stream: 0, facts: { topic: 'w', payloadLength: 3, deadStream: 1 } });
  });
});

describeWithShared('the recorded lab', () => {
  it.each([
    ['noloop_hivemq_like/publisher.pcapng', 'mqtt.qos2-never-released'],
    ['noloop_over20_paho16/publisher.pcapng', 'mqtt.qos2-never-released'],
    ['missing6/subscriber.pcapng', 'mqtt.fragments-missing'],
    ['data_lost/publisher.pcapng', 'mqtt.fragment-total-mismatch'],
    ['secure/publisher.pcapng', 'mqtt.fragment-sequence-restarted'],
    ['qos_downgrade/broker.pcapng', 'mqtt.qos-downgraded'],
    ['will_abrupt_kill/broker.pcapng', 'mqtt.will-triggered'],
    ['wrong_password/publisher.pcapng', 'mqtt.connection-refused'],
    ['wrong_password/publisher.pcapng', 'mqtt.plaintext-credentials'],
  ])('%s: %s', async (file, rule) => {
    const { findings: found } = await analyze([sharedCapture('lab', file)]);
    expect(found.map((finding) => finding.rule)).toContain(rule);
  });

  it.each([
    'plain_qos2/publisher.pcapng',
    'plain_qos2/subscriber.pcapng',
    'indexed_qos2/broker.pcapng',
    'qos1/subscriber.pcapng',
    'mqtt5/broker.pcapng',
    'keepalive_idle/publisher.pcapng',
    'tcp_loss/broker.pcapng',
    'zero_window/subscriber.pcapng',
    'mid_session/broker.pcapng',
  ])('%s: nothing but notes about MQTT', async (file) => {
    const { findings: found } = await analyze([sharedCapture('lab', file)]);
    const loud = found.filter((finding) => finding.rule.startsWith('mqtt.') && finding.severity !== 'note');
    expect(loud.map((finding) => finding.rule)).toEqual([]);
  });
});

describe('the table of rules', () => {
  it('has an id once, and every rule is raised by a test of this file', () => {
    const ids = mqttRules.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    const tested = new Set([...CASES.map(([id]) => id), 'mqtt.qos-downgraded', 'mqtt.will-triggered']);
    expect(ids.filter((id) => !tested.has(id))).toEqual(['mqtt.unparsed-bytes']);
  });

  it('mqtt.unparsed-bytes: the capture starts in the middle of a message', async () => {
    const writer = new CaptureWriter();
    const whole = publish({ topic: 'a/b', payload: 'x'.repeat(60) });
    const conversation = new Conversation(writer);
    conversation.send('client', MS, { payload: whole.subarray(30), seq: 500 });
    for (let i = 0; i < 4; i++)
      conversation.send('client', MS, { payload: concat(publish({ topic: 'a/b', payload: `n${i}` }), pingreq()) });
    const analysis = await analysisOf(writer);
    const found = analysis.findings.filter(({ rule }) => rule === 'mqtt.unparsed-bytes');
    expect(found.map(({ frames, facts }) => [frames, facts])).toEqual([
      [[1], { bytes: whole.length - 30, sender: 'client', startsLate: true }],
    ]);
  });
});
