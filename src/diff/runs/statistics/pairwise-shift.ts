// Hodges–Lehmann: by how much B is shifted against A — the median of all differences b − a, found without making them.
// J. L. Hodges & E. L. Lehmann, Annals of Mathematical Statistics 34 (1963) 598–611; interval: M. Hollander & D. A. Wolfe (1973), section 4.3.

/** The k-th smallest (1-based) of all differences b − a of two samples of integers. */
function differenceOfRank(a: Float64Array, b: Float64Array, rank: number): number {
  let low = (b[0] ?? 0) - (a[a.length - 1] ?? 0);
  let high = (b[b.length - 1] ?? 0) - (a[0] ?? 0);
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (differencesUpTo(a, b, middle) >= rank) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** How many differences b − a are at most `limit`. */
function differencesUpTo(a: Float64Array, b: Float64Array, limit: number): number {
  let count = 0;
  let at = 0;
  for (const base of a) {
    while (at < b.length && (b[at] ?? 0) - base <= limit) at++;
    count += at;
  }
  return count;
}

export interface PairwiseShift {
  readonly shift: number;
  /** null: too few values for it. */
  readonly interval: readonly [number, number] | null;
}

/** `outside`: how many of the ordered differences lie below the interval, and as many above; null: no interval. Both samples hold integers. */
export function pairwiseShift(a: readonly number[], b: readonly number[], outside: number | null): PairwiseShift {
  const sortedA = Float64Array.from(a).sort();
  const sortedB = Float64Array.from(b).sort();
  const pairs = a.length * b.length;
  const lower = differenceOfRank(sortedA, sortedB, Math.ceil(pairs / 2));
  const upper = differenceOfRank(sortedA, sortedB, Math.floor(pairs / 2) + 1);
  const interval =
    outside === null || outside * 2 >= pairs
      ? null
      : ([
          differenceOfRank(sortedA, sortedB, outside + 1),
          differenceOfRank(sortedA, sortedB, pairs - outside),
        ] as const);
  return { shift: (lower + upper) / 2, interval };
}
