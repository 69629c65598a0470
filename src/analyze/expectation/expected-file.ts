// The file that should have arrived (--expect), as far as it is held in memory: what it holds at an offset, and where it holds a run of bytes.

import { createHash } from 'node:crypto';
import { ContentIndex, INDEXED_LENGTH } from './content-index.ts';

/** Bytes of the file that are compared; what lies beyond is not, and the report says so. */
export const EXPECTED_LIMIT: number = 512 * 1024 * 1024;
/** How far ahead a run too short for the index is looked for. */
const SHORT_REACH = 8192;

export class ExpectedFile {
  readonly path: string;
  /** What is compared. */
  readonly bytes: Uint8Array;
  /** Of the whole file. */
  readonly size: number;
  #sha256: string | null = null;
  #index: ContentIndex | null = null;

  /** `size`: of the file, where it is larger than what is here. */
  constructor(path: string, bytes: Uint8Array, size: number = bytes.length) {
    this.path = path;
    this.bytes = bytes;
    this.size = size;
  }

  /** Of what is compared. */
  get sha256(): string {
    this.#sha256 ??= createHash('sha256').update(this.bytes).digest('hex');
    return this.#sha256;
  }

  get length(): number {
    return this.bytes.length;
  }

  /** All of the file is compared. */
  get isWhole(): boolean {
    return this.size === this.bytes.length;
  }

  holds(content: Uint8Array, at: number): boolean {
    if (at < 0 || at + content.length > this.bytes.length) return false;
    for (let i = 0; i < content.length; i++) if (this.bytes[at + i] !== content[i]) return false;
    return true;
  }

  /** Offsets from `from` on that hold `content`, ascending, at most `limit`. A run too short for the index is looked for nearby only. */
  find(content: Uint8Array, from: number, limit: number): number[] {
    if (content.length === 0) return [];
    if (content.length >= INDEXED_LENGTH) {
      this.#index ??= new ContentIndex(this.bytes);
      return this.#index.find(content, from, limit);
    }
    const found: number[] = [];
    const end = Math.min(this.bytes.length, from + SHORT_REACH);
    const reach = Buffer.from(this.bytes.buffer, this.bytes.byteOffset, end);
    for (let at = reach.indexOf(content, from); at >= 0 && found.length < limit; at = reach.indexOf(content, at + 1)) {
      found.push(at);
    }
    return found;
  }

  /** The same file read backwards. */
  reversed(): ExpectedFile {
    return new ExpectedFile(this.path, new Uint8Array(this.bytes).reverse(), this.size);
  }
}
