// Bytes of one direction that wait for more: the head of a message, or the first bytes nobody has recognised yet.

const EMPTY = new Uint8Array(0);
const SMALLEST = 64;
/** A larger store is given back when it is emptied. */
const KEPT_CAPACITY = 1024;

export class StreamBuffer {
  /** [0, length) is in use. Moves when it grows. */
  store: Uint8Array = EMPTY;
  length = 0;

  append(buf: Uint8Array, at: number, end: number): void {
    const needed = this.length + (end - at);
    if (needed > this.store.length) {
      let capacity = Math.max(SMALLEST, this.store.length);
      while (capacity < needed) capacity *= 2;
      const larger = new Uint8Array(capacity);
      larger.set(this.store.subarray(0, this.length));
      this.store = larger;
    }
    this.store.set(buf.subarray(at, end), this.length);
    this.length = needed;
  }

  clear(): void {
    this.length = 0;
    if (this.store.length > KEPT_CAPACITY) this.store = EMPTY;
  }
}
