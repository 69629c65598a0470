import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatInstant, formatSeconds, nanosecondsBetween, TimeBase } from '../../src/core/time.ts';

describe('instants', () => {
  it('keeps every digit of today', () => {
    expect(formatInstant(1727972104, 779687350)).toBe('1727972104.779687350');
    expect(formatInstant(0, 5)).toBe('0.000000005');
  });

  it('writes instants before 1970 as decimals', () => {
    expect(formatInstant(-1, 500_000_000)).toBe('-0.500000000');
    expect(formatInstant(-1, 999_999_999)).toBe('-0.000000001');
    expect(formatInstant(-2, 0)).toBe('-2.000000000');
  });

  it('gives the round trip of the reference capture exactly, which a double does not', () => {
    const rtt = nanosecondsBetween(1727972104, 779687350, 1727972104, 783581297);
    expect(rtt).toBe(3_893_947);
    expect(formatSeconds(rtt)).toBe('0.003893947');
    expect(Number('1727972104.783581297') - Number('1727972104.779687350')).not.toBe(0.003893947);
  });

  it('writes negative durations', () => {
    expect(formatSeconds(-1_500_000_000)).toBe('-1.500000000');
  });

  it('counts from a base and back without loss', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 4_000_000_000 }),
        fc.integer({ min: 0, max: 999_999_999 }),
        fc.integer({ min: -8_000_000, max: 8_000_000 }),
        fc.integer({ min: 0, max: 999_999_999 }),
        (sec, nsec, deltaSec, laterNsec) => {
          const base = new TimeBase(sec, nsec);
          const later = sec + deltaSec;
          expect(base.instant(base.since(later, laterNsec))).toBe(formatInstant(later, laterNsec));
        },
      ),
    );
  });
});
