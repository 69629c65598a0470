// A growing buffer of 32-bit words, some pairs of which hold a float64: what records and pool blocks are made of.
// Offsets always count 32-bit words; a float64 starts at an even one.

export function i32(ints: Int32Array, at: number): number {
  return ints[at] ?? 0;
}

export function setI32(ints: Int32Array, at: number, value: number): void {
  ints[at] = value;
}

export function f64(floats: Float64Array, at: number): number {
  return floats[at >> 1] ?? 0;
}

export function setF64(floats: Float64Array, at: number, value: number): void {
  floats[at >> 1] = value;
}

/** The two views of one buffer. Both are replaced when it grows. */
export class Words {
  ints: Int32Array;
  floats: Float64Array;

  constructor(words: number) {
    const buffer = new ArrayBuffer(words * 4);
    this.ints = new Int32Array(buffer);
    this.floats = new Float64Array(buffer);
  }

  /** Makes room for `words`; what is there stays. */
  protected resize(words: number): void {
    const buffer = new ArrayBuffer(words * 4);
    const ints = new Int32Array(buffer);
    ints.set(this.ints);
    this.ints = ints;
    this.floats = new Float64Array(buffer);
  }
}
