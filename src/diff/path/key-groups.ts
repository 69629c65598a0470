// Segments by their key (segment-key.ts): an open-addressing table over typed arrays, with the segments of one key chained in their order. A Map of
// lists took ten times the memory.

/** Share of the slots that may be taken: 3 of 4. */
const ROOM = 4 / 3;
const LEAST_SLOTS = 16;
/** The upper 32 bits of a key of 53 are mixed best. */
const LOW_BITS = 2 ** 21;

export class KeyGroups {
  readonly #members: ArrayLike<number>;
  readonly #keys: Float64Array;
  readonly #sizes: Int32Array;
  /** Places in `#members`. */
  readonly #first: Int32Array;
  readonly #last: Int32Array;
  readonly #next: Int32Array;

  /** `keyOf`: what `members[…]` is grouped by; NaN leaves it out. */
  constructor(members: ArrayLike<number>, keyOf: (member: number) => number) {
    let slots = LEAST_SLOTS;
    while (slots < members.length * ROOM) slots *= 2;
    this.#members = members;
    this.#keys = new Float64Array(slots);
    this.#sizes = new Int32Array(slots);
    this.#first = new Int32Array(slots);
    this.#last = new Int32Array(slots);
    this.#next = new Int32Array(members.length);
    for (let place = 0; place < members.length; place++) {
      const key = keyOf(members[place] ?? 0);
      if (!Number.isNaN(key)) this.#add(key, place);
    }
  }

  /** Slots are 0 … slots − 1, empty ones among them. */
  get slots(): number {
    return this.#keys.length;
  }

  /** The slot of a key; an empty one if no member has it. */
  slotOf(key: number): number {
    const mask = this.#keys.length - 1;
    let slot = (key / LOW_BITS) & mask;
    while (this.#sizes[slot] !== 0 && this.#keys[slot] !== key) slot = (slot + 1) & mask;
    return slot;
  }

  keyAt(slot: number): number {
    return this.#keys[slot] ?? 0;
  }

  /** Members with the key of a slot; 0: it is empty. */
  sizeAt(slot: number): number {
    return this.#sizes[slot] ?? 0;
  }

  firstAt(slot: number): number {
    return this.#members[this.#first[slot] ?? 0] ?? 0;
  }

  /** The first members of a slot, in their order. */
  membersAt(slot: number, limit: number = this.sizeAt(slot)): number[] {
    const found: number[] = [];
    let place = this.#first[slot] ?? 0;
    for (let count = Math.min(limit, this.sizeAt(slot)); count > 0; count--) {
      found.push(this.#members[place] ?? 0);
      place = this.#next[place] ?? 0;
    }
    return found;
  }

  #add(key: number, place: number): void {
    const slot = this.slotOf(key);
    const size = this.#sizes[slot] ?? 0;
    if (size === 0) {
      this.#keys[slot] = key;
      this.#first[slot] = place;
    } else {
      this.#next[this.#last[slot] ?? 0] = place;
    }
    this.#last[slot] = place;
    this.#sizes[slot] = size + 1;
  }
}
