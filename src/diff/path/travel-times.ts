// How long the segments of one direction took from the point nearer to their sender to the other one, by clocks laid on top of each other.

import type { ClockModel } from './clock.ts';
import type { TravelTimes } from './match-direction.ts';
import type { PairList } from './pair-list.ts';
import { at, type SegmentColumns } from './segment-columns.ts';

/** Which way a direction crosses: 1 from A to B, −1 from B to A. */
export type Crossing = 1 | -1;

export interface DirectionTimes extends TravelTimes {
  /** From point to point, clock offset taken out; without a known clock only differences between these mean anything. */
  delay(sent: number, received: number): number;
  /** When a segment sent then is due at the other point, in the time base of that point's log. */
  due(sentTimeNs: number): number;
  /** The same backwards: when a segment received then left. */
  left(receivedTimeNs: number): number;
  readonly leastNs: number;
}

/** The fastest segment that is known so far need not be the fastest one. */
const LEAST_TOLERANCE_NS = 1_000_000;
/** Without a clock, no time is too early or too late: some 11 days. */
const ANY = 1e15;
/** Shorter than the smallest retransmission timeout in use (200 ms, Linux), longer than what makes segments late. */
const LEAST_ALONE_NS = 50_000_000;

export function directionTimes(
  sent: SegmentColumns,
  received: SegmentColumns,
  crossing: Crossing,
  unique: PairList,
  clock: ClockModel | null,
  resolutionNs: number,
): DirectionTimes {
  const offset = offsetFor(sent, received, crossing, unique, clock);
  const delay = (i: number, j: number): number => {
    const left = at(sent.timeNs, i);
    const arrived = at(received.timeNs, j);
    return arrived - left - offset((left + arrived) / 2);
  };
  let leastNs = Number.POSITIVE_INFINITY;
  for (let place = 0; place < unique.length; place++) {
    leastNs = Math.min(leastNs, delay(unique.one(place), unique.other(place)));
  }
  if (!Number.isFinite(leastNs)) leastNs = clock === null ? 0 : clock.roundTripNs / 2;
  const roundTripNs = clock?.roundTripNs ?? 0;
  return {
    delay,
    leastNs,
    excess: (i, j) => delay(i, j) - leastNs,
    due: (time) => time + offset(time) + leastNs,
    left: (time) => time - offset(time) - leastNs,
    toleranceNs: clock === null ? ANY : Math.max(LEAST_TOLERANCE_NS, roundTripNs / 4) + resolutionNs,
    aloneNs: clock === null ? ANY : Math.max(LEAST_ALONE_NS, 2 * roundTripNs),
  };
}

/** The receiving capture's clock minus the sending one's, by the mean of the two times; without a clock, what puts the fastest segment at 0. */
function offsetFor(
  sent: SegmentColumns,
  received: SegmentColumns,
  crossing: Crossing,
  unique: PairList,
  clock: ClockModel | null,
): (t: number) => number {
  if (clock !== null) return (t) => crossing * clock.offsetAt(t);
  let least = Number.POSITIVE_INFINITY;
  for (let place = 0; place < unique.length; place++) {
    least = Math.min(least, at(received.timeNs, unique.other(place)) - at(sent.timeNs, unique.one(place)));
  }
  const fixed = Number.isFinite(least) ? least : 0;
  return () => fixed;
}
