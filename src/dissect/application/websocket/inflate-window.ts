// What was decompressed, as far back as DEFLATE may refer to — RFC 1951 §2: 32 KiB.

import { u8 } from '../../../core/bytes.ts';

export interface InflateSink {
  /** The next decompressed bytes: [at, end) of `buf`, which dies with the call. */
  inflated(buf: Uint8Array, at: number, end: number): void;
}

const WINDOW_BYTES = 32_768;
const FIRST_BYTES = 1024;

export class InflateWindow {
  readonly #sink: InflateSink;
  /** Grows to the window's size, then is a ring. */
  #bytes: Uint8Array = new Uint8Array(0);
  #position = 0;
  #told = 0;
  /** Bytes that may be referred to. */
  #history = 0;

  constructor(sink: InflateSink) {
    this.#sink = sink;
  }

  forget(): void {
    this.#position = 0;
    this.#told = 0;
    this.#history = 0;
  }

  put(byte: number): void {
    if (this.#position === this.#bytes.length) this.#makeRoom();
    this.#bytes[this.#position++] = byte;
    if (this.#history < WINDOW_BYTES) this.#history++;
  }

  /** Repeats `length` bytes from `distance` bytes ago. false: nobody knows what was there. */
  repeat(length: number, distance: number): boolean {
    if (distance > this.#history) return false;
    for (let i = 0; i < length; i++) {
      const from = this.#position - distance;
      this.put(u8(this.#bytes, from < 0 ? from + WINDOW_BYTES : from));
    }
    return true;
  }

  /** Passes on what is new. */
  tell(): void {
    if (this.#position > this.#told) this.#sink.inflated(this.#bytes, this.#told, this.#position);
    this.#told = this.#position;
  }

  #makeRoom(): void {
    if (this.#bytes.length < WINDOW_BYTES) {
      const larger = new Uint8Array(Math.max(FIRST_BYTES, 2 * this.#bytes.length));
      larger.set(this.#bytes);
      this.#bytes = larger;
      return;
    }
    this.tell();
    this.#position = 0;
    this.#told = 0;
  }
}
