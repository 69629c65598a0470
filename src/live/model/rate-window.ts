// Messages and bytes per second over the last seconds: counts are noted at every tick, with the time of the capture.

const SAMPLES = 16;
const WINDOW_NS = 3_000_000_000;
/** Over less time than this a rate would only be noise. */
const LEAST_NS = 200_000_000;

export interface Rate {
  readonly messages: number;
  readonly bytes: number;
}

export const NO_RATE: Rate = { messages: 0, bytes: 0 };

export class RateWindow {
  readonly #times: Float64Array = new Float64Array(SAMPLES);
  readonly #messages: Float64Array = new Float64Array(SAMPLES);
  readonly #bytes: Float64Array = new Float64Array(SAMPLES);
  #count = 0;

  /** As if nothing had been noted. */
  clear(): void {
    this.#count = 0;
  }

  /** Totals at an instant. */
  note(nowNs: number, messages: number, bytes: number): void {
    const at = this.#count++ % SAMPLES;
    this.#times[at] = nowNs;
    this.#messages[at] = messages;
    this.#bytes[at] = bytes;
  }

  /** Per second, from the oldest sample of the window to the newest. */
  get rate(): Rate {
    const newest = (this.#count - 1) % SAMPLES;
    if (this.#count < 2) return NO_RATE;
    const nowNs = this.#times[newest] ?? 0;
    let oldest = newest;
    for (let n = Math.max(0, this.#count - SAMPLES); n < this.#count; n++) {
      const age = nowNs - (this.#times[n % SAMPLES] ?? 0);
      if (age < 0 || age > WINDOW_NS) continue;
      oldest = n % SAMPLES;
      break;
    }
    const seconds = (nowNs - (this.#times[oldest] ?? 0)) / 1e9;
    if (seconds * 1e9 < LEAST_NS) return NO_RATE;
    return {
      messages: Math.max(0, (this.#messages[newest] ?? 0) - (this.#messages[oldest] ?? 0)) / seconds,
      bytes: Math.max(0, (this.#bytes[newest] ?? 0) - (this.#bytes[oldest] ?? 0)) / seconds,
    };
  }
}
