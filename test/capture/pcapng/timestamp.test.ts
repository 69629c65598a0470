// TickClock against exact integer arithmetic.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TickClock } from '../../../src/capture/pcapng/timestamp.ts';
import { Frame } from '../../../src/core/frame.ts';

function stamp(tsresol: number, units: bigint, offset = 0): readonly [sec: number, nsec: number] {
  const frame = new Frame();
  new TickClock(tsresol, offset).stamp(frame, Number(units >> 32n), Number(units & 0xffff_ffffn));
  return [frame.sec, frame.nsec];
}

function exactly(tsresol: number, units: bigint): readonly [sec: number, nsec: number] {
  const perSecond = (tsresol & 0x80) !== 0 ? 2n ** BigInt(tsresol & 0x7f) : 10n ** BigInt(tsresol);
  const sec = units / perSecond;
  return [Number(sec), Number(((units - sec * perSecond) * 1_000_000_000n) / perSecond)];
}

describe('TickClock', () => {
  it('is exact at today’s nanoseconds, where doubles are not', () => {
    expect(stamp(9, 1_727_972_104_779_687_350n)).toEqual([1_727_972_104, 779_687_350]);
    expect(stamp(9, 1_727_972_104_999_999_999n)).toEqual([1_727_972_104, 999_999_999]);
    expect(stamp(9, 1_727_972_105_000_000_000n)).toEqual([1_727_972_105, 0]);
  });

  it('equals exact arithmetic for all 64-bit times up to the year 2554 and every resolution', () => {
    const resolutions = [...Array.from({ length: 20 }, (_, n) => n), 0x80, 0x88, 0x94, 0xa0, 0xbf, 0xff];
    fc.assert(
      fc.property(fc.constantFrom(...resolutions), fc.bigInt(0n, 2n ** 64n - 1n), (tsresol, units) => {
        fc.pre(exactly(tsresol, units)[0] < 2 ** 40);
        expect(stamp(tsresol, units)).toEqual(exactly(tsresol, units));
      }),
      { seed: 5, numRuns: 2000 },
    );
  });

  it('equals exact arithmetic around whole seconds', () => {
    fc.assert(
      fc.property(fc.constantFrom(6, 9), fc.bigInt(0n, 18_446_744_073n), fc.bigInt(-3n, 3n), (tsresol, sec, step) => {
        const units = sec * 10n ** BigInt(tsresol) + step;
        fc.pre(units >= 0n && units < 2n ** 64n);
        expect(stamp(tsresol, units)).toEqual(exactly(tsresol, units));
      }),
      { seed: 7, numRuns: 2000 },
    );
  });

  it('adds the offset to the seconds only, also below 1970', () => {
    expect(stamp(9, 3_500_000_000n, -5)).toEqual([-2, 500_000_000]);
  });

  it('names its resolution', () => {
    expect([6, 9, 0x88].map((tsresol) => new TickClock(tsresol, 0).resolution)).toEqual(['1e-6', '1e-9', '2^-8']);
  });
});
