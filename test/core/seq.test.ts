import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { seqAdd, seqAfter, seqAtOrAfter, seqAtOrBefore, seqBefore, seqDelta } from '../../src/core/seq.ts';

const uint32 = fc.integer({ min: 0, max: 0xffff_ffff });

describe('sequence arithmetic', () => {
  it('counts one across the wrap', () => {
    expect(seqDelta(0xffff_ffff, 0)).toBe(1);
    expect(seqAdd(0xffff_ffff, 1)).toBe(0);
    expect(seqAfter(0, 0xffff_ffff)).toBe(true);
    expect(seqBefore(0xffff_ffff, 0)).toBe(true);
  });

  it('orders any two numbers less than half the space apart', () => {
    fc.assert(
      fc.property(uint32, fc.integer({ min: 1, max: 0x7fff_ffff }), (from, distance) => {
        const to = seqAdd(from, distance);
        expect(seqDelta(from, to)).toBe(distance);
        expect(seqBefore(from, to)).toBe(true);
        expect(seqAfter(to, from)).toBe(true);
        expect(seqAtOrBefore(from, from)).toBe(true);
        expect(seqAtOrAfter(from, to)).toBe(false);
      }),
    );
  });
});
