// What segments are grouped by, as one number: 53 bits of a hash over several fields. Among a million segments two different ones share a key once in
// twenty thousand captures; texts as keys took most of the time and the memory of a comparison.

import { finish, mix } from '../../core/hash.ts';

const OTHER_SEED = 0x7f4a_7c15;
const LOW_BITS = 21;

export class SegmentKey {
  #one: number;
  #other: number;

  constructor(first: number) {
    this.#one = mix(0, first | 0);
    this.#other = mix(OTHER_SEED, first | 0);
  }

  add(field: number): void {
    this.#one = mix(this.#one, field | 0);
    this.#other = mix(this.#other, ~field);
  }

  /** 0 … 2^53 − 1. */
  value(): number {
    return (finish(this.#one) >>> 0) * 2 ** LOW_BITS + (finish(this.#other) >>> (32 - LOW_BITS));
  }
}
