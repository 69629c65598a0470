// Every segment of a connection on a line: as A saw it and as B saw it.

import { SENDERS } from '../../core/direction.ts';
import { flagNames } from '../../dissect/transport/tcp-flags.ts';
import type { DirectionResult } from './compare-direction.ts';
import type { PathRow, SegmentFate } from './path-diff.ts';
import { at } from './segment-columns.ts';
import type { SegmentLog } from './segment-log.ts';
import { startOf } from './stream-traffic.ts';

interface PlacedRow {
  readonly row: PathRow;
  /** In A's time base; of rows that only B has, where B's clock would put them. */
  readonly placeNs: number;
}

/** All rows of both directions in the order of A's clock; beyond `limit` the remarkable ones stay before the others. */
export function rowsOf(
  directions: readonly DirectionResult[],
  a: SegmentLog,
  b: SegmentLog,
  limit: number,
): { readonly rows: readonly PathRow[]; readonly count: number } {
  const placed = directions.flatMap((direction) => rowsOfDirection(direction, a, b));
  placed.sort((p, q) => p.placeNs - q.placeNs);
  if (placed.length <= limit) return { rows: placed.map(({ row }) => row), count: placed.length };
  const remarkable = placed.filter(({ row }) => row.fate !== 'arrived').slice(0, limit);
  const others = placed.filter(({ row }) => row.fate === 'arrived').slice(0, limit - remarkable.length);
  const kept = [...remarkable, ...others].sort((p, q) => p.placeNs - q.placeNs);
  return { rows: kept.map(({ row }) => row), count: placed.length };
}

function rowsOfDirection(direction: DirectionResult, a: SegmentLog, b: SegmentLog): readonly PlacedRow[] {
  const { match, isSentByA, times } = direction;
  const late = new Map(direction.late.map(({ sent, fate }) => [sent, fate]));
  const { altered } = direction.headers;
  const delayOf = (sent: number, received: number): number | null =>
    direction.senderSide === null ? null : Math.round(times.delay(sent, received));
  const both = (sent: number, received: number, fate: SegmentFate): PlacedRow =>
    placeRow(direction, isSentByA ? [sent, received] : [received, sent], fate, delayOf(sent, received), a, b);
  return [
    ...match.pairs.map(([sent, received]) =>
      both(sent, received, altered.has(sent) ? 'altered' : (late.get(sent) ?? 'arrived')),
    ),
    ...match.pieces.map(([sent, received]) => both(sent, received, altered.has(sent) ? 'altered' : 'recut')),
    ...direction.leftovers.map((leftover) => {
      const indexes = leftover.side === 'a' ? ([leftover.index, null] as const) : ([null, leftover.index] as const);
      const placed = placeRow(direction, indexes, leftover.fate, null, a, b);
      const isPart = leftover.to > leftover.from;
      const row = isPart
        ? { ...placed.row, relativeSeq: leftover.from, length: payloadPart(placed.row, leftover) }
        : placed.row;
      return { ...placed, row };
    }),
  ];
}

/** Payload bytes of the part that is missing: SYN and FIN take a number, but are no bytes. */
function payloadPart(row: PathRow, part: { readonly from: number; readonly to: number }): number {
  return Math.min(row.length, part.to - part.from);
}

function placeRow(
  direction: DirectionResult,
  [indexA, indexB]: readonly [number | null, number | null],
  fate: SegmentFate,
  delayNs: number | null,
  a: SegmentLog,
  b: SegmentLog,
): PlacedRow {
  const { sent, received, isSentByA, times } = direction;
  const trafficA = isSentByA ? sent : received;
  const trafficB = isSentByA ? received : sent;
  const [traffic, index] = indexA === null ? [trafficB, indexB ?? 0] : [trafficA, indexA];
  const time = at(traffic.columns.timeNs, index);
  return {
    row: {
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
    },
    placeNs: indexA === null ? (isSentByA ? times.left(time) : times.due(time)) : time,
  };
}

function instantOf(log: SegmentLog, index: number): string | null {
  return log.time?.instant(at(log.columns.timeNs, index)) ?? null;
}
