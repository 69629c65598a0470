// The bytes of one direction in the order of their sequence numbers — RFC 9293 §3.4. In-order data is passed on where it lies;
// only what lies behind a hole is copied. Nothing is ever inserted: a hole that is given up is an event with a byte count.

import type { Direction } from '../core/direction.ts';
import { seqDelta } from '../core/seq.ts';
import { type ByteSink, PieceOrigin } from './byte-sink.ts';
import { type Interval, insertionIndex, uncovered } from './intervals.ts';
import { OVERLAP_CONFLICT, REORDER_LIMIT } from './limits.ts';
import type { Gap } from './listener.ts';
import type { ReassemblyContext } from './reassembly-context.ts';
import { contradicts, type Waiting } from './waiting-segment.ts';

/** A number farther ahead than any window (RFC 7323 §2.3: 2^30) belongs to no byte of this stream. */
const FARTHEST = 1 << 30;

export class Reassembler {
  readonly #direction: Direction;
  readonly #sink: ByteSink;
  readonly #context: ReassemblyContext;
  readonly #origin: PieceOrigin = new PieceOrigin();
  #started = false;
  #baseSeq = 0;
  /** Absolute number of the next byte, and its offset in the stream. */
  #next = 0;
  #position = 0;
  #waiting: Waiting[] = [];
  #waitingBytes = 0;
  #keepsBytes = true;
  /** Frame of the last piece in stream order. */
  #afterFrame = 0;
  /** Highest offset the other side has acknowledged beyond what was seen. */
  #ackedTo = 0;
  /** The other side has shown that it misses the bytes of the hole (duplicate ACK, SACK). */
  #receiverMisses = false;
  /** Offset of the FIN; −1: none yet. */
  #finAt = -1;

  constructor(direction: Direction, sink: ByteSink, context: ReassemblyContext) {
    this.#direction = direction;
    this.#sink = sink;
    this.#context = context;
  }

  get started(): boolean {
    return this.#started;
  }

  /** int32, absolute. */
  get next(): number {
    return this.#next;
  }

  get baseSeq(): number {
    return this.#baseSeq;
  }

  /** Frame of the last piece in stream order; 0: none. */
  get afterFrame(): number {
    return this.#afterFrame;
  }

  /** Bytes up to `next` went by without being asked about, the last of them in `frame` (in-step.ts). */
  catchUp(next: number, frame: number): void {
    this.#advance(seqDelta(this.#next, next));
    this.#afterFrame = frame;
    if (frame > this.#origin.deliveredFrame) this.#origin.deliveredFrame = frame;
  }

  /** Everything up to the FIN is here. */
  get hasEnded(): boolean {
    return this.#finAt === this.#position;
  }

  /** Nothing waits or is missing: `next` and `hasEnded` say all that is needed to go on. */
  get isInOrder(): boolean {
    if (!this.#started || this.#waiting.length > 0) return false;
    return this.hasEnded ? this.#ackedTo <= this.#position + 1 : this.#finAt < 0 && this.#ackedTo <= this.#position;
  }

  get ackedTo(): number {
    return this.#ackedTo;
  }

  get isWaiting(): boolean {
    return this.#waiting.length > 0;
  }

  /** The first hole lies wholly below what the other side has acknowledged. */
  get isHoleAcknowledged(): boolean {
    const first = this.#waiting[0];
    return first !== undefined && first.from > this.#position && first.from <= this.#ackedTo;
  }

  /** `seq`: of the first byte of the stream. */
  start(seq: number, baseSeq: number): void {
    this.#started = true;
    this.#next = seq | 0;
    this.#baseSeq = baseSeq;
  }

  /** From now on nobody reads the bytes. */
  dropBytes(): void {
    this.#keepsBytes = false;
  }

  /** Stream offset of an absolute number near the next byte. */
  offsetOf(seq: number): number {
    return this.#position + seqDelta(this.#next, seq);
  }

  noteFin(seq: number): void {
    const offset = this.offsetOf(seq);
    if (this.#finAt < 0 && offset >= this.#position) this.#finAt = offset;
  }

  /** An acknowledgement by the other side. `shows`: it is a duplicate or carries SACK. true: it reaches beyond what was delivered. */
  noteAck(ack: number, showsLoss: boolean): boolean {
    const ahead = seqDelta(this.#next, ack);
    if (ahead <= 0) {
      if (showsLoss && this.#waiting.length > 0) this.#receiverMisses = true;
      return false;
    }
    if (ahead > FARTHEST) return false;
    const offset = this.#position + ahead;
    if (offset > this.#ackedTo) this.#ackedTo = offset;
    return true;
  }

  /** Segment of `length` bytes on the wire; [at, end) are those that were captured. */
  accept(seq: number, buf: Uint8Array, at: number, end: number, length: number, frame: number, timeNs: number): void {
    const ahead = seqDelta(this.#next, seq);
    if (this.#waiting.length === 0 && ahead <= 0) {
      const old = -ahead;
      if (old >= length) return; // nothing new
      this.#deliver(buf, Math.min(at + old, end), end, length - old, frame, timeNs, old === 0);
      return;
    }
    this.insert(seq, buf, at, end, length, frame, timeNs);
    this.drain(Infinity, Infinity, 0);
    while (this.#exceedsLimits()) {
      this.#context.flag(REORDER_LIMIT, frame);
      this.drain(Infinity, Infinity, this.#waiting[0]?.from ?? 0);
    }
  }

  /** Keeps a segment without delivering anything. */
  insert(seq: number, buf: Uint8Array, at: number, end: number, length: number, frame: number, timeNs: number): void {
    const ahead = seqDelta(this.#next, seq);
    if (ahead > FARTHEST || ahead + length <= 0) return;
    const origin = this.#position + ahead;
    const segment: Interval = { from: Math.max(origin, this.#position), to: origin + length };
    if (contradicts(this.#waiting, segment, origin, buf, at, end)) this.#context.flag(OVERLAP_CONFLICT, frame);
    if (this.#context.overlapPolicy === 'last') this.#cutOut(segment);
    for (const part of uncovered(segment.from, segment.to, this.#waiting)) {
      const bytes = this.#keepsBytes
        ? buf.slice(Math.min(at + part.from - origin, end), Math.min(at + part.to - origin, end))
        : new Uint8Array(0);
      this.#add({ ...part, bytes, frame, timeNs, startsSegment: part.from === origin });
    }
  }

  /**
   * Delivers what lies without a hole behind the next byte, as far as it came before frame `beforeFrame` or lies below `belowOffset`.
   * Holes that end at or below `giveUpTo` are given up on the way.
   */
  drain(beforeFrame: number, belowOffset: number, giveUpTo: number): void {
    let taken = 0;
    for (const first of this.#waiting) {
      if (first.frame >= beforeFrame && first.from >= belowOffset) break;
      if (first.from > this.#position) {
        if (first.from > giveUpTo) break;
        this.#giveUp(first.from - this.#position, first.frame);
      }
      taken++;
      this.#waitingBytes -= first.bytes.length;
      this.#context.heldBytes -= first.bytes.length;
      this.#deliver(
        first.bytes,
        0,
        first.bytes.length,
        first.to - first.from,
        first.frame,
        first.timeNs,
        first.startsSegment,
      );
    }
    if (taken > 0) this.#waiting = this.#waiting.slice(taken);
    if (this.#waiting.length === 0) this.#receiverMisses = false;
  }

  /** Nothing will follow: gives up what is missing, also behind the last byte seen. */
  finish(): void {
    this.drain(Infinity, Infinity, Infinity);
    if (this.#started) {
      const end = this.#finAt >= 0 ? this.#finAt : this.#ackedTo;
      const lost = end - this.#position;
      // Without the FIN one acknowledged byte may be the FIN itself.
      if (lost > (this.#finAt >= 0 ? 0 : 1)) this.#giveUp(lost, 0);
    }
    this.#sink.finish();
  }

  #deliver(
    buf: Uint8Array,
    at: number,
    end: number,
    length: number,
    frame: number,
    timeNs: number,
    startsSegment: boolean,
  ): void {
    const origin = this.#origin;
    origin.frame = frame;
    origin.timeNs = timeNs;
    if (frame > origin.deliveredFrame) origin.deliveredFrame = frame;
    origin.relativeSeq = (this.#next - this.#baseSeq) >>> 0;
    origin.startsSegment = startsSegment;
    const captured = end - at;
    this.#next = (this.#next + captured) | 0;
    this.#position += captured;
    this.#afterFrame = frame;
    if (captured > 0) this.#sink.bytes(buf, at, end, origin);
    if (captured < length && this.#keepsBytes)
      this.#skip(length - captured, 0, 'capture-loss'); // snap length
    else if (captured < length) this.#advance(length - captured);
  }

  #giveUp(count: number, beforeFrame: number): void {
    const acknowledged = this.#position + count <= this.#ackedTo;
    this.#skip(count, beforeFrame, this.#receiverMisses ? 'network-loss' : acknowledged ? 'capture-loss' : 'unknown');
  }

  #skip(bytes: number, beforeFrame: number, cause: Gap['cause']): void {
    const relativeSeq = (this.#next - this.#baseSeq) >>> 0;
    this.#advance(bytes);
    this.#context.gap({
      direction: this.#direction,
      relativeSeq,
      bytes,
      afterFrame: this.#afterFrame,
      beforeFrame,
      cause,
    });
    this.#sink.missing(bytes);
  }

  #advance(bytes: number): void {
    this.#next = (this.#next + bytes) | 0;
    this.#position += bytes;
  }

  #add(part: Waiting): void {
    this.#waiting.splice(insertionIndex(this.#waiting, part.from), 0, part);
    this.#waitingBytes += part.bytes.length;
    this.#context.heldBytes += part.bytes.length;
  }

  /** Policy 'last': what waits already makes room for a segment that covers it. */
  #cutOut(segment: Interval): void {
    const old = this.#waiting;
    this.#waiting = [];
    for (const waiting of old) {
      this.#waitingBytes -= waiting.bytes.length;
      this.#context.heldBytes -= waiting.bytes.length;
      for (const part of uncovered(waiting.from, waiting.to, [segment])) {
        const bytes = waiting.bytes.slice(part.from - waiting.from, part.to - waiting.from);
        this.#add({ ...waiting, ...part, bytes, startsSegment: waiting.startsSegment && part.from === waiting.from });
      }
    }
  }

  #exceedsLimits(): boolean {
    if (this.#waiting.length === 0) return false;
    const { limits } = this.#context;
    return (
      this.#waiting.length > limits.reorderSegments ||
      this.#waitingBytes > limits.reorderBytes ||
      this.#context.heldBytes > limits.reorderBytesTotal
    );
  }
}
