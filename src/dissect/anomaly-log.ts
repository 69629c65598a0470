// This packet's (or message's) anomalies: preallocated, by reference and number. No strings are built here.

import type { AnomalyKind } from '../core/anomaly-kind.ts';

/** Beyond this many in one packet only the count of the rest is kept. */
const CAPACITY = 32;

export class AnomalyLog {
  /** How many are held: 0 … 32. */
  count = 0;
  /** Raised beyond the capacity. */
  overflow = 0;
  readonly #kinds: AnomalyKind[] = [];
  readonly #at = new Float64Array(CAPACITY);
  readonly #needed = new Float64Array(CAPACITY);
  readonly #had = new Float64Array(CAPACITY);

  clear(): void {
    this.count = 0;
    this.overflow = 0;
  }

  /** `at`: byte offset; `needed`/`had`: bytes or value required and found, 0 if not a matter of size. */
  add(kind: AnomalyKind, at: number, needed: number, had: number): void {
    if (this.count === CAPACITY) {
      this.overflow++;
      return;
    }
    const i = this.count++;
    this.#kinds[i] = kind;
    this.#at[i] = at;
    this.#needed[i] = needed;
    this.#had[i] = had;
  }

  kind(index: number): AnomalyKind {
    const kind = this.#kinds[index];
    if (kind === undefined) throw new RangeError(`anomaly ${index} of ${this.count}`);
    return kind;
  }

  at(index: number): number {
    return this.#at[index] ?? 0;
  }

  needed(index: number): number {
    return this.#needed[index] ?? 0;
  }

  had(index: number): number {
    return this.#had[index] ?? 0;
  }
}
