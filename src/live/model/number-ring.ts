// The last numbers of a series: a ring of fixed size.

export class NumberRing {
  readonly #values: Float64Array;
  /** All numbers that were added, also those that are gone. */
  count = 0;

  constructor(capacity: number) {
    this.#values = new Float64Array(capacity);
  }

  add(value: number): void {
    this.#values[this.count % this.#values.length] = value;
    this.count++;
  }

  /** At most `limit` of them, the oldest first. */
  last(limit: number): number[] {
    const capacity = this.#values.length;
    const list: number[] = [];
    for (let at = Math.max(0, this.count - Math.min(limit, capacity)); at < this.count; at++) {
      list.push(this.#values[at % capacity] ?? 0);
    }
    return list;
  }
}
