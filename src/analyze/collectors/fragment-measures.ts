// Sizes, pace, and how TCP cut the same bytes: measured over the fragments that are kept.

import { NS_PER_SECOND } from '../../core/time.ts';
import type { FragmentPace, FragmentRow, FragmentSegmentation, FragmentSizes } from '../fragments-report.ts';
import type { KeptFragment } from './fragment-topic.ts';

/** Classes of a histogram. */
const CLASSES = 8;

/** Of ordinary fragments: no control or end packets. */
export function measureSizes(rows: readonly FragmentRow[]): FragmentSizes | null {
  const sizes = rows.filter(({ special }) => special === null).map(({ size }) => size);
  sizes.sort((a, b) => a - b);
  const [minimum] = sizes;
  const maximum = sizes[sizes.length - 1];
  if (minimum === undefined || maximum === undefined) return null;
  const sum = sizes.reduce((total, size) => total + size, 0);
  return {
    count: sizes.length,
    minimum,
    median: sizes[Math.floor((sizes.length - 1) / 2)] ?? minimum,
    mean: Math.round((sum / sizes.length) * 100) / 100,
    maximum,
    histogram: histogramOf(sizes, minimum, maximum),
  };
}

/** `sizes` ascending. */
function histogramOf(sizes: readonly number[], minimum: number, maximum: number): FragmentSizes['histogram'] {
  const width = Math.max(1, Math.ceil((maximum - minimum + 1) / CLASSES));
  const classes: { from: number; to: number; count: number }[] = [];
  for (let from = minimum; from <= maximum; from += width) {
    classes.push({ from, to: Math.min(from + width - 1, maximum), count: 0 });
  }
  for (const size of sizes) {
    const found = classes[Math.floor((size - minimum) / width)];
    if (found !== undefined) found.count++;
  }
  return classes;
}

/** `bytes`: of the file, in `rows`. */
export function measurePace(rows: readonly KeptFragment[], bytes: number): FragmentPace | null {
  const [first] = rows;
  const last = rows[rows.length - 1];
  if (first === undefined || last === undefined || rows.length < 2) return null;
  const intervals: number[] = [];
  let longestPause = { fromFrame: first.frame, toFrame: first.frame };
  let longest = Number.NEGATIVE_INFINITY;
  rows.forEach((row, at) => {
    const before = rows[at - 1];
    if (before === undefined) return;
    const interval = row.timeNs - before.timeNs;
    intervals.push(interval);
    if (interval <= longest) return;
    longest = interval;
    longestPause = { fromFrame: before.frame, toFrame: row.frame };
  });
  intervals.sort((a, b) => a - b);
  const spanNs = last.timeNs - first.timeNs;
  return {
    fragments: rows.length,
    spanNs,
    minIntervalNs: intervals[0] ?? 0,
    medianIntervalNs: intervals[Math.floor((intervals.length - 1) / 2)] ?? 0,
    maxIntervalNs: longest,
    longestPause,
    bytesPerSecond: spanNs > 0 ? Math.round((bytes * NS_PER_SECOND) / spanNs) : null,
  };
}

/** Fragments that end and begin in the same segment share it. */
export function measureSegmentation(rows: readonly KeptFragment[]): FragmentSegmentation | null {
  const [first] = rows;
  if (first === undefined) return null;
  let segments = 0;
  let inOneSegment = 0;
  let widest = first;
  const carried = new Map<number, number>();
  let fullest = first.frame;
  const note = (frame: number): void => {
    const count = (carried.get(frame) ?? 0) + 1;
    carried.set(frame, count);
    if (count > (carried.get(fullest) ?? 0)) fullest = frame;
  };
  rows.forEach((row, at) => {
    segments += row.segments - (rows[at - 1]?.frame === row.firstFrame ? 1 : 0);
    if (row.segments === 1) inOneSegment++;
    if (row.segments > widest.segments) widest = row;
    note(row.firstFrame);
    if (row.frame !== row.firstFrame) note(row.frame);
  });
  return {
    fragments: rows.length,
    segments,
    inOneSegment,
    overSeveral: rows.length - inOneSegment,
    mostSegmentsPerFragment: widest.segments,
    mostSegmentsFrame: widest.frame,
    mostFragmentsPerSegment: carried.get(fullest) ?? 1,
    mostFragmentsFrame: fullest,
  };
}
