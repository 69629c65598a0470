// Segments that were cut otherwise on the way (TSO before the capture point of the sender, GRO before the one of the receiver): matched by the bytes
// they carry, whatever their limits are.

import { type Interval, uncovered } from '../../flow/intervals.ts';
import type { TravelTimes } from './match-direction.ts';
import { type Piece, pieceOf, RangeIndex } from './range-index.ts';
import type { DirectionTraffic } from './stream-traffic.ts';

/** A segment, and the part [from, to) of it that the other capture does not show. A segment without length: from = to. */
export interface Uncovered {
  readonly index: number;
  readonly from: number;
  readonly to: number;
}

export interface BytesMatch {
  readonly pieces: readonly (readonly [sent: number, received: number])[];
  readonly onlySent: readonly Uncovered[];
  readonly onlyReceived: readonly Uncovered[];
}

/** Receive offload stamps a merged segment when its first part arrives, before the last ones were due. */
const OFFLOAD_WAIT_NS = 2_000_000;

export function matchBytes(
  sent: DirectionTraffic,
  leftSent: readonly number[],
  received: DirectionTraffic,
  leftReceived: readonly number[],
  times: TravelTimes,
  isPossible: (sent: number, received: number) => boolean,
): BytesMatch {
  const pieces: (readonly [number, number])[] = [];
  const onlyReceived: Uncovered[] = [];
  const candidates = new RangeIndex(sent, leftSent);
  const covered = new Map<number, Interval[]>();
  for (const index of leftReceived) {
    const whole = pieceOf(received, index);
    if (whole.to === whole.from) {
      onlyReceived.push(whole);
      continue;
    }
    let from = whole.from;
    while (from < whole.to) {
      const best = bestCovering(candidates, from, index, covered, times, isPossible);
      if (best === null) {
        const next = Math.min(whole.to, candidates.nextStart(from) ?? whole.to);
        onlyReceived.push({ index, from, to: next });
        from = next;
        continue;
      }
      const to = Math.min(best.to, whole.to);
      cover(covered, best.index, { from, to });
      pieces.push([best.index, index]);
      from = to;
    }
  }
  const onlySent = leftSent.flatMap((index): Uncovered[] => {
    const whole = pieceOf(sent, index);
    if (whole.to === whole.from) return [whole];
    return uncovered(whole.from, whole.to, covered.get(index) ?? []).map(({ from, to }) => ({ index, from, to }));
  });
  return { pieces, onlySent, onlyReceived };
}

/** The sent segment whose byte `from` this most likely is: not yet accounted for, and nearest to the usual travel time. */
function bestCovering(
  candidates: RangeIndex,
  from: number,
  received: number,
  covered: ReadonlyMap<number, readonly Interval[]>,
  times: TravelTimes,
  isPossible: (sent: number, received: number) => boolean,
): Piece | null {
  let best: Piece | null = null;
  let least = 2 * times.aloneNs;
  for (const candidate of candidates.overlapping(from, from + 1)) {
    if (!isPossible(candidate.index, received)) continue;
    const excess = times.excess(candidate.index, received);
    if (excess < -times.toleranceNs - OFFLOAD_WAIT_NS || isCovered(covered.get(candidate.index), from)) continue;
    if (Math.abs(excess) < least) {
      least = Math.abs(excess);
      best = candidate;
    }
  }
  return best;
}

function isCovered(covered: readonly Interval[] | undefined, from: number): boolean {
  return covered?.some((part) => part.from <= from && from < part.to) ?? false;
}

function cover(covered: Map<number, Interval[]>, index: number, part: Interval): void {
  const known = covered.get(index) ?? [];
  known.push(part);
  known.sort((p, q) => p.from - q.from);
  covered.set(index, known);
}
