// The pieces laid on the file one behind the other. Where the next piece is not what the file goes on with, the pieces that follow decide: the place
// from which most of them fit again. What lies between (missing, altered, foreign, repeated, out of order) is left to loose-pieces.ts.

import { INDEXED_LENGTH } from './content-index.ts';
import type { ExpectedFile } from './expected-file.ts';
import { fitting, type Piece } from './piece.ts';

/** Pieces looked at ahead where the chain breaks. */
const LOOKAHEAD = 16;
/** Places tried per piece. */
const PLACES = 8;

export interface Chain {
  /** By piece: offset in the file; −1: not in the chain. Those in the chain rise. */
  readonly at: number[];
  /** Pieces that would fit as well elsewhere. */
  readonly ambiguous: Set<number>;
}

interface Anchor {
  readonly piece: number;
  readonly at: number;
  readonly bytes: number;
  readonly score: number;
}

/** Lays `pieces` on `file`. */
export function chainPieces(file: ExpectedFile, pieces: readonly Piece[]): Chain {
  return new ChainBuilder(file, pieces).build();
}

class ChainBuilder {
  readonly #file: ExpectedFile;
  readonly #pieces: readonly Piece[];
  readonly #at: number[];
  readonly #ambiguous = new Set<number>();
  /** Places of a piece, looked for once: what is nowhere in the file need not be looked for again. */
  readonly #nowhere = new Set<number>();
  /** Bytes of all pieces before the n-th. */
  readonly #sums: number[] = [0];

  constructor(file: ExpectedFile, pieces: readonly Piece[]) {
    this.#file = file;
    this.#pieces = pieces;
    this.#at = new Array<number>(pieces.length).fill(-1);
    let sum = 0;
    for (const piece of pieces) {
      sum += piece.bytes.length;
      this.#sums.push(sum);
    }
  }

  build(): Chain {
    let position = 0;
    /** First piece that is not in the chain since its last one. */
    let loose = 0;
    for (let i = 0; i < this.#pieces.length; i++) {
      const piece = this.#pieces[i];
      if (piece === undefined) break;
      if (!piece.gapBefore && fitting(this.#file, piece, position) >= 0) {
        this.#at[i] = position;
        position += piece.bytes.length;
        loose = i + 1;
        continue;
      }
      const anchor = this.#bestAnchor(i, position, this.#sum(loose, i));
      if (anchor === null) continue;
      i = anchor.piece;
      this.#at[i] = anchor.at;
      position = anchor.at + this.#sum(i, i + 1);
      loose = i + 1;
    }
    return { at: this.#at, ambiguous: this.#ambiguous };
  }

  /** null: no piece in reach is anywhere in the rest of the file. */
  #bestAnchor(first: number, position: number, looseBytes: number): Anchor | null {
    const end = this.#windowEnd(first);
    const whole = this.#sum(first, end);
    // Behind a hole in the numbers at least a byte is missing, and nothing says how many.
    const isBehindHole = this.#pieces[first]?.gapBefore === true;
    const least = isBehindHole ? position + 1 : position;
    let best: Anchor | null = null;
    let rivals = 0;
    for (let k = first; k < end; k++) {
      const inPlace = isBehindHole ? -1 : position + looseBytes + this.#sum(first, k);
      for (const at of this.#places(k, least, inPlace)) {
        const anchor = this.#anchor(k, at, end, inPlace);
        if (anchor.bytes === 0) continue;
        if (best === null || anchor.score > best.score) {
          rivals = best !== null && best.bytes === anchor.bytes && best.piece === k ? rivals + 1 : 0;
          best = anchor;
        } else if (anchor.bytes === best.bytes && best.piece === k) {
          rivals++;
        }
      }
      if (best !== null && best.bytes >= whole) break;
    }
    if (best !== null && rivals > 0) this.#ambiguous.add(best.piece);
    return best;
  }

  /** A hole in the numbers ends what can be judged together. */
  #windowEnd(first: number): number {
    const last = Math.min(this.#pieces.length, first + LOOKAHEAD);
    for (let k = first + 1; k < last; k++) if (this.#pieces[k]?.gapBefore === true) return k;
    return last;
  }

  /** Where a piece may lie: right here, where it would lie if those before it had only been altered, up to the file's end, or anywhere ahead. */
  #places(k: number, least: number, inPlace: number): ReadonlySet<number> {
    const places = new Set<number>();
    const piece = this.#pieces[k];
    if (piece === undefined || piece.bytes.length === 0) return places;
    const toTheEnd = this.#file.length - this.#sum(k, this.#pieces.length);
    for (const at of [inPlace, least, toTheEnd]) {
      if (at >= least && fitting(this.#file, piece, at) > 0) places.add(at);
    }
    if (piece.holes.length > 0 || this.#nowhere.has(k)) return places;
    const found = this.#file.find(piece.bytes, least, PLACES);
    if (found.length === 0 && piece.bytes.length >= INDEXED_LENGTH) this.#nowhere.add(k);
    for (const at of found) places.add(at);
    return places;
  }

  /** What fits from here on, in bytes; by less than a byte it is preferred to lie in its place, and to reach the end of the file exactly. */
  #anchor(first: number, at: number, end: number, inPlace: number): Anchor {
    let bytes = 0;
    let next = at;
    let k = first;
    for (; k < end; k++) {
      const piece = this.#pieces[k];
      const fits = piece === undefined ? -1 : fitting(this.#file, piece, next);
      if (fits < 0) break;
      bytes += fits;
      next += piece?.bytes.length ?? 0;
    }
    const reachesEnd = k === this.#pieces.length && next === this.#file.length;
    return { piece: first, at, bytes, score: bytes + (reachesEnd ? 0.5 : 0) + (at === inPlace ? 0.25 : 0) };
  }

  #sum(from: number, to: number): number {
    return (this.#sums[to] ?? 0) - (this.#sums[from] ?? 0);
  }
}
