import { describe, expect, it } from 'vitest';
import {
  MAX_HEAD,
  MAX_REMAINING_LENGTH,
  MAX_RESERVED_LENGTH,
  measurePacket,
  packetHeadLength,
} from '../../../../src/dissect/application/mqtt/framing.ts';
import { MALFORMED, NEED_MORE } from '../../../../src/dissect/application/protocol.ts';
import { concat, connect, hex, publish, varint } from '../../../builders/mqtt.ts';

describe('measure', () => {
  for (const [remaining, width] of [
    [0, 1],
    [127, 1],
    [128, 2],
    [16_383, 2],
    [16_384, 3],
    [2_097_151, 3],
    [2_097_152, 4],
    [MAX_REMAINING_LENGTH, 4],
  ] as const) {
    it(`reads Remaining Length ${remaining} in ${width} bytes`, () => {
      const header = concat(hex('30'), varint(remaining));
      expect(header.length).toBe(1 + width);
      expect(measurePacket(header, 0, header.length)).toBe(header.length + remaining);
      for (let end = 0; end < header.length; end++) expect(measurePacket(header, 0, end)).toBe(NEED_MORE);
    });
  }

  it('reads a length written too wide', () => {
    expect(measurePacket(hex('30 85 80 00'), 0, 4)).toBe(9);
  });

  it('gives up when the fourth byte announces a fifth', () => {
    expect(measurePacket(hex('30 80 80 80'), 0, 4)).toBe(NEED_MORE);
    expect(measurePacket(hex('30 ff ff ff ff'), 0, 5)).toBe(MALFORMED);
    expect(measurePacket(hex('30 80 80 80 80 01'), 0, 6)).toBe(MALFORMED);
  });

  it('starts at any offset', () => {
    expect(measurePacket(hex('ff ff 30 80 01 ff'), 2, 6)).toBe(131);
  });

  it('keeps framing through type 0 while its length is sane', () => {
    expect(measurePacket(hex('00 05'), 0, 2)).toBe(7);
    const sane = concat(hex('00'), varint(MAX_RESERVED_LENGTH));
    const insane = concat(hex('00'), varint(MAX_RESERVED_LENGTH + 1));
    expect(measurePacket(sane, 0, sane.length)).toBe(sane.length + MAX_RESERVED_LENGTH);
    expect(measurePacket(insane, 0, insane.length)).toBe(MALFORMED);
  });
});

describe('headLength', () => {
  it('is the whole packet for everything but PUBLISH', () => {
    const bytes = connect();
    expect(packetHeadLength(bytes, 0, 1, bytes.length)).toBe(bytes.length);
  });

  it('is limited', () => {
    expect(packetHeadLength(hex('10'), 0, 1, 200_000_000)).toBe(MAX_HEAD);
    // topic of 5 bytes, then a "property list" of 5 MB that begins with an identifier PUBLISH may have
    const head = concat(hex('30'), varint(6_000_000), hex('00 05 61 61 61 61 61'), varint(5_000_000), hex('26'));
    expect(packetHeadLength(head, 0, head.length, 6_000_000 + 5)).toBe(MAX_HEAD);
  });

  it('of a PUBLISH ends before its payload', () => {
    const bytes = publish({ topic: 'tp1/x', qos: 2, id: 7, payload: 'x'.repeat(1000) });
    // 'x' is no property length that fits an allowed identifier: one byte of payload was looked at, and the one behind it
    expect(packetHeadLength(bytes, 0, bytes.length, bytes.length)).toBe(3 + 7 + 2 + 2);
    const five = publish({ version: 5, topic: 'tp1/x', properties: [[0x02, 9]], payload: 'x'.repeat(1000) });
    expect(packetHeadLength(five, 0, five.length, five.length)).toBe(3 + 7 + 1 + 5);
    const empty = publish({ topic: 'tp1/x', qos: 1, id: 7 });
    expect(packetHeadLength(empty, 0, empty.length, empty.length)).toBe(empty.length);
  });

  it('asks for more until it can tell', () => {
    const bytes = publish({ version: 5, topic: 'tp1/x', qos: 1, properties: [[0x02, 9]], payload: 'x'.repeat(1000) });
    const head = packetHeadLength(bytes, 0, bytes.length, bytes.length);
    expect(head).toBe(3 + 7 + 2 + 1 + 5);
    for (let end = 0; end < bytes.length; end++) {
      const answer = packetHeadLength(bytes, 0, end, bytes.length);
      expect(answer === head || (answer === NEED_MORE && end < head)).toBe(true);
    }
  });

  it('does not run past a packet that is too short for its topic', () => {
    const bytes = hex('30 04 00 20 61 62');
    expect(packetHeadLength(bytes, 0, bytes.length, bytes.length)).toBe(bytes.length);
    expect(packetHeadLength(hex('30 01 00'), 0, 3, 3)).toBe(3);
    expect(packetHeadLength(hex('30 00'), 0, 2, 2)).toBe(2);
  });
});
