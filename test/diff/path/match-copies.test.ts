import { describe, expect, it } from 'vitest';
import { matchCopies } from '../../../src/diff/path/match-copies.ts';

/** Copies as their times; 6 is the usual way. */
function match(
  sent: readonly number[],
  received: readonly number[],
  alone = 50,
): readonly (readonly [number, number])[] {
  return matchCopies({
    sent: [...sent.keys()],
    received: [...received.keys()],
    excess: (i, j) => (received[j] ?? 0) - (sent[i] ?? 0) - 6,
    isPossible: () => true,
    alone,
    tolerance: 1,
  });
}

describe('matchCopies', () => {
  it('pairs a single copy with the single one that arrived, however late', () => {
    expect(match([0], [900])).toEqual([[0, 0]]);
  });

  it('does not let anything arrive before it left', () => {
    expect(match([10], [9])).toEqual([]);
  });

  it('finds that the first copies were lost', () => {
    expect(match([0, 1000, 3000], [3006])).toEqual([[2, 0]]);
  });

  it('finds the one of many that is missing', () => {
    expect(match([0, 10, 20, 30], [6, 26, 36])).toEqual([
      [0, 0],
      [2, 1],
      [3, 2],
    ]);
  });

  it('leaves the second arrival of a doubled copy alone', () => {
    expect(match([0, 200], [6, 6.1, 206])).toEqual([
      [0, 0],
      [1, 2],
    ]);
  });

  it('takes more copies than it can weigh in their order', () => {
    const sent = Array.from({ length: 500 }, (_, i) => i * 1000);
    const received = sent.filter((_, i) => i !== 250).map((time) => time + 6);
    const matches = match(sent, received);
    expect(matches).toHaveLength(499);
    expect(matches.every(([i, j]) => (received[j] ?? 0) - (sent[i] ?? 0) === 6)).toBe(true);
  });
});
