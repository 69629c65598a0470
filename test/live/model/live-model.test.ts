import { describe, expect, it } from 'vitest';
import type { Frame } from '../../../src/core/frame.ts';
import { CONNECTIONS_KEPT } from '../../../src/live/model/connection-list.ts';
import { LiveModel } from '../../../src/live/model/live-model.ts';
import { filterPicture, takePicture, takePictures } from '../../../src/live/model/take-picture.ts';
import { TopicFilter } from '../../../src/live/model/topic-filter.ts';
import * as mqtt from '../../builders/mqtt.ts';
import { Scenario } from '../../builders/scenario.ts';
import { modelOf, play, together } from '../playback.ts';

const SECOND = 1_000_000_000;

function session(options: { clientPort?: number; clientId?: string } = {}): Scenario {
  return new Scenario(options.clientPort === undefined ? {} : { clientPort: options.clientPort })
    .open()
    .send(0, mqtt.connect({ clientId: options.clientId ?? 'sensor-1', keepAlive: 10 }))
    .send(1, mqtt.connack());
}

describe('a session that goes on', () => {
  const scenario = session()
    .send(0, mqtt.publish({ topic: 'casa/t', payload: '21.5', qos: 2, id: 7 }))
    .send(1, mqtt.ack('PUBREC', 7));
  const model = modelOf(scenario.frames());
  model.tick(1000, 4000);
  const picture = takePicture(model, 0);

  it('is connected, with what is in flight', () => {
    expect(picture.selected).toMatchObject({ stream: 0, phase: 'open', protocol: 'mqtt', openExchanges: 1 });
    expect(picture.selected?.session).toMatchObject({
      phase: 'connected',
      clientId: 'sensor-1',
      version: 4,
      keepAlive: 10,
      messages: [2, 2],
      inFlight: [1, 0],
      maximumInFlight: [1, 0],
    });
  });

  it('has its handshake measured', () => {
    expect(picture.selected?.initialRttNs).toBe(2_000_000);
    expect(picture.selected?.rtt[0].samples.length).toBeGreaterThan(0);
  });

  it('keeps the last messages with the beginning of their payload', () => {
    expect(picture.messages.map(({ type }) => type)).toEqual(['CONNECT', 'CONNACK', 'PUBLISH', 'PUBREC']);
    const publish = picture.messages[2];
    expect(publish).toMatchObject({ topic: 'casa/t', qos: 2, packetIdentifier: 7, payloadLength: 4, headLength: 4 });
    expect(new TextDecoder().decode(publish?.head.subarray(0, 4))).toBe('21.5');
  });

  it('shows the open exchange with the step it awaits', () => {
    expect(picture.open).toMatchObject([
      { kind: 'publish', request: 'PUBLISH', awaits: 'PUBREL', packetIdentifier: 7, topic: 'casa/t', inVain: false },
    ]);
  });

  it('lets the age of what is open grow while no frame comes', () => {
    const before = takePicture(model, 0).open[0]?.ageNs ?? 0;
    model.tick(4000, 4000);
    expect((takePicture(model, 0).open[0]?.ageNs ?? 0) - before).toBe(3 * SECOND);
  });

  it('calls the silence of the client and the missing answer by their names, once', () => {
    for (let ms = 5000; ms < 40_000; ms += 250) model.tick(ms, 4000);
    const { notices } = takePicture(model, 0);
    expect(notices.map(({ kind, count }) => [kind.id, count])).toEqual([
      ['live.answer-overdue', 1],
      ['mqtt.keep-alive-exceeded', 1],
    ]);
  });
});

describe('ends', () => {
  const phases = (scenario: Scenario): unknown => {
    const { selected, notices } = takePicture(modelOf(scenario.frames()), 0);
    return [selected?.phase, selected?.session?.phase ?? null, notices.map(({ kind }) => kind.id)];
  };

  it('tells a goodbye from a loss', () => {
    expect(phases(session().send(0, mqtt.disconnect()).close())).toEqual(['closed', 'disconnected', []]);
    expect(phases(session().close())).toEqual(['closed', 'lost', ['mqtt.session-without-disconnect']]);
    expect(phases(session().reset(0))).toEqual([
      'reset',
      'lost',
      ['tcp.connection-reset', 'mqtt.session-without-disconnect'],
    ]);
  });

  it('takes a FIN that carries the DISCONNECT for a goodbye', () => {
    const scenario = session();
    scenario.segment(1, { flags: 17 }).segment(0, { flags: 17, payload: mqtt.disconnect() });
    expect(phases(scenario)).toEqual(['closed', 'disconnected', []]);
  });

  it('knows a refused connection, of TCP and of MQTT', () => {
    const refused = new Scenario().segment(0, { flags: 2 }).reset(1);
    expect(phases(refused)).toEqual(['refused', null, ['tcp.connection-refused']]);
    const noLogin = new Scenario()
      .open()
      .send(0, mqtt.connect())
      .send(1, mqtt.connack({ code: 5 }))
      .close();
    expect(phases(noLogin)).toEqual(['closed', 'refused', ['mqtt.connection-refused']]);
  });

  it('says what stayed without confirmation', () => {
    const open = session()
      .send(0, mqtt.publish({ qos: 1, id: 3 }))
      .send(0, mqtt.disconnect())
      .close();
    const { notices, open: rows } = takePicture(modelOf(open.frames()), 0);
    expect(notices.map(({ kind, detail }) => [kind.id, kind.severity, detail])).toEqual([
      ['mqtt.exchange-unconfirmed', 'warn', 'a/b'],
    ]);
    expect(rows).toMatchObject([{ inVain: true, awaits: 'PUBACK' }]);
  });

  it('knows the client whose network loop does not run', () => {
    const scenario = session();
    for (const id of [1, 2]) scenario.send(0, mqtt.publish({ qos: 2, id })).send(1, mqtt.ack('PUBREC', id));
    const { notices } = takePicture(modelOf(scenario.send(0, mqtt.disconnect()).close().frames()), 0);
    expect(notices.map(({ kind, detail }) => [kind.id, kind.severity, detail])).toEqual([
      ['mqtt.qos2-never-released', 'error', '2 PUBLISH'],
    ]);
  });

  it('does not blame a client that leaves before its last PUBCOMP', () => {
    const scenario = session()
      .send(0, mqtt.subscribe([['a/#', 2]]))
      .send(1, mqtt.suback([2]))
      .send(1, mqtt.publish({ qos: 2, id: 3 }))
      .send(0, mqtt.ack('PUBREC', 3))
      .send(1, mqtt.ack('PUBREL', 3))
      .send(0, mqtt.disconnect())
      .close();
    const { notices } = takePicture(modelOf(scenario.frames()), 0);
    expect(notices.map(({ kind }) => [kind.id, kind.severity])).toEqual([['mqtt.exchange-unconfirmed', 'note']]);
  });
});

describe('a connection from its middle', () => {
  it('is running, not connected', () => {
    const scenario = new Scenario();
    scenario.send(0, mqtt.publish({ payload: 'x' })).send(1, mqtt.publish({ payload: 'y' }));
    const { selected } = takePicture(modelOf(scenario.frames()), 0);
    expect(selected).toMatchObject({ phase: 'open', fromMiddle: true, initialRttNs: null });
    expect(selected?.session).toMatchObject({ phase: 'running', clientId: null, keepAlive: null });
  });
});

describe('trouble of TCP', () => {
  it('counts what is sent again', () => {
    const scenario = session();
    const seq = scenario.next(0);
    scenario.send(0, mqtt.publish({ payload: 'x' }));
    scenario.wait(SECOND).segment(0, { seq, payload: mqtt.publish({ payload: 'x' }), flags: 24 });
    const { selected, notices } = takePicture(modelOf(scenario.frames()), 0);
    expect(selected?.retransmissions).toBe(1);
    expect(notices).toMatchObject([{ kind: { id: 'tcp.retransmissions' }, count: 1, firstFrame: 7, lastFrame: 7 }]);
  });
});

describe('fragments', () => {
  it('shows numbers that are missing, and how much of the announced length is here', () => {
    const scenario = session();
    const length = mqtt.concat(new TextEncoder().encode('0|'), Uint8Array.of(0, 0, 0, 30));
    scenario.send(0, mqtt.publish({ topic: 'f', payload: length }));
    for (const index of [1, 2, 4, 5]) scenario.send(0, mqtt.publish({ topic: 'f', payload: `${index}|abcdef` }));
    const { fragments } = takePicture(modelOf(scenario.frames()), null);
    expect(fragments).toMatchObject([
      {
        topic: 'f',
        direction: 0,
        received: 5,
        from: 0,
        to: 5,
        missingCount: 1,
        missing: [3],
        bytes: 24,
        announced: 30,
      },
    ]);
  });

  it('takes readings that carry no number for what they are', () => {
    const scenario = session();
    for (const value of ['21.5', '21.4', '21.4', '21.6', '20.9']) scenario.send(0, mqtt.publish({ payload: value }));
    expect(takePicture(modelOf(scenario.frames()), null).fragments).toEqual([]);
  });
});

describe('the topic filter', () => {
  const scenario = session();
  for (let i = 0; i < 100; i++)
    scenario.send(0, mqtt.publish({ topic: i % 20 === 0 ? 'casa/t' : 'otro', payload: 'x' }));
  scenario
    .send(0, mqtt.publish({ topic: 'casa/t', qos: 1, id: 1 }))
    .send(0, mqtt.publish({ topic: 'otro', qos: 1, id: 2 }));

  it('keeps what passes longer than all messages would be kept', () => {
    const model = new LiveModel();
    model.setFilter(new TopicFilter('casa/+'));
    play(scenario.frames(), { extraListeners: [model], extraSessionListeners: [model] });
    const { messages, open } = takePicture(model, 0);
    expect(messages.map(({ topic }) => topic)).toEqual(new Array(6).fill('casa/t'));
    expect(open.map(({ topic }) => topic)).toEqual(['casa/t']);
  });

  it('finds what is still there when it is set later, and is undone', () => {
    const model = modelOf(scenario.frames());
    model.setFilter(new TopicFilter('casa/#'));
    expect(takePicture(model, null).messages.map(({ topic }) => topic)).toEqual(['casa/t', 'casa/t', 'casa/t']);
    model.setFilter(null);
    expect(takePicture(model, null).messages).toHaveLength(48);
  });

  it('works on a frozen picture too', () => {
    const frozen = takePictures(modelOf(scenario.frames())).get(null);
    if (frozen === undefined) throw new Error('no picture');
    const { messages, open, openCount } = filterPicture(frozen, new TopicFilter('casa/t'));
    expect(messages.every(({ topic }) => topic === 'casa/t')).toBe(true);
    expect([messages.length, open.length, openCount]).toEqual([3, 1, 1]);
  });
});

describe('many connections', () => {
  const plain = (clientPort: number): Scenario => new Scenario({ clientPort, serverPort: 8080 }).open();

  it('keeps a limited number, and MQTT before the rest', () => {
    const others = Array.from({ length: CONNECTIONS_KEPT + 20 }, (_, at) => plain(20_000 + at));
    const late = session({ clientPort: 50_001, clientId: 'late' });
    late.wait(SECOND).send(0, mqtt.pingreq());
    const model = modelOf([...together(...others, late)]);
    const { connections, connectionsSeen } = takePicture(model, null);
    expect(connections).toHaveLength(CONNECTIONS_KEPT);
    expect(connectionsSeen).toBe(CONNECTIONS_KEPT + 21);
    expect(connections[0]?.session?.clientId).toBe('late');
  });

  it('puts what goes on before what has ended, and among the ended the latest first', () => {
    const ended = (clientPort: number): Scenario => session({ clientPort }).send(0, mqtt.disconnect()).close();
    const model = modelOf([
      ...ended(1001).frames(),
      ...ended(1002).frames(),
      ...session({ clientPort: 1003 }).frames(),
    ]);
    expect(takePicture(model, null).connections.map(({ stream }) => stream)).toEqual([2, 1, 0]);
  });

  const late = (version: 4 | 5 = 4): Scenario =>
    new Scenario({ clientPort: 50_000 })
      .wait(SECOND)
      .open()
      .send(0, mqtt.connect({ version, keepAlive: 10 }))
      .send(1, mqtt.connack({ version }));
  const half = (scenario: Scenario, id: number): Scenario =>
    scenario.send(0, mqtt.publish({ qos: 2, id })).send(1, mqtt.ack('PUBREC', id));
  const troubles: Readonly<Record<string, Scenario>> = {
    resent: late()
      .send(0, mqtt.publish({ qos: 1, id: 4 }))
      .send(0, mqtt.publish({ qos: 1, id: 4, dup: true })),
    'subscription refused': late()
      .send(0, mqtt.subscribe([['a/#', 1]]))
      .send(1, mqtt.suback([0x80])),
    'publish refused': late(5)
      .send(0, mqtt.publish({ version: 5, qos: 1, id: 9 }))
      .send(1, mqtt.ack('PUBACK', 9, { code: 0x87 })),
    'sent away': late(5).send(1, mqtt.disconnect({ code: 0x8e })),
    'login refused': new Scenario({ clientPort: 50_000 })
      .wait(SECOND)
      .open()
      .send(0, mqtt.connect())
      .send(1, mqtt.connack({ code: 5 })),
    'never released': half(half(late(), 1), 2).send(0, mqtt.disconnect()).close(),
    'released once': half(half(late(), 1).send(0, mqtt.ack('PUBREL', 1)).send(1, mqtt.ack('PUBCOMP', 1)), 2).reset(1),
    unanswered: late().send(0, mqtt.publish({ qos: 1, id: 3 })),
    malformed: late().send(0, mqtt.hex('3603000161')),
  };

  it.each(Object.entries(troubles))(
    'hears of trouble on a connection without a place as on any other: %s',
    (_, one) => {
      const crowd = Array.from({ length: CONNECTIONS_KEPT }, (_none, at) =>
        new Scenario({ clientPort: 20_000 + at })
          .open()
          .send(0, mqtt.connect({ keepAlive: 0 }))
          .send(1, mqtt.connack()),
      );
      const said = (frames: readonly Frame[]): unknown[] => {
        const model = modelOf(frames);
        for (let ms = 0; ms < 30_000; ms += 250) model.tick(ms, 0);
        return model.notices.rows(50).rows.map(({ kind, count }) => [kind.id, kind.severity, count]);
      };
      const alone = said(one.frames());
      const crowded = together(...crowd, one);
      expect(alone).not.toEqual([]);
      expect(said(crowded)).toEqual(alone);
      expect(takePicture(modelOf(crowded), CONNECTIONS_KEPT).selected).toBeNull(); // it has none
    },
  );

  it('says once what many connections share', () => {
    const refused = (at: number): Scenario => new Scenario({ clientPort: 3000 + at }).segment(0, { flags: 2 }).reset(1);
    const model = modelOf(together(...Array.from({ length: 5 }, (_, at) => refused(at))));
    const { notices, noticesCount } = takePicture(model, null);
    expect(notices).toMatchObject([{ kind: { id: 'tcp.connection-refused' }, stream: null, connections: 5, count: 5 }]);
    expect(noticesCount).toBe(1);
    expect(takePicture(model, 2).notices).toMatchObject([{ stream: 2, connections: 1, count: 1 }]);
  });
});
