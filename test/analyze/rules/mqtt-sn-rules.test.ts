// Findings about MQTT-SN, from datagrams to sentences.

import { describe, expect, it } from 'vitest';
import type { Finding } from '../../../src/analyze/analysis.ts';
import type { MqttSnFacts } from '../../../src/analyze/mqtt-sn-report.ts';
import type { AnalysisFacts } from '../../../src/analyze/rule.ts';
import { mqttSnRules } from '../../../src/analyze/rules/mqtt-sn-rules.ts';
import type { Lang } from '../../../src/core/text.ts';
import * as sn from '../../builders/mqtt-sn.ts';
import { client, type Datagram, drive, gateway } from '../../session/mqtt-sn-drive.ts';

function findings(datagrams: readonly Datagram[], tail = 0, lang: Lang = 'en'): Finding[] {
  // These rules look at what MQTT-SN adds to the analysis, and at nothing else.
  const facts = drive(datagrams, { tail }).facts as AnalysisFacts & MqttSnFacts;
  return mqttSnRules.flatMap((rule) => rule.findings(facts, lang));
}

function ids(datagrams: readonly Datagram[], tail = 0): unknown[] {
  return findings(datagrams, tail).map(({ rule, severity, frames, stream }) => [rule, severity, frames, stream]);
}

const connected = [client(sn.snConnect({ clientId: 'dev1', duration: 60 })), gateway(sn.snConnack())];

describe('MQTT-SN findings', () => {
  it('says nothing about a sound conversation', () => {
    const sound = [
      ...connected,
      ...[client(sn.snRegister(0, 1, 'a')), gateway(sn.snRegack(7, 1))],
      ...[client(sn.snPublish(7, 2, 'x', { qos: 1 })), gateway(sn.snPuback(7, 2))],
      ...[client(sn.snDisconnect(30)), gateway(sn.snDisconnect()), client(sn.snPingRequest('dev1'), 25)],
      ...[
        gateway(sn.snPublish('aa', 0, 'x')),
        gateway(sn.snPingResponse()),
        client(sn.snDisconnect()),
        gateway(sn.snDisconnect()),
      ],
    ];
    expect(ids(sound, 1000)).toEqual([]);
  });

  it('a CONNECT that is rejected', () => {
    expect(ids([client(sn.snConnect()), gateway(sn.snConnack(3))])).toEqual([
      ['mqttsn.connect-rejected', 'error', [1, 2], null],
    ]);
  });

  it('a REGISTER and a SUBSCRIBE that are rejected', () => {
    const script = [
      client(sn.snRegister(0, 1, 'a/b')),
      gateway(sn.snRegack(0, 1, 3)),
      client(sn.snSubscribe(2, 'c')),
      gateway(sn.snSuback(0, 2, 2)),
    ];
    expect(ids(script)).toEqual([
      ['mqttsn.register-rejected', 'error', [1, 2], null],
      ['mqttsn.subscribe-rejected', 'error', [3, 4], null],
    ]);
    expect(findings(script)[0]?.text).toContain('a/b');
  });

  it('congestion, whatever it answers, as one finding', () => {
    const script = [
      client(sn.snConnect()),
      gateway(sn.snConnack(1)),
      client(sn.snRegister(0, 1, 'a')),
      gateway(sn.snRegack(0, 1, 1)),
    ];
    expect(ids(script)).toEqual([['mqttsn.congestion', 'warn', [2, 4], null]]);
  });

  it('a QoS 2 exchange without its end, weighed by what followed', () => {
    const open = [client(sn.snPublish('aa', 1, 'x', { qos: 2 })), gateway(sn.snMessageId('PUBREC', 1))];
    expect(ids(open)).toEqual([['mqttsn.qos-exchange-open', 'note', [1, 2], null]]);
    expect(ids([...open, client(sn.snPingRequest())])).toEqual([['mqttsn.qos-exchange-open', 'warn', [1, 2], null]]);
  });

  it('a topic id nobody registered: perhaps, certainly, refused', () => {
    const publish = client(sn.snPublish(8, 1, 'x', { qos: 1 }));
    const accepted = gateway(sn.snPuback(8, 1));
    expect(ids([publish, accepted])).toEqual([['mqttsn.publish-to-unregistered-topic', 'note', [1], null]]);
    expect(ids([...connected, publish, accepted])).toEqual([
      ['mqttsn.publish-to-unregistered-topic', 'warn', [3], null],
    ]);
    const refused = gateway(sn.snPuback(8, 1, 2));
    expect(ids([...connected, publish, refused])).toEqual([
      ['mqttsn.publish-to-unregistered-topic', 'error', [3, 4], null],
    ]);
  });

  it('a client that sleeps too long, one that is not let sleep', () => {
    const asleep = [...connected, client(sn.snDisconnect(30)), gateway(sn.snDisconnect())];
    expect(ids([...asleep, client(sn.snPingRequest('dev1'), 40)])).toEqual([
      ['mqttsn.overslept', 'note', [3, 5], null],
    ]);
    expect(ids([...asleep, client(sn.snPingRequest('dev1'), 60)])).toEqual([
      ['mqttsn.overslept', 'warn', [3, 5], null],
    ]);
    expect(ids(asleep, 60)).toEqual([['mqttsn.overslept', 'warn', [3], null]]);
    expect(ids([...asleep, gateway(sn.snPublish('aa', 0, 'x'))])).toEqual([
      ['mqttsn.publish-to-sleeping-client', 'warn', [5], null],
    ]);
  });

  it('a client silent beyond its keep-alive', () => {
    expect(ids([...connected, client(sn.snPingRequest(), 80), gateway(sn.snPingResponse())])).toEqual([
      ['mqttsn.keep-alive-exceeded', 'note', [1, 3], null],
    ]);
    expect(ids([...connected, client(sn.snPingRequest(), 95), gateway(sn.snPingResponse())])).toEqual([
      ['mqttsn.keep-alive-exceeded', 'warn', [1, 3], null],
    ]);
  });

  it('has different words in both languages for every rule', () => {
    const script = [
      ...[
        client(sn.snConnect()),
        gateway(sn.snConnack(3)),
        ...connected,
        client(sn.snRegister(0, 1, 'a')),
        gateway(sn.snRegack(0, 1, 3)),
      ],
      ...[
        client(sn.snSubscribe(2, 'c')),
        gateway(sn.snSuback(0, 2, 2)),
        client(sn.snPublish(8, 9, 'x', { qos: 1 })),
        client(sn.snPingRequest(), 99),
      ],
      ...[
        gateway(sn.snPingResponse()),
        client(sn.snRegister(0, 3, 'b')),
        gateway(sn.snRegack(0, 3, 1)),
        client(sn.snDisconnect(30)),
      ],
      ...[gateway(sn.snDisconnect()), gateway(sn.snPublish('aa', 0, 'x')), client(sn.snPingRequest('dev1'), 90)],
    ];
    const [es, en] = [findings(script, 0, 'es'), findings(script, 0, 'en')];
    expect(new Set(en.map((finding) => finding.rule))).toEqual(new Set(mqttSnRules.map((rule) => rule.id)));
    es.forEach((finding, i) => {
      expect(finding.text).not.toBe(en[i]?.text);
      expect(finding.text).not.toMatch(/undefined|null|NaN/);
      expect(finding.frames.length).toBeGreaterThan(0);
      expect(finding.clause).toMatch(/^MQTT-SN 1\.2 §/);
    });
  });
});
