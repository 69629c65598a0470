import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { i32be, matchesAscii, u8, u16be, u16le, u24be, u32be, u32le, u64be, u64le } from '../../src/core/bytes.ts';

describe('reading numbers', () => {
  it('equals DataView on any eight bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 9, maxLength: 9 }), (bytes) => {
        const view = new DataView(bytes.buffer, bytes.byteOffset);
        expect(u8(bytes, 1)).toBe(view.getUint8(1));
        expect(u16be(bytes, 1)).toBe(view.getUint16(1));
        expect(u16le(bytes, 1)).toBe(view.getUint16(1, true));
        expect(u24be(bytes, 1)).toBe(view.getUint32(0) & 0xffffff);
        expect(u32be(bytes, 1)).toBe(view.getUint32(1));
        expect(i32be(bytes, 1)).toBe(view.getInt32(1));
        expect(u32le(bytes, 1)).toBe(view.getUint32(1, true));
        expect(u64be(bytes, 1)).toBe(Number(view.getBigUint64(1)));
        expect(u64le(bytes, 1)).toBe(Number(view.getBigUint64(1, true)));
      }),
    );
  });

  it('compares ASCII without reading past the end', () => {
    const bytes = new TextEncoder().encode('MQIsdp');
    expect(matchesAscii(bytes, 0, 6, 'MQIsdp')).toBe(true);
    expect(matchesAscii(bytes, 0, 5, 'MQIsdp')).toBe(false);
    expect(matchesAscii(bytes, 2, 6, 'Isdx')).toBe(false);
  });
});
