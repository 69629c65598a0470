// One session per connection: what CONNECT and CONNACK settle, topic aliases per direction, order of packets, keep alive.

import { describe, expect, it } from 'vitest';
import { CLIENT_TO_SERVER, SERVER_TO_CLIENT } from '../../src/core/direction.ts';
import type { SessionListener } from '../../src/session/session-listener.ts';
import type { MqttSessionState } from '../../src/session/session-state.ts';
import { SessionTracker } from '../../src/session/session-tracker.ts';
import { SESSION_VIOLATIONS } from '../../src/session/violations.ts';
import {
  ack,
  auth,
  connack,
  connect,
  disconnect,
  pingreq,
  publish,
  suback,
  subscribe,
  unsuback,
  unsubscribe,
} from '../builders/mqtt.ts';
import { ScriptedFlow, type ScriptOptions } from './scripted-flow.ts';

class Heard implements SessionListener {
  session: MqttSessionState | null = null;
  ended = 0;
  readonly topics: (string | null)[] = [];
  readonly numbers: string[] = [];
  readonly violations: string[] = [];

  onSession(session: MqttSessionState): void {
    this.session = session;
  }

  onSessionMessage(
    _session: MqttSessionState,
    direction: number,
    view: { type: string },
    _origin: unknown,
    topic: string | null,
    number: number,
  ): void {
    if (view.type === 'PUBLISH') this.topics.push(topic);
    this.numbers.push(`${direction}:${number}`);
  }

  onViolation(_session: MqttSessionState, kind: { id: string }, frame: number): void {
    this.violations.push(`${kind.id} ${frame}`);
  }

  onSessionEnd(): void {
    this.ended++;
  }
}

function start(options: ScriptOptions = {}): { heard: Heard; script: ScriptedFlow; tracker: SessionTracker } {
  const heard = new Heard();
  const tracker = new SessionTracker([heard]);
  return { heard, tracker, script: new ScriptedFlow(tracker, options) };
}

describe('a session', () => {
  it('begins with the protocol, counts by direction, ends once and is forgotten', () => {
    const { heard, script, tracker } = start({ stream: 12 });
    expect(heard.session?.stream).toBe(12);
    script.client(connect({ version: 5, keepAlive: 7 })).server(connack({ version: 5, properties: [[0x13, 3]] }));
    script.client(pingreq(), pingreq());
    const { session } = heard;
    expect(heard.numbers).toEqual(['0:1', '1:1', '0:2', '0:3']);
    expect(session).toMatchObject({ version: 5, fromStart: true, keepAlive: 3, clientMessages: 3, serverMessages: 1 });
    expect(session?.limitsFor(CLIENT_TO_SERVER)).toEqual({
      receiveMaximum: 65535,
      topicAliasMaximum: 0,
      maximumPacketSize: null,
      maximumQos: 2,
      retain: true,
    });
    script.close('reset').close();
    expect([heard.ended, session?.end, tracker.session(12)]).toEqual([1, 'reset', null]);
  });

  it('without CONNECT knows neither its start nor its limits', () => {
    const { heard, script } = start({ syn: false });
    script.client(publish({ qos: 1, id: 3 })).server(ack('PUBACK', 3));
    expect(heard.session).toMatchObject({ fromStart: false, connect: null, keepAlive: null });
    expect(script.logged).toEqual([]);
  });
});

describe('topic aliases', () => {
  const alias = (number: number): [number, number][] => [[0x23, number]];

  it('belong to one direction each', () => {
    const { heard, script } = start();
    script
      .client(connect({ version: 5, properties: [[0x22, 5]] }))
      .server(connack({ version: 5, properties: [[0x22, 5]] }))
      .client(publish({ version: 5, topic: 'up', properties: alias(1) }))
      .server(publish({ version: 5, topic: 'down', properties: alias(1) }))
      .client(publish({ version: 5, topic: '', properties: alias(1) }))
      .server(publish({ version: 5, topic: '', properties: alias(1) }))
      .client(publish({ version: 5, topic: 'new', properties: alias(1) }))
      .client(publish({ version: 5, topic: '', properties: alias(1) }));
    expect(heard.topics).toEqual(['up', 'down', 'up', 'down', 'new', 'new']);
    expect(script.logged).toEqual([]);
  });

  it('that nothing explains stay unknown and are told', () => {
    const { heard, script } = start();
    script.client(connect({ version: 5 })).server(connack({ version: 5, properties: [[0x22, 5]] }));
    script.client(publish({ version: 5, topic: '', properties: alias(2) }));
    expect(heard.topics).toEqual([null]);
    expect(script.logged).toEqual(['mqtt.topic-alias-unknown 3']);
  });

  it('above the maximum of the other side are told', () => {
    const { script } = start();
    script.client(connect({ version: 5 })).server(connack({ version: 5, properties: [[0x22, 5]] }));
    script.client(publish({ version: 5, topic: 'a', properties: alias(6) }));
    script.server(publish({ version: 5, topic: 'a', properties: alias(1) }));
    expect(script.logged).toEqual(['mqtt.topic-alias-too-large 3', 'mqtt.topic-alias-too-large 4']);
  });
});

describe('order of packets', () => {
  const cases: readonly [string, (script: ScriptedFlow) => ScriptedFlow, string][] = [
    ['no CONNECT first', (s) => s.client(pingreq()), 'mqtt.first-packet-not-connect 1'],
    ['two CONNECTs', (s) => s.client(connect(), connect()), 'mqtt.second-connect 2'],
    ['no CONNACK first', (s) => s.client(connect()).server(publish()), 'mqtt.first-answer-not-connack 2'],
    ['two CONNACKs', (s) => s.client(connect()).server(connack(), connack()), 'mqtt.second-connack 3'],
    [
      'the server goes on after a refusal',
      (s) => s.client(connect()).server(connack({ code: 5 }), publish()),
      'mqtt.packet-after-refusal 3',
    ],
    [
      'a packet after DISCONNECT',
      (s) => s.client(connect()).server(connack()).client(disconnect(), pingreq()),
      'mqtt.packet-after-disconnect 4',
    ],
    [
      'AUTH that nobody announced',
      (s) => s.client(connect({ version: 5 })).server(auth({ code: 0x18, properties: [[0x15, 'x']] })),
      'mqtt.auth-not-negotiated 2',
    ],
    [
      'a session that should be clean',
      (s) => s.client(connect()).server(connack({ flags: 1 })),
      'mqtt.session-present-after-clean 2',
    ],
    [
      'SUBACK with a code too few',
      (s) =>
        s
          .client(connect())
          .server(connack())
          .client(
            subscribe(
              [
                ['a', 0],
                ['b', 1],
              ],
              { id: 4 },
            ),
          )
          .server(suback([0], { id: 4 })),
      'mqtt.suback-count 4',
    ],
    [
      'UNSUBACK with a code too many',
      (s) =>
        s
          .client(connect({ version: 5 }))
          .server(connack({ version: 5 }))
          .client(unsubscribe(['a'], { version: 5, id: 4 }))
          .server(unsuback([0, 0], { version: 5, id: 4 })),
      'mqtt.unsuback-count 4',
    ],
    [
      'DUP on a first transmission',
      (s) =>
        s
          .client(connect())
          .server(connack())
          .client(publish({ qos: 1, id: 1, dup: true })),
      'mqtt.dup-on-first-transmission 3',
    ],
    [
      'a packet above the maximum size',
      (s) =>
        s
          .client(connect({ version: 5 }))
          .server(connack({ version: 5, properties: [[0x27, 20]] }))
          .client(publish({ version: 5, payload: 'x'.repeat(30) })),
      'mqtt.packet-too-large 3',
    ],
    [
      'a QoS above the maximum',
      (s) =>
        s
          .client(connect({ version: 5 }))
          .server(connack({ version: 5, properties: [[0x24, 1]] }))
          .client(publish({ version: 5, qos: 2, id: 1 })),
      'mqtt.qos-above-maximum 3',
    ],
    [
      'RETAIN where the server keeps nothing',
      (s) =>
        s
          .client(connect({ version: 5 }))
          .server(connack({ version: 5, properties: [[0x25, 0]] }))
          .client(publish({ version: 5, retain: true })),
      'mqtt.retain-not-available 3',
    ],
  ];

  it.each(cases)('%s', (_name, play, expected) => {
    const { script } = start();
    expect(play(script).logged).toContain(expected);
  });

  it.each(cases)('%s: not where the capture starts in the middle of a hole', (_name, play) => {
    const { script, heard } = start({ syn: false });
    script.gap(CLIENT_TO_SERVER, 0).gap(SERVER_TO_CLIENT, 0);
    const told = [...play(script).logged, ...heard.violations].map((each) => each.split(' ')[0]);
    const relyOnAbsence = ['mqtt.first-packet-not-connect', 'mqtt.first-answer-not-connack', 'mqtt.suback-count'];
    expect(told.filter((id) => relyOnAbsence.includes(id ?? ''))).toEqual([]);
  });

  it('a PUBLISH before CONNACK is told when CONNACK shows that nothing was hidden', () => {
    const { heard, script } = start();
    script.client(connect(), publish());
    expect(heard.violations).toEqual([]);
    script.server(connack());
    expect(heard.violations).toEqual(['mqtt.publish-before-connack 2']);
    expect(script.logged).toEqual([]);
  });
});

describe('keep alive', () => {
  it('is broken by more than one and a half times the interval, not by less', () => {
    const { heard, script } = start();
    script
      .client(connect({ keepAlive: 2 }))
      .server(connack())
      .wait(2900)
      .client(pingreq())
      .wait(3100)
      .client(pingreq());
    expect(script.logged).toEqual(['mqtt.keep-alive-exceeded 4']);
    expect(heard.session?.silence).toMatchObject({ longestNs: 3_101_000_000, fromFrame: 3, toFrame: 4 });
  });

  it('0 turns it off', () => {
    const { script } = start();
    script
      .client(connect({ keepAlive: 0 }))
      .server(connack())
      .wait(3_600_000)
      .client(pingreq());
    expect(script.logged).toEqual([]);
  });

  it('goes on until the connection is looked at', () => {
    const { heard, script } = start();
    script.client(connect()).server(connack()).wait(5000).server(publish());
    const { silence } = heard.session ?? {};
    expect(silence?.longestUntil(script.timeNs, script.frame)).toEqual({ ns: 5_002_000_000, fromFrame: 1, toFrame: 3 });
  });
});

describe('the table of violations', () => {
  it('names each kind once, with a statement and words in both languages', () => {
    const ids = SESSION_VIOLATIONS.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const { spec, text } of SESSION_VIOLATIONS) {
      expect(spec).toMatch(/^MQTT[- ]\d/);
      expect(text.es).not.toBe(text.en);
      expect(text.es.length).toBeGreaterThan(20);
    }
  });
});
