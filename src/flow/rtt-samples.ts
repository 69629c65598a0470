// Round trips of one direction: exact moments in the record, kept samples for median and percentile in a pool.
// Both series share one store: a sample that is not Karn-clean is kept negative.

import { BlockPool } from './block-pool.ts';
import type { RttSamples } from './flow.ts';
import { KARN_IS_SPLIT } from './flow-record-side.ts';
import type { FlowRecords } from './flow-records.ts';
import { f64, i32, setF64, setI32 } from './words.ts';

// Moments of one series, float64 each.
const COUNT = 0;
const MINIMUM = 2;
const MAXIMUM = 4;
const SUM = 6;
/** Sum of squared distances from the mean (Welford). */
const SQUARES = 8;
/** RFC 6298: SRTT and RTTVAR. */
const SMOOTHED = 10;
const VARIATION = 12;
const MOMENT_WORDS = 14;

import type { FlowLimits } from './limits.ts';

/** RFC 6298 §2.1 and §2.4: one second. */
const MINIMUM_TIMEOUT_NS = 1_000_000_000;
const FIRST_CAPACITY = 16;

/** The samples of all connections. */
export class RttStore {
  readonly #records: FlowRecords;
  readonly #pool: BlockPool = new BlockPool();
  readonly #limits: FlowLimits;

  constructor(records: FlowRecords, limits: FlowLimits) {
    this.#records = records;
    this.#limits = limits;
  }

  /** Adds one ack_rtt (> 0) of the data `side` sent. As long as all are Karn-clean, one series stands for both. */
  add(side: number, rttNs: number, karnClean: boolean): void {
    const records = this.#records;
    const all = records.ackRttAt(side);
    const karn = records.karnRttAt(side);
    this.#keep(side, f64(records.floats, all + COUNT), karnClean ? rttNs : -rttNs);
    let isSplit = records.sideHas(side, KARN_IS_SPLIT);
    if (!karnClean && !isSplit) {
      for (let word = 0; word < MOMENT_WORDS; word++) setI32(records.ints, karn + word, i32(records.ints, all + word));
      records.setSideBit(side, KARN_IS_SPLIT);
      isSplit = true;
    }
    addMoment(records.floats, all, rttNs);
    if (karnClean && isSplit) addMoment(records.floats, karn, rttNs);
  }

  /** null without a sample; cold. */
  summary(records: FlowRecords, side: number, karnOnly: boolean): RttSamples | null {
    const isSplit = records.sideHas(side, KARN_IS_SPLIT);
    const at = karnOnly && isSplit ? records.karnRttAt(side) : records.ackRttAt(side);
    const samples = f64(records.floats, at + COUNT);
    if (samples === 0) return null;
    const kept = this.#kept(records, side, karnOnly);
    const smoothedNs = f64(records.floats, at + SMOOTHED);
    const variationNs = f64(records.floats, at + VARIATION);
    return {
      samples,
      minNs: f64(records.floats, at + MINIMUM),
      medianNs: quantile(kept, 0.5),
      meanNs: Math.round(f64(records.floats, at + SUM) / samples),
      p95Ns: quantile(kept, 0.95),
      maxNs: f64(records.floats, at + MAXIMUM),
      standardDeviationNs: Math.round(Math.sqrt(f64(records.floats, at + SQUARES) / samples)),
      smoothedNs: Math.round(smoothedNs),
      variationNs: Math.round(variationNs),
      timeoutNs: Math.max(MINIMUM_TIMEOUT_NS, Math.round(smoothedNs + 4 * variationNs)), // G < 4·RTTVAR: ns clock
      sampled: kept.length < samples,
    };
  }

  release(side: number): void {
    const block = this.#records.sampleBlock(side);
    if (block >= 0) this.#pool.release(block, this.#records.sampleCapacity(side) * 2);
    this.#records.setSampleBlock(side, -1);
    this.#records.setSampleCapacity(side, 0);
  }

  #kept(records: FlowRecords, side: number, karnOnly: boolean): Float64Array {
    const count = Math.min(f64(records.floats, records.ackRttAt(side) + COUNT), records.sampleCapacity(side));
    const block = records.sampleBlock(side);
    const kept = new Float64Array(count);
    let length = 0;
    for (let i = 0; i < count; i++) {
      const value = f64(this.#pool.floats, block + i * 2);
      if (value > 0 || !karnOnly) kept[length++] = Math.abs(value);
    }
    return kept.subarray(0, length).sort();
  }

  /** Keeps sample number `index`, or lets it replace one: every sample has the same chance to stay (reservoir, Vitter's R). */
  #keep(side: number, index: number, value: number): void {
    const records = this.#records;
    const capacity = records.sampleCapacity(side);
    if (index < capacity || this.#grow(side, index, capacity)) {
      setF64(this.#pool.floats, records.sampleBlock(side) + index * 2, value);
      return;
    }
    const place = Math.floor(scatter(index) * 2 ** -32 * (index + 1));
    if (place < capacity) setF64(this.#pool.floats, records.sampleBlock(side) + place * 2, value);
  }

  #grow(side: number, index: number, capacity: number): boolean {
    if (index !== capacity) return false; // samples were left out already
    const larger = capacity === 0 ? FIRST_CAPACITY : capacity * 2;
    if (larger > this.#limits.rttSamples) return false;
    if (capacity > 0 && this.#pool.held / 2 + capacity > this.#limits.rttSamplesTotal) return false;
    const records = this.#records;
    const oldBlock = records.sampleBlock(side);
    const block = this.#pool.allocate(larger * 2);
    for (let i = 0; i < capacity; i++)
      setF64(this.#pool.floats, block + i * 2, f64(this.#pool.floats, oldBlock + i * 2));
    if (capacity > 0) this.#pool.release(oldBlock, capacity * 2);
    records.setSampleBlock(side, block);
    records.setSampleCapacity(side, larger);
    return true;
  }
}

function addMoment(floats: Float64Array, at: number, rttNs: number): void {
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

/** Nearest rank of sorted values; the median of an even number is the mean of the two in the middle, rounded. */
function quantile(sorted: Float64Array, share: number): number {
  const count = sorted.length;
  if (count === 0) return 0;
  if (share === 0.5 && count % 2 === 0) {
    return Math.round(((sorted[count / 2 - 1] ?? 0) + (sorted[count / 2] ?? 0)) / 2);
  }
  return sorted[Math.max(0, Math.ceil(share * count) - 1)] ?? 0;
}

/** A fixed pseudo-random number per index: the same capture always keeps the same samples. */
function scatter(index: number): number {
  let x = Math.imul(index ^ (index >>> 16), 0x45d9f3b);
  x = Math.imul(x ^ (x >>> 16), 0x45d9f3b);
  return (x ^ (x >>> 16)) >>> 0;
}
