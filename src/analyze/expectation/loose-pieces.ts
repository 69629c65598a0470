// What the pieces outside the chain are: out of place, repeated, altered, or nothing of this file.

import type { Chain } from './chain.ts';
import type { ExpectedFile } from './expected-file.ts';
import { type FileRange, Gaps } from './gaps.ts';
import { fitting, likeness, type Piece } from './piece.ts';

/** 'not-compared': it would lie behind the part of the file that is compared. */
export type PieceState = 'arrived' | 'altered' | 'repeated' | 'foreign' | 'not-compared';

/** What became of a piece. `from` … `to`: the range of the file it stands for; both −1 where it stands for none. */
export interface Fate {
  readonly state: PieceState;
  readonly from: number;
  readonly to: number;
  readonly ambiguous: boolean;
}

/** Free ranges in which a piece out of place is looked for. */
const GAPS_TRIED = 256;
/** Shorter pieces are in many a file by chance. */
const TELLING_LENGTH = 8;

/** Settles every piece of a chain, in the order of `pieces`. */
export function settlePieces(file: ExpectedFile, pieces: readonly Piece[], chain: Chain): Fate[] {
  return new Settlement(file, pieces, chain).fates();
}

class Settlement {
  readonly #file: ExpectedFile;
  readonly #pieces: readonly Piece[];
  readonly #chain: Chain;
  readonly #gaps: Gaps;
  readonly #fates: (Fate | null)[];
  /** By piece: the nearest ones of the chain before it (−1: none) and from it on. */
  readonly #before: Int32Array;
  readonly #after: Int32Array;
  /** Pieces that have a place, by their bytes; made when first asked for. */
  #placed: Map<string, number> | null = null;

  constructor(file: ExpectedFile, pieces: readonly Piece[], chain: Chain) {
    this.#file = file;
    this.#pieces = pieces;
    this.#chain = chain;
    const ranges: FileRange[] = [];
    this.#fates = pieces.map(({ bytes }, i): Fate | null => {
      const from = chain.at[i] ?? -1;
      if (from < 0) return null;
      const to = from + bytes.length;
      ranges.push({ from, to });
      return { state: 'arrived', from, to, ambiguous: chain.ambiguous.has(i) };
    });
    this.#gaps = new Gaps(ranges, file.length);
    const count = pieces.length;
    this.#before = new Int32Array(count);
    this.#after = new Int32Array(count);
    for (let i = 0, last = -1; i < count; i++) {
      this.#before[i] = last;
      if ((chain.at[i] ?? -1) >= 0) last = i;
    }
    for (let i = count - 1, next = count; i >= 0; i--) {
      if ((chain.at[i] ?? -1) >= 0) next = i;
      this.#after[i] = next;
    }
  }

  fates(): Fate[] {
    this.#pieces.forEach((_, i) => {
      if (this.#fates[i] === null) this.#placeElsewhere(i);
    });
    for (let i = 0; i < this.#pieces.length; i++) {
      if (this.#fates[i] !== null) continue;
      let end = i + 1;
      while (end < this.#pieces.length && (this.#chain.at[end] ?? -1) < 0) end++;
      this.#settleRun(i, end);
      i = end - 1;
    }
    return this.#fates.map((fate) => fate ?? { state: 'foreign', from: -1, to: -1, ambiguous: false });
  }

  /** Its bytes, unaltered, fill a part of the file that is still free: first between its neighbours, then anywhere. */
  #placeElsewhere(i: number): void {
    const piece = this.#pieces[i];
    if (piece === undefined) return;
    const length = piece.bytes.length;
    if (length === 0) {
      const at = this.#slot(i).from;
      this.#fates[i] = { state: 'arrived', from: at, to: at, ambiguous: false };
      return;
    }
    const { from, to } = this.#slot(i);
    const own = this.#gaps.within(from, to);
    const places = this.#placesIn([...own, ...this.#gaps.ranges.slice(0, GAPS_TRIED)], piece);
    const [at] = places;
    if (at === undefined) return;
    this.#gaps.cover(at, at + length);
    this.#fates[i] = { state: 'arrived', from: at, to: at + length, ambiguous: places.size > 1 };
  }

  #placesIn(gaps: readonly FileRange[], piece: Piece): ReadonlySet<number> & Iterable<number> {
    const { length } = piece.bytes;
    const places = new Set<number>();
    for (const gap of gaps) {
      if (gap.to - gap.from < length) continue;
      for (const at of [gap.from, gap.to - length]) if (fitting(this.#file, piece, at) > 0) places.add(at);
    }
    if (places.size > 0 || piece.holes.length > 0) return places;
    for (const gap of gaps) {
      if (gap.to - gap.from < length) continue;
      for (const at of this.#file.find(piece.bytes, gap.from, 2)) if (at + length <= gap.to) places.add(at);
    }
    return places;
  }

  /** Pieces [first, end), one after the other, none in the chain. */
  #settleRun(first: number, end: number): void {
    const run: number[] = [];
    for (let i = first; i < end; i++) if (this.#fates[i] === null) run.push(i);
    if (run.length === 0) return;
    if (end === this.#pieces.length && !this.#file.isWhole) {
      for (const i of run) this.#fates[i] = { state: 'not-compared', from: -1, to: -1, ambiguous: false };
      return;
    }
    const slot = this.#slot(first);
    const free = this.#gaps.within(slot.from, slot.to);
    if (this.#fillsExactly(run, free)) return;
    const others = run.filter((i) => !this.#isRepeated(i));
    if (others.length === 0 || this.#fillsExactly(others, free)) return;
    this.#fillRoughly(others, first, end, free);
  }

  /** As many bytes as are free between the neighbours: each piece stands in its own place, altered. */
  #fillsExactly(run: readonly number[], free: readonly FileRange[]): boolean {
    const [gap] = free;
    if (gap === undefined || free.length > 1) return false;
    const bytes = run.reduce((sum, i) => sum + this.#length(i), 0);
    if (bytes !== gap.to - gap.from) return false;
    let at = gap.from;
    for (const i of run) {
      this.#alter(i, at, at + this.#length(i));
      at += this.#length(i);
    }
    return true;
  }

  /** Sizes do not agree: something is missing besides, or the alteration changed the length. */
  #fillRoughly(run: readonly number[], first: number, end: number, free: readonly FileRange[]): void {
    const gap = free.reduce((a, b) => (b.to - b.from > a.to - a.from ? b : a), { from: 0, to: 0 });
    let { from, to } = gap;
    // A number that follows at once on its neighbour's ties the piece to that side.
    const isTiedLeft = this.#pieces[first]?.gapBefore === false;
    const isTiedRight = this.#pieces[end]?.gapBefore === false;
    const isNumbered = this.#pieces.some((piece) => piece.gapBefore);
    for (const [at, i] of run.entries()) {
      const left = to - from;
      const length = this.#length(i);
      if (left === 0) return;
      if (at === run.length - 1 && left <= 2 * length) {
        this.#alter(i, from, to);
        return;
      }
      const taken = Math.min(length, left);
      const piece = this.#pieces[i];
      const toRight =
        run.length === 1 && piece !== undefined && isNumbered && isTiedLeft !== isTiedRight
          ? isTiedRight
          : piece !== undefined && likeness(this.#file, piece, to - taken) > likeness(this.#file, piece, from);
      if (toRight) {
        this.#alter(i, to - taken, to);
        to -= taken;
      } else {
        this.#alter(i, from, from + taken);
        from += taken;
      }
    }
  }

  #alter(i: number, from: number, to: number): void {
    this.#gaps.cover(from, to);
    this.#fates[i] = { state: 'altered', from, to, ambiguous: false };
  }

  /** The same bytes lie in the file where they have already arrived. */
  #isRepeated(i: number): boolean {
    const piece = this.#pieces[i];
    if (piece === undefined || piece.holes.length > 0) return false;
    const same = this.#placedPieces().get(keyOf(piece.bytes));
    const twin = same === undefined ? null : (this.#fates[same] ?? null);
    const [place, another] = twin === null ? this.#file.find(piece.bytes, 0, 2) : [twin.from];
    if (place === undefined) return false;
    const ambiguous = another !== undefined || (twin === null && piece.bytes.length < TELLING_LENGTH);
    this.#fates[i] = { state: 'repeated', from: place, to: place + piece.bytes.length, ambiguous };
    return true;
  }

  #placedPieces(): ReadonlyMap<string, number> {
    if (this.#placed !== null) return this.#placed;
    this.#placed = new Map();
    for (const [i, piece] of this.#pieces.entries()) {
      if (this.#fates[i]?.state === 'arrived') this.#placed.set(keyOf(piece.bytes), i);
    }
    return this.#placed;
  }

  /** The part of the file between the neighbours in the chain. */
  #slot(i: number): FileRange {
    const before = this.#before[i] ?? -1;
    const after = this.#after[i] ?? this.#pieces.length;
    return {
      from: before < 0 ? 0 : (this.#chain.at[before] ?? 0) + this.#length(before),
      to: after === this.#pieces.length ? this.#file.length : (this.#chain.at[after] ?? 0),
    };
  }

  #length(i: number): number {
    return this.#pieces[i]?.bytes.length ?? 0;
  }
}

/** Equal for equal bytes only. */
function keyOf(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1');
}
