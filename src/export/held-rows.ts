// Rows of one session that wait because a suspicion about one of its messages is not settled yet: rows stay in order, and a violation that is
// only judged by what comes next still stands beside the message that committed it.

import type { Cell, Row } from './row.ts';
import type { RowSink } from './table.ts';

/** Rows that wait per session; beyond, the oldest is written as it is. */
const MOST_WAITING = 256;

interface HeldRow {
  readonly ordinal: number;
  readonly cells: Cell[];
}

export class HeldRows {
  readonly #rows: HeldRow[] = [];

  /** Takes the row over. */
  hold(ordinal: number, row: Row, emit: RowSink): void {
    this.#rows.push({ ordinal, cells: [...row] });
    if (this.#rows.length > MOST_WAITING) {
      const oldest = this.#rows.shift();
      if (oldest !== undefined) emit(oldest.cells);
    }
  }

  /** The cells of a row that still waits; null: it does not. */
  find(ordinal: number): Cell[] | null {
    return this.#rows.find((row) => row.ordinal === ordinal)?.cells ?? null;
  }

  release(emit: RowSink): void {
    for (const { cells } of this.#rows) emit(cells);
    this.#rows.length = 0;
  }
}
