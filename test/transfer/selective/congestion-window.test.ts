import { describe, expect, it } from 'vitest';
import { CongestionWindow } from '../../../src/transfer/selective/congestion-window.ts';

describe('CongestionWindow (RFC 5681)', () => {
  it('doubles each round trip in slow start, up to its limit', () => {
    const window = new CongestionWindow(20);
    const sizes = [window.size];
    for (let round = 0; round < 4; round++) {
      window.acknowledged(window.size);
      sizes.push(window.size);
    }
    expect(sizes).toEqual([4, 8, 16, 20, 20]);
    expect(window.largest).toBe(20);
  });

  it('halves what was under way after a loss, then grows by one a round trip', () => {
    const window = new CongestionWindow(100);
    window.acknowledged(28);
    expect(window.size).toBe(32);
    window.lost(32);
    expect(window.size).toBe(16);
    for (let i = 0; i < 17; i++) window.acknowledged(1);
    expect(window.size).toBe(17);
  });

  it('begins with one after a timeout, and grows fast up to half of before', () => {
    const window = new CongestionWindow(100);
    window.acknowledged(12);
    window.timedOut(16);
    expect(window.size).toBe(1);
    window.acknowledged(7);
    expect(window.size).toBe(8);
    window.acknowledged(1);
    expect(window.size).toBe(8);
  });

  it('never falls below two after a loss, and keeps a limit of one', () => {
    const window = new CongestionWindow(100);
    window.lost(1);
    expect(window.size).toBe(2);
    const narrow = new CongestionWindow(1);
    narrow.acknowledged(5);
    narrow.lost(4);
    expect(narrow.size).toBe(1);
  });
});
