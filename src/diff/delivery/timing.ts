// How long messages took from where one capture shows them leave to where the other shows them arrive, by the clocks as they are.

import type { Message, Place } from './model.ts';
import { PLACES } from './model.ts';

/** Where nothing was delivered that could tell, a broker is given this long. */
const ASSUMED_MOST_NS = 1_000_000_000;
/** How far above the usual a message may be late before its absence means something. */
const ALLOWANCE_NS = 20_000_000;
const ALLOWED_SPREADS = 4;

/** From publishing to delivery, offset of the clocks included. */
export interface TransitTime {
  readonly leastNs: number;
  readonly mostNs: number;
  readonly medianNs: number;
  /** false: assumed, no message tells. */
  readonly measured: boolean;
}

export const ASSUMED_TRANSIT: TransitTime = {
  leastNs: 0,
  mostNs: ASSUMED_MOST_NS,
  medianNs: 0,
  measured: false,
};

export interface Sighting {
  readonly from: Place;
  readonly to: Place;
}

/** The captures between which a message is timed: one that shows both ends if there is one. */
export function sightingOf(published: Message, delivered: Message): Sighting {
  for (const place of PLACES) {
    if (published.notes[place] !== null && delivered.notes[place] !== null) return { from: place, to: place };
  }
  return { from: firstPlace(published), to: firstPlace(delivered) };
}

export function firstPlace(message: Message): Place {
  return message.notes[0] === null ? 1 : 0;
}

/** What is delivered here was most likely published where the other capture is. */
export function likelyOrigin(delivered: Message | null): Place {
  return delivered !== null && firstPlace(delivered) === 0 ? 1 : 0;
}

/** Of the last byte, on the clock of that capture, from the base of capture 0. */
export function timeAt(message: Message, place: Place, shiftNs: readonly [number, number]): number {
  const note = message.notes[place];
  return note === null || message.isWill ? message.timeNs : note.timeNs + shiftNs[place];
}

export function transitNs(published: Message, delivered: Message, shiftNs: readonly [number, number]): number {
  const { from, to } = sightingOf(published, delivered);
  return timeAt(delivered, to, shiftNs) - timeAt(published, from, shiftNs);
}

export function transitTime(samples: readonly number[]): TransitTime {
  if (samples.length === 0) return ASSUMED_TRANSIT;
  const sorted = Float64Array.from(samples).sort();
  const leastNs = sorted[0] ?? 0;
  const medianNs = sorted[sorted.length >> 1] ?? leastNs;
  const mostNs = medianNs + ALLOWED_SPREADS * (medianNs - leastNs) + ALLOWANCE_NS;
  return { leastNs, mostNs, medianNs, measured: true };
}
