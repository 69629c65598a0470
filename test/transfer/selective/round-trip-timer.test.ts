import { describe, expect, it } from 'vitest';
import {
  LONGEST_TIMEOUT_MS,
  RoundTripTimer,
  SHORTEST_TIMEOUT_MS,
} from '../../../src/transfer/selective/round-trip-timer.ts';

describe('RoundTripTimer (RFC 6298)', () => {
  it('waits one second before anything is known', () => {
    expect(new RoundTripTimer().timeoutMs).toBe(1000);
  });

  it('takes the first sample as it is, and half of it as variation (§2.2)', () => {
    const timer = new RoundTripTimer();
    timer.sample(400);
    expect(timer.smoothedMs).toBe(400);
    expect(timer.variationMs).toBe(200);
    expect(timer.timeoutMs).toBe(400 + 4 * 200);
  });

  it('smooths later ones, the variation first (§2.3)', () => {
    const timer = new RoundTripTimer();
    timer.sample(400);
    timer.sample(800);
    expect(timer.variationMs).toBe(0.75 * 200 + 0.25 * 400);
    expect(timer.smoothedMs).toBe(0.875 * 400 + 0.125 * 800);
    expect(timer.timeoutMs).toBe(450 + 4 * 250);
    expect(timer.shortestMs).toBe(400);
  });

  it('has a shortest and a longest timeout', () => {
    const timer = new RoundTripTimer();
    for (let i = 0; i < 50; i++) timer.sample(1);
    expect(timer.timeoutMs).toBe(SHORTEST_TIMEOUT_MS);
    timer.sample(60_000);
    expect(timer.timeoutMs).toBe(LONGEST_TIMEOUT_MS);
  });

  it('has a probe wait two round trips (RFC 8985 §7.2), never less than a busy process needs', () => {
    const timer = new RoundTripTimer();
    expect(timer.probeMs).toBe(1000);
    timer.sample(60);
    expect(timer.probeMs).toBe(120);
    for (let i = 0; i < 100; i++) timer.sample(1);
    expect(timer.probeMs).toBe(20);
  });

  it('doubles when it runs out (§5.5), up to the longest, and is restored by an acknowledgement', () => {
    const timer = new RoundTripTimer();
    timer.sample(100);
    const waits = Array.from({ length: 6 }, () => {
      timer.backOff();
      return timer.timeoutMs;
    });
    expect(waits).toEqual([600, 1200, 2400, 4800, LONGEST_TIMEOUT_MS, LONGEST_TIMEOUT_MS]);
    timer.restore();
    expect(timer.timeoutMs).toBe(300);
  });
});
