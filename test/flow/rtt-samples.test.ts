// Moments, quantiles and RFC 6298 over round trips; the Karn-clean series apart.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FlowRecords, sideAt } from '../../src/flow/flow-records.ts';
import { DEFAULT_LIMITS, type FlowLimits } from '../../src/flow/limits.ts';
import { RttStore } from '../../src/flow/rtt-samples.ts';

function storeOf(
  samples: readonly number[],
  limits: Partial<FlowLimits> = {},
  isClean: (index: number) => boolean = () => true,
) {
  const records = new FlowRecords();
  const side = sideAt(records.allocate(), 0);
  const store = new RttStore(records, { ...DEFAULT_LIMITS, ...limits });
  for (const [index, value] of samples.entries()) store.add(side, value, isClean(index));
  return { all: store.summary(records, side, false), karn: store.summary(records, side, true) };
}

const rtts = fc.array(fc.integer({ min: 1, max: 5_000_000_000 }), { minLength: 1, maxLength: 300 });

describe('round trips', () => {
  it('have exact moments and quantiles', () => {
    fc.assert(
      fc.property(rtts, (values) => {
        const { all } = storeOf(values);
        const sorted = [...values].sort((a, b) => a - b);
        const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
        const deviation = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length);
        expect(all?.samples).toBe(values.length);
        expect([all?.minNs, all?.maxNs]).toEqual([sorted[0], sorted.at(-1)]);
        expect(all?.meanNs).toBe(Math.round(mean));
        expect(Math.abs((all?.standardDeviationNs ?? 0) - deviation)).toBeLessThan(2);
        expect(all?.p95Ns).toBe(sorted[Math.ceil(0.95 * values.length) - 1]);
        const middle = values.length >> 1;
        const median =
          values.length % 2 === 1
            ? sorted[middle]
            : Math.round(((sorted[middle - 1] ?? 0) + (sorted[middle] ?? 0)) / 2);
        expect(all?.medianNs).toBe(median);
        expect(all?.sampled).toBe(false);
      }),
    );
  });

  it('give SRTT, RTTVAR and RTO of RFC 6298', () => {
    const { all } = storeOf([100_000_000, 200_000_000]);
    expect(all?.smoothedNs).toBe(112_500_000); // 7/8 · 100 + 1/8 · 200
    expect(all?.variationNs).toBe(62_500_000); // 3/4 · 50 + 1/4 · |100 − 200|
    expect(all?.timeoutNs).toBe(1_000_000_000);
    expect(storeOf([3_000_000_000]).all?.timeoutNs).toBe(9_000_000_000); // R + 4 · R/2
  });

  it('keep the Karn-clean ones apart', () => {
    fc.assert(
      fc.property(rtts, fc.array(fc.boolean(), { minLength: 300, maxLength: 300 }), (values, clean) => {
        const { karn } = storeOf(values, {}, (index) => clean[index] === true);
        expect(karn).toEqual(storeOf(values.filter((_, index) => clean[index] === true)).all);
      }),
    );
  });

  it('beyond the limit are a sample, and say so', () => {
    const values = Array.from({ length: 5000 }, (_, index) => index + 1);
    const { all } = storeOf(values, { rttSamples: 64 });
    expect(all?.sampled).toBe(true);
    expect([all?.samples, all?.minNs, all?.maxNs, all?.meanNs]).toEqual([5000, 1, 5000, 2501]);
    expect(Math.abs((all?.medianNs ?? 0) - 2500)).toBeLessThan(1000);
    expect(storeOf(values, { rttSamples: 64 }).all).toEqual(all);
  });

  it('are null without a sample', () => {
    expect(storeOf([])).toEqual({ all: null, karn: null });
    expect(storeOf([5], {}, () => false).karn).toBeNull();
  });
});
