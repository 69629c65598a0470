// What something on the way rewrote in segments that are otherwise the same: options, windows, marks, payload (RFC 3234: middleboxes).

import type { DirectionMatch } from './match-direction.ts';
import { hasTimestampsAt } from './match-direction.ts';
import { PairList } from './pair-list.ts';
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
  readonly pairs: PairList;
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
    const isAlteration = check.kind === 'payload-altered';
    const differing = new Collected(keep);
    for (let place = 0; place < match.pairs.length; place++) {
      const i = match.pairs.one(place);
      const j = match.pairs.other(place);
      if (check.value(sent.columns, i) === check.value(received.columns, j)) continue;
      if (check.applies?.(sent, i, received, j) === false) continue;
      differing.add(i, j);
      if (isAlteration) altered.add(i);
    }
    for (const [i, j] of isAlteration ? alteredPieces(sent, received, match.pieces) : []) {
      differing.add(i, j);
      altered.add(i);
    }
    const change = changeOf(check.kind, differing, (columns, index) => check.value(columns, index), sent, received);
    if (change !== null) changes.push(change);
  }
  const drops = new Map<number, Collected>();
  for (let place = 0; place < match.pairs.length; place++) {
    const i = match.pairs.one(place);
    const j = match.pairs.other(place);
    const drop = at(sent.columns.ttl, i) - at(received.columns.ttl, j);
    let known = drops.get(drop);
    if (known === undefined) {
      known = new Collected(keep);
      drops.set(drop, known);
    }
    known.add(i, j);
  }
  const byCount = [...drops].sort(([, p], [, q]) => q.count - p.count);
  const [usual = null] = byCount.map(([drop]) => drop);
  const ttlOf = (columns: SegmentColumns, index: number): number => at(columns.ttl, index);
  const odd = new Collected(keep);
  for (const [, some] of byCount.slice(1)) odd.addAll(some);
  const varies = changeOf('ttl-varies', odd, ttlOf, sent, received);
  if (varies !== null) changes.push(varies);
  const raised = (usual !== null && usual < 0 ? drops.get(usual) : undefined) ?? new Collected(0);
  const higher = changeOf('ttl-raised', raised, ttlOf, sent, received);
  if (higher !== null) changes.push(higher);
  return { changes, altered, hops: byCount.length === 1 && usual !== null && usual >= 0 ? usual : null };
}

/** Pairs that show a change: all are counted, the first ones kept. */
class Collected {
  readonly kept: PairList = new PairList(1);
  count = 0;
  readonly #limit: number;

  constructor(limit: number) {
    this.#limit = limit;
  }

  add(sent: number, received: number): void {
    this.count++;
    if (this.kept.length < this.#limit) this.kept.push(sent, received);
  }

  addAll({ kept, count }: Collected): void {
    for (let place = 0; place < kept.length; place++) this.add(kept.one(place), kept.other(place));
    this.count += count - kept.length;
  }
}

function changeOf(
  kind: HeaderChangeKind,
  { kept, count }: Collected,
  value: (columns: SegmentColumns, index: number) => number,
  sent: DirectionTraffic,
  received: DirectionTraffic,
): HeaderChange | null {
  if (count === 0) return null;
  return {
    kind,
    pairs: kept,
    count,
    sent: value(sent.columns, kept.one(0)),
    received: value(received.columns, kept.other(0)),
  };
}
