// MQTT-SN conversations, message by message — MQTT-SN 1.2 §6.

import { describe, expect, it } from 'vitest';
import { MqttSnCollector } from '../../src/analyze/collectors/mqtt-sn.ts';
import { SnBudget } from '../../src/session/mqtt-sn-limits.ts';
import { MqttSnTracker } from '../../src/session/mqtt-sn-tracker.ts';
import * as sn from '../builders/mqtt-sn.ts';
import { client, drive, gateway, report } from './mqtt-sn-drive.ts';

const connected = [client(sn.snConnect({ clientId: 'dev1', duration: 60 })), gateway(sn.snConnack(), 0.005)];

describe('connections', () => {
  it('knows CONNECT and CONNACK', () => {
    const one = report(connected);
    expect(one).toMatchObject({
      client: { address: '10.0.0.1', port: 50001 },
      gateway: { address: '10.0.0.2', port: 10000 },
      orientation: 'message',
      clientId: 'dev1',
      keepAlive: 60,
      keepAliveLimitNs: 90e9,
      frames: 2,
      durationNs: 5_000_000,
      messages: { client: { CONNECT: 1 }, gateway: { CONNACK: 1 } },
      connects: [
        {
          connectFrame: 1,
          connackFrame: 2,
          clientId: 'dev1',
          cleanSession: true,
          keepAlive: 60,
          returnCode: 0,
          will: null,
          endsSleep: false,
        },
      ],
      exchanges: [
        {
          kind: 'connect',
          originator: 'client',
          state: 'complete',
          missing: [],
          totalNs: 5_000_000,
          stepNs: { CONNACK: 5_000_000 },
        },
      ],
    });
  });

  it('asks for the will, topic and message', () => {
    const one = report([
      client(sn.snConnect({ will: true })),
      gateway(sn.snWillTopicRequest()),
      client(sn.snWillTopic('last', { qos: 1, retain: true })),
      gateway(sn.snWillMessageRequest()),
      client(sn.snWillMessage('bye')),
      gateway(sn.snConnack()),
    ]);
    expect(one.connects[0]?.will).toEqual({
      topic: 'last',
      qos: 1,
      retain: true,
      messageLength: 3,
      messageText: 'bye',
    });
    expect(one.exchanges).toHaveLength(1);
    expect(one.exchanges[0]).toMatchObject({ state: 'complete', totalNs: 50_000_000 });
    expect(one.exchanges[0]?.steps.map((step) => [step.type, step.frame])).toEqual([
      ['CONNECT', 1],
      ['WILLTOPICREQ', 2],
      ['WILLTOPIC', 3],
      ['WILLMSGREQ', 4],
      ['WILLMSG', 5],
      ['CONNACK', 6],
    ]);
  });

  it('an empty WILLTOPIC ends the handshake without a will', () => {
    const one = report([
      client(sn.snConnect({ will: true })),
      gateway(sn.snWillTopicRequest()),
      client(sn.snWillTopic(null)),
      gateway(sn.snConnack()),
    ]);
    expect(one.connects[0]?.will).toBeNull();
    expect(one.exchanges[0]).toMatchObject({ state: 'complete', missing: [] });
  });

  it('a will that was announced and never asked for is missing', () => {
    const one = report([client(sn.snConnect({ will: true })), gateway(sn.snConnack())]);
    expect(one.exchanges[0]).toMatchObject({
      state: 'partial',
      missing: ['WILLTOPICREQ', 'WILLTOPIC', 'WILLMSGREQ', 'WILLMSG'],
    });
  });

  it('updates the will', () => {
    const one = report([
      ...[client(sn.snConnect({ will: true })), gateway(sn.snWillTopicRequest()), client(sn.snWillTopic('a'))],
      ...[gateway(sn.snWillMessageRequest()), client(sn.snWillMessage('x')), gateway(sn.snConnack())],
      ...[client(sn.snWillTopic('b', { qos: 2 }, true)), gateway(sn.snWillTopicResponse())],
      ...[client(sn.snWillMessage('yes', true)), gateway(sn.snWillMessageResponse())],
    ]);
    expect(one.connects[0]?.will).toEqual({ topic: 'b', qos: 2, retain: false, messageLength: 3, messageText: 'yes' });
    expect(one.exchanges.map((exchange) => [exchange.kind, exchange.state])).toEqual([
      ['connect', 'complete'],
      ['will-topic', 'complete'],
      ['will-message', 'complete'],
    ]);
  });

  it('a refusal, then another try', () => {
    const one = report([
      client(sn.snConnect()),
      gateway(sn.snConnack(3)),
      client(sn.snConnect(), 10),
      gateway(sn.snConnack()),
    ]);
    expect(one.connects.map((connect) => connect.returnCode)).toEqual([3, 0]);
    expect(one.exchanges.map((exchange) => exchange.state)).toEqual(['refused', 'complete']);
    expect(one.refusals).toMatchObject([
      { frame: 2, type: 'CONNACK', sender: 'gateway', returnCode: 3, requestFrame: 1 },
    ]);
    expect(one.exchangeStates).toContainEqual({
      kind: 'connect',
      qos: null,
      originator: 'client',
      state: 'refused',
      count: 1,
    });
  });

  it('a CONNECT that is sent again is one attempt', () => {
    const one = report([client(sn.snConnect()), client(sn.snConnect(), 10), gateway(sn.snConnack())]);
    expect(one.connectsCount).toBe(1);
    expect(one.exchanges).toMatchObject([{ state: 'complete', resends: [2], resendsCount: 1 }]);
  });

  it('a CONNACK alone', () => {
    const one = report([gateway(sn.snConnack())]);
    expect(one.client.port).toBe(50001);
    expect(one.connects).toMatchObject([{ connectFrame: null, connackFrame: 1, clientId: null }]);
    expect(one.exchanges).toMatchObject([{ state: 'partial', missing: ['CONNECT'], totalNs: null }]);
  });
});

describe('who is who', () => {
  const onOwnPorts = { clientPort: 4000, gatewayPort: 4001 };
  it('by port, when no message tells', () => {
    const one = report([gateway(sn.snPublish(1, 0, 'x'))]);
    expect(one).toMatchObject({ orientation: 'port', gateway: { port: 10000 } });
    expect(one.publishes[0]?.sender).toBe('gateway');
  });
  it('the first to speak, when nothing tells', () => {
    const one = report([gateway(sn.snPublish(1, 0, 'x'), 0, onOwnPorts)]);
    expect(one).toMatchObject({ orientation: 'first-frame', client: { port: 4001 } });
  });
  it('what was guessed is corrected by proof', () => {
    const one = report([
      gateway(sn.snPublish(1, 0, 'x'), 0, onOwnPorts),
      client(sn.snSubscribe(1, 'a'), 0, onOwnPorts),
    ]);
    expect(one).toMatchObject({ orientation: 'message', client: { port: 4000 } });
    expect(one.publishes[0]?.sender).toBe('gateway');
  });
  it('clients behind one forwarder are different conversations', () => {
    const { facts } = drive([
      client(sn.snEncapsulated([1], sn.snConnect({ clientId: 'n1' }))),
      client(sn.snEncapsulated([2], sn.snConnect({ clientId: 'n2' }))),
      gateway(sn.snEncapsulated([2], sn.snConnack())),
    ]);
    expect(facts.mqttSn.map((one) => [one.wirelessNodeId, one.clientId, one.frames])).toEqual([
      ['01', 'n1', 1],
      ['02', 'n2', 2],
    ]);
  });
});

describe('topics', () => {
  it('REGISTER of the client gives a topic its id', () => {
    const one = report([
      ...connected,
      client(sn.snRegister(0, 1, 'a/b')),
      gateway(sn.snRegack(7, 1)),
      client(sn.snPublish(7, 0, '21.5')),
    ]);
    expect(one.topics).toEqual([
      {
        topic: 'a/b',
        topicId: 7,
        origin: 'register',
        by: 'client',
        frame: 3,
        answerFrame: 4,
        returnCode: 0,
        publishes: 1,
      },
    ]);
    expect(one.publishes).toMatchObject([
      { frame: 5, topic: 'a/b', topicId: 7, knowledge: 'registered', payloadText: '21.5', payloadLength: 4 },
    ]);
    expect(one.unknownTopicsCount).toBe(0);
  });
  it('REGISTER of the gateway counts once the client accepts it', () => {
    const register = gateway(sn.snRegister(9, 4, 'a/c'));
    const publish = gateway(sn.snPublish(9, 0, 'x'));
    expect(report([...connected, register, publish]).publishes[0]?.knowledge).toBe('unknown');
    expect(report([...connected, register, client(sn.snRegack(9, 4)), publish]).publishes[0]?.topic).toBe('a/c');
  });
  it('SUBACK grants the id of a name, not of a filter with wildcards', () => {
    const one = report([
      ...connected,
      ...[
        client(sn.snSubscribe(1, 'a/b', { qos: 1 })),
        gateway(sn.snSuback(5, 1, 0, { qos: 1 })),
        gateway(sn.snPublish(5, 0, 'x')),
      ],
      ...[client(sn.snSubscribe(2, 'c/#')), gateway(sn.snSuback(0, 2))],
    ]);
    expect(one.topics.map((entry) => [entry.topic, entry.topicId, entry.origin, entry.publishes])).toEqual([
      ['a/b', 5, 'subscribe', 1],
      ['c/#', null, 'subscribe', 0],
    ]);
    expect(one.publishes[0]).toMatchObject({ topic: 'a/b', sender: 'gateway' });
  });
  it('ids of the two directions are told apart', () => {
    const one = report([
      ...connected,
      ...[
        client(sn.snRegister(0, 1, 'up')),
        gateway(sn.snRegack(1, 1)),
        gateway(sn.snRegister(1, 1, 'down')),
        client(sn.snRegack(1, 1)),
      ],
      ...[client(sn.snPublish(1, 0, 'x')), gateway(sn.snPublish(1, 0, 'x'))],
    ]);
    expect(one.publishes.map((publish) => publish.topic)).toEqual(['up', 'down']);
  });
  it('predefined ids and short names need no registration', () => {
    const one = report([
      client(sn.snPublish(3, 0, 'x', { qos: 3, topicType: 1 })),
      client(sn.snPublish('tt', 0, 'x', { qos: 3 })),
      client(sn.snPublish('tt', 0, 'y', { qos: 3 })),
    ]);
    expect(one.orientation).toBe('message');
    expect(one.publishes.map((publish) => [publish.qos, publish.topic, publish.topicId, publish.knowledge])).toEqual([
      [-1, null, 3, 'predefined'],
      [-1, 'tt', null, 'short'],
      [-1, 'tt', null, 'short'],
    ]);
    expect(one.topics.map((entry) => [entry.origin, entry.publishes])).toEqual([
      ['predefined', 1],
      ['short', 2],
    ]);
  });
  it('says how sure it is that an id was never registered, and who refused it', () => {
    const { facts, anomalies } = drive([
      ...connected,
      client(sn.snPublish(8, 2, 'x', { qos: 1 })),
      gateway(sn.snPuback(8, 2, 2)),
    ]);
    expect(facts.mqttSn[0]?.unknownTopics).toEqual([
      { topicId: 8, sender: 'client', publishes: 1, frames: [3], isCertain: true, refusalFrames: [4] },
    ]);
    expect(facts.mqttSn[0]?.exchanges[1]).toMatchObject({ kind: 'publish', state: 'refused', returnCode: 2 });
    expect(anomalies).toEqual(['3 mqttsn.topic-id-unknown']);
    expect(report([client(sn.snPublish(8, 0, 'x'))]).unknownTopics[0]?.isCertain).toBe(false);
  });
  it('a clean session forgets its ids, another one does not', () => {
    const registered = [
      ...connected,
      client(sn.snRegister(0, 1, 'a')),
      gateway(sn.snRegack(7, 1)),
      client(sn.snDisconnect()),
      gateway(sn.snDisconnect()),
    ];
    const again = (clean: boolean) => [
      client(sn.snConnect({ clientId: 'dev1', clean })),
      gateway(sn.snConnack()),
      client(sn.snPublish(7, 0, 'x')),
    ];
    expect(report([...registered, ...again(true)]).publishes[0]?.knowledge).toBe('unknown');
    expect(report([...registered, ...again(false)]).publishes[0]?.topic).toBe('a');
  });
});

describe('exchanges', () => {
  it('QoS 1 and 2, both directions, same MsgId', () => {
    const one = report([
      client(sn.snPublish('aa', 1, 'x', { qos: 1 })),
      gateway(sn.snPublish('bb', 1, 'y', { qos: 2 })),
      gateway(sn.snPuback(0x6161, 1)),
      client(sn.snMessageId('PUBREC', 1)),
      gateway(sn.snMessageId('PUBREL', 1)),
      client(sn.snMessageId('PUBCOMP', 1), 0.002),
    ]);
    expect(one.exchanges).toMatchObject([
      { originator: 'client', qos: 1, messageId: 1, topic: 'aa', state: 'complete', totalNs: 20_000_000 },
      {
        originator: 'gateway',
        qos: 2,
        messageId: 1,
        topic: 'bb',
        state: 'complete',
        totalNs: 32_000_000,
        stepNs: { PUBREC: 20_000_000, PUBREL: 10_000_000, PUBCOMP: 2_000_000 },
      },
    ]);
  });
  it('an open exchange misses its last steps', () => {
    const one = report([client(sn.snPublish('aa', 1, 'x', { qos: 2 })), gateway(sn.snMessageId('PUBREC', 1))]);
    expect(one.exchanges).toMatchObject([{ state: 'unconfirmed', missing: ['PUBREL', 'PUBCOMP'], totalNs: null }]);
    expect(one.exchangeStates).toEqual([
      { kind: 'publish', qos: 2, originator: 'client', state: 'unconfirmed', count: 1 },
    ]);
  });
  it('a step whose PUBLISH is not in the capture', () => {
    const one = report([
      gateway(sn.snMessageId('PUBREC', 6)),
      client(sn.snMessageId('PUBREL', 6)),
      gateway(sn.snMessageId('PUBCOMP', 6)),
    ]);
    expect(one.exchanges).toMatchObject([{ originator: 'client', qos: 2, state: 'partial', missing: ['PUBLISH'] }]);
  });
  it('is resent with DUP, also after the answer', () => {
    const first = sn.snPublish('aa', 1, 'x', { qos: 1 });
    const again = sn.snPublish('aa', 1, 'x', { qos: 1, dup: true });
    const { facts, anomalies } = drive([
      client(first),
      client(again, 10),
      gateway(sn.snPuback(0x6161, 1)),
      client(again, 10),
      gateway(sn.snPuback(0x6161, 1)),
    ]);
    expect(facts.mqttSn[0]?.exchanges).toMatchObject([{ state: 'complete', resends: [2, 4, 5], resendsCount: 3 }]);
    expect(facts.mqttSn[0]?.publishesCount).toBe(3);
    expect(anomalies).toEqual([]);
  });
  it('the same MsgId for another message is a reuse while open, an ordinary exchange afterwards', () => {
    const [a, b] = [sn.snPublish('aa', 1, 'x', { qos: 1 }), sn.snPublish('aa', 1, 'z', { qos: 1 })];
    const open = drive([client(a), client(b), gateway(sn.snPuback(0x6161, 1))]);
    expect(open.anomalies).toEqual(['2 mqttsn.message-id-reused']);
    expect(open.facts.mqttSn[0]?.exchanges.map((exchange) => exchange.state)).toEqual(['unconfirmed', 'complete']);
    const closed = drive([client(a), gateway(sn.snPuback(0x6161, 1)), client(a), gateway(sn.snPuback(0x6161, 1))]);
    expect(closed.anomalies).toEqual([]);
    expect(closed.facts.mqttSn[0]?.exchanges.map((exchange) => exchange.state)).toEqual(['complete', 'complete']);
  });
  it('REGISTER, SUBSCRIBE, UNSUBSCRIBE, PINGREQ', () => {
    const one = report([
      ...[client(sn.snRegister(0, 1, 'a')), client(sn.snRegister(0, 1, 'a'), 10), gateway(sn.snRegack(0, 1, 3))],
      ...[client(sn.snSubscribe(2, 'a', { qos: 2 })), gateway(sn.snSuback(0, 2, 1))],
      ...[client(sn.snUnsubscribe(3, 'a')), gateway(sn.snMessageId('UNSUBACK', 3))],
      ...[
        client(sn.snPingRequest()),
        gateway(sn.snPingResponse()),
        gateway(sn.snPingRequest()),
        client(sn.snPingResponse()),
      ],
    ]);
    expect(one.exchanges.map(({ kind, originator, state, resends }) => [kind, originator, state, resends])).toEqual([
      ['register', 'client', 'refused', [2]],
      ['subscribe', 'client', 'refused', []],
      ['unsubscribe', 'client', 'complete', []],
      ['ping', 'client', 'complete', []],
      ['ping', 'gateway', 'complete', []],
    ]);
    expect(
      one.refusals.map(({ type, returnCode, topic, requestFrame }) => [type, returnCode, topic, requestFrame]),
    ).toEqual([
      ['REGACK', 3, 'a', 1],
      ['SUBACK', 1, 'a', 4],
    ]);
    expect(one.topics.map((entry) => entry.returnCode)).toEqual([3, 1]);
  });
  it('counts every exchange, however many are listed', () => {
    const script = Array.from({ length: 300 }, (_, i) => [
      client(sn.snPublish('aa', i + 1, 'x', { qos: 1 })),
      gateway(sn.snPuback(0x6161, i + 1)),
    ]).flat();
    const { facts } = drive(script, { limit: 20 });
    const [one] = facts.mqttSn;
    expect(one).toMatchObject({ capped: true, exchangesCount: 300, publishesCount: 300 });
    expect(one?.exchanges).toHaveLength(20);
    expect(one?.exchangeStates).toEqual([
      { kind: 'publish', qos: 1, originator: 'client', state: 'complete', count: 300 },
    ]);
  });
});

describe('sleeping clients', () => {
  const asleep = [...connected, client(sn.snDisconnect(100)), gateway(sn.snDisconnect())];
  it('wakes, fetches, sleeps on, becomes active', () => {
    const one = report([
      ...asleep,
      client(sn.snPingRequest('dev1'), 80),
      gateway(sn.snPublish('aa', 0, 'x')),
      gateway(sn.snPublish('aa', 3, 'y', { qos: 1 })),
      client(sn.snPuback(0x6161, 3)),
      gateway(sn.snPingResponse()),
      client(sn.snConnect({ clientId: 'dev1' }), 90),
      gateway(sn.snConnack()),
    ]);
    expect(one.sleeps).toMatchObject([
      {
        ...{ disconnectFrame: 3, confirmedFrame: 4, durationSeconds: 100, awakeningsCount: 1, limitNs: 110e9 },
        awakenings: [
          { pingFrame: 5, deliveredFrames: [6, 7], deliveredCount: 2, pingResponseFrame: 9, awakeNs: 40_000_000 },
        ],
        ...{ longestSilenceNs: 90_010_000_000, longestSilence: { fromFrame: 8, toFrame: 10 } },
        ...{ overslept: false, lost: false, disturbedCount: 0, end: 'active', endFrame: 10 },
      },
    ]);
    expect(one.disconnects).toEqual([{ frame: 3, sender: 'client', durationSeconds: 100, answerFrame: 4 }]);
    expect(one.connects[1]).toMatchObject({ endsSleep: true });
    // Time asleep does not count against the keep-alive.
    expect(one.longestSilenceNs).toBe(15_000_000);
  });
  it('oversleeps within and beyond the tolerance', () => {
    const late = (seconds: number) => report([...asleep, client(sn.snPingRequest('dev1'), seconds)]).sleeps[0];
    expect(late(99.9)).toMatchObject({ overslept: false, lost: false });
    expect(late(105)).toMatchObject({ overslept: true, lost: false, longestSilence: { fromFrame: 3, toFrame: 5 } });
    expect(late(111)).toMatchObject({ overslept: true, lost: true, end: 'open' });
  });
  it('is silent until the capture ends', () => {
    const one = report(asleep, 200).sleeps[0];
    expect(one).toMatchObject({
      overslept: true,
      lost: true,
      longestSilence: { fromFrame: 3, toFrame: null },
      end: 'open',
    });
    expect(report(asleep, 50).sleeps[0]?.overslept).toBe(false);
  });
  it('a gateway that does not wait', () => {
    const { facts, anomalies } = drive([...asleep, gateway(sn.snPublish('aa', 0, 'x'))]);
    expect(facts.mqttSn[0]?.sleeps[0]).toMatchObject({ disturbedFrames: [5], disturbedCount: 1 });
    expect(anomalies).toEqual(['5 mqttsn.publish-to-sleeper']);
  });
  it('a DISCONNECT that is sent again, another sleep, the end', () => {
    const one = report([
      ...connected,
      ...[client(sn.snDisconnect(100)), client(sn.snDisconnect(100), 10), gateway(sn.snDisconnect())],
      ...[
        client(sn.snDisconnect(50), 20),
        gateway(sn.snDisconnect()),
        client(sn.snDisconnect(), 20),
        gateway(sn.snDisconnect()),
      ],
    ]);
    expect(
      one.sleeps.map((sleep) => [sleep.disconnectFrame, sleep.durationSeconds, sleep.end, sleep.endFrame]),
    ).toEqual([
      [3, 100, 'asleep-again', 6],
      [6, 50, 'disconnected', 8],
    ]);
  });
});

describe('keep-alive', () => {
  it('measures the longest silence of an active client', () => {
    const one = report([
      ...connected,
      client(sn.snPingRequest(), 50),
      gateway(sn.snPingResponse()),
      client(sn.snPingRequest(), 95),
    ]);
    expect(one).toMatchObject({ longestSilenceNs: 95_010_000_000, longestSilence: { fromFrame: 3, toFrame: 5 } });
  });
});

describe('gateways', () => {
  const everybody = { gateway: '255.255.255.255' };
  it('advertise, are searched for and found', () => {
    const { facts } = drive([
      { from: 'gateway', bytes: sn.snAdvertise(7, 900), client: '255.255.255.255', clientPort: 10000 },
      client(sn.snSearchGateway(1), 2, everybody),
      { from: 'gateway', bytes: sn.snGatewayInfo(7), after: 0.03 },
      { from: 'client', bytes: sn.snGatewayInfo(9, [10, 0, 0, 9]), client: '10.0.0.5', after: 0.03 },
      client(sn.snSearchGateway(0), 60, everybody),
    ]);
    expect(facts.mqttSnCount).toBe(0);
    expect(facts.mqttSnDiscovery.gateways).toEqual([
      {
        gatewayId: 7,
        address: '10.0.0.2',
        port: 10000,
        addressHex: null,
        advertiseFrames: [1],
        advertisements: 1,
        advertiseInterval: 900,
        infoFrames: [3],
        infos: 1,
      },
      {
        gatewayId: 9,
        address: null,
        port: null,
        addressHex: '0a000009',
        advertiseFrames: [],
        advertisements: 0,
        advertiseInterval: null,
        infoFrames: [4],
        infos: 1,
      },
    ]);
    expect(facts.mqttSnDiscovery.searches).toMatchObject([
      { frame: 2, address: '10.0.0.1', port: 50001, radius: 1, answerFrames: [3, 4], answerNs: 30_000_000 },
      { frame: 5, radius: 0, answerFrames: [], answerNs: null },
    ]);
  });
});

describe('limits', () => {
  it('says so when there are too many conversations', () => {
    const script = [1, 2, 3].map((n) => client(sn.snConnect(), 1, { clientPort: 50000 + n }));
    const { facts, anomalies } = drive(script, { collector: new MqttSnCollector(new MqttSnTracker(2)) });
    expect(facts.mqttSnCount).toBe(2);
    expect(anomalies).toEqual(['3 mqttsn.conversations-limit']);
  });
  it('says so when there is too much to keep, and counts on', () => {
    const script = Array.from({ length: 30 }, () => client(sn.snPublish('aa', 0, 'x')));
    const { facts, anomalies } = drive(script, {
      collector: new MqttSnCollector(new MqttSnTracker(10, new SnBudget(8))),
    });
    expect(facts.mqttSn[0]).toMatchObject({ publishesCount: 30, capped: true });
    expect(anomalies.filter((id) => id.endsWith('mqttsn.records-limit'))).toHaveLength(1);
  });
});
