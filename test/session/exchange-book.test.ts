// Exchanges as the session tells them: steps, times, states, identifiers of both directions, holes, resends.

import { describe, expect, it } from 'vitest';
import { CLIENT_TO_SERVER, SERVER_TO_CLIENT } from '../../src/core/direction.ts';
import { type Exchange, exchangeRecord } from '../../src/session/exchange.ts';
import type { ExchangeRecord } from '../../src/session/mqtt-session.ts';
import type { SessionListener } from '../../src/session/session-listener.ts';
import type { MqttSessionState } from '../../src/session/session-state.ts';
import { SessionTracker } from '../../src/session/session-tracker.ts';
import {
  ack,
  connack,
  connect,
  disconnect,
  pingreq,
  pingresp,
  publish,
  suback,
  subscribe,
  unsuback,
  unsubscribe,
} from '../builders/mqtt.ts';
import { ScriptedFlow, type ScriptOptions } from './scripted-flow.ts';

class Heard implements SessionListener {
  readonly started: Exchange[] = [];
  readonly ended: ExchangeRecord[] = [];
  readonly violations: string[] = [];
  session: MqttSessionState | null = null;

  onSession(session: MqttSessionState): void {
    this.session = session;
  }

  onExchangeStart(_session: MqttSessionState, exchange: Exchange): void {
    this.started.push(exchange);
  }

  onExchange(session: MqttSessionState, exchange: Exchange): void {
    this.ended.push(exchangeRecord(exchange, session.stream, session.flow.time));
  }

  onViolation(_session: MqttSessionState, kind: { id: string }, frame: number): void {
    this.violations.push(`${kind.id} ${frame}`);
  }
}

function start(options: ScriptOptions = {}): { heard: Heard; script: ScriptedFlow } {
  const heard = new Heard();
  return { heard, script: new ScriptedFlow(new SessionTracker([heard]), options) };
}

function connected(options: Parameters<typeof connect>[0] = {}): { heard: Heard; script: ScriptedFlow } {
  const started = start();
  started.script.client(connect(options)).server(connack({ version: options.version ?? 4 }));
  return started;
}

const publishes = (heard: Heard): ExchangeRecord[] => heard.ended.filter(({ kind }) => kind === 'publish');

describe('a complete exchange', () => {
  it('QoS 2: four steps, each timed from the one before', () => {
    const { heard, script } = connected();
    script
      .client(publish({ qos: 2, id: 7, topic: 'a', payload: Uint8Array.of(1, 2, 3) }))
      .wait(4)
      .server(ack('PUBREC', 7))
      .client(ack('PUBREL', 7))
      .server(ack('PUBCOMP', 7));
    expect(publishes(heard)).toEqual([
      {
        stream: 0,
        originator: 'client',
        kind: 'publish',
        qos: 2,
        packetIdentifier: 7,
        topic: 'a',
        steps: [
          { type: 'PUBLISH', frame: 3, time: '1700000000.003000005' },
          { type: 'PUBREC', frame: 4, time: '1700000000.008000005' },
          { type: 'PUBREL', frame: 5, time: '1700000000.009000005' },
          { type: 'PUBCOMP', frame: 6, time: '1700000000.010000005' },
        ],
        state: 'complete',
        missing: [],
        totalNs: 7_000_000,
        stepNs: { PUBREC: 5_000_000, PUBREL: 1_000_000, PUBCOMP: 1_000_000 },
        payloadLength: 3,
        resends: [],
        continuedFrom: null,
        continuedIn: null,
      },
    ]);
  });

  it('a request is timed by its last byte', () => {
    const { heard, script } = connected();
    script.clientInPieces(publish({ qos: 1, id: 1, payload: new Uint8Array(100) }), 4).server(ack('PUBACK', 1));
    expect(publishes(heard)[0]?.steps).toEqual([
      { type: 'PUBLISH', frame: 6, time: '1700000000.006000005' },
      { type: 'PUBACK', frame: 7, time: '1700000000.007000005' },
    ]);
  });

  it('CONNECT, SUBSCRIBE, UNSUBSCRIBE and PING', () => {
    const { heard, script } = connected();
    script
      .client(subscribe([['a/#', 1]], { id: 2 }))
      .server(suback([1], { id: 2 }))
      .client(unsubscribe(['a/#'], { id: 3 }))
      .server(unsuback([], { id: 3 }))
      .client(pingreq())
      .server(pingresp());
    expect(heard.ended.map(({ kind, packetIdentifier, state }) => [kind, packetIdentifier, state])).toEqual([
      ['connect', null, 'complete'],
      ['subscribe', 2, 'complete'],
      ['unsubscribe', 3, 'complete'],
      ['ping', null, 'complete'],
    ]);
  });

  it('the same identifier in both directions is two exchanges', () => {
    const { heard, script } = connected();
    script
      .client(publish({ qos: 1, id: 1, topic: 'up' }))
      .server(publish({ qos: 1, id: 1, topic: 'down' }))
      .client(ack('PUBACK', 1))
      .server(ack('PUBACK', 1));
    expect(publishes(heard).map(({ originator, topic, state }) => [originator, topic, state])).toEqual([
      ['server', 'down', 'complete'],
      ['client', 'up', 'complete'],
    ]);
  });
});

describe('an exchange that does not run to its end', () => {
  it('stays unconfirmed when the connection closes, in order of the first frame', () => {
    const { heard, script } = connected();
    script
      .client(publish({ qos: 2, id: 2 }), publish({ qos: 1, id: 1 }))
      .server(ack('PUBREC', 2))
      .client(disconnect());
    expect(publishes(heard)).toEqual([]);
    script.close();
    expect(publishes(heard).map(({ packetIdentifier, state, missing }) => [packetIdentifier, state, missing])).toEqual([
      [2, 'unconfirmed', ['PUBREL', 'PUBCOMP']],
      [1, 'unconfirmed', ['PUBACK']],
    ]);
    expect(heard.session?.exchanges.maximumInFlight(CLIENT_TO_SERVER)).toBe(2);
  });

  it('MQTT 5: PUBREC with a failure code ends it', () => {
    const { heard, script } = connected({ version: 5 });
    script.client(publish({ version: 5, qos: 2, id: 9 })).server(ack('PUBREC', 9, { code: 0x97 }));
    expect(publishes(heard)[0]).toMatchObject({ state: 'refused', missing: [], totalNs: 1_000_000 });
    expect(heard.session?.exchanges.inFlight(CLIENT_TO_SERVER)).toBe(0);
  });

  it('a refused CONNECT and a refused SUBSCRIBE', () => {
    const { heard, script } = start();
    script.client(connect()).server(connack({ code: 5 }));
    expect(heard.ended[0]).toMatchObject({ kind: 'connect', state: 'refused' });
    const second = connected();
    second.script.client(subscribe([['a', 0]], { id: 1 })).server(suback([0x80], { id: 1 }));
    expect(second.heard.ended[1]).toMatchObject({ kind: 'subscribe', state: 'refused' });
  });

  it('a step that is not in the capture makes it partial', () => {
    const { heard, script } = connected();
    script
      .client(publish({ qos: 2, id: 1 }))
      .server(ack('PUBREC', 1))
      .server(ack('PUBCOMP', 1));
    expect(publishes(heard)[0]).toMatchObject({
      state: 'partial',
      missing: ['PUBREL'],
      stepNs: { PUBREC: 1_000_000 },
      totalNs: 2_000_000,
    });
  });

  it('answers without their PUBLISH', () => {
    const { heard, script } = start({ syn: false });
    script.server(ack('PUBREC', 5)).client(ack('PUBREL', 5)).server(ack('PUBCOMP', 5)).close();
    expect(publishes(heard)).toMatchObject([
      { originator: 'client', qos: 2, packetIdentifier: 5, state: 'partial', missing: ['PUBLISH'], totalNs: null },
    ]);
  });
});

describe('holes', () => {
  it('a PUBLISH that is told after its answers joins them', () => {
    const { heard, script } = connected();
    script.server(ack('PUBREC', 1)); // frame 3; its PUBLISH was frame 2 of the wire, told late
    script.client(ack('PUBREL', 1)).server(ack('PUBCOMP', 1));
    expect(publishes(heard)).toEqual([]); // it may still come
    script.late(CLIENT_TO_SERVER, publish({ qos: 2, id: 1, topic: 'x' }), 2);
    expect(publishes(heard)).toMatchObject([{ state: 'complete', topic: 'x', steps: [{ frame: 2 }, {}, {}, {}] }]);
    expect(heard.started).toHaveLength(2);
  });

  it('a later PUBLISH with the same identifier is another exchange', () => {
    const { heard, script } = connected();
    script
      .server(ack('PUBACK', 1))
      .client(publish({ qos: 1, id: 1 }))
      .server(ack('PUBACK', 1))
      .close();
    expect(publishes(heard).map(({ state, missing }) => [state, missing])).toEqual([
      ['complete', []],
      ['partial', ['PUBLISH']],
    ]);
  });
});

describe('resends', () => {
  it('DUP while open is a resend, and its second answer begins nothing', () => {
    const { heard, script } = connected();
    script
      .client(publish({ qos: 1, id: 4 }), publish({ qos: 1, id: 4, dup: true }))
      .server(ack('PUBACK', 4), ack('PUBACK', 4))
      .close();
    expect(publishes(heard)).toMatchObject([{ packetIdentifier: 4, state: 'complete', resends: [4] }]);
    expect(heard.violations).toEqual([]);
  });

  it('MQTT 5 forbids them within a connection', () => {
    const { script } = connected({ version: 5 });
    script.client(publish({ version: 5, qos: 1, id: 4 }), publish({ version: 5, qos: 1, id: 4, dup: true }));
    expect(script.logged).toEqual(['mqtt.resent-in-connection 4']);
  });
});

describe('violations that rely on what was not seen', () => {
  const reused = (script: ScriptedFlow): ScriptedFlow =>
    script.client(publish({ qos: 1, id: 1, topic: 'a' }), publish({ qos: 1, id: 1, topic: 'b' }));

  it('an identifier reused while open is told once the other direction goes on without a hole', () => {
    const { heard, script } = connected();
    reused(script);
    expect(heard.violations).toEqual([]);
    script.server(ack('PUBACK', 1));
    expect(heard.violations).toEqual(['mqtt.packet-id-reused 4']);
    expect(publishes(heard).map(({ topic, state }) => [topic, state])).toEqual([
      ['a', 'unconfirmed'],
      ['b', 'complete'],
    ]);
  });

  it('is not told if a hole may hide the acknowledgement', () => {
    const { heard, script } = connected();
    reused(script).gap(SERVER_TO_CLIENT, 2).server(publish()).close();
    expect(heard.violations.filter((each) => each.startsWith('mqtt.packet-id'))).toEqual([]);
  });

  it('is told at the end if no hole has shown', () => {
    const { heard, script } = connected();
    reused(script).close();
    expect(heard.violations).toEqual(['mqtt.packet-id-reused 4']);
  });

  it.each([
    ['PUBACK', 'mqtt.ack-without-request'],
    ['PUBREC', 'mqtt.ack-without-request'],
    ['PUBCOMP', 'mqtt.ack-without-request'],
  ] as const)('%s for an unknown identifier', (type, id) => {
    const { heard, script } = connected();
    script.server(ack(type, 77)).close();
    expect(heard.violations).toEqual([`${id} 3`]);
  });

  it('PUBREL before PUBREC, PUBCOMP before PUBREL', () => {
    const { heard, script } = connected();
    script
      .client(publish({ qos: 2, id: 1 }), ack('PUBREL', 1))
      .server(pingresp())
      .close();
    expect(heard.violations).toContain('mqtt.pubrel-without-pubrec 4');
    const other = connected();
    other.script
      .client(publish({ qos: 2, id: 1 }))
      .server(ack('PUBREC', 1), ack('PUBCOMP', 1))
      .close();
    expect(other.heard.violations).toEqual(['mqtt.pubcomp-without-pubrel 5']);
  });

  it('nothing is told where the capture starts in the middle, or a session is resumed', () => {
    const middle = start({ syn: false });
    middle.script.server(ack('PUBACK', 77)).client(pingreq()).close();
    expect(middle.heard.violations).toEqual([]);
    const resumed = start();
    resumed.script
      .client(connect({ clean: false }))
      .server(connack({ flags: 1 }), ack('PUBACK', 77))
      .close();
    expect(resumed.heard.violations).toEqual([]);
  });

  it('more in flight than the receiver allows (MQTT 5)', () => {
    const { heard, script } = start();
    script.client(connect({ version: 5 })).server(connack({ version: 5, properties: [[0x21, 2]] }));
    for (let id = 1; id <= 3; id++) script.client(publish({ version: 5, qos: 1, id }));
    script.server(ack('PUBACK', 1));
    expect(heard.violations).toEqual(['mqtt.receive-maximum-exceeded 5']);
  });
});

describe('many open exchanges', () => {
  it('are all found again, whatever their number', () => {
    const { heard, script } = connected();
    const ids = Array.from({ length: 300 }, (_, i) => i + 1);
    for (const id of ids) script.client(publish({ qos: 1, id }));
    for (const id of [...ids].reverse()) script.server(ack('PUBACK', id));
    expect(publishes(heard).filter(({ state }) => state === 'complete')).toHaveLength(300);
    expect(heard.session?.exchanges.open()).toEqual([]);
    expect(heard.session?.exchanges.maximumInFlight(CLIENT_TO_SERVER)).toBe(300);
  });
});
