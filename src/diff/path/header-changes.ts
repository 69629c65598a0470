// What something on the way rewrote in segments that are otherwise the same: options, windows, marks, payload (RFC 3234: middleboxes).

import type { DirectionMatch } from './match-direction.ts';
import { hasTimestampsAt } from './match-direction.ts';
import { alteredPieces } from './recut-content.ts';
import { at, type SegmentColumns } from './segment-columns.ts';
import { ackOf, type DirectionTraffic, isContentKnown } from './stream-traffic.ts';

export type HeaderChangeKind =
  | 'payload-altered'
  | 'window-changed'
  | 'options-changed'
  | 'timestamps-rewritten'
  | 'sack-changed'
  | 'flags-changed'
  | 'dscp-changed'
  | 'congestion-marked'
  | 'ttl-varies'
  | 'ttl-raised';

export interface HeaderChange {
  readonly kind: HeaderChangeKind;
  /** The first segments it shows in; `count`: all of them. */
  readonly pairs: readonly (readonly [sent: number, received: number])[];
  readonly count: number;
  /** The value of the first one at both points. */
  readonly sent: number;
  readonly received: number;
}

export interface HeaderComparison {
  readonly changes: readonly HeaderChange[];
  /** Segments as they were sent whose payload arrived as another one. */
  readonly altered: ReadonlySet<number>;
  /** Routers between the points; null: not known, or it varies. */
  readonly hops: number | null;
}

interface Check {
  readonly kind: HeaderChangeKind;
  value(columns: SegmentColumns, index: number): number;
  /** Can the two values be compared at all? */
  applies?(sent: DirectionTraffic, i: number, received: DirectionTraffic, j: number): boolean;
}

const DSCP_SHIFT = 2;
const ECN_BITS = 0x03;
/** Congestion experienced — RFC 3168 §5. */
const ECN_CE = 3;

const isOfOneAck = (sent: DirectionTraffic, i: number, received: DirectionTraffic, j: number): boolean =>
  ackOf(sent, i) === ackOf(received, j);

const CHECKS: readonly Check[] = [
  {
    kind: 'payload-altered',
    value: (columns, index) => at(columns.contentLow, index) ^ at(columns.contentHigh, index),
    applies: (sent, i, received, j) =>
      isContentKnown(sent.columns, i) &&
      isContentKnown(received.columns, j) &&
      at(sent.columns.length, i) === at(received.columns.length, j),
  },
  // Receive offload shows the window of a later segment: only where the ACK number is the same.
  { kind: 'window-changed', value: (columns, index) => at(columns.window, index), applies: isOfOneAck },
  { kind: 'options-changed', value: (columns, index) => at(columns.optionKinds, index) },
  {
    kind: 'timestamps-rewritten',
    value: (columns, index) => at(columns.tsVal, index),
    applies: (sent, i, received, j) => hasTimestampsAt(sent.columns, i) && hasTimestampsAt(received.columns, j),
  },
  {
    kind: 'sack-changed',
    value: (columns, index) => at(columns.sackHash, index),
    applies: (sent, i, received, j) =>
      at(sent.columns.optionKinds, i) === at(received.columns.optionKinds, j) && isOfOneAck(sent, i, received, j),
  },
  { kind: 'flags-changed', value: (columns, index) => at(columns.flags, index) },
  { kind: 'dscp-changed', value: (columns, index) => at(columns.trafficClass, index) >> DSCP_SHIFT },
  {
    kind: 'congestion-marked',
    value: (columns, index) => ((at(columns.trafficClass, index) & ECN_BITS) === ECN_CE ? 1 : 0),
  },
];

/** `keep`: pairs kept as examples of a change. */
export function compareHeaders(
  sent: DirectionTraffic,
  received: DirectionTraffic,
  match: DirectionMatch,
  keep: number,
): HeaderComparison {
  const changes: HeaderChange[] = [];
  const altered = new Set<number>();
  for (const check of CHECKS) {
    const inPairs = match.pairs.filter(([i, j]) => {
      const isComparable = check.applies?.(sent, i, received, j) ?? true;
      return isComparable && check.value(sent.columns, i) !== check.value(received.columns, j);
    });
    const inPieces = check.kind === 'payload-altered' ? alteredPieces(sent, received, match.pieces) : [];
    const differing = [...inPairs, ...inPieces];
    if (check.kind === 'payload-altered') for (const [index] of differing) altered.add(index);
    const change = changeOf(
      check.kind,
      differing,
      (columns, index) => check.value(columns, index),
      sent,
      received,
      keep,
    );
    if (change !== null) changes.push(change);
  }
  const drops = new Map<number, (readonly [number, number])[]>();
  for (const pair of match.pairs) {
    const drop = at(sent.columns.ttl, pair[0]) - at(received.columns.ttl, pair[1]);
    const known = drops.get(drop);
    if (known === undefined) drops.set(drop, [pair]);
    else known.push(pair);
  }
  const byCount = [...drops].sort(([, p], [, q]) => q.length - p.length);
  const [usual = null] = byCount.map(([drop]) => drop);
  const ttlOf = (columns: SegmentColumns, index: number): number => at(columns.ttl, index);
  const odd = byCount.slice(1).flatMap(([, pairs]) => pairs);
  const varies = changeOf('ttl-varies', odd, ttlOf, sent, received, keep);
  if (varies !== null) changes.push(varies);
  const raised = usual !== null && usual < 0 ? (drops.get(usual) ?? []) : [];
  const higher = changeOf('ttl-raised', raised, ttlOf, sent, received, keep);
  if (higher !== null) changes.push(higher);
  return { changes, altered, hops: byCount.length === 1 && usual !== null && usual >= 0 ? usual : null };
}

function changeOf(
  kind: HeaderChangeKind,
  pairs: readonly (readonly [number, number])[],
  value: (columns: SegmentColumns, index: number) => number,
  sent: DirectionTraffic,
  received: DirectionTraffic,
  keep: number,
): HeaderChange | null {
  const [first] = pairs;
  if (first === undefined) return null;
  return {
    kind,
    pairs: pairs.slice(0, keep),
    count: pairs.length,
    sent: value(sent.columns, first[0]),
    received: value(received.columns, first[1]),
  };
}
