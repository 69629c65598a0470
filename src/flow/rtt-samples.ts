// Round trips of one direction: exact moments in the record, kept samples for median and percentile in a pool.
// Both series share one store: a sample that is not Karn-clean is kept negative.

import { BlockPool } from './block-pool.ts';
import type { RttSamples } from './flow.ts';
import {
  ACK_RTT,
  f64,
  i32,
  KARN_RTT,
  RTT_COUNT,
  RTT_MAXIMUM,
  RTT_MINIMUM,
  RTT_SMOOTHED,
  RTT_SQUARES,
  RTT_SUM,
  RTT_VARIATION,
  SAMPLE_BLOCK,
  SAMPLE_CAPACITY,
  setF64,
  type Words,
} from './flow-records.ts';
import type { FlowLimits } from './limits.ts';

/** RFC 6298 §2.1 and §2.4: one second. */
const MINIMUM_TIMEOUT_NS = 1_000_000_000;
const FIRST_CAPACITY = 16;

/** The samples of all connections. */
export class RttStore {
  readonly #records: Words;
  readonly #pool: BlockPool = new BlockPool();
  readonly #limits: FlowLimits;

  constructor(records: Words, limits: FlowLimits) {
    this.#records = records;
    this.#limits = limits;
  }

  /** Adds one ack_rtt (> 0) of the data `side` sent. */
  add(side: number, rttNs: number, karnClean: boolean): void {
    const records = this.#records;
    this.#keep(side, f64(records.floats, side + ACK_RTT + RTT_COUNT), karnClean ? rttNs : -rttNs);
    addMoment(records.floats, side + ACK_RTT, rttNs);
    if (karnClean) addMoment(records.floats, side + KARN_RTT, rttNs);
  }

  /** null without a sample; cold. */
  summary(records: Words, side: number, karnOnly: boolean): RttSamples | null {
    const at = side + (karnOnly ? KARN_RTT : ACK_RTT);
    const samples = records.float(at + RTT_COUNT);
    if (samples === 0) return null;
    const kept = this.#kept(records, side, karnOnly);
    const smoothedNs = records.float(at + RTT_SMOOTHED);
    const variationNs = records.float(at + RTT_VARIATION);
    return {
      samples,
      minNs: records.float(at + RTT_MINIMUM),
      medianNs: quantile(kept, 0.5),
      meanNs: Math.round(records.float(at + RTT_SUM) / samples),
      p95Ns: quantile(kept, 0.95),
      maxNs: records.float(at + RTT_MAXIMUM),
      standardDeviationNs: Math.round(Math.sqrt(records.float(at + RTT_SQUARES) / samples)),
      smoothedNs: Math.round(smoothedNs),
      variationNs: Math.round(variationNs),
      timeoutNs: Math.max(MINIMUM_TIMEOUT_NS, Math.round(smoothedNs + 4 * variationNs)), // G < 4·RTTVAR: ns clock
      sampled: kept.length < samples,
    };
  }

  release(side: number): void {
    const block = this.#records.int(side + SAMPLE_BLOCK);
    if (block >= 0) this.#pool.release(block, this.#records.int(side + SAMPLE_CAPACITY) * 2);
    this.#records.setInt(side + SAMPLE_BLOCK, -1);
    this.#records.setInt(side + SAMPLE_CAPACITY, 0);
  }

  #kept(records: Words, side: number, karnOnly: boolean): Float64Array {
    const count = Math.min(records.float(side + ACK_RTT + RTT_COUNT), records.int(side + SAMPLE_CAPACITY));
    const block = records.int(side + SAMPLE_BLOCK);
    const kept = new Float64Array(count);
    let length = 0;
    for (let i = 0; i < count; i++) {
      const value = this.#pool.float(block + i * 2);
      if (value > 0 || !karnOnly) kept[length++] = Math.abs(value);
    }
    return kept.subarray(0, length).sort();
  }

  /** Keeps sample number `index`, or lets it replace one: every sample has the same chance to stay (reservoir, Vitter's R). */
  #keep(side: number, index: number, value: number): void {
    const { ints } = this.#records;
    const capacity = i32(ints, side + SAMPLE_CAPACITY);
    if (index < capacity || this.#grow(side, index, capacity)) {
      setF64(this.#pool.floats, i32(ints, side + SAMPLE_BLOCK) + index * 2, value);
      return;
    }
    const place = Math.floor(scatter(index) * 2 ** -32 * (index + 1));
    if (place < capacity) setF64(this.#pool.floats, i32(ints, side + SAMPLE_BLOCK) + place * 2, value);
  }

  #grow(side: number, index: number, capacity: number): boolean {
    if (index !== capacity) return false; // samples were left out already
    const larger = capacity === 0 ? FIRST_CAPACITY : capacity * 2;
    if (larger > this.#limits.rttSamples) return false;
    if (capacity > 0 && this.#pool.held / 2 + capacity > this.#limits.rttSamplesTotal) return false;
    const records = this.#records;
    const oldBlock = records.int(side + SAMPLE_BLOCK);
    const block = this.#pool.allocate(larger * 2);
    for (let i = 0; i < capacity; i++) this.#pool.setFloat(block + i * 2, this.#pool.float(oldBlock + i * 2));
    if (capacity > 0) this.#pool.release(oldBlock, capacity * 2);
    records.setInt(side + SAMPLE_BLOCK, block);
    records.setInt(side + SAMPLE_CAPACITY, larger);
    return true;
  }
}

function addMoment(floats: Float64Array, at: number, rttNs: number): void {
  const count = f64(floats, at + RTT_COUNT);
  const sum = f64(floats, at + RTT_SUM);
  setF64(floats, at + RTT_COUNT, count + 1);
  setF64(floats, at + RTT_SUM, sum + rttNs);
  if (count === 0) {
    setF64(floats, at + RTT_MINIMUM, rttNs);
    setF64(floats, at + RTT_MAXIMUM, rttNs);
    setF64(floats, at + RTT_SMOOTHED, rttNs); // RFC 6298 §2.2
    setF64(floats, at + RTT_VARIATION, rttNs / 2);
    return;
  }
  if (rttNs < f64(floats, at + RTT_MINIMUM)) setF64(floats, at + RTT_MINIMUM, rttNs);
  if (rttNs > f64(floats, at + RTT_MAXIMUM)) setF64(floats, at + RTT_MAXIMUM, rttNs);
  const squares = (rttNs - sum / count) * (rttNs - (sum + rttNs) / (count + 1));
  setF64(floats, at + RTT_SQUARES, f64(floats, at + RTT_SQUARES) + squares);
  const smoothed = f64(floats, at + RTT_SMOOTHED); // RFC 6298 §2.3: RTTVAR before SRTT
  const variation = f64(floats, at + RTT_VARIATION);
  setF64(floats, at + RTT_VARIATION, variation + (Math.abs(smoothed - rttNs) - variation) / 4);
  setF64(floats, at + RTT_SMOOTHED, smoothed + (rttNs - smoothed) / 8);
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
