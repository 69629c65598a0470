// Random numbers that can be repeated: the same seed cuts the same fragments and loses the same ones. Generator: xoshiro128** (Blackman, Vigna).

const MULTIPLIER = 0x9e3779b9;

/** Uniform numbers from a seed; not for secrets. */
export class RandomSource {
  readonly #state: Uint32Array = new Uint32Array(4);

  /** `stream` tells apart what must not depend on each other: sizes and losses of one run. */
  constructor(seed: number, stream = 0) {
    let word = (Math.trunc(seed) ^ Math.imul(stream + 1, 0x85ebca6b)) >>> 0;
    for (let i = 0; i < 4; i++) {
      word = (word + MULTIPLIER) >>> 0;
      this.#state[i] = mix(word);
    }
  }

  /** Uniform in [0, 1), with 32 bits. */
  next(): number {
    const s = this.#state;
    const [a = 0, b = 0, c = 0, d = 0] = s;
    const result = Math.imul(rotate(Math.imul(b, 5), 7), 9) >>> 0;
    const c1 = c ^ a;
    const d1 = d ^ b;
    s[1] = b ^ c1;
    s[0] = a ^ d1;
    s[2] = c1 ^ (b << 9);
    s[3] = rotate(d1, 11);
    return result / 0x1_0000_0000;
  }

  /** Uniform among the whole numbers from `min` to `max`, both included. */
  integer(min: number, max: number): number {
    return min + Math.floor(this.next() * (max - min + 1));
  }
}

function rotate(word: number, by: number): number {
  return (word << by) | (word >>> (32 - by));
}

/** Spreads the bits of a small seed over the whole word. */
function mix(word: number): number {
  let z = word;
  z = Math.imul(z ^ (z >>> 16), 0x21f0aaad);
  z = Math.imul(z ^ (z >>> 15), 0x735a2d97);
  return (z ^ (z >>> 15)) >>> 0;
}
