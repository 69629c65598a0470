// Bits of DEFLATE data, the low ones of a byte first — RFC 1951 §3.1.1. Stops and goes on at any byte.

import { u8 } from '../../../core/bytes.ts';
import type { HuffmanCode } from './huffman.ts';

/** `decode`: too few bits are here; no such code. */
export const WAIT = -1;
export const NO_CODE = -2;

const NO_BYTES = new Uint8Array(0);

export class BitReader {
  #bits = 0;
  /** Bits taken from the input but not read yet. */
  count = 0;
  #buf: Uint8Array = NO_BYTES;
  #at = 0;
  #end = 0;

  /** The next input; what was left of the last one stays in front. */
  give(buf: Uint8Array, at: number, end: number): void {
    this.#buf = buf;
    this.#at = at;
    this.#end = end;
  }

  /** The input dies: lets go of it. */
  release(): void {
    this.give(NO_BYTES, 0, 0);
  }

  clear(): void {
    this.#bits = 0;
    this.count = 0;
  }

  /** Are `wanted` (16 at most) bits here? Takes as many bytes as that needs. */
  need(wanted: number): boolean {
    while (this.count < wanted) {
      if (this.#at >= this.#end) return false;
      this.#bits |= u8(this.#buf, this.#at++) << this.count;
      this.count += 8;
    }
    return true;
  }

  take(wanted: number): number {
    const value = this.#bits & ((1 << wanted) - 1);
    this.#bits >>>= wanted;
    this.count -= wanted;
    return value;
  }

  /** Drops bits up to the next byte. */
  align(): void {
    this.take(this.count & 7);
  }

  /** The next symbol of a code; codes are written from their highest bit on (§3.1.1). */
  decode(code: HuffmanCode): number {
    let path = 0;
    for (let length = 1; length <= code.longest; length++) {
      if (!this.need(length)) return WAIT;
      path = (path << 1) | ((this.#bits >>> (length - 1)) & 1);
      const symbol = code.symbolOf(path, length);
      if (symbol >= 0) {
        this.take(length);
        return symbol;
      }
    }
    return NO_CODE;
  }
}
