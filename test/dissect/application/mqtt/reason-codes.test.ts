import { describe, expect, it } from 'vitest';
import {
  MQTT_AUTH,
  MQTT_CONNACK,
  MQTT_DISCONNECT,
  MQTT_PUBACK,
  MQTT_PUBREL,
  MQTT_SUBACK,
  MQTT_UNSUBACK,
} from '../../../../src/dissect/application/mqtt/packet-types.ts';
import {
  isReasonAllowed,
  REASON_CODES,
  RETURN_CODES,
  reasonName,
} from '../../../../src/dissect/application/mqtt/reason-codes.ts';
import { explainReason } from '../../../../src/dissect/application/mqtt/reason-texts.ts';

describe('reason codes', () => {
  it('are named by packet and version', () => {
    expect(reasonName(MQTT_CONNACK, 4, 5)).toBe('Connection Refused, not authorized');
    expect(reasonName(MQTT_CONNACK, 5, 5)).toBe('unknown (0x05)');
    expect(reasonName(MQTT_CONNACK, 5, 0)).toBe('Success');
    expect(reasonName(MQTT_DISCONNECT, 5, 0)).toBe('Normal disconnection');
    expect(reasonName(MQTT_SUBACK, 5, 0)).toBe('Granted QoS 0');
    expect(reasonName(MQTT_SUBACK, 3, 2)).toBe('Granted QoS 2');
    expect(reasonName(MQTT_SUBACK, 4, 0x80)).toBe('Failure');
    expect(reasonName(MQTT_SUBACK, 0, 0x80)).toBe('Failure');
    expect(reasonName(MQTT_PUBACK, 5, 0x8b)).toBe('Server shutting down');
    expect(reasonName(MQTT_PUBACK, 5, 0xff)).toBe('unknown (0xff)');
  });

  it('are allowed where table 2-6 says so', () => {
    const counts = [MQTT_CONNACK, MQTT_PUBACK, MQTT_PUBREL, MQTT_SUBACK, MQTT_UNSUBACK, MQTT_DISCONNECT, MQTT_AUTH].map(
      (type) => Array.from({ length: 256 }, (_, code) => code).filter((code) => isReasonAllowed(type, code)).length,
    );
    // as many as the tables of §3.2.2.2, §3.4.2.1, §3.6.2.1, §3.9.3, §3.11.3, §3.14.2.1 (and 0x8C of table 2-6), §3.15.2.1 list
    expect(counts).toEqual([22, 9, 2, 12, 7, 30, 3]);
  });

  it('of CONNACK and DISCONNECT are explained in two languages', () => {
    for (const type of [MQTT_CONNACK, MQTT_DISCONNECT]) {
      for (const { code, packets, name } of REASON_CODES) {
        if (((packets >> type) & 1) === 0) continue;
        const text = explainReason(type, 5, code);
        expect(text, name).not.toBeNull();
        expect(text?.es).not.toBe(text?.en);
      }
    }
    for (const { code, packets } of RETURN_CODES) {
      if (((packets >> MQTT_CONNACK) & 1) !== 0) expect(explainReason(MQTT_CONNACK, 4, code)).not.toBeNull();
    }
    expect(explainReason(MQTT_CONNACK, 4, 6)).toBeNull();
    expect(explainReason(MQTT_DISCONNECT, 4, 0)).toBeNull();
    expect(explainReason(MQTT_PUBACK, 5, 0x80)).toBeNull();
  });
});
