// Blocks of words in sizes that are powers of two, in one growing buffer: overflow of the rings, samples of round trips.

import { Words } from './words.ts';

/** A block is named by its word offset, which never changes. Sizes are powers of two, at least two words. */
export class BlockPool extends Words {
  #used = 0;
  #held = 0;
  /** Offsets of free blocks, by the logarithm of their size. */
  readonly #free: number[][] = [];

  constructor(words = 1024) {
    super(words);
  }

  /** Words in blocks that are in use. */
  get held(): number {
    return this.#held;
  }

  /** A block of `words` words with undefined content; the buffer may move. */
  allocate(words: number): number {
    this.#held += words;
    const reused = this.#freeOf(words).pop();
    if (reused !== undefined) return reused;
    const at = this.#used;
    this.#used += words;
    if (this.#used > this.ints.length) this.resize(Math.max(this.#used, this.ints.length * 2));
    return at;
  }

  release(at: number, words: number): void {
    this.#held -= words;
    this.#freeOf(words).push(at);
  }

  #freeOf(words: number): number[] {
    const size = 31 - Math.clz32(words);
    let list = this.#free[size];
    if (list === undefined) {
      list = [];
      this.#free[size] = list;
    }
    return list;
  }
}
