// SHA-256 and the beginning of a payload that comes in pieces; the payload itself is never kept.

import { isUtf8 } from 'node:buffer';
import { createHash, type Hash, hash } from 'node:crypto';
import { Utf8Check } from './utf8-check.ts';

const PREVIEW_CHARACTERS = 64;
const PREVIEW_BYTES = 64;
/** Enough for 64 characters of four bytes each. */
const HEAD_BYTES = 256;
const SHA256_OF_NOTHING = hash('sha256', '', 'hex');

export class PayloadDigest {
  /** null: bytes of it are missing in the capture. */
  sha256: string | null = SHA256_OF_NOTHING;
  /** The first 64 characters; null: not UTF-8, or its first byte is missing. */
  text: string | null = '';
  /** The first 64 bytes, where they are no text. */
  hex: string | null = null;
  readonly #head = Buffer.alloc(HEAD_BYTES);
  readonly #utf8 = new Utf8Check();
  #headLength = 0;
  #length = 0;
  #got = 0;
  #isWhole = true;
  #running: Hash | null = null;

  /** A message begins whose payload is `length` bytes on the wire. */
  start(length: number): void {
    this.#length = length;
    this.#got = 0;
    this.#headLength = 0;
    this.#isWhole = true;
    this.#running = null;
    this.sha256 = SHA256_OF_NOTHING;
    this.text = '';
    this.hex = null;
    this.#utf8.reset();
  }

  /** `missing`: bytes lost before this piece. */
  add(buf: Uint8Array, at: number, end: number, missing: number): void {
    if (missing > 0) this.#isWhole = false;
    if (at === end) return;
    const piece = buf.subarray(at, end);
    const isFirst = this.#got === 0;
    this.#got += piece.length;
    if (isFirst && piece.length === this.#length && this.#isWhole) {
      this.sha256 = hash('sha256', piece, 'hex');
      this.#preview(piece, isUtf8(piece));
      return;
    }
    if (this.#isWhole) {
      this.#running ??= createHash('sha256');
      this.#running.update(piece);
      this.#utf8.add(buf, at, end);
      if (this.#headLength < HEAD_BYTES) {
        const taken = Math.min(HEAD_BYTES - this.#headLength, piece.length);
        this.#head.set(piece.subarray(0, taken), this.#headLength);
        this.#headLength += taken;
      }
    }
  }

  /** All pieces were seen: the results are ready. */
  finish(): void {
    if (this.#running === null && this.#isWhole && this.#got === this.#length) return; // one piece, or none
    this.#isWhole &&= this.#got === this.#length;
    this.sha256 = this.#isWhole && this.#running !== null ? this.#running.digest('hex') : null;
    this.#running = null;
    const head = this.#head.subarray(0, this.#headLength);
    if (head.length === 0) this.text = null;
    else this.#preview(head, this.#isWhole ? this.#utf8.isValid() : this.#utf8.isValidSoFar());
  }

  #preview(head: Uint8Array, isText: boolean): void {
    if (isText) {
      const start = Buffer.from(head.buffer, head.byteOffset, Math.min(head.length, HEAD_BYTES)).toString('utf8');
      this.text = start.length <= PREVIEW_CHARACTERS ? withoutCutLetter(start, head) : firstCharacters(start);
    } else {
      this.text = null;
      this.hex = Buffer.from(head.buffer, head.byteOffset, Math.min(head.length, PREVIEW_BYTES)).toString('hex');
    }
  }
}

/** By code points: a character outside the basic plane counts once and is not cut in two. */
function firstCharacters(text: string): string {
  for (let i = 0; i < PREVIEW_CHARACTERS; i++) {
    if ((text.charCodeAt(i) & 0xf800) === 0xd800) {
      return Array.from(text.slice(0, PREVIEW_CHARACTERS * 2))
        .slice(0, PREVIEW_CHARACTERS)
        .join('');
    }
  }
  return text.slice(0, PREVIEW_CHARACTERS);
}

/** A preview that stops at a hole in the capture may end within a letter. */
function withoutCutLetter(text: string, head: Uint8Array): string {
  return text.endsWith('\ufffd') && !isUtf8(head) ? text.slice(0, -1) : text;
}
