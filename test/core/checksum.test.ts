import { describe, expect, it } from 'vitest';
import { addWords, foldChecksum } from '../../src/core/checksum.ts';

describe('Internet checksum', () => {
  it('equals the example of RFC 1071 §3', () => {
    const bytes = new Uint8Array([0x00, 0x01, 0xf2, 0x03, 0xf4, 0xf5, 0xf6, 0xf7]);
    expect(foldChecksum(addWords(0, bytes, 0, 8))).toBe(~0xddf2 & 0xffff);
  });

  it('pads an odd byte with zero', () => {
    expect(foldChecksum(addWords(0, new Uint8Array([0x12]), 0, 1))).toBe(~0x1200 & 0xffff);
  });
});
