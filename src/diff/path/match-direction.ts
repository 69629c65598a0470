// Lays one direction of a connection, as it left, beside the same direction as it arrived: first segments of the same shape, copy by copy; then the
// rest by the bytes they carry (match-bytes.ts), for offload cuts one stream into different segments at the two points.

import { OPTION_TIMESTAMPS } from '../../dissect/transport/tcp-option-kinds.ts';
import { KeyGroups } from './key-groups.ts';
import { matchBytes, type Uncovered } from './match-bytes.ts';
import { matchCopies } from './match-copies.ts';
import { matchInStep } from './match-in-step.ts';
import { PairList } from './pair-list.ts';
import { at, type SegmentColumns } from './segment-columns.ts';
import { SegmentKey } from './segment-key.ts';
import { ackOf, type DirectionTraffic, SHAPE_FLAGS, spanOf, startOf } from './stream-traffic.ts';

/** How long segments travel, as far as it is known yet. */
export interface TravelTimes {
  /** Received minus sent by the two clocks, less the clock offset and the least delay: how much later than the fastest one. */
  excess(sent: number, received: number): number;
  /** Clocks and their resolution make a segment look faster than the fastest by this much at most. */
  readonly toleranceNs: number;
  /** Cheaper than this, a late segment is late; dearer, one was lost and another one seen. */
  readonly aloneNs: number;
}

export interface DirectionMatch {
  /** The same segment at both points, in the order of sending. */
  readonly pairs: PairList;
  /** The same bytes, cut otherwise: every segment with each one it shares bytes with. */
  readonly pieces: readonly (readonly [sent: number, received: number])[];
  /** Sent and not (all of it) received; received and not (all of it) sent. `from`…`end`: relative numbers. */
  readonly onlySent: readonly Uncovered[];
  readonly onlyReceived: readonly Uncovered[];
}

/** A key that only equal segments share; finer ones first. NaN: this key is not for it. */
type KeyOf = (traffic: DirectionTraffic, index: number) => number;

/** Data, SYN, FIN: what they take of the sequence. RST and bare ACKs: also what they say. */
const KEYS: readonly KeyOf[] = [
  (traffic, index) => {
    const { columns } = traffic;
    const key = placeOf(traffic, index);
    key.add(ackOf(traffic, index));
    key.add(at(columns.window, index));
    key.add(at(columns.sackHash, index));
    key.add(at(columns.tsVal, index));
    key.add(at(columns.tsEcr, index));
    return key.value();
  },
  keyByAckAndSack,
  (traffic, index) => {
    const key = placeOf(traffic, index);
    key.add(ackOf(traffic, index));
    return key.value();
  },
  // Receive offload may show the ACK number of a later segment.
  (traffic, index) => (spanOf(traffic.columns, index) === 0 ? Number.NaN : placeOf(traffic, index).value()),
];

function keyByAckAndSack(traffic: DirectionTraffic, index: number): number {
  const key = placeOf(traffic, index);
  key.add(ackOf(traffic, index));
  key.add(at(traffic.columns.sackHash, index));
  return key.value();
}

function placeOf(traffic: DirectionTraffic, index: number): SegmentKey {
  const { columns } = traffic;
  const key = new SegmentKey(startOf(traffic, index));
  key.add(spanOf(columns, index));
  key.add(at(columns.flags, index) & SHAPE_FLAGS);
  return key;
}

/** Matches a direction; `hasTimestamps`: TCP timestamps outlive the way and tell copies apart. */
export function matchDirection(
  sent: DirectionTraffic,
  received: DirectionTraffic,
  times: TravelTimes,
  hasTimestamps: boolean,
): DirectionMatch {
  const { pairs, ...rest } = matchInStep(sent, received, times);
  let { leftSent, leftReceived } = rest;
  const isPossible = hasTimestamps
    ? (i: number, j: number): boolean => isSameTimestamp(sent.columns, i, received.columns, j)
    : (): boolean => true;
  for (const keyOf of KEYS) {
    if (leftSent.length === 0 || leftReceived.length === 0) break;
    const groups = new KeyGroups(leftReceived, (index) => keyOf(received, index));
    const copies = new KeyGroups(leftSent, (index) => keyOf(sent, index));
    const takenSent = new Set<number>();
    const takenReceived = new Set<number>();
    for (let slot = 0; slot < copies.slots; slot++) {
      const others = copies.sizeAt(slot) === 0 ? -1 : groups.slotOf(copies.keyAt(slot));
      if (others < 0 || groups.sizeAt(others) === 0) continue;
      const matches = matchCopies({
        sent: copies.membersAt(slot),
        received: groups.membersAt(others),
        excess: times.excess,
        isPossible,
        alone: times.aloneNs,
        tolerance: times.toleranceNs,
      });
      for (const [i, j] of matches) {
        pairs.push(i, j);
        takenSent.add(i);
        takenReceived.add(j);
      }
    }
    leftSent = leftSent.filter((index) => !takenSent.has(index));
    leftReceived = leftReceived.filter((index) => !takenReceived.has(index));
  }
  return { pairs: pairs.sorted(), ...matchBytes(sent, leftSent, received, leftReceived, times, isPossible) };
}

/** Segments of the same shape that both points saw exactly once: safe to measure by before anything is known of the clocks. */
export function uniquePairs(sent: DirectionTraffic, received: DirectionTraffic): PairList {
  const copies = new KeyGroups(sent.indexes, (index) => keyByAckAndSack(sent, index));
  const others = new KeyGroups(received.indexes, (index) => keyByAckAndSack(received, index));
  const pairs = new PairList(Math.min(sent.indexes.length, received.indexes.length));
  for (const index of sent.indexes) {
    const key = keyByAckAndSack(sent, index);
    const other = others.slotOf(key);
    if (others.sizeAt(other) !== 1 || copies.sizeAt(copies.slotOf(key)) !== 1) continue;
    pairs.push(index, others.firstAt(other));
  }
  return pairs;
}

/** Do TCP timestamps come out as they went in? */
export function keepsTimestamps(sent: SegmentColumns, received: SegmentColumns, pairs: PairList): boolean {
  let same = 0;
  let other = 0;
  for (let place = 0; place < pairs.length; place++) {
    const [i, j] = [pairs.one(place), pairs.other(place)];
    if (!hasTimestampsAt(sent, i) || !hasTimestampsAt(received, j) || at(sent.tsVal, i) !== at(received.tsVal, j))
      other++;
    else same++;
  }
  return same > 0 && other * 20 <= same;
}

export function hasTimestampsAt(columns: SegmentColumns, index: number): boolean {
  return (at(columns.optionKinds, index) & (1 << OPTION_TIMESTAMPS)) !== 0;
}

function isSameTimestamp(sent: SegmentColumns, i: number, received: SegmentColumns, j: number): boolean {
  if (!hasTimestampsAt(sent, i) || !hasTimestampsAt(received, j)) return true; // a RST carries none (RFC 7323 §3.2)
  return at(sent.tsVal, i) === at(received.tsVal, j);
}
