// Round trips of one kind, for a connection that is looked at closely: exact moments, and samples kept for median and percentile.

import type { RttSamples } from './flow.ts';
import { addMoment, describeMoments, MOMENT_WORDS, reservoirPlace, sampleCount } from './rtt-moments.ts';

const KEPT = 4096;

export class RttSeries {
  readonly #moments: Float64Array = new Float64Array(MOMENT_WORDS / 2);
  readonly #kept: number[] = [];

  add(rttNs: number): void {
    const index = sampleCount(this.#moments, 0);
    addMoment(this.#moments, 0, rttNs);
    if (index < KEPT) {
      this.#kept.push(rttNs);
      return;
    }
    const place = reservoirPlace(index);
    if (place < KEPT) this.#kept[place] = rttNs;
  }

  /** null without a sample. */
  summary(): RttSamples | null {
    return describeMoments(this.#moments, 0, Float64Array.from(this.#kept).sort());
  }
}
