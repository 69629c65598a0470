// Round trips of one direction: exact moments and, for median and percentile, kept samples, in pool blocks that the first round trip makes.
// Both series share one store of samples: one that is not Karn-clean is kept negative.

import { BlockPool } from './block-pool.ts';
import type { RttSamples } from './flow.ts';
import type { FlowRecords } from './flow-records.ts';
import type { FlowLimits } from './limits.ts';
import { addMoment, describeMoments, MOMENT_WORDS, reservoirPlace, sampleCount } from './rtt-moments.ts';
import { DETAILS_UNWANTED, KARN_IS_SPLIT } from './side-bits.ts';
import { f64, i32, setF64, setI32 } from './words.ts';

const FIRST_CAPACITY = 16;
/** A block of moments: those of every ack_rtt, then those of the Karn-clean ones. */
const SERIES_WORDS = 32;
const KARN_WORDS = 16;

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
    if (records.sideHas(side, DETAILS_UNWANTED)) return;
    if (records.rttBlock(side) < 0) this.#open(side);
    const all = records.rttBlock(side);
    const karn = all + KARN_WORDS;
    this.#keep(side, sampleCount(this.#pool.floats, all), karnClean ? rttNs : -rttNs);
    const { ints, floats } = this.#pool;
    let isSplit = records.sideHas(side, KARN_IS_SPLIT);
    if (!karnClean && !isSplit) {
      for (let word = 0; word < MOMENT_WORDS; word++) setI32(ints, karn + word, i32(ints, all + word));
      records.setSideBit(side, KARN_IS_SPLIT);
      isSplit = true;
    }
    addMoment(floats, all, rttNs);
    if (karnClean && isSplit) addMoment(floats, karn, rttNs);
  }

  /** null without a sample; cold. */
  summary(records: FlowRecords, side: number, karnOnly: boolean): RttSamples | null {
    const block = records.rttBlock(side);
    if (block < 0) return null;
    const { floats } = this.#pool;
    const isSplit = records.sideHas(side, KARN_IS_SPLIT);
    const at = karnOnly && isSplit ? block + KARN_WORDS : block;
    if (sampleCount(floats, at) === 0) return null;
    return describeMoments(floats, at, this.#kept(records, side, karnOnly));
  }

  release(side: number): void {
    const block = this.#records.sampleBlock(side);
    if (block >= 0) this.#pool.release(block, this.#records.sampleCapacity(side) * 2);
    this.#records.setSampleBlock(side, -1);
    this.#records.setSampleCapacity(side, 0);
    const series = this.#records.rttBlock(side);
    if (series >= 0) this.#pool.release(series, SERIES_WORDS);
    this.#records.setRttBlock(side, -1);
  }

  #open(side: number): void {
    const block = this.#pool.allocate(SERIES_WORDS);
    this.#pool.ints.fill(0, block, block + SERIES_WORDS);
    this.#records.setRttBlock(side, block);
  }

  #kept(records: FlowRecords, side: number, karnOnly: boolean): Float64Array {
    const count = Math.min(sampleCount(this.#pool.floats, records.rttBlock(side)), records.sampleCapacity(side));
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
    const place = reservoirPlace(index);
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
