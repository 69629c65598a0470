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
  readonly #traffic: DirectionTraffic;
  /** Segments by where they start. */
  readonly #order: Int32Array;
  /** How far any segment up to this one reaches. */
  readonly #reach: Float64Array;

  constructor(traffic: DirectionTraffic, indexes: ArrayLike<number>) {
    this.#traffic = traffic;
    this.#order = byStart(traffic, indexes);
    this.#reach = new Float64Array(this.#order.length);
    let most = Number.NEGATIVE_INFINITY;
    for (let place = 0; place < this.#order.length; place++) {
      const index = this.#order[place] ?? 0;
      most = Math.max(most, startOf(traffic, index) + spanOf(traffic.columns, index));
      this.#reach[place] = most;
    }
  }

  /** Segments that take any number of [from, to). */
  overlapping(from: number, to: number): readonly Piece[] {
    const found: Piece[] = [];
    for (let place = this.#lastStartingBefore(to); place >= 0 && (this.#reach[place] ?? 0) > from; place--) {
      const piece = pieceOf(this.#traffic, this.#order[place] ?? 0);
      if (piece.to > from) found.push(piece);
    }
    return found;
  }

  /** Where the next segment behind `from` starts; null: none does. */
  nextStart(from: number): number | null {
    const index = this.#order[this.#lastStartingBefore(from + 1) + 1];
    return index === undefined ? null : startOf(this.#traffic, index);
  }

  #lastStartingBefore(to: number): number {
    let low = 0;
    let high = this.#order.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (startOf(this.#traffic, this.#order[middle] ?? 0) < to) low = middle + 1;
      else high = middle;
    }
    return low - 1;
  }
}

/** Those of `indexes` (ascending) that take any number, by the first one they take. */
function byStart(traffic: DirectionTraffic, indexes: ArrayLike<number>): Int32Array {
  const taking: number[] = [];
  let isSorted = true;
  let last = Number.NEGATIVE_INFINITY;
  for (let place = 0; place < indexes.length; place++) {
    const index = indexes[place] ?? 0;
    if (spanOf(traffic.columns, index) === 0) continue;
    const start = startOf(traffic, index);
    isSorted &&= start >= last;
    last = start;
    taking.push(index);
  }
  if (!isSorted) taking.sort((p, q) => startOf(traffic, p) - startOf(traffic, q) || p - q);
  return Int32Array.from(taking);
}
