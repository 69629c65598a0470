// Pure arithmetic on half-open intervals [from, to) of stream offsets.

export interface Interval {
  readonly from: number;
  readonly to: number;
}

/** The parts of [from, to) that no interval of `covered` (sorted, disjoint) contains, in order. */
export function uncovered(from: number, to: number, covered: readonly Interval[]): Interval[] {
  const parts: Interval[] = [];
  let at = from;
  for (const interval of covered) {
    if (interval.to <= at) continue;
    if (interval.from >= to) break;
    if (interval.from > at) parts.push({ from: at, to: interval.from });
    at = interval.to;
  }
  if (at < to) parts.push({ from: at, to });
  return parts;
}

/** What two intervals share; null: nothing. */
export function overlap(a: Interval, b: Interval): Interval | null {
  const from = Math.max(a.from, b.from);
  const to = Math.min(a.to, b.to);
  return from < to ? { from, to } : null;
}

/** Where an interval that starts at `from` belongs in a sorted list. */
export function insertionIndex(sorted: readonly Interval[], from: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle]?.from ?? 0) < from) low = middle + 1;
    else high = middle;
  }
  return low;
}
