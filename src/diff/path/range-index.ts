// Segments of one direction by the sequence numbers they take: which of them carry a given byte.

import type { Interval } from '../../flow/intervals.ts';
import { type DirectionTraffic, spanOf, startOf } from './stream-traffic.ts';

/** A segment and what it takes of the sequence, relative to the base. */
export interface Piece extends Interval {
  readonly index: number;
}

export function pieceOf(traffic: DirectionTraffic, index: number): Piece {
  const from = startOf(traffic, index);
  return { index, from, to: from + spanOf(traffic.columns, index) };
}

export class RangeIndex {
  readonly #pieces: readonly Piece[];
  /** How far any piece up to this one reaches. */
  readonly #reach: readonly number[];

  constructor(traffic: DirectionTraffic, indexes: readonly number[]) {
    this.#pieces = indexes
      .map((index) => pieceOf(traffic, index))
      .filter((piece) => piece.to > piece.from)
      .sort((p, q) => p.from - q.from || p.index - q.index);
    let most = Number.NEGATIVE_INFINITY;
    this.#reach = this.#pieces.map((piece) => {
      most = Math.max(most, piece.to);
      return most;
    });
  }

  /** Segments that take any number of [from, to). */
  overlapping(from: number, to: number): readonly Piece[] {
    const found: Piece[] = [];
    for (let place = this.#lastStartingBefore(to); place >= 0 && (this.#reach[place] ?? 0) > from; place--) {
      const piece = this.#pieces[place];
      if (piece !== undefined && piece.to > from) found.push(piece);
    }
    return found;
  }

  /** Where the next segment behind `from` starts; null: none does. */
  nextStart(from: number): number | null {
    return this.#pieces[this.#lastStartingBefore(from + 1) + 1]?.from ?? null;
  }

  #lastStartingBefore(to: number): number {
    let low = 0;
    let high = this.#pieces.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#pieces[middle]?.from ?? 0) < to) low = middle + 1;
      else high = middle;
    }
    return low - 1;
  }
}
