// Canonical Huffman codes — RFC 1951 §3.2.2: the lengths alone say which code belongs to which symbol.

const LONGEST = 15;

export class HuffmanCode {
  /** Of all codes in use; 0: there are none. */
  longest = 0;
  readonly #symbols: Uint16Array;
  /** By length: how many codes, the first of them, and where its symbol stands in `#symbols`. */
  readonly #counts: Uint16Array = new Uint16Array(LONGEST + 1);
  readonly #firstCodes: Int32Array = new Int32Array(LONGEST + 1);
  readonly #starts: Uint16Array = new Uint16Array(LONGEST + 1);

  constructor(mostSymbols: number) {
    this.#symbols = new Uint16Array(mostSymbols);
  }

  /**
   * From the lengths of symbols 0, 1 … at [at, end). false: more codes than there are bits for, or fewer;
   * `mayBeAlone`: a single code of one bit is sound, and none at all (§3.2.7).
   */
  build(lengths: Uint8Array, at: number, end: number, mayBeAlone: boolean): boolean {
    this.#counts.fill(0);
    this.longest = 0;
    for (let i = at; i < end; i++) {
      const length = lengths[i] ?? 0;
      if (length === 0) continue;
      this.#counts[length] = this.#count(length) + 1;
      if (length > this.longest) this.longest = length;
    }
    let code = 0;
    let start = 0;
    let free = 1;
    for (let length = 1; length <= this.longest; length++) {
      code = (code + this.#count(length - 1)) << 1;
      free = 2 * free - this.#count(length);
      if (free < 0) return false;
      this.#firstCodes[length] = code;
      this.#starts[length] = start;
      start += this.#count(length);
    }
    if (free > 0 && !(mayBeAlone && this.longest <= 1)) return false;
    const next = this.#starts.slice();
    for (let i = at; i < end; i++) {
      const length = lengths[i] ?? 0;
      if (length === 0) continue;
      const place = next[length] ?? 0;
      this.#symbols[place] = i - at;
      next[length] = place + 1;
    }
    return true;
  }

  /** The symbol whose code is `path` with this many bits; −1: none. */
  symbolOf(path: number, length: number): number {
    const offset = path - (this.#firstCodes[length] ?? 0);
    if (offset < 0 || offset >= this.#count(length)) return -1;
    return this.#symbols[(this.#starts[length] ?? 0) + offset] ?? -1;
  }

  #count(length: number): number {
    return this.#counts[length] ?? 0;
  }
}

/** RFC 1951 §3.2.6. */
export const FIXED_LITERALS: HuffmanCode = fixedLiterals();
export const FIXED_DISTANCES: HuffmanCode = fixedDistances();

function fixedLiterals(): HuffmanCode {
  const lengths = new Uint8Array(288).fill(8, 0, 144).fill(9, 144, 256).fill(7, 256, 280).fill(8, 280);
  const code = new HuffmanCode(lengths.length);
  code.build(lengths, 0, lengths.length, false);
  return code;
}

function fixedDistances(): HuffmanCode {
  const lengths = new Uint8Array(32).fill(5);
  const code = new HuffmanCode(lengths.length);
  code.build(lengths, 0, lengths.length, false);
  return code;
}
