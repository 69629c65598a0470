// The part of the file that is missing with the numbers that did not come: where it begins, how large it is, as far as that can be known.

import type { FragmentHole, FragmentRow, FragmentSequence } from '../fragments-report.ts';
import type { SequenceRun } from './fragment-sequences.ts';

/** Holes described per run. */
const HOLE_LIMIT = 1000;

/** What else is known of the file a run carries. */
export interface FileKnowledge {
  /** Number of the file's first fragment. */
  readonly firstIndex: number;
  readonly fileBytes: number | null;
  readonly fileBytesFrom: FragmentSequence['fileBytesFrom'];
  /** The run's own bytes of the file. */
  readonly bytes: number;
  /** Smallest and largest ordinary fragment of the topic. */
  readonly smallest: number;
  readonly largest: number;
}

interface Range {
  readonly from: number;
  readonly to: number;
}

/** `rows`: the run's ordinary fragments, each number once, ascending; null: not all of them are kept. */
export function holesOf(run: SequenceRun, rows: readonly FragmentRow[] | null, file: FileKnowledge): FragmentHole[] {
  const ranges = missingRanges(run, file.firstIndex);
  const deficit = file.fileBytes === null ? null : Math.max(0, file.fileBytes - file.bytes);
  const missing = ranges.reduce((sum, { from, to }) => sum + to - from + 1, 0);
  const holes: FragmentHole[] = [];
  let before: Span = { minimum: 0, maximum: 0 };
  let next = 0;
  for (const range of ranges.slice(0, HOLE_LIMIT)) {
    let known = 0;
    while (rows !== null && next < rows.length && (rows[next]?.index ?? 0) < range.from)
      known += rows[next++]?.size ?? 0;
    before = plus(before, { minimum: known, maximum: rows === null ? null : known });
    const count = range.to - range.from + 1;
    const most = deficit === null ? null : deficit - (missing - count);
    const size = limited(count, deficit, most, ranges.length === 1);
    holes.push({
      position: range.to < run.from ? 'start' : 'inside',
      fromIndex: range.from,
      toIndex: range.to,
      afterFrame: rows?.[next - 1]?.frame ?? null,
      beforeFrame: rows?.[next]?.frame ?? null,
      offsetMinimum: before.minimum,
      offsetMaximum: before.maximum,
      ...size,
      ...likely(count, file, size.bytesMaximum),
    });
    before = plus(before, { minimum: size.bytesMinimum, maximum: size.bytesMaximum });
  }
  const end = ranges.length === 0 ? endHole(run, rows, file, deficit) : null;
  return end === null ? holes : [...holes, end];
}

/** From the file's first fragment on. */
function missingRanges(run: SequenceRun, firstIndex: number): Range[] {
  const ranges: Range[] = run.from > firstIndex ? [{ from: firstIndex, to: run.from - 1 }] : [];
  for (let i = 0; i < run.missing.length; i += 2) {
    ranges.push({ from: run.missing[i] ?? 0, to: run.missing[i + 1] ?? 0 });
  }
  return ranges;
}

interface Span {
  readonly minimum: number;
  /** null: no limit is known. */
  readonly maximum: number | null;
}

function plus(a: Span, b: Span): Span {
  const maximum = a.maximum === null || b.maximum === null ? null : a.maximum + b.maximum;
  return { minimum: a.minimum + b.minimum, maximum };
}

/** A fragment holds a byte at least; what the file lacks is the most that can be missing here. */
function limited(
  count: number,
  deficit: number | null,
  most: number | null,
  isOnly: boolean,
): Pick<FragmentHole, 'bytes' | 'bytesMinimum' | 'bytesMaximum'> {
  const maximum = most === null ? null : Math.max(count, most);
  return {
    bytes: isOnly && deficit !== null && deficit >= count ? deficit : null,
    bytesMinimum: count,
    bytesMaximum: maximum,
  };
}

function likely(
  count: number,
  { smallest, largest }: FileKnowledge,
  most: number | null,
): Pick<FragmentHole, 'likelyMinimum' | 'likelyMaximum'> {
  if (largest === 0) return { likelyMinimum: null, likelyMaximum: null };
  const limit = most ?? Number.MAX_SAFE_INTEGER;
  return { likelyMinimum: Math.min(count * smallest, limit), likelyMaximum: Math.min(count * largest, limit) };
}

/** No number is missing and yet the file is not all there. */
function endHole(
  run: SequenceRun,
  rows: readonly FragmentRow[] | null,
  { bytes }: FileKnowledge,
  deficit: number | null,
): FragmentHole | null {
  if (deficit === null || deficit === 0) return null;
  return {
    position: 'end',
    fromIndex: run.to + 1,
    toIndex: null,
    afterFrame: rows?.[rows.length - 1]?.frame ?? null,
    beforeFrame: null,
    offsetMinimum: bytes,
    offsetMaximum: bytes,
    bytes: deficit,
    bytesMinimum: deficit,
    bytesMaximum: deficit,
    likelyMinimum: deficit,
    likelyMaximum: deficit,
  };
}
