// One direction of one connection at two points: matched, judged, timed.

import { TCP_ACK } from '../../dissect/transport/tcp-flags.ts';
import type { BothWays, ConnectionSight, Nearer } from './connection-sight.ts';
import { compareHeaders, type HeaderComparison } from './header-changes.ts';
import type { JointClock } from './joint-clock.ts';
import { judgeDirection, type Proof } from './judge-direction.ts';
import { findLate, type LateSegment } from './late-segments.ts';
import { type DirectionMatch, keepsTimestamps, matchDirection } from './match-direction.ts';
import type { Window } from './observation.ts';
import type { CaptureSide, SegmentFate } from './path-diff.ts';
import { at } from './segment-columns.ts';
import { type DirectionTraffic, SHAPE_FLAGS, spanOf } from './stream-traffic.ts';
import { type DirectionTimes, directionTimes } from './travel-times.ts';

/** A segment, or a part of it, that one capture has and the other has not. */
export interface Leftover {
  readonly side: CaptureSide;
  readonly index: number;
  readonly from: number;
  readonly to: number;
  readonly fate: Exclude<SegmentFate, 'arrived' | 'recut' | 'delayed' | 'reordered' | 'altered'>;
  readonly proof: Proof;
  /** Among the segments of the same capture: the one it repeats; null: none. */
  readonly copyOf: number | null;
  /** Takes no sequence numbers, and is no RST. */
  readonly isBareAck: boolean;
  /** Not yet known whether the network or the capture lost it: settled when all connections are known. */
  readonly isUnproven: boolean;
}

export interface DirectionResult {
  /** 0: what A's client sends. */
  readonly way: 0 | 1;
  /** The capture nearer to who sends; null: both at one point, or not known. `sent` is A's then. */
  readonly senderSide: CaptureSide | null;
  readonly isSentByA: boolean;
  readonly sent: DirectionTraffic;
  readonly received: DirectionTraffic;
  readonly match: DirectionMatch;
  readonly times: DirectionTimes;
  readonly leftovers: readonly Leftover[];
  readonly late: readonly LateSegment[];
  readonly headers: HeaderComparison;
}

export interface DirectionContext {
  readonly clock: JointClock;
  readonly resolutionNs: number;
  readonly windows: { readonly a: Window; readonly b: Window };
  /** Segments kept as examples of a change. */
  readonly keep: number;
}

export function compareDirection(sight: ConnectionSight, way: 0 | 1, context: DirectionContext): DirectionResult {
  const { clock, resolutionNs, windows } = context;
  const isSentByA = (way === 0) === (sight.nearerClient !== 'b') || isUndirected(sight.nearerClient);
  const [there, here] = isSentByA ? [sight.a, sight.b] : [sight.b, sight.a];
  const sent = there[way];
  const received = here[way];
  const unique = isSentByA ? sight.unique[way] : sight.unique[way].turned();
  const times = directionTimes(
    sent.columns,
    received.columns,
    isSentByA ? 1 : -1,
    unique,
    sight.nearerClient === 'unknown' ? null : clock.model,
    resolutionNs,
  );
  const match = matchDirection(sent, received, times, keepsTimestamps(sent.columns, received.columns, unique));
  const leftovers = leftoversOf(sight, way, isSentByA, there, here, match, times, windows);
  const isTimed = !isUndirected(sight.nearerClient);
  return {
    way,
    senderSide: isTimed ? (isSentByA ? 'a' : 'b') : null,
    isSentByA,
    sent,
    received,
    match,
    times,
    leftovers,
    late: isTimed ? findLate(sent, received, match, times, roundTripOf(clock, times)) : [],
    headers: compareHeaders(sent, received, match, context.keep),
  };
}

/** Of this connection: others of the same captures may be faster. */
function roundTripOf({ model }: JointClock, { leastNs }: DirectionTimes): number | null {
  return model === null ? null : Math.max(model.roundTripNs, 2 * leastNs);
}

function isUndirected(nearer: Nearer): boolean {
  return nearer === 'same' || nearer === 'unknown';
}

function leftoversOf(
  sight: ConnectionSight,
  way: 0 | 1,
  isSentByA: boolean,
  there: BothWays<DirectionTraffic>,
  here: BothWays<DirectionTraffic>,
  match: DirectionMatch,
  times: DirectionTimes,
  windows: DirectionContext['windows'],
): readonly Leftover[] {
  const back = way === 0 ? 1 : 0;
  const sent = there[way];
  const received = here[way];
  const judgement = judgeDirection({
    sent,
    received,
    answersThere: there[back],
    answersHere: here[back],
    match,
    times,
    sentWindow: isSentByA ? windows.a : windows.b,
    receivedWindow: isSentByA ? windows.b : windows.a,
  });
  const [sentSide, receivedSide] = isSentByA ? (['a', 'b'] as const) : (['b', 'a'] as const);
  const settled = (fate: Leftover['fate'] | 'unproven'): Leftover['fate'] => {
    if (fate === 'outside') return fate;
    if (sight.nearerClient === 'same') return 'capture-missed';
    if (sight.nearerClient === 'unknown') return 'not-seen';
    return fate === 'unproven' ? 'not-seen' : fate;
  };
  return [
    ...judgement.sentOnly.map(
      (part): Leftover => ({
        side: sentSide,
        index: part.index,
        from: part.from,
        to: part.to,
        fate: settled(part.fate),
        proof: part.proof,
        copyOf: null,
        isBareAck: isBareAck(sent, part.index),
        isUnproven: part.fate === 'unproven' && !isUndirected(sight.nearerClient),
      }),
    ),
    ...judgement.receivedOnly.map(
      (part): Leftover => ({
        side: receivedSide,
        index: part.index,
        from: part.from,
        to: part.to,
        fate: settled(part.fate),
        proof: part.proof,
        copyOf: part.copyOf,
        isBareAck: isBareAck(received, part.index),
        isUnproven: false,
      }),
    ),
  ];
}

function isBareAck({ columns }: DirectionTraffic, index: number): boolean {
  const flags = at(columns.flags, index);
  return spanOf(columns, index) === 0 && (flags & SHAPE_FLAGS) === 0 && (flags & TCP_ACK) !== 0;
}
