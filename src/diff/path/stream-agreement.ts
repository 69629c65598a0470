// What one direction of a connection in A and one of a connection in B have in common: the same bytes at the same places, the same TCP timestamps.

import { OPTION_TIMESTAMPS } from '../../dissect/transport/tcp-option-kinds.ts';
import { KeyGroups } from './key-groups.ts';
import { at, type SegmentColumns } from './segment-columns.ts';
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
/** Further ones are not voted for: the true one has shown itself long before. */
const MOST_SHIFTS = 250_000;

/** Compares one direction; without a known shift, the one that most equal segments vote for. */
export function agree(
  a: Int32Array,
  b: Int32Array,
  known: number | null,
  logA: SegmentLog,
  logB: SegmentLog,
): Agreement {
  const shift = known ?? voteShift(a, b, logA, logB);
  const found = { shift, agreeing: 0, bytes: 0, contradicting: 0, sameTimestamps: 0, otherTimestamps: 0 };
  const t: number[] = [];
  const x: number[] = [];
  if (shift === null) return { ...found, t, x };
  const { columns: ca } = logA;
  const { columns: cb } = logB;
  const placesA = new KeyGroups(a, (index) => placeOf(ca, index, shift));
  const placesB = new KeyGroups(b, (index) => placeOf(cb, index, 0));
  for (let slot = 0; slot < placesA.slots; slot++) {
    if (placesA.sizeAt(slot) !== 1) continue;
    const other = placesB.slotOf(placesA.keyAt(slot));
    if (placesB.sizeAt(other) !== 1) continue;
    const i = placesA.firstAt(slot);
    const j = placesB.firstAt(other);
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

/** Key of number, span and shape of a segment that takes sequence numbers; NaN: it takes none. */
function placeOf(columns: SegmentColumns, index: number, shift: number): number {
  const span = spanOf(columns, index);
  if (span === 0) return Number.NaN;
  const key = new SegmentKey(at(columns.seq, index) + shift);
  key.add(span);
  key.add(at(columns.flags, index) & SHAPE_FLAGS);
  return key.value();
}

/** The most frequent difference of sequence numbers between segments with equal bytes (or, without bytes, equal timestamps). */
function voteShift(a: Int32Array, b: Int32Array, logA: SegmentLog, logB: SegmentLog): number | null {
  const byContent = new KeyGroups(b, (index) => voteKey(logB, index));
  const votes = new Map<number, number>();
  for (const index of a) {
    const key = voteKey(logA, index);
    if (Number.isNaN(key)) continue;
    for (const other of byContent.membersAt(byContent.slotOf(key), CANDIDATES)) {
      const shift = (at(logB.columns.seq, other) - at(logA.columns.seq, index)) >>> 0;
      const count = votes.get(shift) ?? 0;
      if (count > 0 || votes.size < MOST_SHIFTS) votes.set(shift, count + 1);
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

function voteKey({ columns }: SegmentLog, index: number): number {
  const length = at(columns.length, index);
  const key = new SegmentKey(length);
  if (length > 0 && isContentKnown(columns, index)) {
    key.add(at(columns.contentLow, index));
    key.add(at(columns.contentHigh, index));
    return key.value();
  }
  if ((at(columns.optionKinds, index) & (1 << OPTION_TIMESTAMPS)) === 0) return Number.NaN;
  key.add(at(columns.tsVal, index));
  key.add(at(columns.tsEcr, index));
  key.add(~at(columns.flags, index));
  return key.value();
}
