// What one direction's two observations tell of a segment that only one of them has: was it acknowledged, was it carried by another copy, was the other
// capture running at all.

import { TCP_ACK } from '../../dissect/transport/tcp-flags.ts';
import type { Interval } from '../../flow/intervals.ts';
import { uncovered } from '../../flow/intervals.ts';
import { KeyGroups } from './key-groups.ts';
import { hasTimestampsAt } from './match-direction.ts';
import { RangeIndex } from './range-index.ts';
import { at } from './segment-columns.ts';
import { SegmentKey } from './segment-key.ts';
import { ackOf, type DirectionTraffic, SHAPE_FLAGS, spanOf } from './stream-traffic.ts';
import type { DirectionTimes } from './travel-times.ts';

/** First and last frame of a capture, in the time base of its log. */
export interface Window {
  readonly fromNs: number;
  readonly toNs: number;
}

/** Acknowledgement numbers as they grow: the highest so far, at each moment. */
export class AckHistory {
  readonly #times: Float64Array;
  readonly #highest: Float64Array;
  /** Of both: only moments at which the number grew are kept. */
  #count = 0;
  /** When the last acknowledgement came; null: none did. */
  readonly lastTime: number | null;

  /** `answers`: the opposite direction, in the order of a capture. */
  constructor(answers: DirectionTraffic) {
    this.#times = new Float64Array(answers.indexes.length);
    this.#highest = new Float64Array(answers.indexes.length);
    let highest = Number.NEGATIVE_INFINITY;
    let last: number | null = null;
    for (const index of answers.indexes) {
      if ((at(answers.columns.flags, index) & TCP_ACK) === 0) continue;
      last = at(answers.columns.timeNs, index);
      const ack = ackOf(answers, index);
      if (ack <= highest) continue;
      highest = ack;
      this.#times[this.#count] = last;
      this.#highest[this.#count++] = highest;
    }
    this.lastTime = last;
  }

  /** When everything before `to` was acknowledged for the first time; null: never. */
  timeOf(to: number): number | null {
    let low = 0;
    let high = this.#count;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#highest[middle] ?? 0) >= to) high = middle;
      else low = middle + 1;
    }
    return low < this.#count ? (this.#times[low] ?? null) : null;
  }
}

/** The receiving end of one direction. Every time is in the time base of the receiving capture. */
export class Receiver {
  readonly #received: DirectionTraffic;
  readonly #ranges: RangeIndex;
  readonly #seenHere: AckHistory;
  readonly #seenThere: AckHistory;
  readonly #times: DirectionTimes;
  readonly #answers: readonly DirectionTraffic[];
  /** Time stamps, each once; made when they are first asked for. */
  #echoes: KeyGroups | null = null;
  #stamps: KeyGroups | null = null;

  /** `answers…`: the opposite direction, at the receiver's point and at the sender's. */
  constructor(
    received: DirectionTraffic,
    answersHere: DirectionTraffic,
    answersThere: DirectionTraffic,
    times: DirectionTimes,
  ) {
    this.#received = received;
    this.#ranges = new RangeIndex(received, received.indexes);
    this.#seenHere = new AckHistory(answersHere);
    this.#seenThere = new AckHistory(answersThere);
    this.#times = times;
    this.#answers = [answersHere, answersThere];
  }

  /** When the receiver had acknowledged everything before `to`; an ACK that only the sender's point saw left the receiver at least that long before. */
  acknowledged(to: number): number | null {
    const here = this.#seenHere.timeOf(to);
    const there = this.#seenThere.timeOf(to);
    // By the clocks as they are laid on top of each other, the fastest segments take equally long both ways.
    const { leastNs, toleranceNs } = this.#times;
    const left = there === null ? null : this.#times.due(there) - 2 * leastNs + toleranceNs;
    if (here === null || left === null) return here ?? left;
    return Math.min(here, left);
  }

  /** The receiver went on answering after that moment. */
  answeredAfter(time: number): boolean {
    const last = this.#seenHere.lastTime ?? this.#seenThere.lastTime;
    return last !== null && last > time;
  }

  /** When the receiving capture had seen all of [from, to); null: never. */
  covered(from: number, to: number): number | null {
    const { columns } = this.#received;
    const pieces = [...this.#ranges.overlapping(from, to)].sort((p, q) => p.index - q.index);
    let parts: Interval[] = [];
    for (const piece of pieces) {
      parts = joined(parts, piece);
      if (uncovered(from, to, parts).length === 0) return at(columns.timeNs, piece.index);
    }
    return null;
  }

  /** The receiver echoes the time stamp of this segment, and no other segment that arrived carries it — RFC 7323 §4.3. */
  echoes(sent: DirectionTraffic, index: number): boolean {
    if (!hasTimestampsAt(sent.columns, index)) return false;
    const stamp = at(sent.columns.tsVal, index);
    const key = stampKey(stamp);
    this.#echoes ??= new KeyGroups(this.#echoedStamps(), stampKey);
    if (this.#echoes.sizeAt(this.#echoes.slotOf(key)) === 0) return false;
    const { tsVal } = this.#received.columns;
    this.#stamps ??= new KeyGroups(this.#received.indexes, (received) => stampKey(at(tsVal, received)));
    return this.#stamps.sizeAt(this.#stamps.slotOf(key)) === 0;
  }

  #echoedStamps(): Float64Array {
    const echoed = new Float64Array(this.#answers.reduce((sum, { indexes }) => sum + indexes.length, 0));
    let count = 0;
    for (const { columns, indexes } of this.#answers) {
      for (const index of indexes) if (hasTimestampsAt(columns, index)) echoed[count++] = at(columns.tsEcr, index);
    }
    return echoed.subarray(0, count);
  }
}

function stampKey(stamp: number): number {
  return new SegmentKey(stamp).value();
}

/** `parts`, sorted and disjoint, with one more. */
function joined(parts: readonly Interval[], more: Interval): Interval[] {
  const apart = parts.filter((part) => part.to < more.from || part.from > more.to);
  const touching = parts.filter((part) => !apart.includes(part));
  const from = touching.reduce((least, part) => Math.min(least, part.from), more.from);
  const to = touching.reduce((most, part) => Math.max(most, part.to), more.to);
  return [...apart, { from, to }].sort((p, q) => p.from - q.from);
}

/** The same segment once more: same place, same words, same stamp; a retransmission would be written anew. */
export function isExactCopy(traffic: DirectionTraffic, one: number, other: number): boolean {
  const { columns } = traffic;
  const { seq, ack, length, window, ipId, tsVal, tsEcr, contentLow, contentHigh, sackHash } = columns;
  const isEqual = [seq, ack, length, window, ipId, tsVal, tsEcr, contentLow, contentHigh, sackHash].every(
    (column) => at(column, one) === at(column, other),
  );
  return isEqual && ((at(columns.flags, one) ^ at(columns.flags, other)) & SHAPE_FLAGS) === 0;
}

/** RST, or a bare ACK: takes no sequence numbers, so nothing acknowledges it. */
export function isUnnumbered(traffic: DirectionTraffic, index: number): boolean {
  return spanOf(traffic.columns, index) === 0;
}
