// Two Poisson rates against published examples, brute force, and what a test must do when nothing differs.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareRates } from '../../../../src/diff/runs/statistics/rate-test.ts';
import { random } from './random.ts';

/** Every split, by multiplication alone. */
function bruteForce(a: number, b: number, exposureA: number, exposureB: number): number {
  const total = a + b;
  const share = exposureB / (exposureA + exposureB);
  const masses: number[] = [];
  for (let k = 0; k <= total; k++) {
    let mass = 1;
    for (let i = 1; i <= k; i++) mass *= ((total - k + i) / i) * share;
    masses.push(mass * (1 - share) ** (total - k));
  }
  const limit = (masses[b] ?? 0) * (1 + 1e-7);
  return masses.filter((mass) => mass <= limit).reduce((sum, mass) => sum + mass, 0);
}

describe('compareRates', () => {
  it('11 events in 800 against 21 in 3011 person-years: p = 0.07967 (the example of R, ?poisson.test)', () => {
    expect(compareRates(11, 6 + 8 + 7, 800, 1083 + 1050 + 878).p).toBeCloseTo(0.07967, 5);
  });

  it.each([
    // Binomial tables (National Bureau of Standards, 1950), n and p = 1/2, both tails.
    [0, 5, 0.0625],
    [0, 6, 0.03125],
    [1, 7, 0.0703125],
    [2, 10, 0.03857421875],
    [4, 4, 1],
  ])('%i against %i in equal exposures', (a, b, p) => {
    expect(compareRates(a, b, 1, 1).p).toBeCloseTo(p, 12);
  });

  it('682 tall and 243 short of 925 against 3 to 1: p = 0.3825 (Mendel; Conover 1971, the example of R, ?binom.test)', () => {
    expect(compareRates(243, 682, 1, 3).p).toBeCloseTo(0.3825, 4);
  });

  it('equals brute force', () => {
    const exposure = fc.integer({ min: 1, max: 50 });
    const count = fc.integer({ min: 0, max: 25 });
    fc.assert(
      fc.property(count, count, exposure, exposure, (a, b, exposureA, exposureB) => {
        expect(compareRates(a, b, exposureA, exposureB).p).toBeCloseTo(
          Math.min(1, bruteForce(a, b, exposureA, exposureB)),
          9,
        );
      }),
    );
  });

  it('does not care which run is called A', () => {
    const exposure = fc.integer({ min: 1, max: 100_000 });
    const count = fc.integer({ min: 0, max: 5_000 });
    fc.assert(
      fc.property(count, count, exposure, exposure, (a, b, exposureA, exposureB) => {
        const one = compareRates(a, b, exposureA, exposureB);
        const other = compareRates(b, a, exposureB, exposureA);
        expect(other.p).toBeCloseTo(one.p, 9);
        expect(other.leastP).toBeCloseTo(one.leastP, 9);
        expect(one.p).toBeGreaterThanOrEqual(one.leastP * (1 - 1e-6));
        expect(one.p).toBeLessThanOrEqual(1);
      }),
    );
  });

  it('says nothing of no events, and copes with millions', () => {
    expect(compareRates(0, 0, 1, 1)).toEqual({ p: 1, leastP: 1 });
    expect(compareRates(5_000_000, 5_000_100, 1, 1).p).toBeCloseTo(0.9748, 3); // z = 99/√(10 000 100), with continuity
    expect(compareRates(5_000_000, 5_100_000, 1, 1).p).toBeLessThan(1e-200);
  });

  it('raises a false alarm in at most 5 % of equal runs', () => {
    const next = random(7);
    let alarms = 0;
    const trials = 3000;
    for (let trial = 0; trial < trials; trial++) {
      const rate = 1 + next() * 30;
      if (compareRates(poisson(rate, next), poisson(2 * rate, next), 1, 2).p <= 0.05) alarms++;
    }
    expect(alarms / trials).toBeLessThanOrEqual(0.05);
    expect(alarms).toBeGreaterThan(0);
  });
});

function poisson(rate: number, next: () => number): number {
  const limit = Math.exp(-rate);
  let count = 0;
  for (let product = next(); product > limit; product *= next()) count++;
  return count;
}
