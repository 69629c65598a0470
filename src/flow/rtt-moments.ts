// Moments of a series of round trips in a buffer of float64, and what a report says of them — RFC 6298 §2 for SRTT, RTTVAR and RTO.

import type { RttSamples } from './flow.ts';
import { f64, setF64 } from './words.ts';

// Offsets count 32-bit words, two a field.
const COUNT = 0;
const MINIMUM = 2;
const MAXIMUM = 4;
const SUM = 6;
/** Sum of squared distances from the mean (Welford). */
const SQUARES = 8;
/** RFC 6298: SRTT and RTTVAR. */
const SMOOTHED = 10;
const VARIATION = 12;
/** Words that one series takes. */
export const MOMENT_WORDS = 14;

/** RFC 6298 §2.1 and §2.4: one second. */
const MINIMUM_TIMEOUT_NS = 1_000_000_000;

/** Samples added so far. */
export function sampleCount(floats: Float64Array, at: number): number {
  return f64(floats, at + COUNT);
}

/** Adds one round trip. */
export function addMoment(floats: Float64Array, at: number, rttNs: number): void {
  const count = f64(floats, at + COUNT);
  const sum = f64(floats, at + SUM);
  setF64(floats, at + COUNT, count + 1);
  setF64(floats, at + SUM, sum + rttNs);
  if (count === 0) {
    setF64(floats, at + MINIMUM, rttNs);
    setF64(floats, at + MAXIMUM, rttNs);
    setF64(floats, at + SMOOTHED, rttNs); // RFC 6298 §2.2
    setF64(floats, at + VARIATION, rttNs / 2);
    return;
  }
  if (rttNs < f64(floats, at + MINIMUM)) setF64(floats, at + MINIMUM, rttNs);
  if (rttNs > f64(floats, at + MAXIMUM)) setF64(floats, at + MAXIMUM, rttNs);
  const squares = (rttNs - sum / count) * (rttNs - (sum + rttNs) / (count + 1));
  setF64(floats, at + SQUARES, f64(floats, at + SQUARES) + squares);
  const smoothed = f64(floats, at + SMOOTHED); // RFC 6298 §2.3: RTTVAR before SRTT
  const variation = f64(floats, at + VARIATION);
  setF64(floats, at + VARIATION, variation + (Math.abs(smoothed - rttNs) - variation) / 4);
  setF64(floats, at + SMOOTHED, smoothed + (rttNs - smoothed) / 8);
}

/** `kept`: sorted, all samples or a fair part of them; null without a sample. Cold. */
export function describeMoments(floats: Float64Array, at: number, kept: Float64Array): RttSamples | null {
  const samples = f64(floats, at + COUNT);
  if (samples === 0) return null;
  const smoothedNs = f64(floats, at + SMOOTHED);
  const variationNs = f64(floats, at + VARIATION);
  return {
    samples,
    minNs: f64(floats, at + MINIMUM),
    medianNs: quantile(kept, 0.5),
    meanNs: Math.round(f64(floats, at + SUM) / samples),
    p95Ns: quantile(kept, 0.95),
    maxNs: f64(floats, at + MAXIMUM),
    standardDeviationNs: Math.round(Math.sqrt(f64(floats, at + SQUARES) / samples)),
    smoothedNs: Math.round(smoothedNs),
    variationNs: Math.round(variationNs),
    timeoutNs: Math.max(MINIMUM_TIMEOUT_NS, Math.round(smoothedNs + 4 * variationNs)), // G < 4·RTTVAR: ns clock
    sampled: kept.length < samples,
  };
}

/** Nearest rank of sorted values; the median of an even number is the mean of the two in the middle, rounded. */
export function quantile(sorted: Float64Array, share: number): number {
  const count = sorted.length;
  if (count === 0) return 0;
  if (share === 0.5 && count % 2 === 0) {
    return Math.round(((sorted[count / 2 - 1] ?? 0) + (sorted[count / 2] ?? 0)) / 2);
  }
  return sorted[Math.max(0, Math.ceil(share * count) - 1)] ?? 0;
}

/** Sample number `index` of a full reservoir of `capacity` goes to this place (Vitter's R); ≥ capacity: nowhere. */
export function reservoirPlace(index: number): number {
  return Math.floor(scatter(index) * 2 ** -32 * (index + 1));
}

/** A fixed pseudo-random number per index: the same capture always keeps the same samples. */
function scatter(index: number): number {
  let x = Math.imul(index ^ (index >>> 16), 0x45d9f3b);
  x = Math.imul(x ^ (x >>> 16), 0x45d9f3b);
  return (x ^ (x >>> 16)) >>> 0;
}
