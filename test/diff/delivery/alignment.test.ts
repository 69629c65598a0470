import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { alignKeys, longestRise, NO_KEY } from '../../../src/diff/delivery/alignment.ts';

/** Length of the longest common subsequence, by the table everybody knows. */
function commonLength(a: readonly number[], b: readonly number[]): number {
  const table = Array.from({ length: a.length + 1 }, () => new Array<number>(b.length + 1).fill(0));
  for (let i = a.length - 1; i >= 0; i--) {
    for (let j = b.length - 1; j >= 0; j--) {
      table[i]![j] = a[i] === b[j] ? 1 + table[i + 1]![j + 1]! : Math.max(table[i + 1]![j]!, table[i]![j + 1]!);
    }
  }
  return table[0]![0]!;
}

const keys = fc.array(fc.integer({ min: 0, max: 6 }), { maxLength: 30 });

describe('aligning two sequences of keys', () => {
  it('pairs only equal keys, each once', () => {
    fc.assert(
      fc.property(keys, keys, (a, b) => {
        const { ofFirst, ofSecond } = alignKeys(a, b);
        ofFirst.forEach((j, i) => {
          if (j < 0) return;
          expect(b[j]).toBe(a[i]);
          expect(ofSecond[j]).toBe(i);
        });
        expect(ofFirst.filter((j) => j >= 0).length).toBe(ofSecond.filter((i) => i >= 0).length);
      }),
    );
  });

  it('leaves no key without partner while the other side has one left', () => {
    fc.assert(
      fc.property(keys, keys, (a, b) => {
        const { ofFirst, ofSecond } = alignKeys(a, b);
        const left = new Set(a.filter((_, i) => ofFirst[i] === -1));
        expect(b.filter((key, j) => ofSecond[j] === -1 && left.has(key))).toEqual([]);
      }),
    );
  });

  it('keeps as much order as can be kept where all keys repeat', () => {
    const twice = fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(twice, twice, (x, y) => {
        // Every key occurs at least twice on both sides, so that nothing is paired out of order beforehand.
        const all = [0, 1, 2, 3];
        const a = [...all, ...x, ...all];
        const b = [...all, ...y, ...all];
        const { ofFirst } = alignKeys(a, b);
        const partners = [...ofFirst].filter((j) => j >= 0);
        expect(longestRise(partners).length).toBeGreaterThanOrEqual(commonLength(a, b));
      }),
    );
  });

  it('finds which one of neighbours is gone', () => {
    const { ofFirst } = alignKeys([1, 2, 1, 3, 1, 2], [1, 2, 1, 1, 2]);
    expect([...ofFirst]).toEqual([0, 1, 2, -1, 3, 4]);
  });

  it('pairs nothing with an unknown key', () => {
    expect([...alignKeys([NO_KEY, 1], [NO_KEY, 1]).ofFirst]).toEqual([-1, 1]);
  });

  it('takes 100 000 equal keys, and 100 000 of two in turn with some gone, without comparing all with all', () => {
    const equal = new Array<number>(100_000).fill(7);
    expect(alignKeys(equal, equal.slice(10)).ofSecond.every((i) => i >= 0)).toBe(true);
    const turns = equal.map((_, i) => i % 2);
    const thinned = turns.filter((_, i) => i % 1000 !== 500);
    const { ofSecond } = alignKeys(turns, thinned);
    expect(ofSecond.every((i) => i >= 0)).toBe(true);
    expect(longestRise([...ofSecond]).length).toBe(thinned.length);
  });

  it('takes a shuffle of 50 000 repeated keys', () => {
    const a = Array.from({ length: 50_000 }, (_, i) => (i * 7919) % 97);
    const b = Array.from({ length: 50_000 }, (_, i) => (i * 104_729) % 97);
    const { ofFirst } = alignKeys(a, b);
    const counts = (list: readonly number[]): Map<number, number> => {
      const map = new Map<number, number>();
      for (const key of list) map.set(key, (map.get(key) ?? 0) + 1);
      return map;
    };
    const [inA, inB] = [counts(a), counts(b)];
    const possible = [...inA].reduce((sum, [key, count]) => sum + Math.min(count, inB.get(key) ?? 0), 0);
    expect(ofFirst.filter((j) => j >= 0).length).toBe(possible);
  });
});

describe('longest rise', () => {
  it('of two that changed places keeps the one that came first', () => {
    expect(longestRise([0, 2, 1, 3])).toEqual([0, 2, 3]);
    expect(longestRise([1, 2, 3, 0])).toEqual([1, 2, 3]);
    expect(longestRise([])).toEqual([]);
  });
});
