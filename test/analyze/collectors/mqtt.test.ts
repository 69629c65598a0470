// The MQTT part of a connection's report: what CONNECT asked for, lists with their full counts, subscriptions, silence, places for detail.

import { describe, expect, it } from 'vitest';
import type { MqttReport } from '../../../src/analyze/analysis.ts';
import { MqttCollector, type MqttCollectorOptions } from '../../../src/analyze/collectors/mqtt.ts';
import { CLIENT_TO_SERVER, SERVER_TO_CLIENT } from '../../../src/core/direction.ts';
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
  unsubscribe,
} from '../../builders/mqtt.ts';
import { ScriptedFlow, type ScriptOptions } from '../../session/scripted-flow.ts';

interface Played {
  readonly collector: MqttCollector;
  readonly script: ScriptedFlow;
  report(lang?: 'es' | 'en'): MqttReport;
}

function play(options: Partial<MqttCollectorOptions> = {}, script: ScriptOptions = {}): Played {
  const collector = new MqttCollector({ listLimit: 100, detailLimit: 10, fragments: 'auto', stream: null, ...options });
  const scripted = new ScriptedFlow(collector, script);
  return {
    collector,
    script: scripted,
    report: (lang) => {
      const report = collector.report(scripted.flow, lang);
      if (report === null) throw new Error('no report');
      return report;
    },
  };
}

describe('the session', () => {
  it('says what CONNECT asked for and what CONNACK answered', () => {
    const { script, report } = play({}, { carriers: ['tls', 'websocket'] });
    script.client(
      connect({
        clientId: 'lab',
        userName: 'alumno',
        password: 'x',
        keepAlive: 30,
        clean: false,
        will: { topic: 'w', payload: 'adiós', qos: 1, retain: true },
      }),
    );
    script.server(connack({ code: 4 }));
    expect(report()).toMatchObject({
      version: '3.1.1',
      versionInferred: false,
      transport: 'tls+websocket',
      clientId: 'lab',
      clientIdAssigned: false,
      userName: 'alumno',
      passwordSent: true,
      cleanSession: false,
      keepAlive: 30,
      serverKeepAlive: null,
      will: { topic: 'w', qos: 1, retain: true, payloadLength: 6, payloadText: 'adiós' },
      connectFrame: 1,
      connackFrame: 2,
      connackCode: 4,
      sessionPresent: false,
    });
    expect(report('es').connackText).not.toBe(report('en').connackText);
  });

  it('MQTT 5: the server may assign the identifier and the keep alive', () => {
    const { script, report } = play();
    script.client(connect({ version: 5, clientId: '' }));
    script.server(
      connack({
        version: 5,
        properties: [
          [0x12, 'auto-1'],
          [0x13, 20],
        ],
      }),
    );
    expect(report()).toMatchObject({
      version: '5.0',
      clientId: 'auto-1',
      clientIdAssigned: true,
      keepAlive: 60,
      serverKeepAlive: 20,
    });
  });

  it('without CONNECT says null, not zero', () => {
    const { script, report } = play({}, { syn: false });
    script.client(publish({ qos: 1, id: 1 })).server(ack('PUBACK', 1));
    expect(report()).toMatchObject({
      clientId: null,
      userName: null,
      passwordSent: false,
      cleanSession: null,
      keepAlive: null,
      will: null,
      connectFrame: null,
      connackCode: null,
      sessionPresent: null,
    });
  });

  it('may be asked at any time', () => {
    const { script, report } = play();
    script.client(connect(), publish({ qos: 2, id: 1 }));
    expect(report().exchangeStates).toContainEqual({
      kind: 'publish',
      qos: 2,
      originator: 'client',
      state: 'unconfirmed',
      count: 1,
    });
    script.server(connack(), ack('PUBREC', 1)).client(ack('PUBREL', 1)).server(ack('PUBCOMP', 1));
    expect(report().exchangeStates).toEqual([
      { kind: 'connect', qos: null, originator: 'client', state: 'complete', count: 1 },
      { kind: 'publish', qos: 2, originator: 'client', state: 'complete', count: 1 },
    ]);
    script.close();
    expect(report().exchangesCount).toBe(2);
    expect(JSON.parse(JSON.stringify(report()))).toEqual(report());
  });
});

describe('lists', () => {
  it('end at the limit, their counts do not', () => {
    const { script, report } = play({ listLimit: 3 });
    script.client(connect()).server(connack());
    for (let i = 0; i < 5; i++) script.client(publish({ topic: `t${i}`, qos: 1, id: i + 1 }), pingreq());
    const found = report();
    expect(found).toMatchObject({ exchangesCount: 11, timelineCount: 12, topicsCount: 5, pingsCount: 5, capped: true });
    expect([found.exchanges, found.timeline, found.topics, found.pings].map(({ length }) => length)).toEqual([
      3, 3, 3, 3,
    ]);
    expect(found.messages).toEqual({ CONNECT: 1, CONNACK: 1, PUBLISH: 5, PINGREQ: 5 });
    expect(found.messageFrames['PUBLISH']).toEqual([3, 5, 7]);
  });

  it('of packets: by type, by sender, in order', () => {
    const { script, report } = play();
    script.client(connect()).server(connack(), publish({ topic: 'x', retain: true, payload: 'abc' }));
    const found = report();
    expect(found.messagesBySender).toEqual({ client: { CONNECT: 1 }, server: { CONNACK: 1, PUBLISH: 1 } });
    expect(found.timeline[2]).toEqual({
      frame: 3,
      direction: 'server',
      time: '1700000000.003000005',
      type: 'PUBLISH',
      length: 8,
      packetIdentifier: null,
      qos: 0,
      dup: false,
      retain: true,
      topic: 'x',
      payloadLength: 3,
      anomalies: [],
    });
    expect(found.topics).toMatchObject([{ topic: 'x', messages: 1, payloadBytes: 3, direction: 'server' }]);
  });

  it('anomalies that are judged later come to their row all the same', () => {
    const { script, report } = play();
    script.client(connect(), publish()).server(connack());
    expect(report().timeline.map(({ anomalies }) => anomalies)).toEqual([[], ['mqtt.publish-before-connack'], []]);
  });
});

describe('subscriptions and pings', () => {
  it('asked, granted, refused, taken back', () => {
    const { script, report } = play();
    script.client(connect()).server(connack());
    script
      .client(
        subscribe(
          [
            ['a/+', 2],
            ['b', 1],
            ['c', 0],
          ],
          { id: 9 },
        ),
      )
      .server(suback([1, 0x80, 0], { id: 9 }));
    script.client(unsubscribe(['a/+'], { id: 10 }), subscribe([['d', 0]], { id: 11 }));
    expect(report().subscriptions).toMatchObject([
      { frame: 3, filter: 'a/+', requestedQos: 2, grantedQos: 1, subackFrame: 4, reasonCode: 1, unsubscribeFrame: 5 },
      {
        frame: 3,
        filter: 'b',
        requestedQos: 1,
        grantedQos: null,
        subackFrame: 4,
        reasonCode: 0x80,
        unsubscribeFrame: null,
      },
      { frame: 3, filter: 'c', requestedQos: 0, grantedQos: 0, subackFrame: 4, reasonCode: 0, unsubscribeFrame: null },
      {
        frame: 6,
        filter: 'd',
        requestedQos: 0,
        grantedQos: null,
        subackFrame: null,
        reasonCode: null,
        unsubscribeFrame: null,
      },
    ]);
  });

  it('pings with their round trip, silence with its frames', () => {
    const { script, report } = play();
    script.client(connect()).server(connack()).wait(99).client(pingreq()).wait(11).server(pingresp()).client(pingreq());
    expect(report()).toMatchObject({
      pings: [
        { requestFrame: 3, responseFrame: 4, rttNs: 12_000_000 },
        { requestFrame: 5, responseFrame: null, rttNs: null },
      ],
      longestSilenceNs: 101_000_000,
      longestSilence: { fromFrame: 1, toFrame: 3 },
    });
  });

  it('after DISCONNECT nobody is silent', () => {
    const { script, report } = play();
    script.client(connect()).server(connack()).client(disconnect()).wait(60_000).server(publish());
    expect(report().longestSilenceNs).toBe(2_000_000);
    expect(report().disconnect).toEqual({ frame: 3, direction: 'client', reasonCode: null });
  });

  it('bytes that are no message, with their frames', () => {
    const { script, report } = play({}, { syn: false });
    script.unparsed(CLIENT_TO_SERVER, 30).client(pingreq()).unparsed(SERVER_TO_CLIENT, 5);
    expect(report()).toMatchObject({
      unparsedBytes: { client: 30, server: 5 },
      unparsedFrames: { client: [1], server: [2] },
    });
  });
});

describe('places for detail', () => {
  const collect = (options: Partial<MqttCollectorOptions>, order: readonly number[]): (number | null)[] => {
    const collector = new MqttCollector({ listLimit: 10, detailLimit: 2, fragments: 'auto', stream: null, ...options });
    const flows = order.map((stream) => new ScriptedFlow(collector, { stream }).client(connect()).flow);
    return flows.map((flow) => collector.report(flow)?.messages['CONNECT'] ?? null);
  };

  it('go to the first that are recognised, as those of the TCP side do', () => {
    expect(collect({}, [0, 1, 2, 3])).toEqual([1, 1, null, null]);
    expect(collect({}, [5, 7, 3, 9])).toEqual([1, 1, null, null]);
  });

  it('or to one stream alone', () => {
    expect(collect({ stream: 2 }, [0, 1, 2, 3])).toEqual([null, null, 1, null]);
  });
});
