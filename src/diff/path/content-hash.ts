// A hash of bytes that can be put together from the hashes of their parts: two captures cut one stream into different segments (offload, RFC 9293
// §3.7.4), and a hash of the whole must come out the same. Two polynomials modulo 2^32 with odd bases; a single changed byte always shows.

import { u8 } from '../../core/bytes.ts';

const BASE_LOW = 0x01000193;
const BASE_HIGH = 0x9e3779b1;

/** One hash of 64 bits. REUSED. */
export class ContentHash {
  low = 0;
  high = 0;

  clear(): void {
    this.low = 0;
    this.high = 0;
  }

  /** Hash of bytes [at, end) alone. */
  ofBytes(buf: Uint8Array, at: number, end: number): void {
    let low = 0;
    let high = 0;
    for (let i = at; i < end; i++) {
      const term = u8(buf, i) + 1; // so that leading zeros count
      low = (Math.imul(low, BASE_LOW) + term) | 0;
      high = (Math.imul(high, BASE_HIGH) + term) | 0;
    }
    this.low = low;
    this.high = high;
  }

  /** What was hashed so far, followed by `length` bytes whose own hash is (low, high). */
  append(low: number, high: number, length: number): void {
    this.low = (Math.imul(this.low, power(BASE_LOW, length)) + low) | 0;
    this.high = (Math.imul(this.high, power(BASE_HIGH, length)) + high) | 0;
  }
}

/** base ^ exponent modulo 2^32. */
function power(base: number, exponent: number): number {
  let result = 1;
  let square = base;
  for (let left = exponent; left > 0; left = Math.floor(left / 2)) {
    if (left % 2 === 1) result = Math.imul(result, square);
    square = Math.imul(square, square);
  }
  return result;
}
