// Normal tail and quantile against the printed tables of Abramowitz & Stegun (26.1) and the usual critical values.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { logFactorial } from '../../../../src/diff/runs/statistics/log-factorial.ts';
import { normalQuantile, normalTail } from '../../../../src/diff/runs/statistics/normal.ts';

describe('normalTail', () => {
  it.each([
    [0, 0.5],
    [1, 0.158655253931],
    [1.96, 0.024997895148],
    [2.5, 0.006209665326],
    [3, 0.001349898032],
    [4, 3.16712418331e-5],
    [6, 9.86587645038e-10],
    [10, 7.61985302416e-24],
  ])('z = %d', (z, tail) => {
    expect(normalTail(z) / tail).toBeCloseTo(1, 9);
    expect(normalTail(-z)).toBeCloseTo(1 - tail, 12);
  });

  it('has no step where the series ends and the fraction begins', () => {
    expect(normalTail(3 - 1e-9) - normalTail(3 + 1e-9)).toBeLessThan(1e-11);
  });
});

describe('normalQuantile', () => {
  it.each([
    [0.05, 1.644853626951],
    [0.025, 1.95996398454],
    [0.005, 2.575829303549],
    [0.5, 0],
  ])('tail %d', (tail, z) => {
    expect(normalQuantile(tail)).toBeCloseTo(z, 10);
  });

  it('undoes normalTail', () => {
    fc.assert(
      fc.property(fc.double({ min: -6, max: 8, noNaN: true }), (z) => {
        expect(normalQuantile(normalTail(z))).toBeCloseTo(z, 5);
      }),
    );
  });
});

describe('logFactorial', () => {
  it('is the sum of logarithms on both sides of its table', () => {
    let sum = 0;
    for (let n = 1; n <= 300; n++) {
      sum += Math.log(n);
      expect(logFactorial(n) / (sum === 0 ? 1 : sum)).toBeCloseTo(sum === 0 ? 0 : 1, 12);
    }
  });

  it('knows ln 100! and ln 1000! (Abramowitz & Stegun, table 6.4)', () => {
    expect(logFactorial(100)).toBeCloseTo(363.73937555556, 9);
    expect(logFactorial(1000)).toBeCloseTo(5912.12817848816, 8);
  });
});
