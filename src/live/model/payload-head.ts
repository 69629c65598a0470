// The first bytes of the payload that streams by in one direction. REUSED for every message.

import { u8 } from '../../core/bytes.ts';

export class PayloadHead {
  readonly bytes: Uint8Array;
  length = 0;
  /** Bytes of the payload are missing in the capture. */
  missing = false;
  #wanted = 0;

  constructor(capacity: number) {
    this.bytes = new Uint8Array(capacity);
  }

  /** `wanted`: bytes to keep, at most the capacity. */
  begin(wanted: number): void {
    this.length = 0;
    this.missing = false;
    this.#wanted = Math.min(wanted, this.bytes.length);
  }

  add(buf: Uint8Array, at: number, end: number, missing: number): void {
    if (missing > 0) this.missing = true;
    if (this.missing) return;
    let length = this.length;
    for (; at < end && length < this.#wanted; at++) this.bytes[length++] = u8(buf, at);
    this.length = length;
  }
}
