import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { planFragments } from '../../src/transfer/fragment-plan.ts';
import { RandomSource } from '../../src/transfer/random.ts';

describe('planFragments', () => {
  it('covers the file exactly, in order, with sizes of the range but for the last one', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 5000 }),
        fc.integer({ min: 1, max: 200 }),
        fc.integer({ min: 0, max: 100 }),
        fc.nat(),
        (bytes, min, spread, seed) => {
          const plan = planFragments(bytes, { min, max: min + spread }, new RandomSource(seed));
          let at = 0;
          for (let i = 0; i < plan.fragments; i++) {
            expect(plan.startOf(i)).toBe(at);
            const length = plan.lengthOf(i);
            expect(length).toBeLessThanOrEqual(min + spread);
            expect(length).toBeGreaterThan(0);
            if (i < plan.fragments - 1) expect(length).toBeGreaterThanOrEqual(min);
            at += length;
          }
          expect(at).toBe(bytes);
          expect(plan.startOf(plan.fragments)).toBe(bytes);
        },
      ),
    );
  });

  it('cuts the lab’s file into sizes that vary', () => {
    const plan = planFragments(673, { min: 50, max: 70 }, new RandomSource(1));
    const sizes = Array.from({ length: plan.fragments }, (_, i) => plan.lengthOf(i));
    expect(plan.fragments).toBeGreaterThanOrEqual(10);
    expect(plan.fragments).toBeLessThanOrEqual(14);
    expect(new Set(sizes).size).toBeGreaterThan(4);
  });

  it('refuses more fragments than can be numbered', () => {
    expect(() => planFragments(10_000_001, { min: 1, max: 1 }, new RandomSource(1))).toThrow(/more than 10000000/);
    expect(() => planFragments(20_000_001, { min: 2, max: 3 }, new RandomSource(1))).toThrow(/more than 10000000/);
  });
});
