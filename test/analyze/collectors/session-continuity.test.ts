// Sessions over connections, as the report tells them: begun, resumed, taken over; exchanges that go on; authentication in steps.

import { describe, expect, it } from 'vitest';
import type { MqttReport } from '../../../src/analyze/analysis.ts';
import { MqttCollector } from '../../../src/analyze/collectors/mqtt.ts';
import type { ContinuityReport } from '../../../src/analyze/mqtt-session-report.ts';
import { ack, auth, connack, connect, disconnect, publish } from '../../builders/mqtt.ts';
import { ScriptedFlow } from '../../session/scripted-flow.ts';
import { analysisOf, CaptureWriter, MS, RST } from '../capture.ts';
import { PlayedSession } from '../played-session.ts';

async function reportsOf(writer: CaptureWriter): Promise<MqttReport[]> {
  const { connections } = await analysisOf(writer);
  return connections.map(({ mqtt }) => {
    if (mqtt === null) throw new Error('no MQTT');
    return mqtt;
  });
}

async function continuities(writer: CaptureWriter): Promise<(ContinuityReport | null)[]> {
  return (await reportsOf(writer)).map(({ continuity }) => continuity);
}

const persistent = { clean: false, clientId: 'c' } as const;
const port = (clientPort: number): { clientPort: number } => ({ clientPort });

describe('the connections of a client', () => {
  it('are counted, linked and timed', async () => {
    const writer = new CaptureWriter();
    new PlayedSession(writer, port(50001)).client(connect(persistent)).server(connack()).client(disconnect()).close();
    new PlayedSession(writer, port(50002)).client(connect({ clientId: 'other' })).server(connack());
    new PlayedSession(writer, port(50003)).client(connect(persistent)).server(connack({ flags: 1 }));
    const [first, other, second] = await continuities(writer);
    expect(first).toMatchObject({
      start: 'first',
      ordinal: 1,
      previous: null,
      next: { stream: 2 },
      sincePreviousNs: null,
      tookOver: null,
      takenOverBy: null,
    });
    expect(other).toMatchObject({ start: 'first', ordinal: 1, previous: null, next: null });
    expect(second).toMatchObject({
      start: 'resumed',
      ordinal: 2,
      previous: { stream: 0, connectFrame: 4 },
      next: null,
    });
    // The other connection lies between them: its SYN 1 ms, SYN-ACK 10 ms, ACK 20 µs and two packets, twice over.
    expect(second?.sincePreviousNs).toBe(2 * (MS + 10 * MS + 20_000) + 2 * MS + MS);
  });

  it('of another server, or without an identifier, are not related', async () => {
    const writer = new CaptureWriter();
    new PlayedSession(writer, port(50001)).client(connect({ clientId: 'c' })).server(connack());
    new PlayedSession(writer, { ...port(50002), serverPort: 1884 })
      .client(connect({ clientId: 'c' }))
      .server(connack());
    new PlayedSession(writer, port(50003)).client(connect({ clientId: '' })).server(connack());
    expect((await continuities(writer)).map((one) => one?.ordinal ?? null)).toEqual([1, 1, null]);
  });

  it('MQTT 5: the identifier that the server assigns counts', async () => {
    const writer = new CaptureWriter();
    const assigned = connack({ version: 5, properties: [[0x12, 'auto-7']] });
    new PlayedSession(writer, port(50001))
      .client(connect({ version: 5, clientId: '' }))
      .server(assigned)
      .close();
    new PlayedSession(writer, port(50002))
      .client(connect({ version: 5, clientId: 'auto-7' }))
      .server(connack({ version: 5 }));
    expect((await continuities(writer)).map((one) => [one?.ordinal, one?.start])).toEqual([
      [1, 'first'],
      [2, 'fresh'],
    ]);
  });

  it('that were refused neither hold a session nor take one over', async () => {
    const writer = new CaptureWriter();
    new PlayedSession(writer, port(50001)).client(connect(persistent)).server(connack()); // stays open
    new PlayedSession(writer, port(50002))
      .client(connect(persistent))
      .server(connack({ code: 5 }))
      .close();
    const [first, refused] = await continuities(writer);
    expect(refused).toMatchObject({ start: 'refused', previous: { stream: 0 }, tookOver: null });
    expect(first).toMatchObject({ takenOverBy: null, next: { stream: 1 } });
  });
});

describe('a takeover', () => {
  it.each([
    ['3.1.1', 4, null],
    ['5.0', 5, 10],
  ] as const)(
    'MQTT %s: the new CONNECT comes while the old connection is open',
    async (_name, version, disconnectFrame) => {
      const writer = new CaptureWriter();
      const old = new PlayedSession(writer, port(50001))
        .client(connect({ version, clientId: 'c' }))
        .server(connack({ version }));
      const taker = new PlayedSession(writer, port(50002)).client(connect({ version, clientId: 'c' }));
      if (version === 5) old.server(disconnect({ code: 0x8e }));
      else old.conversation.send('server', MS, { flags: RST });
      if (version === 5) old.conversation.close();
      taker.server(connack({ version }));
      const [first, second] = await continuities(writer);
      expect(second).toMatchObject({ start: 'fresh', tookOver: { stream: 0, disconnectFrame } });
      expect(first).toMatchObject({ takenOverBy: 1 });
    },
  );

  it('is none where the old connection had ended, in MQTT or in TCP', async () => {
    for (const end of ['disconnect', 'close'] as const) {
      const writer = new CaptureWriter();
      const old = new PlayedSession(writer, port(50001)).client(connect({ clientId: 'c' })).server(connack());
      if (end === 'disconnect') old.client(disconnect());
      else old.close();
      new PlayedSession(writer, port(50002)).client(connect({ clientId: 'c' })).server(connack());
      expect((await continuities(writer)).map((one) => one?.tookOver ?? null)).toEqual([null, null]);
    }
  });
});

describe('exchanges over connections', () => {
  /** Three open messages, then a connection that resumes the session. */
  function interrupted(): { writer: CaptureWriter; resumed: PlayedSession } {
    const writer = new CaptureWriter();
    const first = new PlayedSession(writer, port(50001)).client(connect(persistent)).server(connack()); // 4, 5
    first.client(publish({ qos: 1, id: 1, topic: 'a', payload: 'uno' })); // 6
    first.client(publish({ qos: 2, id: 2, topic: 'a', payload: 'dos' })); // 7
    first.client(publish({ qos: 2, id: 3, topic: 'a', payload: 'tres' })).server(ack('PUBREC', 3)); // 8, 9
    first.conversation.send('client', MS, { flags: RST }); // 10
    const resumed = new PlayedSession(writer, port(50002)).client(connect(persistent)).server(connack({ flags: 1 })); // 14, 15
    return { writer, resumed };
  }

  it('go on with a PUBLISH with DUP or a PUBREL, and both records name each other', async () => {
    const { writer, resumed } = interrupted();
    resumed.client(publish({ qos: 1, id: 1, topic: 'a', payload: 'uno', dup: true })).server(ack('PUBACK', 1)); // 16, 17
    resumed.client(publish({ qos: 2, id: 2, topic: 'a', payload: 'dos', dup: true })); // 18
    resumed.client(ack('PUBREL', 3)).server(ack('PUBCOMP', 3)); // 19, 20
    const [before, after] = await reportsOf(writer);
    const shown = (report: MqttReport | undefined): unknown[] =>
      (report?.exchanges ?? [])
        .filter(({ kind }) => kind === 'publish')
        .map((one) => [one.packetIdentifier, one.state, one.continuedFrom, one.continuedIn, one.missing]);
    expect(shown(before)).toEqual([
      [1, 'continued', null, { stream: 1, frame: 16 }, ['PUBACK']],
      [2, 'continued', null, { stream: 1, frame: 18 }, ['PUBREC', 'PUBREL', 'PUBCOMP']],
      [3, 'continued', null, { stream: 1, frame: 19 }, ['PUBREL', 'PUBCOMP']],
    ]);
    expect(shown(after)).toEqual([
      [1, 'complete', { stream: 0, frame: 6 }, null, []],
      [2, 'unconfirmed', { stream: 0, frame: 7 }, null, ['PUBREC', 'PUBREL', 'PUBCOMP']],
      [3, 'complete', { stream: 0, frame: 9 }, null, []],
    ]);
    expect(after?.exchanges.find((one) => one.packetIdentifier === 3)).toMatchObject({ topic: 'a', payloadLength: 4 });
    expect(before?.exchangeStates.filter(({ kind }) => kind === 'publish')).toEqual([
      { kind: 'publish', qos: 1, originator: 'client', state: 'continued', count: 1 },
      { kind: 'publish', qos: 2, originator: 'client', state: 'continued', count: 2 },
    ]);
    expect(after?.continuity?.continued).toEqual({ publishQos1: 1, publishQos2: 1, pubrel: 1, frames: [16, 18, 19] });
  });

  it('stay as they are where the same identifier means something new', async () => {
    const { writer, resumed } = interrupted();
    resumed.client(publish({ qos: 1, id: 1, topic: 'a', payload: 'uno' })); // no DUP
    resumed.client(publish({ qos: 2, id: 2, topic: 'b', payload: 'dos', dup: true })); // another topic
    resumed.client(publish({ qos: 1, id: 3, topic: 'a', payload: 'tres', dup: true })); // another QoS
    const [before, after] = await reportsOf(writer);
    expect(before?.exchanges.map(({ continuedIn }) => continuedIn)).toEqual([null, null, null, null]);
    expect(after?.exchanges.map(({ continuedFrom }) => continuedFrom)).toEqual([null, null, null, null]);
  });

  it('are looked for over a connection in between that did not touch them', async () => {
    const { writer, resumed } = interrupted();
    resumed.close();
    const third = new PlayedSession(writer, port(50003)).client(connect(persistent)).server(connack({ flags: 1 }));
    third.client(publish({ qos: 1, id: 1, topic: 'a', payload: 'uno', dup: true })).server(ack('PUBACK', 1));
    const [before, , after] = await reportsOf(writer);
    expect(before?.exchanges.find((one) => one.packetIdentifier === 1)?.continuedIn?.stream).toBe(2);
    expect(after?.exchanges.find((one) => one.packetIdentifier === 1)?.continuedFrom).toEqual({ stream: 0, frame: 6 });
  });

  it('also where the server publishes', async () => {
    const writer = new CaptureWriter();
    const first = new PlayedSession(writer, port(50001)).client(connect(persistent)).server(connack());
    first.server(publish({ qos: 1, id: 9, topic: 't', payload: 'x' })).close();
    const second = new PlayedSession(writer, port(50002)).client(connect(persistent)).server(connack({ flags: 1 }));
    second.server(publish({ qos: 1, id: 9, topic: 't', payload: 'x', dup: true })).client(ack('PUBACK', 9));
    const [before, after] = await reportsOf(writer);
    expect(before?.exchanges.at(-1)).toMatchObject({ originator: 'server', state: 'continued' });
    expect(after?.exchanges.at(-1)).toMatchObject({ state: 'complete', continuedFrom: { stream: 0, frame: 6 } });
  });

  it('also where the first connection is gone already', () => {
    const collector = new MqttCollector({ listLimit: 100, detailLimit: 10, fragments: 'none', stream: null });
    const first = new ScriptedFlow(collector, { stream: 0 }).client(connect(persistent)).server(connack());
    first.client(publish({ qos: 1, id: 1, topic: 'a', payload: 'uno' })).close('replaced');
    const second = new ScriptedFlow(collector, { stream: 1 }).client(connect(persistent)).server(connack({ flags: 1 }));
    second.client(publish({ qos: 1, id: 1, topic: 'a', payload: 'uno', dup: true }));
    const [before, after] = [first, second].map(({ flow }) => collector.report(flow));
    expect(before?.exchanges.at(-1)).toMatchObject({ state: 'continued', continuedIn: { stream: 1, frame: 3 } });
    // It was counted as unconfirmed when its connection ended.
    expect(before?.exchangeStates.filter(({ kind }) => kind === 'publish')).toEqual([
      { kind: 'publish', qos: 1, originator: 'client', state: 'continued', count: 1 },
    ]);
    expect(after?.exchanges.at(-1)).toMatchObject({ continuedFrom: { stream: 0, frame: 3 } });
  });
});

describe('authentication', () => {
  const method = [0x15, 'SCRAM'] as const;
  const start = (): Uint8Array => connect({ version: 5, clientId: 'c', properties: [method] });
  const step = (code: number): Uint8Array => auth({ code, properties: [method] });

  it('is one exchange from CONNECT to CONNACK, and another when it is done again', async () => {
    const writer = new CaptureWriter();
    const session = new PlayedSession(writer).client(start()).server(step(0x18)).client(step(0x18)); // 4, 5, 6
    session.server(connack({ version: 5, properties: [method] })); // 7
    session.client(step(0x19)).server(step(0x18)).client(step(0x18)).server(step(0x18)).client(step(0x18)); // 8 … 12
    session.server(step(0)); // 13
    const [report] = await reportsOf(writer);
    const rounds = report?.exchanges.filter(({ kind }) => kind === 'auth') ?? [];
    expect(rounds.map(({ state, steps }) => [state, steps.map(({ type, frame }) => `${type} ${frame}`)])).toEqual([
      ['complete', ['CONNECT 4', 'AUTH 5', 'AUTH 6', 'CONNACK 7']],
      ['complete', ['AUTH 8', 'AUTH 9', 'AUTH 10', 'AUTH 11', 'AUTH 12', 'AUTH 13']],
    ]);
    expect(rounds.map(({ totalNs, missing }) => [totalNs, missing])).toEqual([
      [3 * MS, []],
      [5 * MS, []],
    ]);
    expect(rounds[1]?.stepNs).toEqual({ AUTH: MS, 'AUTH 2': MS, 'AUTH 3': MS, 'AUTH 4': MS, 'AUTH 5': MS });
    expect(report?.exchangeStates).toContainEqual({
      kind: 'auth',
      qos: null,
      originator: 'client',
      state: 'complete',
      count: 2,
    });
  });

  it('ends refused, or stays open', async () => {
    const refused = new CaptureWriter();
    new PlayedSession(refused)
      .client(start())
      .server(step(0x18))
      .client(step(0x18))
      .server(connack({ version: 5, code: 0x87 }));
    const open = new CaptureWriter();
    new PlayedSession(open).client(start()).server(step(0x18));
    const stateOf = async (writer: CaptureWriter): Promise<string | undefined> =>
      (await reportsOf(writer))[0]?.exchanges.find(({ kind }) => kind === 'auth')?.state;
    expect([await stateOf(refused), await stateOf(open)]).toEqual(['refused', 'unconfirmed']);
  });
});
