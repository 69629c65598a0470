// Which bytes of one direction the capture has held already: each byte counts once, whatever was sent again — RFC 9293 §3.4.

import { seqDelta } from '../../core/seq.ts';

/** A number farther ahead than any window (RFC 7323 §2.3) belongs to no byte of this stream. */
const FARTHEST = 1 << 30;
/** Holes remembered; what falls into a later one counts as sent again. */
const HOLES = 1024;

/** Offsets in the stream: [from, to). */
interface Hole {
  readonly from: number;
  readonly to: number;
}

export class SentBytes {
  #started = false;
  #startIsKnown = false;
  /** Absolute number behind the last byte, and its offset. */
  #next = 0;
  #end = 0;
  /** Offset of the first byte: below 0 if an earlier one came later. */
  #start = 0;
  #holes: Hole[] = [];
  #probed = false;
  uniqueBytes = 0;
  missingBytes = 0;
  /** Of the segment noted last: bytes that were here before, and bytes that filled a hole. */
  repeated = 0;
  filled = 0;
  /** More holes than are remembered. */
  capped = false;

  /** The SYN: the stream begins at `seq`, its number plus one. */
  begin(seq: number): void {
    if (this.#started) return;
    this.#started = true;
    this.#startIsKnown = true;
    this.#next = seq | 0;
  }

  /** From the first byte to the last that is known of. */
  get streamBytes(): number {
    return this.#end - this.#start;
  }

  /** A segment, or a FIN behind its last byte (length 0). */
  note(seq: number, length: number): void {
    this.repeated = 0;
    this.filled = 0;
    if (!this.#started) {
      this.#started = true;
      this.#next = seq | 0;
    }
    let ahead = seqDelta(this.#next, seq);
    if (ahead === 1 && this.#probed) {
      // The byte of a window probe was taken: it is not sent again.
      this.#advance(1, 1);
      ahead = 0;
    }
    this.#probed = false;
    if (ahead === 0) this.#advance(length, length);
    else if (ahead > 0) this.#skip(ahead, length);
    else this.#noteOld(ahead, length);
  }

  /** One byte sent into a closed window. It may be taken or sent again: the next segment tells. */
  noteProbe(): void {
    this.#probed = true;
  }

  #advance(bytes: number, unique: number): void {
    this.#next = (this.#next + bytes) | 0;
    this.#end += bytes;
    this.uniqueBytes += unique;
  }

  #skip(ahead: number, length: number): void {
    if (ahead > FARTHEST) return;
    if (this.#holes.length < HOLES) this.#holes.push({ from: this.#end, to: this.#end + ahead });
    else this.capped = true;
    this.missingBytes += ahead;
    this.#advance(ahead + length, length);
  }

  #noteOld(ahead: number, length: number): void {
    const from = this.#end + ahead;
    const to = from + length;
    const fresh = Math.max(0, to - this.#end);
    if (this.#holes.length > 0 && length > 0) this.#fill(from, to);
    if (from < this.#start && !this.#startIsKnown) this.#fillBefore(from, to);
    this.repeated = length - fresh - this.filled;
    this.#advance(fresh, fresh);
    this.uniqueBytes += this.filled;
  }

  #fill(from: number, to: number): void {
    const kept: Hole[] = [];
    for (const hole of this.#holes) {
      const first = Math.max(from, hole.from);
      const end = Math.min(to, hole.to);
      if (first >= end) {
        kept.push(hole);
        continue;
      }
      this.filled += end - first;
      if (hole.from < first) kept.push({ from: hole.from, to: first });
      if (end < hole.to) kept.push({ from: end, to: hole.to });
    }
    this.#holes = kept;
    this.missingBytes -= this.filled;
  }

  /** The capture began in the middle, and with a later segment. */
  #fillBefore(from: number, to: number): void {
    const end = Math.min(to, this.#start);
    this.filled += end - from;
    if (end < this.#start) {
      this.#holes.unshift({ from: end, to: this.#start });
      this.missingBytes += this.#start - end;
    }
    this.#start = from;
  }
}
