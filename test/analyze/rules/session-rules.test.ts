// Each finding about sessions, subscriptions and payloads on a capture that must raise it, and none of them on ordinary ones. Words in both languages.

import { describe, expect, it } from 'vitest';
import { sessionRules } from '../../../src/analyze/rules/session-rules.ts';
import { LANGS } from '../../../src/core/text.ts';
import { analyze, type Finding } from '../../../src/index.ts';
import { ack, connack, connect, disconnect, publish, suback, subscribe } from '../../builders/mqtt.ts';
import { describeWithShared, sharedCapture } from '../../shared.ts';
import { analysisOf, CaptureWriter, type ConversationFields, MS, RST } from '../capture.ts';
import { PlayedSession } from '../played-session.ts';

type Play = (open: (fields?: ConversationFields) => PlayedSession) => void;

const IDS = new Set<string>(sessionRules.map(({ id }) => id));

async function findings(play: Play, lang: 'es' | 'en' = 'en'): Promise<readonly Finding[]> {
  const writer = new CaptureWriter();
  let port = 50000;
  play((fields = {}) => new PlayedSession(writer, { clientPort: ++port, ...fields }));
  return (await analysisOf(writer, { lang })).findings.filter(({ rule }) => IDS.has(rule));
}

const persistent = { clean: false, clientId: 'c' } as const;
/** rule · what the capture shows · the play · severity · frames · facts */
const CASES: readonly (readonly [string, string, Play, string, readonly number[], Record<string, unknown>])[] = [
  [
    'mqtt.session-taken-over',
    'one CONNECT while the old connection is open',
    (open) => {
      const old = open()
        .client(connect({ clientId: 'c' }))
        .server(connack());
      const taker = open().client(connect({ clientId: 'c' }));
      old.conversation.send('server', MS, { flags: RST });
      taker.server(connack());
    },
    'warn',
    [4, 9, 10],
    { clientId: 'c', oldStream: 0, newStream: 1, disconnectFrame: null, sameAddress: true },
  ],
  [
    'mqtt.client-id-conflict',
    'two clients with one identifier, in turns',
    (open) => {
      let old = open({ client: '10.0.0.5' })
        .client(connect({ clientId: 'c' }))
        .server(connack());
      for (const client of ['10.0.0.6', '10.0.0.5', '10.0.0.6']) {
        const taker = open({ client }).client(connect({ clientId: 'c' }));
        old.conversation.send('server', MS, { flags: RST });
        old = taker.server(connack());
      }
    },
    'error',
    [4, 9, 15, 21],
    { clientId: 'c', takeovers: 3, connections: 4, addresses: 2 },
  ],
  [
    'mqtt.reconnect-loop',
    'four short connections',
    (open) => {
      for (let i = 0; i < 4; i++)
        open()
          .client(connect({ clientId: 'c' }))
          .server(connack())
          .client(disconnect())
          .close();
    },
    'warn',
    [4, 13, 22, 31],
    { clientId: 'c', connections: 4, refused: 0 },
  ],
  [
    'mqtt.session-lost',
    'the server has forgotten a session of a moment ago',
    (open) => {
      open().client(connect(persistent)).server(connack()).client(disconnect()).close();
      open().client(connect(persistent)).server(connack());
    },
    'warn',
    [13, 14],
    { clientId: 'c', previousStream: 0, expiry: null },
  ],
  [
    'mqtt.redelivered-after-reconnect',
    'a QoS 1 message again on the next connection',
    (open) => {
      const first = open()
        .client(connect(persistent))
        .server(connack())
        .client(publish({ qos: 1, id: 1 }));
      first.conversation.send('client', MS, { flags: RST });
      const again = open()
        .client(connect(persistent))
        .server(connack({ flags: 1 }));
      again.client(publish({ qos: 1, id: 1, dup: true })).server(ack('PUBACK', 1));
    },
    'note',
    [13],
    { previousStream: 0, publishQos1: 1, publishQos2: 0, pubrel: 0 },
  ],
  [
    'mqtt.redirected',
    'CONNACK names another server and the client goes there',
    (open) => {
      open()
        .client(connect({ version: 5, clientId: 'c' }))
        .server(connack({ version: 5, code: 0x9c, properties: [[0x1c, 'b.example:1883']] }))
        .close();
      open({ server: '10.0.0.9' })
        .client(connect({ version: 5, clientId: 'c' }))
        .server(connack({ version: 5 }));
    },
    'warn',
    [5],
    {
      packet: 'CONNACK',
      permanent: false,
      serverReference: 'b.example:1883',
      nextStream: 1,
      nextServer: '10.0.0.9:1883',
    },
  ],
  [
    'mqtt.in-flight-limit',
    'twenty messages, none confirmed, and DISCONNECT',
    (open) => {
      const session = open().client(connect()).server(connack());
      for (let id = 1; id <= 20; id++) session.client(publish({ qos: 1, id }));
      session.client(disconnect()).close();
    },
    'note',
    [25, 29],
    { publisher: 'client', maximum: 20, ended: 0, limit: 'default', stuck: true, receiveMaximum: null },
  ],
  [
    'mqtt.in-flight-limit',
    'a server that keeps to the Receive Maximum of its client',
    (open) => {
      const session = open()
        .client(connect({ version: 5, properties: [[0x21, 3]] }))
        .server(connack({ version: 5 }));
      for (const id of [1, 2, 3]) session.server(publish({ version: 5, qos: 1, id }));
      for (const id of [4, 5, 6]) session.client(ack('PUBACK', id - 3)).server(publish({ version: 5, qos: 1, id }));
      for (const id of [4, 5, 6]) session.client(ack('PUBACK', id));
    },
    'note',
    [8, 14, 15],
    { publisher: 'server', maximum: 3, ended: 6, timesAtMaximum: 4, limit: 'stated', stuck: false, receiveMaximum: 3 },
  ],
  [
    'mqtt.subscriptions-overlap',
    'two filters match and the message comes twice',
    (open) => {
      const session = open().client(connect()).server(connack());
      session.client(
        subscribe(
          [
            ['a/#', 0],
            ['a/+', 0],
          ],
          { id: 1 },
        ),
      );
      session.server(
        suback([0, 0], { id: 1 }),
        publish({ topic: 'a/b', payload: 'x' }),
        publish({ topic: 'a/b', payload: 'x' }),
      );
    },
    'warn',
    [6, 9],
    { topic: 'a/b', messages: 2, duplicates: 1, topics: 1 },
  ],
  [
    'mqtt.subscription-never-matched',
    'a filter with a slash too many',
    (open) => {
      const session = open().client(connect()).server(connack());
      session.client(subscribe([['/a', 0]], { id: 1 })).server(suback([0], { id: 1 }), publish({ topic: 'a' }));
    },
    'note',
    [6],
    { subscriptions: 1, filters: '«/a»' },
  ],
  [
    'mqtt.payload-not-as-claimed',
    'bytes that are declared to be text, and JSON that is none',
    (open) => {
      const session = open()
        .client(connect({ version: 5 }))
        .server(connack({ version: 5 }));
      session.client(publish({ version: 5, payload: Uint8Array.of(0xff, 0, 1), properties: [[0x01, 1]] }));
      session.client(publish({ version: 5, payload: '{"a":', properties: [[0x03, 'application/json']] }));
      session.client(publish({ version: 5, payload: '{"a":1}', properties: [[0x03, 'application/json']] }));
    },
    'warn',
    [6, 7],
    { messages: 2, formatIndicator: 1 },
  ],
  [
    'mqtt.request-unanswered',
    'a request that nobody answers beside one that is answered',
    (open) => {
      const session = open()
        .client(connect({ version: 5 }))
        .server(connack({ version: 5 }));
      const request = (id: number): Uint8Array =>
        publish({
          version: 5,
          topic: 'ask',
          properties: [
            [0x08, 'answers'],
            [0x09, Uint8Array.of(id)],
          ],
        });
      session.client(request(1), request(2));
      session.server(publish({ version: 5, topic: 'answers', properties: [[0x09, Uint8Array.of(2)]] }));
    },
    'note',
    [6],
    { unanswered: 1, requests: 2, responseTopic: 'answers' },
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
      LANGS.map(async (lang) => (await findings(play, lang)).find((finding) => finding.rule === rule)?.text),
    );
    expect(texts[0]).not.toBe(texts[1]);
    for (const text of texts) {
      expect(text).toMatch(/^[A-ZÁÉÍÓÚÑ«"\d].*[.)]$/su);
      expect(text).not.toMatch(/undefined|null|NaN|\$\{|\s$/);
    }
  });

  it('are raised by a test of this file, each of them', () => {
    const tested = new Set([...CASES.map(([id]) => id), 'mqtt.publication-without-subscriber']);
    expect([...IDS].filter((id) => !tested.has(id))).toEqual([]);
    expect(IDS.size).toBe(sessionRules.length);
  });
});

describe('ordinary sessions', () => {
  const ordinary: Record<string, Play> = {
    'a publisher that waits for each answer': (open) => {
      const session = open().client(connect()).server(connack());
      for (let id = 1; id <= 30; id++) session.client(publish({ qos: 1, id })).server(ack('PUBACK', id));
      session.client(disconnect()).close();
    },
    'eight messages at once, all confirmed': (open) => {
      const session = open().client(connect()).server(connack());
      for (let id = 1; id <= 8; id++) session.client(publish({ qos: 1, id }));
      for (let id = 1; id <= 8; id++) session.server(ack('PUBACK', id));
      session.client(disconnect()).close();
    },
    'eleven messages that stay open': (open) => {
      const session = open().client(connect()).server(connack());
      for (let id = 1; id <= 11; id++) session.client(publish({ qos: 2, id })).server(ack('PUBREC', id));
      session.client(disconnect()).close();
    },
    'a client that comes back twice, with a clean session': (open) => {
      for (let i = 0; i < 3; i++)
        open()
          .client(connect({ clientId: 'c' }))
          .server(connack())
          .client(disconnect())
          .close();
    },
    'MQTT 5: a session that ends with its connection is not lost': (open) => {
      for (let i = 0; i < 2; i++) {
        const session = open()
          .client(connect({ version: 5, clean: false, clientId: 'c' }))
          .server(connack({ version: 5 }));
        session.client(disconnect()).close();
      }
    },
  };
  it.each(Object.entries(ordinary))('%s: nothing', async (_name, play) => {
    expect((await findings(play)).map(({ rule }) => rule)).toEqual([]);
  });
});

describe('a publication nobody has subscribed to', () => {
  async function heard(point: 'client' | 'server', filter: string): Promise<readonly Finding[]> {
    const writer = new CaptureWriter();
    // At the server the SYN-ACK follows the SYN at once and the ACK comes late; at the client it is the other way round.
    const times = point === 'server' ? ([20_000, 10 * MS] as const) : ([10 * MS, 20_000] as const);
    const subscriber = new PlayedSession(writer, { clientPort: 50001 }, times);
    subscriber.client(connect({ clientId: 's' })).server(connack());
    subscriber.client(subscribe([[filter, 0]], { id: 1 })).server(suback([0], { id: 1 }));
    const publisher = new PlayedSession(writer, { clientPort: 50002 }, times);
    publisher
      .client(connect({ clientId: 'p' }))
      .server(connack())
      .client(publish({ topic: 'a/b' }));
    return (await analysisOf(writer)).findings.filter(({ rule }) => rule === 'mqtt.publication-without-subscriber');
  }

  it('is told where the capture was taken at the server', async () => {
    const found = await heard('server', 'a/c');
    expect(found.map(({ stream, frames, facts }) => [stream, frames, facts])).toEqual([
      [1, [13], { topics: '«a/b»', messages: 1 }],
    ]);
    expect(await heard('server', 'a/#')).toEqual([]);
  });

  it('and not elsewhere', async () => {
    expect(await heard('client', 'a/c')).toEqual([]);
  });
});

describeWithShared('the recorded lab', () => {
  it('noloop_over20_paho16: exactly 20 messages left, none confirmed', async () => {
    const { findings: found } = await analyze([sharedCapture('lab', 'noloop_over20_paho16', 'publisher.pcapng')]);
    const limit = found.filter(({ rule }) => rule === 'mqtt.in-flight-limit');
    expect(limit.map(({ facts }) => facts)).toMatchObject([
      { maximum: 20, published: 20, ended: 0, limit: 'default', stuck: true },
    ]);
  });

  it.each([
    'plain_qos2/broker',
    'burst_one_segment/publisher',
    'qos1/broker',
    'indexed_qos2/subscriber',
    'keepalive_idle/broker',
    'wrong_password/broker',
  ])('%s: none of these', async (name) => {
    const { findings: found } = await analyze([sharedCapture('lab', ...`${name}.pcapng`.split('/'))]);
    expect(found.filter(({ rule }) => IDS.has(rule)).map(({ rule }) => rule)).toEqual([]);
  });
});
