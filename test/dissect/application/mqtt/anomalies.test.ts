import { describe, expect, it } from 'vitest';
import { MQTT_ANOMALIES } from '../../../../src/dissect/application/mqtt/anomaly-list.ts';
import { ALL_ROWS } from './rows/index.ts';

// Raised by what takes more than one row of a table: a packet of more than a mebibyte (decoder.test.ts).
const ELSEWHERE = ['mqtt.message-too-long'];

describe('anomaly kinds', () => {
  it('have ids of their own', () => {
    expect(new Set(MQTT_ANOMALIES.map((kind) => kind.id)).size).toBe(MQTT_ANOMALIES.length);
    for (const kind of MQTT_ANOMALIES) expect(kind.id).toMatch(/^mqtt\.[a-z0-9]+(-[a-z0-9]+)*$/);
  });

  it('are each raised by some row of the tables', () => {
    const raised = new Set(ALL_ROWS.flatMap((row) => (row.anomalies ?? []).map((id) => `mqtt.${id}`)));
    const missing = MQTT_ANOMALIES.map((kind) => kind.id).filter((id) => !raised.has(id) && !ELSEWHERE.includes(id));
    expect(missing).toEqual([]);
    const known = new Set<string>(MQTT_ANOMALIES.map((kind) => kind.id));
    expect([...raised].filter((id) => !known.has(id))).toEqual([]);
  });

  for (const kind of MQTT_ANOMALIES) {
    it(`${kind.id} is said in two languages and cites its rule`, () => {
      expect(kind.text.es.length).toBeGreaterThan(10);
      expect(kind.text.en.length).toBeGreaterThan(10);
      expect(kind.text.es).not.toBe(kind.text.en);
      expect(kind.spec).toMatch(/MQTT-?3|MQTT-\d|§|mosquitto|mqttscope/);
    });
  }
});
