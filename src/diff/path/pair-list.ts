// Pairs of segments, one of each capture, as two columns of numbers: a capture of a million frames has a million pairs, and none of them is an object.

const FIRST_CAPACITY = 64;

export class PairList {
  length = 0;
  #one: Int32Array;
  #other: Int32Array;

  constructor(capacity: number = FIRST_CAPACITY) {
    this.#one = new Int32Array(Math.max(1, capacity));
    this.#other = new Int32Array(Math.max(1, capacity));
  }

  push(one: number, other: number): void {
    if (this.length === this.#one.length) this.#grow();
    this.#one[this.length] = one;
    this.#other[this.length++] = other;
  }

  one(place: number): number {
    return this.#one[place] ?? 0;
  }

  other(place: number): number {
    return this.#other[place] ?? 0;
  }

  /** The first of each pair. Valid until a pair is added. */
  get ones(): Int32Array {
    return this.#one.subarray(0, this.length);
  }

  /** The same pairs seen from the other side, in the same order. */
  turned(): PairList {
    const turned = new PairList(0);
    turned.length = this.length;
    turned.#one = this.#other;
    turned.#other = this.#one;
    return turned;
  }

  /** The same pairs in ascending order of their first; itself if they are. */
  sorted(): PairList {
    let place = 1;
    while (place < this.length && this.one(place - 1) <= this.one(place)) place++;
    if (place >= this.length) return this;
    const order = Array.from(this.ones.keys()).sort((p, q) => this.one(p) - this.one(q));
    const sorted = new PairList(this.length);
    for (const from of order) sorted.push(this.one(from), this.other(from));
    return sorted;
  }

  /** What `one` is paired with, in a sorted list; null: it is not in it. */
  partnerOf(one: number): number | null {
    let low = 0;
    let high = this.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.one(middle) < one) low = middle + 1;
      else high = middle;
    }
    return low < this.length && this.one(low) === one ? this.other(low) : null;
  }

  #grow(): void {
    const [one, other] = [this.#one, this.#other];
    this.#one = new Int32Array(one.length * 2);
    this.#other = new Int32Array(other.length * 2);
    this.#one.set(one);
    this.#other.set(other);
  }
}
