// "Give me n contiguous bytes": one reused buffer over a file or a stream, of constant size but for a block larger than it.

import type { AnomalyKind } from '../core/anomaly-kind.ts';

export const FEED_BYTES: number = 1 << 20;

/** What a feed reads from. */
export interface ByteInput {
  /** Puts up to `room` bytes at `at`; how many, 0 at the end. */
  readInto(buf: Uint8Array, at: number, room: number): number | Promise<number>;
  /** Bytes taken from the outside so far (compressed bytes where the input is compressed). */
  readonly bytesRead: number;
  /** null: unknown. */
  readonly bytesTotal: number | null;
  /** Why the input ended before its time (a damaged compressed stream); null: it did not. */
  readonly failure: AnomalyKind | null;
  close(): void;
}

/** The bytes [at, end) of `buf` are here and not yet used. REUSED: `buf` may be another one after `fill`. */
export class ByteFeed {
  readonly input: ByteInput;
  buf: Uint8Array<ArrayBuffer>;
  view: DataView<ArrayBuffer>;
  at = 0;
  end = 0;
  /** Where buf[0] lies in the (decompressed) input. */
  offset = 0;

  constructor(input: ByteInput, capacity: number = FEED_BYTES) {
    this.input = input;
    this.buf = new Uint8Array(capacity);
    this.view = new DataView(this.buf.buffer);
  }

  /** Reads until `needed` bytes lie at `at`; false when the input ends before. Everything read before stays valid at its new place. */
  async fill(needed: number): Promise<boolean> {
    while (this.end - this.at < needed) {
      this.makeRoom(needed);
      const got = this.input.readInto(this.buf, this.end, this.buf.length - this.end);
      const bytes = typeof got === 'number' ? got : await got;
      if (bytes === 0) return false;
      this.end += bytes;
    }
    return true;
  }

  /** Moves what is left to the front, and doubles a buffer that is full: memory grows with the bytes that came, never with a length somebody claimed. */
  private makeRoom(needed: number): void {
    if (this.at + needed <= this.buf.length && this.end < this.buf.length) return;
    const left = this.end - this.at;
    if (left === this.buf.length) {
      const larger = new Uint8Array(this.buf.length * 2);
      larger.set(this.buf);
      this.buf = larger;
      this.view = new DataView(larger.buffer);
      return;
    }
    this.buf.copyWithin(0, this.at, this.end);
    this.offset += this.at;
    this.at = 0;
    this.end = left;
  }
}
