// The segments of one direction that nobody has acknowledged yet, oldest first: what ack_rtt, rto and bytes_in_flight come from.
// A few lie in the connection's record, more in a pool block of the next power of two.

import { seqAtOrBefore, seqBefore } from '../core/seq.ts';
import { BlockPool } from './block-pool.ts';
import { type FlowRecords, RING_CAPACITY_IN_RECORD } from './flow-records.ts';
import { RING_ORDERED } from './side-bits.ts';
import { f64, i32, setF64, setI32, type Words } from './words.ts';

// An entry: six words in the record, eight in a pool block, so that the size of a block is a power of two.
const ENTRY_FRAME = 0;
const ENTRY_SEQ = 1;
const ENTRY_NEXT_SEQ = 2;
/** Bits below; 0: every byte of it was sent once. */
const ENTRY_RESENT = 3;
const ENTRY_TIME = 4; // float64
const ENTRY_WORDS = 6;
const BLOCK_ENTRY_WORDS = 8;

/** ENTRY_RESENT: no sample by Karn's rule. */
const NOT_CLEAN = 1;
/** Overlaps an older entry: bytes that were outstanding are sent again. */
const IS_COPY = 2;
/** A newer entry overlaps it. */
const HAS_COPY = 4;

/** Distances beyond this are not trusted to be transitive: the slow, exact way is taken. */
const NEAR = 1 << 29;

/** The rings of all connections, and what the last acknowledgement found in one. REUSED results: read them before the next call. */
export class UnackedRings {
  /** Segment that ends exactly at the acknowledgement, the oldest if several do; 0: none. */
  ackedFrame = 0;
  ackedTimeNs = 0;
  /** false: some acknowledged byte was sent more than once (Karn: no sample). */
  ackedClean = true;
  /** Entries that the acknowledgement removed, copies of outstanding ones apart. */
  ackedSegments = 0;
  /** The segment that ends at the acknowledgement was sent more than once. */
  ackedIsAmbiguous = false;
  /** When bytes of the segment pushed last were sent the time before; −1: they are not outstanding. */
  sentBeforeNs = -1;
  /** Sequence space covered by `extent`: −1 where the ring is empty. */
  extentBytes = -1;
  readonly #records: FlowRecords;
  readonly #pool: BlockPool = new BlockPool();
  readonly #limit: number;

  constructor(records: FlowRecords, limit: number) {
    this.#records = records;
    this.#limit = limit;
  }

  /** Remembers a segment [seq, nextSeq). false: the limit is reached and it was not taken. */
  push(side: number, frame: number, seq: number, nextSeq: number, timeNs: number, resent: boolean): boolean {
    const records = this.#records;
    const count = records.ringCount(side);
    this.sentBeforeNs = -1;
    if (count >= this.#limit) return false;
    if (count === 0) records.setSideBit(side, RING_ORDERED);
    else {
      if (count === records.ringCapacity(side)) this.#grow(side);
      const newest = this.#entry(side, count - 1);
      const ahead = (seq - i32(this.#words(side).ints, newest + ENTRY_NEXT_SEQ)) | 0;
      if (ahead < 0 || ahead >= NEAR) {
        records.clearSideBit(side, RING_ORDERED);
      }
      // Behind a copy of something older the newest entry is not the highest.
      if (resent && !records.sideHas(side, RING_ORDERED)) this.#markResent(side, count, seq, nextSeq);
    }
    const words = this.#words(side);
    const entry = this.#entry(side, count);
    setI32(words.ints, entry + ENTRY_FRAME, frame);
    setI32(words.ints, entry + ENTRY_SEQ, seq);
    setI32(words.ints, entry + ENTRY_NEXT_SEQ, nextSeq);
    const copied = this.sentBeforeNs < 0 ? NOT_CLEAN : NOT_CLEAN | IS_COPY;
    setI32(words.ints, entry + ENTRY_RESENT, resent ? copied : 0);
    setF64(words.floats, entry + ENTRY_TIME, timeNs);
    records.setRingCount(side, count + 1);
    return true;
  }

  /** Is there room for a segment that begins at `seq`, and is nothing newer outstanding? */
  mayFollow(side: number, seq: number): boolean {
    const records = this.#records;
    const count = records.ringCount(side);
    if (count === 0) return true;
    if (count === records.ringCapacity(side) || !records.sideHas(side, RING_ORDERED)) return false;
    return i32(this.#words(side).ints, this.#entry(side, count - 1) + ENTRY_NEXT_SEQ) === seq;
  }

  /** What `push` comes to for a segment that mayFollow. */
  follow(side: number, frame: number, seq: number, nextSeq: number, timeNs: number): void {
    const records = this.#records;
    const count = records.ringCount(side);
    if (count === 0) records.setSideBit(side, RING_ORDERED);
    const { ints, floats } = this.#words(side);
    const entry = this.#entry(side, count);
    setI32(ints, entry + ENTRY_FRAME, frame);
    setI32(ints, entry + ENTRY_SEQ, seq);
    setI32(ints, entry + ENTRY_NEXT_SEQ, nextSeq);
    setI32(ints, entry + ENTRY_RESENT, 0);
    setF64(floats, entry + ENTRY_TIME, timeNs);
    records.setRingCount(side, count + 1);
  }

  /** Removes everything at or below `ack`; the fields above say what ended exactly there. */
  acknowledge(side: number, ack: number): void {
    this.ackedFrame = 0;
    this.ackedClean = true;
    this.ackedSegments = 0;
    this.ackedIsAmbiguous = false;
    const records = this.#records;
    let count = records.ringCount(side);
    if (count === 0) return;
    const block = records.ringBlock(side);
    const { ints, floats } = block < 0 ? records : this.#pool;
    const base = block < 0 ? records.ringInRecordAt(side) : block;
    const stride = block < 0 ? ENTRY_WORDS : BLOCK_ENTRY_WORDS;
    const mask = records.ringCapacity(side) - 1;
    let head = records.ringHead(side);
    const newest = base + ((head + count - 1) & mask) * stride;
    if (
      !records.sideHas(side, RING_ORDERED) ||
      !isNear(i32(ints, newest + ENTRY_NEXT_SEQ), ack) ||
      !isNear(i32(ints, base + head * stride + ENTRY_SEQ), ack)
    ) {
      this.#acknowledgeUnordered(side, ack, count);
      return;
    }
    for (; count > 0; count--) {
      const entry = base + head * stride;
      const nextSeq = i32(ints, entry + ENTRY_NEXT_SEQ);
      if (!seqAtOrBefore(nextSeq, ack)) {
        if (seqBefore(i32(ints, entry + ENTRY_SEQ), ack)) setI32(ints, entry + ENTRY_SEQ, ack); // acknowledged in part
        break;
      }
      const resent = i32(ints, entry + ENTRY_RESENT);
      if (resent !== 0) this.ackedClean = false;
      this.ackedSegments++;
      if (nextSeq === ack && this.ackedFrame === 0) {
        if ((resent & (IS_COPY | HAS_COPY)) !== 0) this.ackedIsAmbiguous = true;
        this.ackedFrame = i32(ints, entry + ENTRY_FRAME);
        this.ackedTimeNs = f64(floats, entry + ENTRY_TIME);
      }
      head = (head + 1) & mask;
    }
    records.setRingHead(side, head);
    records.setRingCount(side, count);
  }

  /** Computes extentBytes: highest end minus lowest start, both counted from the base of the relative numbers as tshark does. */
  extent(side: number, baseSeq: number): void {
    this.extentBytes = -1;
    const count = this.#records.ringCount(side);
    if (count === 0) return;
    const words = this.#words(side);
    let lowest = (i32(words.ints, this.#entry(side, 0) + ENTRY_SEQ) - baseSeq) >>> 0;
    let highest = (i32(words.ints, this.#entry(side, count - 1) + ENTRY_NEXT_SEQ) - baseSeq) >>> 0;
    if (!this.#records.sideHas(side, RING_ORDERED) || highest < lowest) {
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
    if (this.#records.ringCount(side) === 0) return 0;
    return i32(this.#words(side).ints, this.#entry(side, 0) + ENTRY_FRAME);
  }

  oldestTimeNs(side: number): number {
    return f64(this.#words(side).floats, this.#entry(side, 0) + ENTRY_TIME);
  }

  /** Gives the pool its block back. */
  release(side: number): void {
    const records = this.#records;
    const block = records.ringBlock(side);
    if (block >= 0) this.#pool.release(block, records.ringCapacity(side) * BLOCK_ENTRY_WORDS);
    records.setRingBlock(side, -1);
    records.setRingCapacity(side, RING_CAPACITY_IN_RECORD);
    records.setRingCount(side, 0);
    records.setRingHead(side, 0);
  }

  #words(side: number): Words {
    return this.#records.ringBlock(side) < 0 ? this.#records : this.#pool;
  }

  /** Word offset of the entry at `position`, 0 being the oldest. */
  #entry(side: number, position: number): number {
    const records = this.#records;
    const index = (records.ringHead(side) + position) & (records.ringCapacity(side) - 1);
    const block = records.ringBlock(side);
    return block < 0 ? this.#records.ringInRecordAt(side) + index * ENTRY_WORDS : block + index * BLOCK_ENTRY_WORDS;
  }

  /** The exact way for any order: the oldest exact match counts, because tshark walks from the newest and the last one wins. */
  #acknowledgeUnordered(side: number, ack: number, count: number): void {
    const records = this.#records;
    const words = this.#words(side);
    let kept = 0;
    let ordered = true;
    let previousEnd = 0;
    for (let i = 0; i < count; i++) {
      const entry = this.#entry(side, i);
      let seq = i32(words.ints, entry + ENTRY_SEQ);
      const nextSeq = i32(words.ints, entry + ENTRY_NEXT_SEQ);
      const resent = i32(words.ints, entry + ENTRY_RESENT);
      if (nextSeq === ack) {
        if ((resent & IS_COPY) === 0) this.ackedSegments++;
        if ((resent & (IS_COPY | HAS_COPY)) !== 0) this.ackedIsAmbiguous = true;
        if (this.ackedFrame === 0) {
          this.ackedFrame = i32(words.ints, entry + ENTRY_FRAME);
          this.ackedTimeNs = f64(words.floats, entry + ENTRY_TIME);
        }
        if (resent !== 0) this.ackedClean = false;
        continue;
      }
      if (seqBefore(seq, ack) && seqAtOrBefore(ack, nextSeq)) seq = ack;
      else if (!seqBefore(ack, nextSeq)) {
        if (resent !== 0) this.ackedClean = false;
        if ((resent & IS_COPY) === 0) this.ackedSegments++;
        continue;
      }
      if (kept > 0 && seqBefore(seq, previousEnd)) ordered = false;
      previousEnd = nextSeq;
      const target = this.#entry(side, kept++);
      setI32(words.ints, target + ENTRY_FRAME, i32(words.ints, entry + ENTRY_FRAME));
      setI32(words.ints, target + ENTRY_SEQ, seq);
      setI32(words.ints, target + ENTRY_NEXT_SEQ, nextSeq);
      setI32(words.ints, target + ENTRY_RESENT, resent);
      setF64(words.floats, target + ENTRY_TIME, f64(words.floats, entry + ENTRY_TIME));
    }
    records.setRingCount(side, kept);
    if (ordered) records.setSideBit(side, RING_ORDERED);
    else records.clearSideBit(side, RING_ORDERED);
  }

  /** Earlier copies of bytes that are sent again; finds out when the latest of them was sent. */
  #markResent(side: number, count: number, seq: number, nextSeq: number): void {
    const words = this.#words(side);
    for (let i = 0; i < count; i++) {
      const entry = this.#entry(side, i);
      if (
        seqBefore(i32(words.ints, entry + ENTRY_SEQ), nextSeq) &&
        seqBefore(seq, i32(words.ints, entry + ENTRY_NEXT_SEQ))
      ) {
        setI32(words.ints, entry + ENTRY_RESENT, i32(words.ints, entry + ENTRY_RESENT) | NOT_CLEAN | HAS_COPY);
        this.sentBeforeNs = f64(words.floats, entry + ENTRY_TIME);
      }
    }
  }

  #grow(side: number): void {
    const records = this.#records;
    const capacity = records.ringCapacity(side);
    const oldBlock = records.ringBlock(side);
    const newBlock = this.#pool.allocate(capacity * 2 * BLOCK_ENTRY_WORDS);
    const from = this.#words(side);
    for (let i = 0; i < capacity; i++) {
      const entry = this.#entry(side, i);
      const target = newBlock + i * BLOCK_ENTRY_WORDS;
      for (let word = 0; word < ENTRY_WORDS; word++)
        setI32(this.#pool.ints, target + word, i32(from.ints, entry + word));
    }
    if (oldBlock >= 0) this.#pool.release(oldBlock, capacity * BLOCK_ENTRY_WORDS);
    records.setRingBlock(side, newBlock);
    records.setRingCapacity(side, capacity * 2);
    records.setRingHead(side, 0);
  }
}

function isNear(a: number, b: number): boolean {
  const distance = (a - b) | 0;
  return distance < NEAR && distance > -NEAR;
}
