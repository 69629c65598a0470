// Every segment of a connection on a line: as A saw it and as B saw it.

import { SENDERS } from '../../core/direction.ts';
import { flagNames } from '../../dissect/transport/tcp-flags.ts';
import type { DirectionResult } from './compare-direction.ts';
import type { PathRow, SegmentFate } from './path-diff.ts';
import { at } from './segment-columns.ts';
import type { SegmentLog } from './segment-log.ts';
import { startOf } from './stream-traffic.ts';

/** What became of the segments of one direction, entry by entry: its pairs, then its pieces, then what only one capture has. Rows are made of few. */
class Entries {
  readonly count: number;
  readonly #direction: DirectionResult;
  readonly #late: ReadonlyMap<number, SegmentFate>;

  constructor(direction: DirectionResult) {
    const { match, leftovers, late } = direction;
    this.#direction = direction;
    this.#late = new Map(late.map(({ sent, fate }) => [sent, fate]));
    this.count = match.pairs.length + match.pieces.length + leftovers.length;
  }

  /** In A's time base; of what only B has, where B's clock would put it. */
  placeNs(entry: number): number {
    const { isSentByA, sent, received, times } = this.#direction;
    const [indexSent, indexReceived] = this.#indexes(entry);
    const [trafficA, indexA] = isSentByA ? [sent, indexSent] : [received, indexReceived];
    if (indexA !== null) return at(trafficA.columns.timeNs, indexA);
    const [trafficB, indexB] = isSentByA ? [received, indexReceived] : [sent, indexSent];
    const time = at(trafficB.columns.timeNs, indexB ?? 0);
    return isSentByA ? times.left(time) : times.due(time);
  }

  fate(entry: number): SegmentFate {
    const { match, leftovers, headers } = this.#direction;
    const { pairs, pieces } = match;
    if (entry >= pairs.length + pieces.length)
      return leftovers[entry - pairs.length - pieces.length]?.fate ?? 'outside';
    const isPair = entry < pairs.length;
    const sent = isPair ? pairs.one(entry) : (pieces[entry - pairs.length]?.[0] ?? 0);
    if (headers.altered.has(sent)) return 'altered';
    return isPair ? (this.#late.get(sent) ?? 'arrived') : 'recut';
  }

  row(entry: number, a: SegmentLog, b: SegmentLog): PathRow {
    const { match, leftovers, isSentByA, times, senderSide } = this.#direction;
    const [sent, received] = this.#indexes(entry);
    const isTimed = senderSide !== null && sent !== null && received !== null;
    const delayNs = isTimed ? Math.round(times.delay(sent, received)) : null;
    const row = rowOf(
      this.#direction,
      isSentByA ? [sent, received] : [received, sent],
      this.fate(entry),
      delayNs,
      a,
      b,
    );
    const part = leftovers[entry - match.pairs.length - match.pieces.length];
    if (part === undefined || part.to === part.from) return row;
    return { ...row, relativeSeq: part.from, length: payloadPart(row, part) };
  }

  #indexes(entry: number): readonly [sent: number | null, received: number | null] {
    const { match, leftovers, isSentByA } = this.#direction;
    const { pairs, pieces } = match;
    if (entry < pairs.length) return [pairs.one(entry), pairs.other(entry)];
    const piece = pieces[entry - pairs.length];
    if (piece !== undefined) return piece;
    const leftover = leftovers[entry - pairs.length - pieces.length];
    if (leftover === undefined) return [null, null];
    return (leftover.side === 'a') === isSentByA ? [leftover.index, null] : [null, leftover.index];
  }
}

/** All rows of both directions in the order of A's clock; beyond `limit` the remarkable ones stay before the others. */
export function rowsOf(
  [forth, back]: readonly [DirectionResult, DirectionResult],
  a: SegmentLog,
  b: SegmentLog,
  limit: number,
): { readonly rows: readonly PathRow[]; readonly count: number } {
  const ways = [new Entries(forth), new Entries(back)] as const;
  const count = ways[0].count + ways[1].count;
  const entriesOf = (place: number): Entries => (place < ways[0].count ? ways[0] : ways[1]);
  const entryOf = (place: number): number => (place < ways[0].count ? place : place - ways[0].count);
  const placeNs = new Float64Array(count);
  const isRemarkable = new Uint8Array(count);
  for (let place = 0; place < count; place++) {
    placeNs[place] = entriesOf(place).placeNs(entryOf(place));
    isRemarkable[place] = entriesOf(place).fate(entryOf(place)) === 'arrived' ? 0 : 1;
  }
  const remarkable = earliest(placeNs, isRemarkable, 1, limit);
  const others = earliest(placeNs, isRemarkable, 0, limit - remarkable.length);
  const kept = [...remarkable, ...others].sort((p, q) => at(placeNs, p) - at(placeNs, q) || p - q);
  return { rows: kept.map((place) => entriesOf(place).row(entryOf(place), a, b)), count };
}

/** The places with this mark that come first, `limit` of them: their values are sorted, not they themselves. */
function earliest(placeNs: Float64Array, marks: Uint8Array, mark: 0 | 1, limit: number): readonly number[] {
  const values = placeNs.filter((_, place) => marks[place] === mark).sort();
  const last = values[limit - 1] ?? Number.POSITIVE_INFINITY;
  let ties = limit;
  for (const value of values) {
    if (value >= last) break;
    ties--;
  }
  const kept: number[] = [];
  for (let place = 0; place < placeNs.length && kept.length < limit; place++) {
    const value = at(placeNs, place);
    if (marks[place] !== mark || value > last || (value === last && ties-- <= 0)) continue;
    kept.push(place);
  }
  return kept;
}

/** Payload bytes of the part that is missing: SYN and FIN take a number, but are no bytes. */
function payloadPart(row: PathRow, part: { readonly from: number; readonly to: number }): number {
  return Math.min(row.length, part.to - part.from);
}

function rowOf(
  direction: DirectionResult,
  [indexA, indexB]: readonly [number | null, number | null],
  fate: SegmentFate,
  delayNs: number | null,
  a: SegmentLog,
  b: SegmentLog,
): PathRow {
  const { sent, received, isSentByA } = direction;
  const trafficA = isSentByA ? sent : received;
  const trafficB = isSentByA ? received : sent;
  const [traffic, index] = indexA === null ? [trafficB, indexB ?? 0] : [trafficA, indexA];
  return {
    direction: SENDERS[direction.way],
    fate,
    aFrame: indexA === null ? null : at(a.columns.frame, indexA),
    aTime: indexA === null ? null : instantOf(a, indexA),
    bFrame: indexB === null ? null : at(b.columns.frame, indexB),
    bTime: indexB === null ? null : instantOf(b, indexB),
    relativeSeq: startOf(traffic, index),
    length: at(traffic.columns.length, index),
    flags: flagNames(at(traffic.columns.flags, index)),
    delayNs,
  };
}

function instantOf(log: SegmentLog, index: number): string | null {
  return log.time?.instant(at(log.columns.timeNs, index)) ?? null;
}
