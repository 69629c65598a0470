// Mann–Whitney against published tables and worked examples, brute force, and its behaviour when nothing differs.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { lagOneCorrelation } from '../../../../src/diff/runs/statistics/design-effect.ts';
import { type MannWhitney, mannWhitney } from '../../../../src/diff/runs/statistics/mann-whitney.ts';
import { farFromMean, rankSumDistribution } from '../../../../src/diff/runs/statistics/rank-sum-distribution.ts';
import { rankTogether } from '../../../../src/diff/runs/statistics/ranks.ts';
import { normal, random } from './random.ts';

function test(a: readonly number[], b: readonly number[]): MannWhitney {
  const answer = mannWhitney(a, b, 0.05);
  if (answer === null) throw new Error('an empty sample');
  return answer;
}

/** Two samples without ties such that U of B is `u`: B's values stand above exactly that many of A's. */
function samplesWithU(sizeA: number, sizeB: number, u: number): [number[], number[]] {
  const a = Array.from({ length: sizeA }, (_, at) => (at + 1) * 100);
  let left = u;
  const b = Array.from({ length: sizeB }, (_, at) => {
    const above = Math.min(sizeA, left);
    left -= above;
    return above * 100 + 50 + at;
  });
  return [a, b];
}

describe('the exact test', () => {
  // One tail of U, as printed by Mann & Whitney (1947), table I.
  it.each([
    [3, 3, 0, 0.05],
    [4, 4, 0, 0.014],
    [4, 4, 1, 0.029],
    [5, 3, 1, 0.036],
    [5, 5, 2, 0.016],
    [5, 5, 4, 0.048],
    [6, 6, 5, 0.021],
    [7, 7, 8, 0.019],
    [8, 8, 13, 0.025],
  ])('n = %i, m = %i, U = %i: one tail %d', (sizeA, sizeB, u, tail) => {
    const [a, b] = samplesWithU(sizeA, sizeB, u);
    const answer = test(a, b);
    expect(answer.u).toBe(u);
    expect(answer.isExact).toBe(true);
    expect(answer.p / 2).toBeCloseTo(tail, 3);
  });

  it('permeability of human chorioamnion (Hollander & Wolfe 1973, p. 69 f.): W = 35, shift 0.305, 95 % of −0.15 to 0.76', () => {
    const term = [80, 83, 189, 104, 145, 138, 191, 164, 73, 146]; // hundredths
    const weeks12to26 = [115, 88, 90, 74, 121];
    const answer = test(weeks12to26, term);
    expect(answer.u).toBe(35);
    expect(answer.p / 2).toBeCloseTo(0.1272, 4);
    expect(answer.shift / 100).toBeCloseTo(0.305, 9);
    expect(answer.shiftInterval).toEqual([-15, 76]);
  });

  it('counts every arrangement, ties or not, as brute force does', () => {
    const sample = fc.array(fc.integer({ min: 0, max: 6 }), { minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(sample, sample, (a, b) => {
        expect(test(a, b).p).toBeCloseTo(permutationP(a, b), 10);
      }),
    );
  });
});

/** All ways to call as many of the values B as there are in B. */
function permutationP(a: readonly number[], b: readonly number[]): number {
  const values = [...a, ...b];
  const distanceOf = (isB: (at: number) => boolean): number => {
    let u = 0;
    for (const [i, x] of values.entries())
      for (const [j, y] of values.entries()) if (isB(i) && !isB(j)) u += x > y ? 1 : x === y ? 0.5 : 0;
    return Math.abs(u - (a.length * b.length) / 2);
  };
  const seen = distanceOf((at) => at >= a.length);
  let far = 0;
  let all = 0;
  for (let mask = 0; mask < 1 << values.length; mask++) {
    const chosen = values.filter((_, at) => (mask >> at) & 1).length;
    if (chosen !== b.length) continue;
    all++;
    if (distanceOf((at) => ((mask >> at) & 1) === 1) >= seen - 1e-9) far++;
  }
  return far / all;
}

describe('the normal approximation', () => {
  it('ozone in New York, May against August 1973, ties corrected: W = 127.5, p = 0.0001208 (the example of R, ?wilcox.test)', () => {
    // Reordered, so that neighbours do not resemble each other: the example takes the days as independent.
    const may = shuffled([
      41, 36, 12, 18, 28, 23, 19, 8, 7, 16, 11, 14, 18, 14, 34, 6, 30, 11, 1, 11, 4, 32, 23, 45, 115, 37,
    ]);
    const august = shuffled([
      39, 9, 16, 78, 35, 66, 122, 89, 110, 44, 28, 65, 22, 59, 23, 31, 44, 21, 9, 45, 168, 73, 76, 118, 84, 85,
    ]);
    const answer = test(august, may);
    expect(answer.effectiveSizes).toBeNull();
    expect(answer.isExact).toBe(false);
    expect(answer.u).toBe(127.5);
    expect(answer.p).toBeCloseTo(0.0001208, 7);
  });

  it('agrees with the exact count where the approximation takes over', () => {
    const next = random(3);
    let compared = 0;
    for (let trial = 0; trial < 60; trial++) {
      const a = Array.from({ length: 25 }, () => Math.round(normal(next) * 1000));
      const b = Array.from({ length: 26 }, () => Math.round(normal(next) * 1000 + 500));
      const answer = test(a, b);
      expect(answer.isExact).toBe(false);
      if (answer.effectiveSizes !== null) continue; // chance made neighbours alike
      const ranks = rankTogether(a, b);
      const mean = 25 * 52;
      const sum = ranks.a.reduce((total, rank) => total + rank, 0);
      const exact = farFromMean(rankSumDistribution([...ranks.a, ...ranks.b], 25), mean, Math.abs(sum - mean));
      expect(Math.abs(answer.p - exact)).toBeLessThan(0.002 + 0.02 * exact);
      compared++;
    }
    expect(compared).toBeGreaterThan(40);
  });

  it('finds no difference in equal values', () => {
    const all = new Array<number>(40).fill(7);
    expect(test(all, all)).toMatchObject({ p: 1, delta: 0, shift: 0 });
  });
});

function shuffled(values: readonly number[]): number[] {
  const next = random(11);
  return values
    .map((value) => ({ value, at: next() }))
    .sort((x, y) => x.at - y.at)
    .map(({ value }) => value);
}

const samples = fc.array(fc.integer({ min: -1_000_000, max: 1_000_000 }), { minLength: 1, maxLength: 60 });

describe('laws', () => {
  it('the other way round is the same with the opposite sign', () => {
    fc.assert(
      fc.property(samples, samples, (a, b) => {
        const one = test(a, b);
        const other = test(b, a);
        expect(other.p).toBeCloseTo(one.p, 10);
        expect(other.leastP).toBeCloseTo(one.leastP, 10);
        expect(other.delta).toBeCloseTo(-one.delta, 10);
        expect(other.shift + one.shift).toBe(0);
        if (one.shiftInterval === null) expect(other.shiftInterval).toBeNull();
        else expect(other.shiftInterval?.map((end) => -end + 0)).toEqual([one.shiftInterval[1], one.shiftInterval[0]]);
      }),
    );
  });

  it('delta and shift are what their definitions say', () => {
    fc.assert(
      fc.property(samples, samples, (a, b) => {
        const answer = test(a, b);
        const signs = a.flatMap((x) => b.map((y) => Math.sign(y - x)));
        expect(answer.delta).toBeCloseTo(signs.reduce((sum, sign) => sum + sign, 0) / signs.length, 10);
        const differences = a.flatMap((x) => b.map((y) => y - x)).sort((x, y) => x - y);
        const middle = differences.length / 2;
        const median = ((differences[Math.ceil(middle) - 1] ?? 0) + (differences[Math.floor(middle)] ?? 0)) / 2;
        expect(answer.shift).toBe(median);
        const [low, high] = answer.shiftInterval ?? [median, median];
        expect(low).toBeLessThanOrEqual(median);
        expect(high).toBeGreaterThanOrEqual(median);
      }),
    );
  });

  it('p is never below the least p there could be', () => {
    fc.assert(
      fc.property(samples, samples, (a, b) => {
        const answer = test(a, b);
        expect(answer.p).toBeGreaterThanOrEqual(answer.leastP - 1e-12);
      }),
    );
  });

  it('is null without values', () => {
    expect(mannWhitney([], [1], 0.05)).toBeNull();
    expect(mannWhitney([1], [], 0.05)).toBeNull();
  });
});

describe('false alarms of equal runs', () => {
  const rateOf = (draw: (next: () => number) => number[], sizes: readonly [number, number], trials: number): number => {
    const next = random(42);
    let alarms = 0;
    for (let trial = 0; trial < trials; trial++) {
      const a = draw(next).slice(0, sizes[0]);
      const b = draw(next).slice(0, sizes[1]);
      if (test(a, b).p <= 0.05) alarms++;
    }
    return alarms / trials;
  };

  it('stay at 5 % for small samples', () => {
    const rate = rateOf((next) => Array.from({ length: 9 }, () => Math.round(normal(next) * 1e6)), [9, 6], 2000);
    expect(rate).toBeLessThanOrEqual(0.055);
    expect(rate).toBeGreaterThan(0.01);
  });

  it('stay at 5 % for large samples with ties and a long tail', () => {
    const rate = rateOf(
      (next) => Array.from({ length: 80 }, () => Math.round(3 * Math.exp(normal(next)))),
      [80, 50],
      2000,
    );
    expect(rate).toBeLessThanOrEqual(0.06);
    expect(rate).toBeGreaterThan(0.01);
  });

  it('do not swell where each value resembles the one before', () => {
    const walk = (next: () => number): number[] => {
      let value = 2 * normal(next);
      return Array.from({ length: 60 }, () => {
        value = 0.6 * value + normal(next);
        return Math.round(value * 1e6);
      });
    };
    const rate = rateOf(walk, [60, 60], 1500);
    expect(rate).toBeLessThanOrEqual(0.08); // 0.31 if the values were taken as independent
  });
});

describe('lagOneCorrelation', () => {
  it('is 0 without a pattern, near 1 for a slow drift, negative for a zigzag', () => {
    expect(lagOneCorrelation([5, 5, 5, 5])).toBe(0);
    expect(lagOneCorrelation(Array.from({ length: 200 }, (_, at) => at))).toBeGreaterThan(0.95);
    expect(lagOneCorrelation(Array.from({ length: 200 }, (_, at) => at % 2))).toBeLessThan(-0.95);
  });
});
