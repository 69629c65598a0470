// Runs of fragment numbers: what is missing, repeated, out of order, and where a run starts again. Memory grows with disorder, up to a limit,
// never with the number of fragments.

/** Entries kept per list of a sequence. */
const LIST_LIMIT = 1000;
const SEQUENCE_LIMIT = 1000;
/** Numbers already seen, rising by one, that show that the sequence starts again: from its first number on, or from the middle. */
const RESTART_FROM_FIRST = 2;
const RESTART_FROM_MIDDLE = 4;

interface Held {
  readonly index: number;
  readonly size: number;
  readonly value: number;
  readonly order: number;
}

/** What the end packet of a sequence said; null: none came. */
export type EndMark = 'failure' | 'success' | null;

/** One run. The lists are in rising order of number, or in order of arrival where that differs. */
export class SequenceRun {
  from: number;
  to: number;
  /** Position of its first fragment among the fragments of its topic. */
  readonly startOrder: number;
  /** Fragments with a number of this run, repeated ones not counted. */
  fragments = 0;
  bytes = 0;
  /** The first fragment: size, and its 4 bytes as a number (−1: not 4 bytes long). */
  readonly firstIndex: number;
  readonly firstValue: number;
  largestLaterSize = 0;
  /** Rising, not overlapping: [from, to, from, to …]. */
  readonly missing: number[] = [];
  readonly duplicated: number[] = [];
  readonly reordered: number[] = [];
  end: EndMark = null;
  closed = false;

  constructor(index: number, size: number, value: number, order: number) {
    this.from = index;
    this.to = index;
    this.startOrder = order;
    this.firstIndex = index;
    this.firstValue = size === 4 ? value : -1;
    this.fragments = 1;
    this.bytes = size;
  }

  /** A number above the last one. */
  extend(index: number, size: number): void {
    if (index > this.to + 1) this.#addMissing(this.to + 1, index - 1);
    this.to = index;
    this.#count(size);
  }

  /** A number below the first one, or one that was missing. */
  fill(index: number, size: number): void {
    if (index < this.from) {
      if (index < this.from - 1) this.missing.unshift(index + 1, this.from - 1);
      this.from = index;
    } else {
      this.#removeMissing(index);
    }
    if (this.reordered.length < LIST_LIMIT) this.reordered.push(index);
    this.#count(size);
  }

  repeat(index: number): void {
    if (this.duplicated.length < LIST_LIMIT) this.duplicated.push(index);
  }

  isMissing(index: number): boolean {
    for (let i = 0; i < this.missing.length; i += 2) {
      const from = this.missing[i] ?? 0;
      const to = this.missing[i + 1] ?? 0;
      if (index >= from && index <= to) return true;
    }
    return false;
  }

  /** The missing numbers one by one, up to the limit. */
  missingList(): number[] {
    const list: number[] = [];
    for (let i = 0; i < this.missing.length; i += 2) {
      const to = this.missing[i + 1] ?? -1;
      for (let index = this.missing[i] ?? 0; index <= to && list.length < LIST_LIMIT; index++) list.push(index);
    }
    return list;
  }

  #count(size: number): void {
    this.fragments++;
    this.bytes += size;
    if (size > this.largestLaterSize) this.largestLaterSize = size;
  }

  #addMissing(from: number, to: number): void {
    if (this.missing.length < 2 * LIST_LIMIT) this.missing.push(from, to);
  }

  #removeMissing(index: number): void {
    for (let i = 0; i < this.missing.length; i += 2) {
      const from = this.missing[i] ?? 0;
      const to = this.missing[i + 1] ?? 0;
      if (index < from || index > to) continue;
      const left = index > from ? [from, index - 1] : [];
      const right = index < to ? [index + 1, to] : [];
      this.missing.splice(i, 2, ...left, ...right);
      return;
    }
  }
}

/** Takes the numbers of the fragments of one topic as they come. */
export class FragmentSequences {
  readonly #runs: SequenceRun[] = [];
  /** All runs, also those beyond the limit. */
  count = 0;
  #current: SequenceRun | null = null;
  /** Numbers seen before that may be the start of a new run: nothing is decided about them yet. */
  #held: Held[] = [];

  /** `dup`: MQTT says that it was sent before. `value`: the fragment's own bytes as a number if there are four of them, else −1. */
  add(index: number, size: number, value: number, order: number, dup: boolean): void {
    if (this.#held.length > 0 && this.#continuesHeld(index, size, value, order, dup)) return;
    const run = this.#current;
    if (run === null || run.closed) {
      this.#begin(index, size, value, order);
    } else if (index > run.to) {
      run.extend(index, size);
    } else if (run.isMissing(index)) {
      run.fill(index, size);
    } else if (dup && index >= run.from) {
      run.repeat(index);
    } else {
      this.#held.push({ index, size, value, order });
    }
  }

  /** An end packet: whatever comes next is a new run. Without a run it ends nothing. */
  end(mark: EndMark): void {
    this.#settleHeld();
    const run = this.#current;
    if (run === null || run.closed) return;
    run.end = mark;
    run.closed = true;
  }

  /** Has a run begun that no end packet closed, with more than its first fragment? */
  get isUnderWay(): boolean {
    return this.#held.length > 0 || (this.#current !== null && !this.#current.closed && this.#current.fragments > 1);
  }

  /** The runs so far; numbers that are still undecided are settled as if nothing more came, on a copy of nothing: call it at a pause. */
  runs(): readonly SequenceRun[] {
    const [first] = this.#held;
    const run = this.#current;
    if (first === undefined || run === null) return this.#runs;
    if (first.index !== run.from || run.to === run.from) return [...this.#runs];
    const next = new SequenceRun(first.index, first.size, first.value, first.order);
    for (const held of this.#held.slice(1)) next.extend(held.index, held.size);
    return [...this.#runs, next];
  }

  /** Held numbers that belong to no run yet and are shown as repeated. */
  pendingDuplicates(): readonly number[] {
    const [first] = this.#held;
    const run = this.#current;
    if (first === undefined || run === null || (first.index === run.from && run.to > run.from)) return [];
    return this.#held.map((held) => held.index);
  }

  #continuesHeld(index: number, size: number, value: number, order: number, dup: boolean): boolean {
    const run = this.#current;
    const last = this.#held[this.#held.length - 1];
    const first = this.#held[0];
    if (run === null || last === undefined || first === undefined) return false;
    if (dup || index <= last.index || index > run.to || run.isMissing(index)) {
      this.#settleHeld();
      return false;
    }
    this.#held.push({ index, size, value, order });
    const needed = first.index <= run.from ? RESTART_FROM_FIRST : RESTART_FROM_MIDDLE;
    if (this.#held.length >= needed) this.#restart();
    return true;
  }

  #restart(): void {
    const held = this.#held;
    this.#held = [];
    const [first] = held;
    if (first === undefined) return;
    if (this.#current !== null) this.#current.closed = true;
    this.#begin(first.index, first.size, first.value, first.order);
    for (const next of held.slice(1)) this.#current?.extend(next.index, next.size);
  }

  #settleHeld(): void {
    const held = this.#held;
    const run = this.#current;
    this.#held = [];
    if (run === null) return;
    for (const each of held) {
      if (each.index < run.from) run.fill(each.index, each.size);
      else run.repeat(each.index);
    }
  }

  #begin(index: number, size: number, value: number, order: number): void {
    this.#current = new SequenceRun(index, size, value, order);
    this.count++;
    if (this.#runs.length < SEQUENCE_LIMIT) this.#runs.push(this.#current);
  }
}
