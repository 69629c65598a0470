// Are the bytes of segments that were cut otherwise still the same? The hashes of the parts of one segment, put together, must be that of the whole.

import { ContentHash } from './content-hash.ts';
import { pieceOf } from './range-index.ts';
import { at } from './segment-columns.ts';
import { type DirectionTraffic, isContentKnown } from './stream-traffic.ts';

type Pair = readonly [sent: number, received: number];

/** The pieces of segments whose whole content can be put together from the other capture, and comes out another. */
export function alteredPieces(
  sent: DirectionTraffic,
  received: DirectionTraffic,
  pieces: readonly Pair[],
): readonly Pair[] {
  const bySent = groupPieces(pieces, 0);
  const byReceived = groupPieces(pieces, 1);
  return [
    ...[...bySent].flatMap(([whole, parts]) => (isAltered(sent, whole, received, parts, 1) ? parts : [])),
    ...[...byReceived].flatMap(([whole, parts]) => (isAltered(received, whole, sent, parts, 0) ? parts : [])),
  ];
}

function groupPieces(pieces: readonly Pair[], side: 0 | 1): ReadonlyMap<number, readonly Pair[]> {
  const groups = new Map<number, Pair[]>();
  for (const piece of pieces) {
    const known = groups.get(piece[side]);
    if (known === undefined) groups.set(piece[side], [piece]);
    else known.push(piece);
  }
  return groups;
}

/** Do `parts` of the other capture, one behind the other, make up all of `whole`, and with other bytes? */
function isAltered(
  traffic: DirectionTraffic,
  whole: number,
  other: DirectionTraffic,
  parts: readonly Pair[],
  side: 0 | 1,
): boolean {
  if (parts.length < 2 || !isContentKnown(traffic.columns, whole)) return false;
  const { from, to } = pieceOf(traffic, whole);
  const hash = new ContentHash();
  let reached = from;
  const inOrder = parts.map((pair) => pieceOf(other, pair[side])).sort((p, q) => p.from - q.from);
  for (const part of inOrder) {
    if (part.from !== reached || !isContentKnown(other.columns, part.index)) return false;
    const { columns } = other;
    const length = at(columns.length, part.index);
    if (part.to - part.from !== length) return false; // a SYN or FIN among them
    hash.append(at(columns.contentLow, part.index), at(columns.contentHigh, part.index), length);
    reached = part.to;
  }
  if (reached !== to) return false;
  const { contentLow, contentHigh } = traffic.columns;
  return hash.low >>> 0 !== at(contentLow, whole) || hash.high >>> 0 !== at(contentHigh, whole);
}
