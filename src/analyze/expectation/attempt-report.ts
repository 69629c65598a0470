// From an attempt laid on the file to its report: ranges, differences, placements, sums.

import type { LaidAttempt, PlacedFragment } from './attempt.ts';
import type {
  AttemptOutcome,
  AttemptReport,
  Difference,
  PlacementReport,
  RangeReport,
  RangeState,
} from './expectation-report.ts';
import type { ExpectedFile } from './expected-file.ts';
import { fitting, type Piece } from './piece.ts';
import { positionsOutOfOrder } from './rising-order.ts';

/** `listLimit`: entries of each list. */
export function reportAttempt(
  file: ExpectedFile,
  { placed }: LaidAttempt,
  end: AttemptReport['end'],
  listLimit: number,
): AttemptReport {
  const moved = movedFragments(placed);
  const ranges = rangesOf(file, placed);
  const differences = [...differencesOf(file, placed, moved), ...missingOf(file, placed, ranges)].sort(
    (a, b) => (a.offset ?? Number.MAX_SAFE_INTEGER) - (b.offset ?? Number.MAX_SAFE_INTEGER),
  );
  const bytesIn = (state: RangeState): number =>
    ranges.reduce((sum, range) => sum + (range.state === state ? range.bytes : 0), 0);
  const count = (kind: Difference['kind']): number => differences.filter((each) => each.kind === kind).length;
  const last = placed[placed.length - 1]?.fragment;
  return {
    firstFrame: placed[0]?.fragment.frame ?? 0,
    lastFrame: last?.frame ?? 0,
    stream: last?.stream ?? 0,
    fragments: placed.length,
    outcome: outcomeOf(ranges, differences),
    end,
    arrivedBytes: bytesIn('arrived'),
    missingBytes: bytesIn('missing'),
    alteredBytes: bytesIn('altered'),
    notCapturedBytes: bytesIn('not-captured'),
    alteredFragments: count('altered'),
    repeatedFragments: count('repeated'),
    movedFragments: count('moved'),
    foreignFragments: count('foreign'),
    ranges: ranges.slice(0, listLimit),
    rangesCount: ranges.length,
    differences: differences.slice(0, listLimit),
    differencesCount: differences.length,
    placements: placed.slice(0, listLimit).map((each) => placementOf(each, moved)),
    placementsCount: placed.length,
  };
}

function outcomeOf(ranges: readonly RangeReport[], differences: readonly Difference[]): AttemptOutcome {
  if (ranges.some(({ state }) => state === 'missing' || state === 'altered')) return 'damaged';
  if (ranges.some(({ state }) => state === 'not-captured' || state === 'not-compared')) return 'unknown';
  return differences.length === 0 ? 'identical' : 'recoverable';
}

/** Fragments that came before or after their turn: as few as explain the order. */
function movedFragments(placed: readonly PlacedFragment[]): ReadonlySet<PlacedFragment> {
  const arrived = placed.filter(({ fate }) => fate.state === 'arrived' && fate.to > fate.from);
  const outside = positionsOutOfOrder(arrived.map(({ fate }) => fate.from));
  return new Set(arrived.filter((_, at) => outside.has(at)));
}

interface Stretch {
  readonly from: number;
  readonly to: number;
  readonly state: RangeState;
}

/** What of the file each fragment accounts for; unaltered bytes count before altered ones, those before bytes that were not captured. */
function rangesOf(file: ExpectedFile, placed: readonly PlacedFragment[]): RangeReport[] {
  const ranges: RangeReport[] = [];
  const put = (from: number, to: number, state: RangeState): void => {
    if (to <= from) return;
    const last = ranges[ranges.length - 1];
    if (last?.state === state) ranges[ranges.length - 1] = { ...last, bytes: last.bytes + to - from };
    else ranges.push({ offset: from, bytes: to - from, state });
  };
  const beyond = placed.some(({ fate }) => fate.state === 'not-compared');
  let at = 0;
  for (const { from, to, state } of stretchesOf(placed)) {
    if (from > at) put(at, from, 'missing');
    put(Math.max(from, at), to, state);
    at = Math.max(at, to);
  }
  put(at, file.length, beyond ? 'not-compared' : 'missing');
  put(file.length, file.size, 'not-compared');
  return ranges;
}

/** Ascending, each byte at most once. */
function stretchesOf(placed: readonly PlacedFragment[]): Stretch[] {
  const layers: [Stretch[], Stretch[], Stretch[]] = [[], [], []];
  for (const { fate, fragment } of placed) {
    const { from, to } = fate;
    if (fate.state === 'altered') layers[1].push({ from, to, state: 'altered' });
    if (fate.state !== 'arrived' && fate.state !== 'repeated') continue;
    let at = from;
    for (const [holeAt, holeEnd] of fragment.holes) {
      layers[0].push({ from: at, to: from + holeAt, state: 'arrived' });
      layers[2].push({ from: from + holeAt, to: from + holeEnd, state: 'not-captured' });
      at = from + holeEnd;
    }
    layers[0].push({ from: at, to, state: 'arrived' });
  }
  return layers.reduce<Stretch[]>((above, below) => overlay(above, below), []);
}

/** `below` shows only where `above` has nothing. */
function overlay(above: readonly Stretch[], below: readonly Stretch[]): Stretch[] {
  const sorted = below.filter(({ from, to }) => to > from).sort((a, b) => a.from - b.from);
  const shown: Stretch[] = [];
  let next = 0;
  let covered = 0;
  for (const { from, to, state } of sorted) {
    let at = Math.max(from, covered);
    while (next < above.length && (above[next]?.to ?? 0) <= at) next++;
    for (let i = next; i < above.length && at < to; i++) {
      const over = above[i];
      if (over === undefined || over.from >= to) break;
      if (over.from > at) shown.push({ from: at, to: over.from, state });
      at = Math.max(at, over.to);
    }
    if (at < to) shown.push({ from: at, to, state });
    covered = Math.max(covered, to);
  }
  return [...above, ...shown].sort((a, b) => a.from - b.from);
}

function differencesOf(
  file: ExpectedFile,
  placed: readonly PlacedFragment[],
  moved: ReadonlySet<PlacedFragment>,
): Difference[] {
  return placed.flatMap((each): Difference[] => {
    const { fragment, fate } = each;
    const found: Difference[] = [];
    if (fate.state === 'altered') found.push({ ...differenceOf('altered', each), ...alterationOf(file, each) });
    if (fate.state === 'repeated') found.push(differenceOf('repeated', each));
    if (fate.state === 'foreign' && fragment.bytes.length > 0) found.push(differenceOf('foreign', each));
    if (moved.has(each)) found.push(differenceOf('moved', each));
    for (const [from, to] of fragment.holes) {
      const offset = fate.from < 0 ? null : fate.from + from;
      found.push({ ...differenceOf('not-captured', each), offset, bytes: to - from });
    }
    return found;
  });
}

function differenceOf(kind: Difference['kind'], { fragment, fate }: PlacedFragment): Difference {
  return {
    kind,
    offset: fate.from < 0 ? null : fate.from,
    bytes: fate.from < 0 ? fragment.bytes.length : fate.to - fate.from,
    order: fragment.order,
    index: fragment.index,
    stream: fragment.stream,
    frame: fragment.frame,
    differingBytes: null,
    firstDifference: null,
    afterFrame: null,
    beforeFrame: null,
    ambiguous: fate.ambiguous,
  };
}

function alterationOf(
  file: ExpectedFile,
  { fragment, fate }: PlacedFragment,
): Pick<Difference, 'differingBytes' | 'firstDifference'> {
  const { bytes } = fragment;
  if (bytes.length !== fate.to - fate.from) return { differingBytes: null, firstDifference: null };
  let differing = 0;
  let first = -1;
  for (let i = 0; i < bytes.length; i++) {
    if (bytes[i] === file.bytes[fate.from + i]) continue;
    differing++;
    if (first < 0) first = fate.from + i;
  }
  return { differingBytes: differing, firstDifference: first < 0 ? null : first };
}

function missingOf(
  file: ExpectedFile,
  placed: readonly PlacedFragment[],
  ranges: readonly RangeReport[],
): Difference[] {
  const present = placed.filter(({ fate }) => fate.from >= 0 && fate.state !== 'repeated');
  const byStart = [...present].sort((a, b) => a.fate.from - b.fate.from);
  let next = 0;
  return ranges
    .filter(({ state }) => state === 'missing')
    .map(({ offset, bytes }): Difference => {
      while (next < byStart.length && (byStart[next]?.fate.from ?? 0) < offset) next++;
      const before = byStart[next - 1] ?? null;
      const after = byStart[next] ?? null;
      return {
        kind: 'missing',
        offset,
        bytes,
        order: null,
        index: null,
        stream: (after ?? before)?.fragment.stream ?? null,
        frame: null,
        differingBytes: null,
        firstDifference: null,
        afterFrame: before?.fragment.frame ?? null,
        beforeFrame: after?.fragment.frame ?? null,
        ambiguous: canSlide(file, before, after, offset, offset + bytes),
      };
    });
}

/** Without numbers: would a neighbour fit on the other side of the hole as well? */
function canSlide(
  file: ExpectedFile,
  before: PlacedFragment | null,
  after: PlacedFragment | null,
  from: number,
  to: number,
): boolean {
  const fits = (each: PlacedFragment | null, at: (length: number) => number): boolean => {
    if (each === null || each.fragment.index !== null) return false;
    const { bytes, holes } = each.fragment;
    const piece: Piece = { order: 0, bytes, holes, gapBefore: false };
    return bytes.length > 0 && fitting(file, piece, at(bytes.length)) > 0;
  };
  return fits(before, (length) => to - length) || fits(after, () => from) || after?.fate.ambiguous === true;
}

function placementOf(each: PlacedFragment, moved: ReadonlySet<PlacedFragment>): PlacementReport {
  const { fragment, fate } = each;
  return {
    order: fragment.order,
    index: fragment.index,
    stream: fragment.stream,
    frame: fragment.frame,
    size: fragment.bytes.length,
    state: moved.has(each) ? 'moved' : fate.state,
    offset: fate.from < 0 ? null : fate.from,
  };
}
