import { describe, expect, it } from 'vitest';
import { RandomSource } from '../../src/transfer/random.ts';

const drawn = (source: RandomSource, count: number): number[] => Array.from({ length: count }, () => source.next());

describe('RandomSource', () => {
  it('repeats itself with the same seed, and not with another seed or stream', () => {
    const first = drawn(new RandomSource(7), 50);
    expect(drawn(new RandomSource(7), 50)).toEqual(first);
    expect(drawn(new RandomSource(8), 50)).not.toEqual(first);
    expect(drawn(new RandomSource(7, 1), 50)).not.toEqual(first);
  });

  it('draws evenly from [0, 1), also with seed 0', () => {
    for (const seed of [0, 1, 2 ** 31, 4_000_000_000]) {
      const numbers = drawn(new RandomSource(seed), 20_000);
      expect(Math.min(...numbers)).toBeGreaterThanOrEqual(0);
      expect(Math.max(...numbers)).toBeLessThan(1);
      const tenths = new Array<number>(10).fill(0);
      for (const number of numbers) tenths[Math.floor(number * 10)]! += 1;
      for (const count of tenths) expect(Math.abs(count - 2000)).toBeLessThan(250); // six standard deviations
    }
  });

  it('draws whole numbers with both ends included', () => {
    const source = new RandomSource(3);
    const seen = new Set(Array.from({ length: 500 }, () => source.integer(50, 55)));
    expect([...seen].sort()).toEqual([50, 51, 52, 53, 54, 55]);
    expect(source.integer(9, 9)).toBe(9);
  });
});
