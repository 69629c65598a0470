// Count, extremes, mean and deviation of durations whose samples nobody asks for.

import type { DurationMoments } from '../tcp-report.ts';

export class DurationTally {
  #samples = 0;
  #minNs = 0;
  #maxNs = 0;
  #meanNs = 0;
  /** Sum of squared distances from the mean (Welford). */
  #squares = 0;

  add(ns: number): void {
    this.#samples++;
    if (this.#samples === 1 || ns < this.#minNs) this.#minNs = ns;
    if (ns > this.#maxNs) this.#maxNs = ns;
    const before = ns - this.#meanNs;
    this.#meanNs += before / this.#samples;
    this.#squares += before * (ns - this.#meanNs);
  }

  report(): DurationMoments | null {
    if (this.#samples === 0) return null;
    return {
      samples: this.#samples,
      minNs: this.#minNs,
      meanNs: Math.round(this.#meanNs),
      maxNs: this.#maxNs,
      standardDeviationNs: Math.round(Math.sqrt(this.#squares / this.#samples)),
    };
  }
}
