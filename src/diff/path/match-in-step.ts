// The easy part of a direction, without any table: two captures that go along in step, segment by segment. Whatever is not plain is left for later.

import type { TravelTimes } from './match-direction.ts';
import { PairList } from './pair-list.ts';
import { at } from './segment-columns.ts';
import { ackOf, type DirectionTraffic, SHAPE_FLAGS, spanOf, startOf } from './stream-traffic.ts';

export interface InStep {
  readonly pairs: PairList;
  readonly leftSent: readonly number[];
  readonly leftReceived: readonly number[];
}

/** Pairs equal segments that come in the same order and at the usual time, as long as no equal one follows them at either point. */
export function matchInStep(sent: DirectionTraffic, received: DirectionTraffic, times: TravelTimes): InStep {
  const pairs = new PairList();
  const leftSent: number[] = [];
  const leftReceived: number[] = [];
  let i = 0;
  let j = 0;
  while (i < sent.indexes.length && j < received.indexes.length) {
    const left = sent.indexes[i] ?? 0;
    const arrived = received.indexes[j] ?? 0;
    const excess = times.excess(left, arrived);
    const isUsual = excess >= -times.toleranceNs && excess <= times.toleranceNs;
    if (isUsual && isSame(sent, left, received, arrived) && !isRepeated(sent, i) && !isRepeated(received, j)) {
      pairs.push(left, arrived);
      i++;
      j++;
    } else if (excess >= 0) {
      leftSent.push(left);
      i++;
    } else {
      leftReceived.push(arrived);
      j++;
    }
  }
  while (i < sent.indexes.length) leftSent.push(sent.indexes[i++] ?? 0);
  while (j < received.indexes.length) leftReceived.push(received.indexes[j++] ?? 0);
  return { pairs, leftSent, leftReceived };
}

/** The next segment of the same capture is its equal: which is which must be weighed. */
function isRepeated(traffic: DirectionTraffic, place: number): boolean {
  const here = traffic.indexes[place];
  const next = traffic.indexes[place + 1];
  const before = traffic.indexes[place - 1];
  if (here === undefined) return false;
  return (
    (next !== undefined && isSame(traffic, here, traffic, next)) ||
    (before !== undefined && isSame(traffic, here, traffic, before))
  );
}

function isSame(one: DirectionTraffic, i: number, other: DirectionTraffic, j: number): boolean {
  const [a, b] = [one.columns, other.columns];
  return (
    startOf(one, i) === startOf(other, j) &&
    spanOf(a, i) === spanOf(b, j) &&
    ackOf(one, i) === ackOf(other, j) &&
    ((at(a.flags, i) ^ at(b.flags, j)) & SHAPE_FLAGS) === 0 &&
    at(a.window, i) === at(b.window, j) &&
    at(a.sackHash, i) === at(b.sackHash, j) &&
    at(a.tsVal, i) === at(b.tsVal, j) &&
    at(a.tsEcr, i) === at(b.tsEcr, j)
  );
}
