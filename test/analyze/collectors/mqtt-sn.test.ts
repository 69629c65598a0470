// The MQTT-SN collector: plain values, asked at any moment.

import { describe, expect, it } from 'vitest';
import { MqttSnCollector } from '../../../src/analyze/collectors/mqtt-sn.ts';
import * as sn from '../../builders/mqtt-sn.ts';
import { client, drive, gateway } from '../../session/mqtt-sn-drive.ts';

const SCRIPT = [
  client(sn.snSearchGateway(0)),
  gateway(sn.snGatewayInfo(1)),
  client(sn.snConnect({ clientId: 'dev1' })),
  gateway(sn.snConnack()),
  client(sn.snRegister(0, 1, 'a/b')),
  gateway(sn.snRegack(7, 1)),
  client(sn.snPublish(7, 2, 'x', { qos: 1 })),
  gateway(sn.snPuback(7, 2)),
  client(sn.snDisconnect(60)),
];

describe('the MQTT-SN collector', () => {
  it('is empty before anything came', () => {
    expect(new MqttSnCollector().report()).toEqual({
      mqttSn: [],
      mqttSnCount: 0,
      mqttSnDiscovery: { gateways: [], gatewaysCount: 0, searches: [], searchesCount: 0 },
    });
  });

  it('gives JSON-safe values that later messages do not change', () => {
    const collector = new MqttSnCollector();
    drive(SCRIPT.slice(0, 7), { collector });
    const before = collector.report();
    const text = JSON.stringify(before);
    expect(JSON.parse(text)).toEqual(before);
    drive(SCRIPT, { collector });
    expect(JSON.stringify(before)).toBe(text);
    expect(JSON.stringify(collector.report())).not.toBe(text);
  });

  it('keeps every list within its limit and the counts whole', () => {
    const { facts } = drive([...SCRIPT, client(sn.snConnect(), 1, { clientPort: 50002 })], { limit: 1 });
    expect(facts.mqttSnCount).toBe(2);
    expect(facts.mqttSn).toHaveLength(1);
    expect(facts.mqttSn[0]).toMatchObject({ exchangesCount: 3, capped: true });
    expect(facts.mqttSn[0]?.exchanges).toHaveLength(1);
  });

  it('does not depend on which addresses and ports the ends have', () => {
    const moved = SCRIPT.map((datagram) => ({
      ...datagram,
      client: '10.9.9.9',
      gateway: '10.1.1.1',
      clientPort: 7,
      gatewayPort: 8,
    }));
    const [a, b] = [drive(SCRIPT).facts, drive(moved).facts];
    const bare = (facts: typeof a): unknown => facts.mqttSn.map(({ client: _, gateway: __, ...rest }) => rest);
    expect(bare(b)).toEqual(bare(a));
  });
});
