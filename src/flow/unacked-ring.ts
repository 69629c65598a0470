// The segments of one direction that nobody has acknowledged yet, oldest first: what ack_rtt, rto and bytes_in_flight come from.
// A few lie in the connection's record, more in a pool block of the next power of two.

import { seqAtOrBefore, seqBefore } from '../core/seq.ts';
import { BlockPool } from './block-pool.ts';
import {
  clearBit,
  ENTRY_FRAME,
  ENTRY_NEXT_SEQ,
  ENTRY_RESENT,
  ENTRY_SEQ,
  ENTRY_TIME,
  ENTRY_WORDS,
  f64,
  hasBit,
  i32,
  RING_BLOCK,
  RING_CAPACITY,
  RING_CAPACITY_IN_RECORD,
  RING_COUNT,
  RING_HEAD,
  RING_IN_RECORD,
  RING_ORDERED,
  RING_OVERFLOWED,
  SIDE_BITS,
  setBit,
  setF64,
  setI32,
  type Words,
} from './flow-records.ts';

/** Distances beyond this are not trusted to be transitive: the slow, exact way is taken. */
const NEAR = 1 << 29;

const BLOCK_ENTRY_WORDS = 8; // a power of two, so that blocks are

/** The rings of all connections, and what the last acknowledgement found in one. REUSED results: read them before the next call. */
export class UnackedRings {
  /** Segment that ends exactly at the acknowledgement, the oldest if several do; 0: none. */
  ackedFrame = 0;
  ackedTimeNs = 0;
  /** false: some acknowledged byte was sent more than once (Karn: no sample). */
  ackedClean = true;
  /** Sequence space covered by `extent`: −1 where the ring is empty. */
  extentBytes = -1;
  readonly #records: Words;
  readonly #pool: BlockPool = new BlockPool();
  readonly #limit: number;

  constructor(records: Words, limit: number) {
    this.#records = records;
    this.#limit = limit;
  }

  /** Remembers a segment [seq, nextSeq). false: the limit is reached and it was not taken. */
  push(side: number, frame: number, seq: number, nextSeq: number, timeNs: number, resent: boolean): boolean {
    const { ints } = this.#records;
    const count = i32(ints, side + RING_COUNT);
    if (count >= this.#limit) return false;
    if (count === 0) setBit(ints, side + SIDE_BITS, RING_ORDERED);
    else {
      if (count === i32(ints, side + RING_CAPACITY)) this.#grow(side);
      const newest = this.#entry(side, count - 1);
      if (seqBefore(seq, i32(this.#words(side).ints, newest + ENTRY_NEXT_SEQ))) {
        clearBit(ints, side + SIDE_BITS, RING_ORDERED);
        if (resent) this.#markResent(side, count, seq, nextSeq);
      }
    }
    const words = this.#words(side);
    const entry = this.#entry(side, count);
    setI32(words.ints, entry + ENTRY_FRAME, frame);
    setI32(words.ints, entry + ENTRY_SEQ, seq);
    setI32(words.ints, entry + ENTRY_NEXT_SEQ, nextSeq);
    setI32(words.ints, entry + ENTRY_RESENT, resent ? 1 : 0);
    setF64(words.floats, entry + ENTRY_TIME, timeNs);
    setI32(ints, side + RING_COUNT, count + 1);
    return true;
  }

  /** Removes everything at or below `ack`; the fields above say what ended exactly there. */
  acknowledge(side: number, ack: number): void {
    this.ackedFrame = 0;
    this.ackedClean = true;
    const { ints } = this.#records;
    let count = i32(ints, side + RING_COUNT);
    if (count === 0) return;
    const words = this.#words(side);
    const newest = this.#entry(side, count - 1);
    const oldest = this.#entry(side, 0);
    if (
      !hasBit(ints, side + SIDE_BITS, RING_ORDERED) ||
      !isNear(i32(words.ints, newest + ENTRY_NEXT_SEQ), ack) ||
      !isNear(i32(words.ints, oldest + ENTRY_SEQ), ack)
    ) {
      this.#acknowledgeUnordered(side, ack, count);
      return;
    }
    let head = i32(ints, side + RING_HEAD);
    const mask = i32(ints, side + RING_CAPACITY) - 1;
    for (; count > 0; count--) {
      const entry = this.#entry(side, 0);
      const nextSeq = i32(words.ints, entry + ENTRY_NEXT_SEQ);
      if (!seqAtOrBefore(nextSeq, ack)) {
        if (seqBefore(i32(words.ints, entry + ENTRY_SEQ), ack)) setI32(words.ints, entry + ENTRY_SEQ, ack); // acknowledged in part
        break;
      }
      if (i32(words.ints, entry + ENTRY_RESENT) !== 0) this.ackedClean = false;
      if (nextSeq === ack && this.ackedFrame === 0) {
        this.ackedFrame = i32(words.ints, entry + ENTRY_FRAME);
        this.ackedTimeNs = f64(words.floats, entry + ENTRY_TIME);
      }
      head = (head + 1) & mask;
      setI32(ints, side + RING_HEAD, head);
    }
    setI32(ints, side + RING_COUNT, count);
  }

  /** Computes extentBytes: highest end minus lowest start, both counted from the base of the relative numbers as tshark does. */
  extent(side: number, baseSeq: number): void {
    this.extentBytes = -1;
    const count = i32(this.#records.ints, side + RING_COUNT);
    if (count === 0) return;
    const words = this.#words(side);
    let lowest = (i32(words.ints, this.#entry(side, 0) + ENTRY_SEQ) - baseSeq) >>> 0;
    let highest = (i32(words.ints, this.#entry(side, count - 1) + ENTRY_NEXT_SEQ) - baseSeq) >>> 0;
    if (!hasBit(this.#records.ints, side + SIDE_BITS, RING_ORDERED) || highest < lowest) {
      for (let i = 0; i < count; i++) {
        const entry = this.#entry(side, i);
        const start = (i32(words.ints, entry + ENTRY_SEQ) - baseSeq) >>> 0;
        const end = (i32(words.ints, entry + ENTRY_NEXT_SEQ) - baseSeq) >>> 0;
        if (start < lowest) lowest = start;
        if (end > highest) highest = end;
      }
    }
    this.extentBytes = (highest - lowest) >>> 0; // before the base the numbers wrap, in tshark too
  }

  /** Frame of the oldest entry; 0: empty. */
  oldestFrame(side: number): number {
    if (i32(this.#records.ints, side + RING_COUNT) === 0) return 0;
    return i32(this.#words(side).ints, this.#entry(side, 0) + ENTRY_FRAME);
  }

  oldestTimeNs(side: number): number {
    return f64(this.#words(side).floats, this.#entry(side, 0) + ENTRY_TIME);
  }

  /** Gives the pool its block back. */
  release(side: number): void {
    const { ints } = this.#records;
    const block = i32(ints, side + RING_BLOCK);
    if (block >= 0) this.#pool.release(block, i32(ints, side + RING_CAPACITY) * BLOCK_ENTRY_WORDS);
    setI32(ints, side + RING_BLOCK, -1);
    setI32(ints, side + RING_CAPACITY, RING_CAPACITY_IN_RECORD);
    setI32(ints, side + RING_COUNT, 0);
    setI32(ints, side + RING_HEAD, 0);
  }

  #words(side: number): Words {
    return i32(this.#records.ints, side + RING_BLOCK) < 0 ? this.#records : this.#pool;
  }

  /** Word offset of the entry at `position`, 0 being the oldest. */
  #entry(side: number, position: number): number {
    const { ints } = this.#records;
    const index = (i32(ints, side + RING_HEAD) + position) & (i32(ints, side + RING_CAPACITY) - 1);
    const block = i32(ints, side + RING_BLOCK);
    return block < 0 ? side + RING_IN_RECORD + index * ENTRY_WORDS : block + index * BLOCK_ENTRY_WORDS;
  }

  /** The exact way for any order: the oldest exact match counts, because tshark walks from the newest and the last one wins. */
  #acknowledgeUnordered(side: number, ack: number, count: number): void {
    const { ints } = this.#records;
    const words = this.#words(side);
    let kept = 0;
    let ordered = true;
    let previousEnd = 0;
    for (let i = 0; i < count; i++) {
      const entry = this.#entry(side, i);
      let seq = i32(words.ints, entry + ENTRY_SEQ);
      const nextSeq = i32(words.ints, entry + ENTRY_NEXT_SEQ);
      if (nextSeq === ack) {
        if (this.ackedFrame === 0) {
          this.ackedFrame = i32(words.ints, entry + ENTRY_FRAME);
          this.ackedTimeNs = f64(words.floats, entry + ENTRY_TIME);
        }
        if (i32(words.ints, entry + ENTRY_RESENT) !== 0) this.ackedClean = false;
        continue;
      }
      if (seqBefore(seq, ack) && seqAtOrBefore(ack, nextSeq)) seq = ack;
      else if (!seqBefore(ack, nextSeq)) {
        if (i32(words.ints, entry + ENTRY_RESENT) !== 0) this.ackedClean = false;
        continue;
      }
      if (kept > 0 && seqBefore(seq, previousEnd)) ordered = false;
      previousEnd = nextSeq;
      const target = this.#entry(side, kept++);
      setI32(words.ints, target + ENTRY_FRAME, i32(words.ints, entry + ENTRY_FRAME));
      setI32(words.ints, target + ENTRY_SEQ, seq);
      setI32(words.ints, target + ENTRY_NEXT_SEQ, nextSeq);
      setI32(words.ints, target + ENTRY_RESENT, i32(words.ints, entry + ENTRY_RESENT));
      setF64(words.floats, target + ENTRY_TIME, f64(words.floats, entry + ENTRY_TIME));
    }
    setI32(ints, side + RING_COUNT, kept);
    if (ordered) setBit(ints, side + SIDE_BITS, RING_ORDERED);
    else clearBit(ints, side + SIDE_BITS, RING_ORDERED);
  }

  /** Earlier copies of bytes that are sent again. */
  #markResent(side: number, count: number, seq: number, nextSeq: number): void {
    const words = this.#words(side);
    for (let i = 0; i < count; i++) {
      const entry = this.#entry(side, i);
      if (
        seqBefore(i32(words.ints, entry + ENTRY_SEQ), nextSeq) &&
        seqBefore(seq, i32(words.ints, entry + ENTRY_NEXT_SEQ))
      ) {
        setI32(words.ints, entry + ENTRY_RESENT, 1);
      }
    }
  }

  #grow(side: number): void {
    const { ints } = this.#records;
    const capacity = i32(ints, side + RING_CAPACITY);
    const oldBlock = i32(ints, side + RING_BLOCK);
    const newBlock = this.#pool.allocate(capacity * 2 * BLOCK_ENTRY_WORDS);
    const from = this.#words(side);
    for (let i = 0; i < capacity; i++) {
      const entry = this.#entry(side, i);
      const target = newBlock + i * BLOCK_ENTRY_WORDS;
      for (let word = 0; word < ENTRY_WORDS; word++)
        setI32(this.#pool.ints, target + word, i32(from.ints, entry + word));
    }
    if (oldBlock >= 0) this.#pool.release(oldBlock, capacity * BLOCK_ENTRY_WORDS);
    setI32(ints, side + RING_BLOCK, newBlock);
    setI32(ints, side + RING_CAPACITY, capacity * 2);
    setI32(ints, side + RING_HEAD, 0);
    setBit(ints, side + SIDE_BITS, RING_OVERFLOWED);
  }
}

function isNear(a: number, b: number): boolean {
  const distance = (a - b) | 0;
  return distance < NEAR && distance > -NEAR;
}
