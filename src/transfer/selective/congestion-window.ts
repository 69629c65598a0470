// How many fragments may be under way: slow start, congestion avoidance, and what a loss does to them (RFC 5681 §3), counted in fragments.

/** RFC 5681 §3.1 allows two to four segments at the start. */
const INITIAL = 4;
/** RFC 5681 §3.1: after a timeout. */
const AFTER_TIMEOUT = 1;
/** RFC 5681 equation (4): never below two. */
const LEAST_THRESHOLD = 2;

export class CongestionWindow {
  readonly #limit: number;
  #size = INITIAL;
  #threshold: number = Number.POSITIVE_INFINITY;
  /** The largest it has been. */
  largest: number = INITIAL;

  constructor(limit: number) {
    this.#limit = limit;
    this.#size = Math.min(INITIAL, limit);
    this.largest = this.#size;
  }

  /** Whole fragments. */
  get size(): number {
    return Math.floor(this.#size);
  }

  /** `count` fragments were acknowledged while the window was in use. */
  acknowledged(count: number): void {
    if (this.#size < this.#threshold)
      this.#size += count; // slow start
    else this.#size += count / this.#size; // one more per round trip
    this.#size = Math.min(this.#size, this.#limit);
    this.largest = Math.max(this.largest, this.size);
  }

  /** A receiver reported a loss; called once for all losses of one window (RFC 6582). */
  lost(inFlight: number): void {
    this.#threshold = Math.max(inFlight / 2, LEAST_THRESHOLD);
    this.#size = Math.min(this.#threshold, this.#limit);
  }

  timedOut(inFlight: number): void {
    this.#threshold = Math.max(inFlight / 2, LEAST_THRESHOLD);
    this.#size = AFTER_TIMEOUT;
  }
}
