// The chain of pieces that covers most of the file, found over all places of all pieces at once: for short or repetitive files, where looking a few
// pieces ahead (chain.ts) may go astray.

import type { Chain } from './chain.ts';
import type { ExpectedFile } from './expected-file.ts';
import type { Piece } from './piece.ts';

/** Places tried per piece: the first ones in the file, and those around where the pieces before it would end; and over all pieces. */
const FIRST_PLACES = 64;
const NEAR_PLACES = 128;
const NEAR = 64;
const ALL_PLACES = 100_000;

/** Of two chains that cover as much, the one of more pieces leaves fewer to be explained. */
const PER_PIECE = 2 ** -18;

interface Place {
  readonly piece: number;
  readonly at: number;
  readonly end: number;
  /** Bytes of the best chain that ends here, and the place before this one in it. */
  bytes: number;
  before: Place | null;
}

/** null: there are too many places to try. `known`: a chain whose places are tried besides. */
export function chainOptimally(file: ExpectedFile, pieces: readonly Piece[], known: Chain): Chain | null {
  const places: Place[][] = [];
  let count = 0;
  let sum = 0;
  for (const [piece, { bytes, holes }] of pieces.entries()) {
    const offsets = new Set<number>();
    if (bytes.length > 0 && holes.length === 0) {
      for (const found of file.find(bytes, 0, FIRST_PLACES)) offsets.add(found);
      for (const found of file.find(bytes, Math.max(0, sum - NEAR), NEAR_PLACES)) offsets.add(found);
    }
    sum += bytes.length;
    const at = known.at[piece] ?? -1;
    if (at >= 0 && bytes.length > 0) offsets.add(at);
    places.push([...offsets].map((from) => ({ piece, at: from, end: from + bytes.length, bytes: 0, before: null })));
    count += offsets.size;
    if (count > ALL_PLACES) return null;
  }
  const best = bestChain(places);
  const at = new Array<number>(pieces.length).fill(-1);
  for (let place = best; place !== null; place = place.before) at[place.piece] = place.at;
  return { at, ambiguous: new Set() };
}

/** Pieces in their order, places that rise and do not overlap, as many bytes as possible. */
function bestChain(places: readonly (readonly Place[])[]): Place | null {
  const ends = [...new Set(places.flat().map(({ end }) => end))].sort((a, b) => a - b);
  const rank = new Map(ends.map((end, at) => [end, at + 1]));
  /** Fenwick tree of the best place whose end ranks no higher. */
  const tree = new Array<Place | null>(ends.length + 1).fill(null);
  const starts = rankOfStarts(places, ends);
  let best: Place | null = null;
  for (const ofPiece of places) {
    for (const place of ofPiece) {
      let before: Place | null = null;
      for (let i = starts.get(place.at) ?? 0; i > 0; i -= i & -i) {
        const found = tree[i] ?? null;
        if (found !== null && (before === null || found.bytes > before.bytes)) before = found;
      }
      place.before = before;
      place.bytes = (before?.bytes ?? 0) + place.end - place.at + PER_PIECE;
    }
    for (const place of ofPiece) {
      if (best === null || place.bytes > best.bytes) best = place;
      for (let i = rank.get(place.end) ?? 0; i > 0 && i < tree.length; i += i & -i) {
        const there = tree[i] ?? null;
        if (there === null || place.bytes > there.bytes) tree[i] = place;
      }
    }
  }
  return best;
}

/** How many of the ends lie at or before each start. */
function rankOfStarts(places: readonly (readonly Place[])[], ends: readonly number[]): ReadonlyMap<number, number> {
  const starts = [...new Set(places.flat().map(({ at }) => at))].sort((a, b) => a - b);
  const ranks = new Map<number, number>();
  let rank = 0;
  for (const start of starts) {
    while (rank < ends.length && (ends[rank] ?? 0) <= start) rank++;
    ranks.set(start, rank);
  }
  return ranks;
}
