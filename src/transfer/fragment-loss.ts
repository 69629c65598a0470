// Loss on purpose: fragments that are sent only in name, chosen by number or by chance.

import type { RandomSource } from './random.ts';

/** Which fragments are not really published. */
export class FragmentLoss {
  readonly #numbers: ReadonlySet<number>;
  readonly #probability: number;
  readonly #random: RandomSource;
  /** Fragments lost so far. */
  count = 0;

  /** `numbers` are lost the first time they are sent, any fragment with `probability` every time. */
  constructor(numbers: readonly number[], probability: number, random: RandomSource) {
    this.#numbers = new Set(numbers);
    this.#probability = probability;
    this.#random = random;
  }

  /** Is this sending of fragment `number` lost? `sending`: 1 for the first time. */
  loses(number: number, sending: number): boolean {
    const lost =
      (sending === 1 && this.#numbers.has(number)) ||
      (this.#probability > 0 && this.#random.next() < this.#probability);
    if (lost) this.count++;
    return lost;
  }
}
