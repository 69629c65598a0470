import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Interval, insertionIndex, overlap, uncovered } from '../../src/flow/intervals.ts';

const offset = fc.integer({ min: 0, max: 60 });
/** Sorted, disjoint. */
const covered = fc.uniqueArray(offset, { maxLength: 12 }).map((points) => {
  const sorted = points.sort((a, b) => a - b);
  const intervals: Interval[] = [];
  for (let i = 0; i + 1 < sorted.length; i += 2)
    intervals.push({ from: sorted[i] as number, to: sorted[i + 1] as number });
  return intervals;
});

function holds(intervals: readonly Interval[], point: number): boolean {
  return intervals.some(({ from, to }) => from <= point && point < to);
}

describe('intervals', () => {
  it('uncovered keeps exactly the points that nothing covers', () => {
    fc.assert(
      fc.property(offset, offset, covered, (a, b, list) => {
        const [from, to] = [Math.min(a, b), Math.max(a, b)];
        const parts = uncovered(from, to, list);
        for (let point = 0; point <= 60; point++) {
          expect(holds(parts, point)).toBe(point >= from && point < to && !holds(list, point));
        }
      }),
    );
  });

  it('overlap is what two intervals share', () => {
    expect(overlap({ from: 1, to: 5 }, { from: 4, to: 9 })).toEqual({ from: 4, to: 5 });
    expect(overlap({ from: 1, to: 4 }, { from: 4, to: 9 })).toBeNull();
  });

  it('insertionIndex keeps a list sorted', () => {
    const list = [
      { from: 2, to: 3 },
      { from: 5, to: 6 },
    ];
    expect([0, 2, 4, 7].map((from) => insertionIndex(list, from))).toEqual([0, 0, 1, 2]);
  });
});
