// One payload as it streams by, put together. REUSED for every message of one direction of a connection.

import type { Hole } from './piece.ts';

/** Payloads this much longer than the file are no fragments of it. */
const SPARE = 64 * 1024;
const FIRST_SIZE = 4096;

export class PayloadBuffer {
  /** Parts that the capture does not have. */
  holes: Hole[] = [];
  isOpen = false;
  isTooLong = false;
  readonly #limit: number;
  #bytes: Uint8Array = new Uint8Array(0);
  #length = 0;
  #at = 0;

  constructor(fileLength: number) {
    this.#limit = 2 * fileLength + SPARE; // a fragment may be written in hex
  }

  begin(payloadLength: number): void {
    this.isOpen = true;
    this.isTooLong = payloadLength > this.#limit;
    this.#length = payloadLength;
    this.#at = 0;
    if (this.holes.length > 0) this.holes = [];
  }

  /** Bytes [at, end) of `buf`; `missing` bytes before them are not in the capture. */
  add(buf: Uint8Array, at: number, end: number, missing: number): void {
    if (!this.isOpen || this.isTooLong) return;
    if (missing > 0) this.#skip(missing);
    const taken = Math.min(end - at, this.#length - this.#at);
    if (taken <= 0) return;
    this.#reserve(this.#at + taken);
    this.#bytes.set(buf.subarray(at, at + taken), this.#at);
    this.#at += taken;
  }

  /** The last piece has been added. */
  finish(): void {
    this.isOpen = false;
    if (!this.isTooLong && this.#at < this.#length) this.#skip(this.#length - this.#at);
  }

  /** The payload, zeros in its holes. */
  bytes(): Uint8Array {
    return this.#bytes.subarray(0, this.#length);
  }

  #skip(missing: number): void {
    const to = Math.min(this.#length, this.#at + missing);
    if (to === this.#at) return;
    this.#reserve(to);
    this.#bytes.fill(0, this.#at, to);
    this.holes.push([this.#at, to]);
    this.#at = to;
  }

  #reserve(length: number): void {
    if (length <= this.#bytes.length) return;
    let size = Math.max(this.#bytes.length, FIRST_SIZE);
    while (size < length) size *= 2;
    const larger = new Uint8Array(size);
    larger.set(this.#bytes.subarray(0, this.#at));
    this.#bytes = larger;
  }
}
