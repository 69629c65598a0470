// The ranges of the file that no piece covers yet.

export interface FileRange {
  readonly from: number;
  /** One past the last byte. */
  readonly to: number;
}

/** Ascending, not touching each other. */
export class Gaps {
  readonly #ranges: FileRange[];

  /** What `covered` (ascending by offset, may overlap) leaves free of a file of `length` bytes. */
  constructor(covered: readonly FileRange[], length: number) {
    this.#ranges = [];
    let at = 0;
    for (const { from, to } of covered) {
      if (from > at) this.#ranges.push({ from: at, to: from });
      at = Math.max(at, to);
    }
    if (at < length) this.#ranges.push({ from: at, to: length });
  }

  get ranges(): readonly FileRange[] {
    return this.#ranges;
  }

  /** The free ranges between two offsets, cut to them. */
  within(from: number, to: number): FileRange[] {
    const found: FileRange[] = [];
    for (let at = this.#firstBehind(from); at < this.#ranges.length; at++) {
      const range = this.#ranges[at];
      if (range === undefined || range.from >= to) break;
      found.push({ from: Math.max(range.from, from), to: Math.min(range.to, to) });
    }
    return found;
  }

  cover(from: number, to: number): void {
    if (to <= from) return;
    const at = this.#firstBehind(from);
    let end = at;
    const left: FileRange[] = [];
    for (; end < this.#ranges.length; end++) {
      const range = this.#ranges[end];
      if (range === undefined || range.from >= to) break;
      if (range.from < from) left.push({ from: range.from, to: from });
      if (range.to > to) left.push({ from: to, to: range.to });
    }
    this.#ranges.splice(at, end - at, ...left);
  }

  /** Position of the first range that ends behind `offset`. */
  #firstBehind(offset: number): number {
    let from = 0;
    let to = this.#ranges.length;
    while (from < to) {
      const middle = (from + to) >>> 1;
      if ((this.#ranges[middle]?.to ?? 0) <= offset) from = middle + 1;
      else to = middle;
    }
    return from;
  }
}
