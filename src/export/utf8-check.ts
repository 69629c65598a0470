// Is a text that comes in pieces valid UTF-8? A letter may be cut between two pieces — RFC 3629 §3.

import { isUtf8 } from 'node:buffer';
import { u8 } from '../core/bytes.ts';

export class Utf8Check {
  /** The beginning of a letter whose rest is in the next piece. */
  readonly #cut = Buffer.alloc(4);
  #cutLength = 0;
  #isBroken = false;

  reset(): void {
    this.#cutLength = 0;
    this.#isBroken = false;
  }

  add(buf: Uint8Array, at: number, end: number): void {
    if (this.#isBroken) return;
    let start = at;
    while (this.#cutLength > 0 && start < end) {
      this.#cut[this.#cutLength++] = u8(buf, start++);
      if (this.#cutLength === letterLength(u8(this.#cut, 0))) this.#closeCutLetter();
    }
    let stop = end;
    for (let back = 1; back <= 3 && end - back >= start; back++) {
      const byte = u8(buf, end - back);
      if (byte < 0x80) break;
      if (byte < 0xc0) continue; // inside a letter: look for its first byte
      if (letterLength(byte) > back) stop = end - back;
      break;
    }
    if (!isUtf8(buf.subarray(start, stop))) this.#isBroken = true;
    for (let i = stop; i < end; i++) this.#cut[this.#cutLength++] = u8(buf, i);
  }

  /** All of it, to the last letter. */
  isValid(): boolean {
    return !this.#isBroken && this.#cutLength === 0;
  }

  /** As far as it came: the last letter may be cut. */
  isValidSoFar(): boolean {
    return !this.#isBroken;
  }

  #closeCutLetter(): void {
    if (!isUtf8(this.#cut.subarray(0, this.#cutLength))) this.#isBroken = true;
    this.#cutLength = 0;
  }
}

/** By the first byte; 1 also for bytes no letter begins with (RFC 3629 §4): isUtf8 refuses them at once. */
function letterLength(first: number): number {
  if (first < 0xc2 || first > 0xf4) return 1;
  if (first >= 0xf0) return 4;
  return first >= 0xe0 ? 3 : 2;
}
