// Holm's correction and Tarone's rule for tests that cannot be significant.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { adjustFamily, type FamilyTest } from '../../../../src/diff/runs/statistics/holm.ts';
import { random } from './random.ts';

const continuous = (p: number): FamilyTest => ({ p, leastP: 0 });

describe('adjustFamily', () => {
  it('0.01, 0.04, 0.03, 0.005: the first and the last are rejected at 5 % (Wikipedia, Holm–Bonferroni method, example)', () => {
    expect(adjustFamily([0.01, 0.04, 0.03, 0.005].map(continuous), 0.05)).toEqual([0.03, 0.06, 0.06, 0.02]);
  });

  it('leaves out tests that could not be significant, and does not make the others pay for them (Tarone)', () => {
    const hopeless: FamilyTest[] = Array.from({ length: 20 }, () => ({ p: 0.5, leastP: 0.25 }));
    const adjusted = adjustFamily([{ p: 0.02, leastP: 1e-9 }, ...hopeless], 0.05);
    expect(adjusted[0]).toBe(0.02);
    expect(adjusted.slice(1).every((p) => p === null)).toBe(true);
  });

  it('takes in a test as soon as the family leaves it a chance', () => {
    const tests: FamilyTest[] = [
      { p: 0.03, leastP: 0.03 },
      { p: 0.5, leastP: 0.04 },
    ];
    // At 0.05/1 both could be significant: the family has two, and at 0.025 none can.
    expect(adjustFamily(tests, 0.05)).toEqual([null, null]);
    expect(adjustFamily([{ p: 0.03, leastP: 0.03 }], 0.05)).toEqual([0.03]);
  });

  it('keeps the order of the p-values and never makes one smaller', () => {
    const list = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 30 });
    fc.assert(
      fc.property(list, (ps) => {
        const adjusted = adjustFamily(ps.map(continuous), 0.05);
        for (const [at, p] of ps.entries()) {
          expect(adjusted[at]).toBeGreaterThanOrEqual(p);
          expect(adjusted[at]).toBeLessThanOrEqual(1);
          for (const [other, q] of ps.entries())
            if (p < q) expect(adjusted[at]).toBeLessThanOrEqual(adjusted[other] ?? 1);
        }
      }),
    );
  });

  it('keeps the chance of any false alarm at 5 % over a family of 20', () => {
    const next = random(5);
    let alarms = 0;
    for (let trial = 0; trial < 4000; trial++) {
      const adjusted = adjustFamily(
        Array.from({ length: 20 }, () => continuous(next())),
        0.05,
      );
      if (adjusted.some((p) => p !== null && p <= 0.05)) alarms++;
    }
    expect(alarms / 4000).toBeLessThanOrEqual(0.06);
  });

  it('has nothing to say of no tests', () => {
    expect(adjustFamily([], 0.05)).toEqual([]);
  });
});
