// Segments that came later than their neighbours: overtaken by one that left after them, or far behind the usual time.

import type { DirectionMatch } from './match-direction.ts';
import type { PairList } from './pair-list.ts';
import { at } from './segment-columns.ts';
import type { DirectionTraffic } from './stream-traffic.ts';
import type { DirectionTimes } from './travel-times.ts';

export interface LateSegment {
  readonly sent: number;
  readonly received: number;
  /** reordered: overtaken, so the way was open meanwhile. delayed: only late; the way may have stood still. */
  readonly fate: 'reordered' | 'delayed';
  /** Segments that left after it and arrived before it. */
  readonly overtakenBy: number;
  /** Beyond the fastest segment of this direction. */
  readonly excessNs: number;
}

/** Late without being overtaken counts from here: less is a busy machine. */
const LEAST_LATE_NS = 50_000_000;
const LATE_ROUND_TRIPS = 4;
/** And from so many times what is usual here: in a long queue everything is late. */
const UNUSUAL = 10;

export function findLate(
  sent: DirectionTraffic,
  received: DirectionTraffic,
  match: DirectionMatch,
  times: DirectionTimes,
  roundTripNs: number | null,
): readonly LateSegment[] {
  const { pairs } = match;
  const overtaken = overtakenBy(sent, received, pairs);
  const excesses = new Float64Array(pairs.length);
  for (let place = 0; place < pairs.length; place++)
    excesses[place] = times.excess(pairs.one(place), pairs.other(place));
  const median = excesses.slice().sort()[excesses.length >> 1] ?? 0;
  // Without clocks laid on top of each other nothing is late, only out of order.
  const late =
    roundTripNs === null
      ? Number.POSITIVE_INFINITY
      : Math.max(LEAST_LATE_NS, LATE_ROUND_TRIPS * roundTripNs, UNUSUAL * median);
  const found: LateSegment[] = [];
  for (let place = 0; place < pairs.length; place++) {
    const excessNs = excesses[place] ?? 0;
    const count = overtaken?.[place] ?? 0;
    if (count === 0 && excessNs < late) continue;
    const fate = count > 0 ? 'reordered' : 'delayed';
    found.push({ sent: pairs.one(place), received: pairs.other(place), fate, overtakenBy: count, excessNs });
  }
  return found;
}

/** For each pair, in the order of sending: how many later ones arrived before it; null: none anywhere. Counted with a tree over the order of arrival, n log n. */
function overtakenBy(sent: DirectionTraffic, received: DirectionTraffic, pairs: PairList): Int32Array | null {
  let inOrder = 1;
  while (inOrder < pairs.length && pairs.other(inOrder - 1) <= pairs.other(inOrder)) inOrder++;
  if (inOrder >= pairs.length) return null;
  const arrivals = Array.from(pairs.ones.keys()).sort((p, q) => pairs.other(p) - pairs.other(q));
  const rank = new Int32Array(pairs.length);
  for (const [place, pair] of arrivals.entries()) rank[pair] = place;
  const tree = new Int32Array(pairs.length + 1);
  const counts = new Int32Array(pairs.length);
  for (let pair = pairs.length - 1; pair >= 0; pair--) {
    let before = 0;
    for (let node = rank[pair] ?? 0; node > 0; node -= node & -node) before += tree[node] ?? 0;
    counts[pair] = isSimultaneous(sent, received, pairs, pair) ? 0 : before;
    for (let node = (rank[pair] ?? 0) + 1; node <= pairs.length; node += node & -node)
      tree[node] = (tree[node] ?? 0) + 1;
  }
  return counts;
}

/** A capture writes down frames of the same instant in any order. */
function isSimultaneous(sent: DirectionTraffic, received: DirectionTraffic, pairs: PairList, pair: number): boolean {
  if (pair + 1 >= pairs.length) return false;
  const [left, arrived] = [sent.columns.timeNs, received.columns.timeNs];
  return (
    at(left, pairs.one(pair)) === at(left, pairs.one(pair + 1)) &&
    at(arrived, pairs.other(pair)) === at(arrived, pairs.other(pair + 1))
  );
}
