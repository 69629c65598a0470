// What one direction of a connection in A and one of a connection in B have in common: the same bytes at the same places, the same TCP timestamps.

import { OPTION_TIMESTAMPS } from '../../dissect/transport/tcp-option-kinds.ts';
import { at } from './segment-columns.ts';
import { SegmentKey } from './segment-key.ts';
import type { SegmentLog } from './segment-log.ts';
import { isContentKnown, SHAPE_FLAGS, spanOf } from './stream-traffic.ts';

/** What the segments of two directions have in common when A's numbers are moved by `shift`. */
export interface Agreement {
  readonly shift: number | null;
  /** Segments with the same bytes at the same place, and those bytes. */
  readonly agreeing: number;
  readonly bytes: number;
  readonly contradicting: number;
  /** Of the agreeing ones (and of bare ones): with the same TCP timestamp, with another one. */
  readonly sameTimestamps: number;
  readonly otherTimestamps: number;
  readonly t: readonly number[];
  readonly x: readonly number[];
}

/** Equal segments that may be one and the same, looked at for each. */
const CANDIDATES = 8;

/** Compares one direction; without a known shift, the one that most equal segments vote for. */
export function agree(
  a: readonly number[],
  b: readonly number[],
  known: number | null,
  logA: SegmentLog,
  logB: SegmentLog,
): Agreement {
  const shift = known ?? voteShift(a, b, logA, logB);
  const found = { shift, agreeing: 0, bytes: 0, contradicting: 0, sameTimestamps: 0, otherTimestamps: 0 };
  const t: number[] = [];
  const x: number[] = [];
  if (shift === null) return { ...found, t, x };
  const byPlace = uniquePlaces(b, logB, 0);
  for (const [place, i] of uniquePlaces(a, logA, shift)) {
    const j = byPlace.get(place);
    if (j === undefined || i < 0 || j < 0) continue;
    const { columns: ca } = logA;
    const { columns: cb } = logB;
    if (at(ca.length, i) > 0 && isContentKnown(ca, i) && isContentKnown(cb, j)) {
      const isEqual = at(ca.contentLow, i) === at(cb.contentLow, j) && at(ca.contentHigh, i) === at(cb.contentHigh, j);
      if (isEqual) found.agreeing++;
      else found.contradicting++;
      if (isEqual) found.bytes += at(ca.length, i);
      if (!isEqual) continue;
    }
    if ((at(ca.optionKinds, i) & at(cb.optionKinds, j) & (1 << OPTION_TIMESTAMPS)) !== 0) {
      if (at(ca.tsVal, i) === at(cb.tsVal, j)) found.sameTimestamps++;
      else found.otherTimestamps++;
    }
    t.push((at(ca.timeNs, i) + at(cb.timeNs, j)) / 2);
    x.push(at(cb.timeNs, j) - at(ca.timeNs, i));
  }
  return { ...found, t, x };
}

/** Key of number, span and shape → index of the segment that takes sequence numbers there; −1: several copies. */
function uniquePlaces(indexes: readonly number[], log: SegmentLog, shift: number): ReadonlyMap<number, number> {
  const { columns } = log;
  const places = new Map<number, number>();
  for (const index of indexes) {
    const span = spanOf(columns, index);
    if (span === 0) continue;
    const key = new SegmentKey(at(columns.seq, index) + shift);
    key.add(span);
    key.add(at(columns.flags, index) & SHAPE_FLAGS);
    const place = key.value();
    places.set(place, places.has(place) ? -1 : index);
  }
  return places;
}

/** The most frequent difference of sequence numbers between segments with equal bytes (or, without bytes, equal timestamps). */
function voteShift(a: readonly number[], b: readonly number[], logA: SegmentLog, logB: SegmentLog): number | null {
  const byContent = new Map<number, number[]>();
  for (const index of b) {
    const key = voteKey(logB, index);
    if (key === null) continue;
    const known = byContent.get(key);
    if (known === undefined) byContent.set(key, [index]);
    else if (known.length < CANDIDATES) known.push(index);
  }
  const votes = new Map<number, number>();
  for (const index of a) {
    const key = voteKey(logA, index);
    for (const other of key === null ? [] : (byContent.get(key) ?? [])) {
      const shift = (at(logB.columns.seq, other) - at(logA.columns.seq, index)) >>> 0;
      votes.set(shift, (votes.get(shift) ?? 0) + 1);
    }
  }
  let best: number | null = null;
  let most = 0;
  for (const [shift, count] of votes) {
    if (count > most || (count === most && shift === 0)) {
      best = shift;
      most = count;
    }
  }
  return best;
}

function voteKey({ columns }: SegmentLog, index: number): number | null {
  const length = at(columns.length, index);
  const key = new SegmentKey(length);
  if (length > 0 && isContentKnown(columns, index)) {
    key.add(at(columns.contentLow, index));
    key.add(at(columns.contentHigh, index));
    return key.value();
  }
  if ((at(columns.optionKinds, index) & (1 << OPTION_TIMESTAMPS)) === 0) return null;
  key.add(at(columns.tsVal, index));
  key.add(at(columns.tsEcr, index));
  key.add(~at(columns.flags, index));
  return key.value();
}
