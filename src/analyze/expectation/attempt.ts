// One attempt at sending the file, laid on it: which fragment stands for which bytes, and what that makes of every byte.

import { chainPieces } from './chain.ts';
import type { ExpectedFile } from './expected-file.ts';
import { type Fate, settlePieces } from './loose-pieces.ts';
import { chainOptimally } from './optimal-chain.ts';
import type { Hole, Piece } from './piece.ts';

/** A fragment of the file as it arrived: without its prefix. */
export interface ReceivedFragment {
  /** Position among the messages of its transfer. */
  readonly order: number;
  readonly stream: number;
  readonly frame: number;
  /** null: it carries no number. */
  readonly index: number | null;
  readonly bytes: Uint8Array;
  readonly holes: readonly Hole[];
}

export interface PlacedFragment {
  readonly fragment: ReceivedFragment;
  readonly fate: Fate;
}

/** An attempt laid on the file. */
export interface LaidAttempt {
  /** In order of arrival. */
  readonly placed: readonly PlacedFragment[];
  /** Bytes of the file that no fragment brings unaltered, and bytes that are not the file's: the less, the better the explanation. */
  readonly cost: number;
}

const LAST = Number.MAX_SAFE_INTEGER;
/** Above this a damaged attempt is read from its beginning only: to read it from its end as well would take too much memory. */
const BACKWARDS_LIMIT = 32 * 1024 * 1024;

/** `firstIndex`: the number of the file's first fragment, as far as that is known. */
export function layAttempt(
  file: ExpectedFile,
  fragments: readonly ReceivedFragment[],
  firstIndex: number,
  backwards: () => ExpectedFile,
): LaidAttempt {
  const { main, copies } = byNumber(fragments);
  const pieces = main.map(
    (fragment, at): Piece => ({
      order: fragment.order,
      bytes: fragment.bytes,
      holes: fragment.holes,
      gapBefore: hasGapBefore(main, at, firstIndex),
    }),
  );
  const { fates, cost } = bestFates(file, pieces, backwards);
  const placed = main.flatMap((fragment, at): PlacedFragment[] => {
    const fate = fates[at];
    return fate === undefined ? [] : withCopies(file, { fragment, fate }, copies.get(fragment) ?? []);
  });
  placed.sort((a, b) => a.fragment.order - b.fragment.order);
  return { placed, cost };
}

interface Reading {
  readonly fates: readonly Fate[];
  readonly cost: number;
}

/** Read from the beginning; where that leaves something unexplained also from the end, and over all places at once. */
function bestFates(file: ExpectedFile, pieces: readonly Piece[], backwards: () => ExpectedFile): Reading {
  const chain = chainPieces(file, pieces);
  const forwards = readingOf(file, pieces, settlePieces(file, pieces, chain));
  if (forwards.cost === 0 || !canBeReadAgain(file, pieces, forwards.fates)) return forwards;
  let best = forwards;
  const consider = (fates: readonly Fate[]): void => {
    const reading = readingOf(file, pieces, fates);
    if (reading.cost < best.cost) best = reading;
  };
  consider(fatesFromTheEnd(backwards(), pieces));
  const optimal = best.cost === 0 ? null : chainOptimally(file, pieces, chain);
  if (optimal !== null) consider(settlePieces(file, pieces, optimal));
  return best;
}

function readingOf(file: ExpectedFile, pieces: readonly Piece[], fates: readonly Fate[]): Reading {
  return { fates, cost: costOf(file, fates, pieces) };
}

function canBeReadAgain(file: ExpectedFile, pieces: readonly Piece[], fates: readonly Fate[]): boolean {
  if (!file.isWhole || file.length > BACKWARDS_LIMIT || pieces.length < 2) return false;
  const bytes = pieces.reduce((sum, piece) => sum + piece.bytes.length, 0);
  return bytes <= 2 * BACKWARDS_LIMIT && fates.some(({ state }) => state === 'arrived');
}

/** Numbered fragments in order of their number, the first of each number; unnumbered ones as they came. */
function byNumber(fragments: readonly ReceivedFragment[]): {
  main: ReceivedFragment[];
  copies: Map<ReceivedFragment, ReceivedFragment[]>;
} {
  const copies = new Map<ReceivedFragment, ReceivedFragment[]>();
  const first = new Map<number, ReceivedFragment>();
  const main: ReceivedFragment[] = [];
  for (const fragment of fragments) {
    const known = fragment.index === null ? undefined : first.get(fragment.index);
    if (known === undefined) {
      main.push(fragment);
      if (fragment.index !== null) first.set(fragment.index, fragment);
    } else {
      const list = copies.get(known) ?? [];
      list.push(fragment);
      copies.set(known, list);
    }
  }
  // What carries no number among others that do comes last: it belongs nowhere in particular.
  if (first.size > 0) main.sort((a, b) => (a.index ?? LAST) - (b.index ?? LAST));
  return { main, copies };
}

function hasGapBefore(fragments: readonly ReceivedFragment[], at: number, firstIndex: number): boolean {
  const index = fragments[at]?.index ?? null;
  if (index === null) return false;
  const before = at === 0 ? firstIndex - 1 : (fragments[at - 1]?.index ?? index - 1);
  return index > before + 1;
}

function costOf(file: ExpectedFile, fates: readonly Fate[], pieces: readonly Piece[]): number {
  let arrived = 0;
  let cost = 0;
  fates.forEach(({ state, from, to }, i) => {
    if (state === 'arrived') arrived += to - from;
    if (state === 'altered' || state === 'foreign') cost += pieces[i]?.bytes.length ?? 0;
  });
  return cost + Math.max(0, file.length - arrived);
}

/** The same question asked from the end: where a chain goes astray at a passage that repeats itself, the other direction often does not. */
function fatesFromTheEnd(file: ExpectedFile, pieces: readonly Piece[]): Fate[] {
  const mirrored = pieces
    .map(({ order, bytes, holes }, at): Piece => {
      const { length } = bytes;
      const mirroredHoles = holes.map(([from, to]): Hole => [length - to, length - from]).reverse();
      const gapBefore = pieces[at + 1]?.gapBefore ?? false;
      return { order, bytes: new Uint8Array(bytes).reverse(), holes: mirroredHoles, gapBefore };
    })
    .reverse();
  const fates = settlePieces(file, mirrored, chainPieces(file, mirrored));
  return fates
    .map((fate): Fate => (fate.from < 0 ? fate : { ...fate, from: file.length - fate.to, to: file.length - fate.from }))
    .reverse();
}

/** Further fragments with the same number: the same bytes again, or others. A copy that is the file's takes the place of one that is not. */
function withCopies(file: ExpectedFile, first: PlacedFragment, copies: readonly ReceivedFragment[]): PlacedFragment[] {
  let main = first;
  const placed: PlacedFragment[] = [];
  for (const fragment of copies) {
    const { from, to } = main.fate;
    if (isSame(fragment.bytes, main.fragment.bytes)) {
      placed.push({ fragment, fate: { state: 'repeated', from, to, ambiguous: false } });
    } else if (
      main.fate.state !== 'arrived' &&
      from >= 0 &&
      fragment.holes.length === 0 &&
      file.holds(fragment.bytes, from)
    ) {
      placed.push(main);
      main = { fragment, fate: { state: 'arrived', from, to: from + fragment.bytes.length, ambiguous: false } };
    } else {
      placed.push({ fragment, fate: { state: from < 0 ? 'foreign' : 'altered', from, to, ambiguous: false } });
    }
  }
  return [...placed, main];
}

function isSame(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, at) => byte === b[at]);
}
