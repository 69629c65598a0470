// One connection at both points, ready to be compared: its two directions, what both saw exactly once, and which point is nearer to whom.

import type { Analysis } from '../../analyze/analysis.ts';
import type { DiffInput } from '../diff-input.ts';
import { type Crossings, causalRoom } from './clock.ts';
import { uniquePairs } from './match-direction.ts';
import type { PairList } from './pair-list.ts';
import type { CaptureSide } from './path-diff.ts';
import { at, type SegmentColumns } from './segment-columns.ts';
import type { SegmentLog } from './segment-log.ts';
import type { StreamPair } from './stream-pairs.ts';
import { type DirectionTraffic, splitDirections, withoutSecondRecords } from './stream-traffic.ts';

export type Nearer = CaptureSide | 'same' | 'unknown';
export type NearerEvidence = 'times' | 'ttl' | 'handshake' | 'none';

/** [client's, server's] in the words of A. */
export type BothWays<T> = readonly [T, T];

export interface ConnectionSight {
  readonly pair: StreamPair;
  readonly a: BothWays<DirectionTraffic>;
  readonly b: BothWays<DirectionTraffic>;
  /** [index in A, index in B] of segments that each saw once. */
  readonly unique: BothWays<PairList>;
  readonly nearerClient: Nearer;
  readonly nearerEvidence: NearerEvidence;
}

export function sightConnection(pair: StreamPair, a: DiffInput, b: DiffInput, resolutionNs: number): ConnectionSight {
  const directionsA = splitDirections(a.segments, pair.a.stream);
  const straightB = splitDirections(b.segments, pair.b.stream);
  const directionsB = pair.isSwapped ? ([straightB[1], straightB[0]] as const) : straightB;
  const bases = basesOf(pair, a.segments, b.segments, directionsA, directionsB);
  const trafficOf = (log: SegmentLog, indexes: Int32Array, own: number, other: number): DirectionTraffic => {
    const kept = withoutSecondRecords(log.columns, indexes);
    const { columns } = log;
    return { columns, indexes: kept, baseSeq: own, baseAck: other, capturedTwice: indexes.length - kept.length };
  };
  const [shiftForth, shiftBack] = pair.shift;
  const trafficA = [
    trafficOf(a.segments, directionsA[0], bases[0], bases[1]),
    trafficOf(a.segments, directionsA[1], bases[1], bases[0]),
  ] as const;
  const trafficB = [
    trafficOf(b.segments, directionsB[0], bases[0] + shiftForth, bases[1] + shiftBack),
    trafficOf(b.segments, directionsB[1], bases[1] + shiftBack, bases[0] + shiftForth),
  ] as const;
  const unique = [uniquePairs(trafficA[0], trafficB[0]), uniquePairs(trafficA[1], trafficB[1])] as const;
  const place = nearerClientOf(pair, unique, a, b, resolutionNs);
  return { pair, a: trafficA, b: trafficB, unique, ...place };
}

/** In A: the initial sequence number; without one, one less than the smallest number that either saw. */
function basesOf(
  pair: StreamPair,
  a: SegmentLog,
  b: SegmentLog,
  directionsA: BothWays<Int32Array>,
  directionsB: BothWays<Int32Array>,
): BothWays<number> {
  const baseOf = (way: 0 | 1): number => {
    let least: number | null = null;
    const note = (seq: number): void => {
      if (least === null || ((seq - least) | 0) < 0) least = seq;
    };
    for (const index of directionsA[way]) note(at(a.columns.seq, index));
    for (const index of directionsB[way]) note((at(b.columns.seq, index) - pair.shift[way]) >>> 0);
    const hasSyn = pair.a.synOptions[way] !== null || pair.b.synOptions[pair.isSwapped ? 1 - way : way] !== null;
    return hasSyn ? (least ?? 0) : ((least ?? 0) - 1) >>> 0;
  };
  return [baseOf(0), baseOf(1)];
}

/** B's time minus A's of segments that both saw once. */
export function crossingsOf(
  pairs: PairList,
  a: SegmentColumns,
  b: SegmentColumns,
): { readonly t: Float64Array; readonly x: Float64Array } {
  const t = new Float64Array(pairs.length);
  const x = new Float64Array(pairs.length);
  for (let place = 0; place < pairs.length; place++) {
    const timeA = at(a.timeNs, pairs.one(place));
    const timeB = at(b.timeNs, pairs.other(place));
    t[place] = (timeA + timeB) / 2;
    x[place] = timeB - timeA;
  }
  return { t, x };
}

/** What goes from A to B and what comes from B to A, if A is nearer to the client (to the server: the other way round). */
export function crossingsIf(
  nearerClient: CaptureSide,
  sight: Pick<ConnectionSight, 'unique'>,
  a: SegmentLog,
  b: SegmentLog,
): Crossings {
  const forth = crossingsOf(sight.unique[0], a.columns, b.columns);
  const back = crossingsOf(sight.unique[1], a.columns, b.columns);
  return nearerClient === 'a' ? { aToB: forth, bToA: back } : { aToB: back, bToA: forth };
}

function nearerClientOf(
  pair: StreamPair,
  unique: ConnectionSight['unique'],
  a: DiffInput,
  b: DiffInput,
  resolutionNs: number,
): { readonly nearerClient: Nearer; readonly nearerEvidence: NearerEvidence } {
  if (unique[0].length > 0 && unique[1].length > 0) {
    const ifA = causalRoom(crossingsIf('a', { unique }, a.segments, b.segments));
    const ifB = causalRoom(crossingsIf('b', { unique }, a.segments, b.segments));
    const best = Math.max(ifA, ifB);
    if (Math.abs(best) <= resolutionNs) return { nearerClient: 'same', nearerEvidence: 'times' };
    if (best > 0) return { nearerClient: ifA > ifB ? 'a' : 'b', nearerEvidence: 'times' };
  }
  const byTtl = nearerByTtl(unique, a.segments.columns, b.segments.columns);
  if (byTtl !== null) return { nearerClient: byTtl, nearerEvidence: 'ttl' };
  const pointA = capturePointOf(a.analysis, pair.a.stream);
  const pointB = capturePointOf(b.analysis, pair.b.stream);
  if (pointA === 'client' && pointB !== 'client') return { nearerClient: 'a', nearerEvidence: 'handshake' };
  if (pointB === 'client' && pointA !== 'client') return { nearerClient: 'b', nearerEvidence: 'handshake' };
  if (pointA === 'server' && pointB !== 'server') return { nearerClient: 'b', nearerEvidence: 'handshake' };
  if (pointB === 'server' && pointA !== 'server') return { nearerClient: 'a', nearerEvidence: 'handshake' };
  return { nearerClient: 'unknown', nearerEvidence: 'none' };
}

/** Every router lowers the TTL by one (RFC 1812 §5.3.1): where it is higher, the sender is nearer. */
function nearerByTtl(unique: ConnectionSight['unique'], a: SegmentColumns, b: SegmentColumns): CaptureSide | null {
  let balance = 0;
  for (const way of [0, 1] as const) {
    for (let place = 0; place < unique[way].length; place++) {
      const drop = Math.sign(at(a.ttl, unique[way].one(place)) - at(b.ttl, unique[way].other(place)));
      balance += way === 0 ? drop : -drop;
    }
  }
  const count = unique[0].length + unique[1].length;
  if (count === 0 || Math.abs(balance) * 2 < count) return null;
  return balance > 0 ? 'a' : 'b';
}

function capturePointOf(analysis: Analysis, stream: number): 'client' | 'server' | null {
  const point = analysis.connections.find((one) => one.stream === stream)?.capturePoint;
  return point === 'client' || point === 'server' ? point : null;
}
