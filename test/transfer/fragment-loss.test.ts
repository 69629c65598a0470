import { describe, expect, it } from 'vitest';
import { FragmentLoss } from '../../src/transfer/fragment-loss.ts';
import { RandomSource } from '../../src/transfer/random.ts';

describe('FragmentLoss', () => {
  it('loses the given numbers the first time only', () => {
    const loss = new FragmentLoss([6, 9], 0, new RandomSource(1));
    const lost = [5, 6, 7, 8, 9].filter((number) => loss.loses(number, 1));
    expect(lost).toEqual([6, 9]);
    expect(loss.loses(6, 2)).toBe(false);
    expect(loss.count).toBe(2);
  });

  it('loses about the given share, repeated fragments too', () => {
    const loss = new FragmentLoss([], 0.1, new RandomSource(7));
    for (let i = 0; i < 10_000; i++) loss.loses(i, 1 + (i % 3));
    expect(loss.count).toBeGreaterThan(850);
    expect(loss.count).toBeLessThan(1150);
  });

  it('loses nothing unless asked to', () => {
    const loss = new FragmentLoss([], 0, new RandomSource(7));
    for (let i = 0; i < 1000; i++) expect(loss.loses(i, 1)).toBe(false);
  });
});
