import { describe, expect, it } from 'vitest';
import { PACKET_TYPES } from '../../../../src/dissect/application/mqtt/packet-types.ts';
import { propertyKind } from '../../../../src/dissect/application/mqtt/properties.ts';
import { PROPERTIES, WILL_PROPERTIES } from '../../../../src/dissect/application/mqtt/property-table.ts';

describe('the table of properties', () => {
  it('has the 27 of MQTT 5, by number', () => {
    const ids = PROPERTIES.map((property) => property.id);
    expect(ids).toEqual([
      0x01, 0x02, 0x03, 0x08, 0x09, 0x0b, 0x11, 0x12, 0x13, 0x15, 0x16, 0x17, 0x18, 0x19, 0x1a, 0x1c, 0x1f, 0x21, 0x22,
      0x23, 0x24, 0x25, 0x26, 0x27, 0x28, 0x29, 0x2a,
    ]);
    expect(new Set(PROPERTIES.map((property) => property.name)).size).toBe(27);
  });

  it('spells names both ways', () => {
    expect(propertyKind(0x11)).toMatchObject({ name: 'sessionExpiryInterval', displayName: 'Session Expiry Interval' });
    expect(propertyKind(0x24)).toMatchObject({ name: 'maximumQoS', displayName: 'Maximum QoS' });
    expect(propertyKind(0x04)).toBeNull();
    expect(propertyKind(0x80)).toBeNull();
  });

  it('allows each packet type as many as table 2-4 does', () => {
    const count = (bit: number) => PROPERTIES.filter((property) => ((property.packets >> bit) & 1) !== 0).length;
    const counts = PACKET_TYPES.map((type) => [
      type.number === WILL_PROPERTIES ? 'will' : type.name,
      count(type.number),
    ]);
    expect(Object.fromEntries(counts)).toEqual({
      will: 7,
      CONNECT: 9,
      CONNACK: 17,
      PUBLISH: 8,
      PUBACK: 2,
      PUBREC: 2,
      PUBREL: 2,
      PUBCOMP: 2,
      SUBSCRIBE: 2,
      SUBACK: 2,
      UNSUBSCRIBE: 1,
      UNSUBACK: 2,
      PINGREQ: 0,
      PINGRESP: 0,
      DISCONNECT: 4,
      AUTH: 4,
    });
  });
});
