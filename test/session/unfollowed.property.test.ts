// A session that nobody follows takes a shorter way: whatever goes by, it must come to the same as one whose every message is heard.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CLIENT_TO_SERVER, type Direction, SERVER_TO_CLIENT } from '../../src/core/direction.ts';
import { type Exchange, exchangeRecord } from '../../src/session/exchange.ts';
import type { MqttSessionState } from '../../src/session/session-state.ts';
import { SessionTracker } from '../../src/session/session-tracker.ts';
import { ack, connack, connect, pingreq, pingresp, publish, suback, subscribe } from '../builders/mqtt.ts';
import { ScriptedFlow } from './scripted-flow.ts';

type Version = 4 | 5;
type Happening = (script: ScriptedFlow) => void;

/** Small numbers of everything, so that packets meet: mostly whole exchanges, among them packets of any kind in any place. */
function happenings(version: Version): fc.Arbitrary<Happening> {
  const id = fc.integer({ min: 1, max: 3 });
  const topic = fc.constantFrom('plant/1', 'plant/2', 'other', 'plánt/1');
  const direction = fc.constantFrom<Direction>(CLIENT_TO_SERVER, SERVER_TO_CLIENT);
  const send = (script: ScriptedFlow, from: Direction, bytes: Uint8Array): void => {
    if (from === CLIENT_TO_SERVER) script.client(bytes);
    else script.server(bytes);
  };
  const other = (from: Direction): Direction => (from === CLIENT_TO_SERVER ? SERVER_TO_CLIENT : CLIENT_TO_SERVER);
  const exchange = fc
    .record({
      id,
      topic,
      direction,
      qos: fc.integer({ min: 0, max: 2 }),
      steps: fc.constantFrom(4, 4, 4, 4, 4, 4, 4, 3, 2, 1),
    })
    .map(({ id, topic, direction, qos, steps }): Happening => {
      return (script) => {
        send(script, direction, publish({ version, topic, qos, ...(qos > 0 ? { id } : {}), payload: 'x'.repeat(id) }));
        if (qos === 1 && steps > 1) send(script, other(direction), ack('PUBACK', id));
        if (qos !== 2) return;
        if (steps > 1) send(script, other(direction), ack('PUBREC', id));
        if (steps > 2) send(script, direction, ack('PUBREL', id));
        if (steps > 3) send(script, other(direction), ack('PUBCOMP', id));
      };
    });
  const answer = fc
    .record({ type: fc.constantFrom('PUBACK', 'PUBREC', 'PUBREL', 'PUBCOMP'), id, direction })
    .map(({ type, id, direction }): Happening => {
      return (script) => send(script, direction, ack(type, id));
    });
  const published = fc
    .record({ id, topic, direction, qos: fc.integer({ min: 0, max: 2 }), dup: fc.boolean(), retain: fc.boolean() })
    .map(({ id, qos, dup, direction, ...rest }): Happening => {
      const bytes = publish({ version, qos, dup: dup && qos > 0, ...(qos > 0 ? { id } : {}), ...rest });
      return (script) => send(script, direction, bytes);
    });
  const unusual = fc.constantFrom<Happening>(
    (script) => script.client(pingreq()).server(pingresp()),
    (script) => script.client(pingreq()),
    (script) => script.wait(95_000),
    (script) => script.gap(CLIENT_TO_SERVER, script.frame),
    (script) => script.gap(SERVER_TO_CLIENT, script.frame),
    (script) => script.late(CLIENT_TO_SERVER, publish({ version, qos: 1, id: 2 }), Math.max(4, script.frame - 1)),
    (script) => script.client(subscribe([['plant/+', 1]], { version, id: 9 })).server(suback([1], { version, id: 9 })),
    (script) => script.client(subscribe([['other', 2]], { version, id: 2 })),
  );
  return fc.oneof(
    { weight: 16, arbitrary: exchange },
    { weight: 2, arbitrary: answer },
    { weight: 1, arbitrary: published },
    { weight: 1, arbitrary: unusual },
  );
}

interface Run {
  readonly told: string[];
  readonly sessions: MqttSessionState[];
  readonly records: unknown[];
  readonly open: unknown[];
}

/** Two connections of one client; `follow`: is the first one followed? The second one always is. */
function run(version: Version, first: readonly Happening[], second: readonly Happening[], follow: boolean): Run {
  const told: string[] = [];
  const sessions: MqttSessionState[] = [];
  const records: unknown[] = [];
  const tracker = new SessionTracker([
    {
      follows: (session) => follow || session.stream === 1,
      onSession: (session) => sessions.push(session),
      onViolation: (session, kind, frame, ordinal) => told.push(`${session.stream} ${kind.id} ${frame} ${ordinal}`),
      onExchange(session: MqttSessionState, exchange: Exchange): void {
        if (session.stream === 1) records.push(exchangeRecord(exchange, 1, session.flow.time));
      },
    },
  ]);
  const open: unknown[] = [];
  for (const [stream, happened] of [first, second].entries()) {
    const script = new ScriptedFlow(tracker, { stream });
    script.client(connect({ version, clean: stream === 0, keepAlive: 60, clientId: 'c' }));
    script.server(connack({ version, flags: stream }));
    script.client(subscribe([['plant/#', 2]], { version, id: 8 })).server(suback([2], { version, id: 8 }));
    for (const happening of happened) happening(script);
    const session = sessions[stream];
    if (session === undefined) continue;
    const { exchanges } = session;
    open.push(...exchanges.open().map(essence), exchanges.inFlight(0), exchanges.inFlight(1));
    open.push({ ...session.silence }, session.clientMessages, session.serverMessages, [...script.logged]);
    if (stream === 0) script.close('reset');
  }
  return { told, sessions, records, open };
}

/** What is left of an exchange that nobody follows: when the answers came is not kept. */
function essence(exchange: Exchange): unknown {
  const { kind, originator, qos, packetIdentifier, topic, payloadLength, ordinal, time0Ns, resends } = exchange;
  const { frame0, frame1, frame2, frame3, inFlight, finished, refused, continuedFrom, inherited } = exchange;
  return [
    [kind, originator, qos, packetIdentifier, topic, payloadLength, ordinal, frame0 === 0 ? 0 : time0Ns, resends],
    [frame0, frame1, frame2, frame3, inFlight, finished, refused, continuedFrom, inherited],
  ];
}

describe('a session that nobody follows', () => {
  it.each<Version>([4, 5])('is judged and continued as if it were followed (version %i)', (version) => {
    const list = fc.array(happenings(version), { minLength: 3, maxLength: 30 });
    fc.assert(
      fc.property(list, fc.array(happenings(version), { maxLength: 12 }), (first, second) => {
        const followed = run(version, first, second, true);
        const unfollowed = run(version, first, second, false);
        expect(unfollowed.told).toEqual(followed.told);
        expect(unfollowed.open).toEqual(followed.open);
        expect(unfollowed.records).toEqual(followed.records);
      }),
      { numRuns: 400 },
    );
  });

  it('takes the short way, and keeps what only reports ask for of none', () => {
    const tracker = new SessionTracker([]);
    const script = new ScriptedFlow(tracker);
    script
      .client(connect())
      .server(connack())
      .client(publish({ topic: 'a/b' }));
    script.client(publish({ qos: 1, id: 5, topic: 'a/b' }));
    const session = tracker.session(0);
    expect(session?.hasQuietBook).toBe(true); // it lies in the record
    expect(session?.exchanges.find('publish', CLIENT_TO_SERVER, 5)).toMatchObject({ topic: 'a/b', frame0: 4 });
    expect(session?.hasQuietBook).toBe(false);
    script.server(ack('PUBACK', 5));
    expect(session?.hasQuietBook).toBe(true);
    expect(session?.exchanges.clientMeter).toBeNull();
    expect(session?.clientMessages).toBe(3);
  });
});
