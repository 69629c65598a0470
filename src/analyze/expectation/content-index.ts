// Where in a file does a run of bytes occur? An index of the file's blocks of eight bytes: a longer run holds at least one of them whole, at one of
// eight shifts, so that looking one up never reads the file from end to end.

import { u32le } from '../../core/bytes.ts';
import { finish, mix } from '../../core/hash.ts';

const BLOCK = 8;
/** Shorter runs need not hold a whole block. */
export const INDEXED_LENGTH: number = 2 * BLOCK - 1;
/** Blocks of a run looked at per shift: the rarest of them is looked up. */
const BLOCKS_TRIED = 8;
/** Places compared per shift: in a file of zeros every place is one. */
const CHECK_LIMIT = 64;

/** Blocks by hash, each list ascending (compressed rows: `#starts[h]` … `#starts[h + 1]` in `#blocks`). */
export class ContentIndex {
  readonly #file: Uint8Array;
  readonly #starts: Uint32Array;
  readonly #blocks: Uint32Array;
  readonly #mask: number;

  constructor(file: Uint8Array) {
    const count = Math.floor(file.length / BLOCK);
    let size = 256;
    while (size < count && size < 1 << 24) size *= 2;
    this.#file = file;
    this.#mask = size - 1;
    this.#starts = new Uint32Array(size + 1);
    this.#blocks = new Uint32Array(count);
    const starts = this.#starts;
    for (let block = 0; block < count; block++) {
      const slot = this.#slot(file, block * BLOCK) + 1;
      starts[slot] = (starts[slot] ?? 0) + 1;
    }
    for (let slot = 1; slot <= size; slot++) starts[slot] = (starts[slot] ?? 0) + (starts[slot - 1] ?? 0);
    const next = starts.slice();
    for (let block = 0; block < count; block++) {
      const slot = this.#slot(file, block * BLOCK);
      const at = next[slot] ?? 0;
      this.#blocks[at] = block;
      next[slot] = at + 1;
    }
  }

  /** Offsets from `from` on at which the file holds `content` (INDEXED_LENGTH bytes or more), ascending, at most `limit`. */
  find(content: Uint8Array, from: number, limit: number): number[] {
    const found: number[] = [];
    for (let shift = 0; shift < BLOCK; shift++) this.#findShifted(content, shift, from, found);
    return found.sort((a, b) => a - b).slice(0, limit);
  }

  /** The places at which a block of the file begins `shift` bytes into `content`. */
  #findShifted(content: Uint8Array, shift: number, from: number, found: number[]): void {
    let rarest = this.#slot(content, shift);
    let lead = shift;
    for (let i = 1; i < BLOCKS_TRIED && shift + (i + 1) * BLOCK <= content.length; i++) {
      const slot = this.#slot(content, shift + i * BLOCK);
      if (this.#count(slot) >= this.#count(rarest)) continue;
      rarest = slot;
      lead = shift + i * BLOCK;
    }
    const end = this.#starts[rarest + 1] ?? 0;
    let at = this.#firstFrom(this.#starts[rarest] ?? 0, end, Math.ceil((from + lead) / BLOCK));
    for (let checks = 0; at < end && checks < CHECK_LIMIT; at++, checks++) {
      const offset = (this.#blocks[at] ?? 0) * BLOCK - lead;
      if (this.#holds(content, offset)) found.push(offset);
    }
  }

  #count(slot: number): number {
    return (this.#starts[slot + 1] ?? 0) - (this.#starts[slot] ?? 0);
  }

  #holds(content: Uint8Array, offset: number): boolean {
    const file = this.#file;
    if (offset + content.length > file.length) return false;
    for (let i = 0; i < content.length; i++) if (file[offset + i] !== content[i]) return false;
    return true;
  }

  /** First entry of a list in [at, end) whose block is `block` or a later one. */
  #firstFrom(at: number, end: number, block: number): number {
    while (at < end) {
      const middle = (at + end) >>> 1;
      if ((this.#blocks[middle] ?? 0) < block) at = middle + 1;
      else end = middle;
    }
    return at;
  }

  #slot(bytes: Uint8Array, at: number): number {
    return finish(mix(mix(0, u32le(bytes, at)), u32le(bytes, at + 4))) & this.#mask;
  }
}
