// How the rank sum of the smaller of two samples is distributed when both come from one source: counted exactly, ties included (midranks).
// H. B. Mann & D. R. Whitney, Annals of Mathematical Statistics 18 (1947) 50–60; ties: E. L. Lehmann, Nonparametrics (1975), chapter 1, section 4.

/** Counts of subsets stay exact in a double up to this many values: C(50, 25) < 2^53. */
export const MOST_FOR_EXACT = 50;

export interface RankSumDistribution {
  /** ways[s]: subsets of the given size whose doubled midranks add up to s. */
  readonly ways: Float64Array;
  /** All subsets. */
  readonly total: number;
}

/** `doubledRanks`: twice the midrank of every value of both samples together (integers); `size`: of the smaller sample. */
export function rankSumDistribution(doubledRanks: readonly number[], size: number): RankSumDistribution {
  const largest = doubledRanks.toSorted((a, b) => b - a).slice(0, size);
  const width = largest.reduce((sum, rank) => sum + rank, 0) + 1;
  // One row for every number of values chosen so far.
  const table = new Float64Array((size + 1) * width);
  table[0] = 1;
  let reached = 0;
  for (const rank of doubledRanks) {
    reached = Math.min(reached + rank, width - 1);
    for (let chosen = size; chosen > 0; chosen--) {
      const into = chosen * width;
      const from = into - width - rank;
      for (let sum = reached; sum >= rank; sum--) {
        const ways = table[from + sum] ?? 0;
        if (ways > 0) table[into + sum] = (table[into + sum] ?? 0) + ways;
      }
    }
  }
  const ways = table.slice(size * width);
  return { ways, total: ways.reduce((sum, each) => sum + each, 0) };
}

const untied = new Map<number, RankSumDistribution>();

/** The same of `all` different values: asked for again and again, so kept. */
export function untiedDistribution(all: number, size: number): RankSumDistribution {
  const key = all * (MOST_FOR_EXACT + 1) + size;
  const known = untied.get(key);
  if (known !== undefined) return known;
  const ranks = Array.from({ length: all }, (_, at) => 2 * (at + 1));
  const made = rankSumDistribution(ranks, size);
  untied.set(key, made);
  return made;
}

/** P(|S − mean| ≥ distance), S the doubled rank sum. */
export function farFromMean({ ways, total }: RankSumDistribution, mean: number, distance: number): number {
  let count = 0;
  for (let sum = 0; sum < ways.length; sum++) if (Math.abs(sum - mean) >= distance - 1e-9) count += ways[sum] ?? 0;
  return count / total;
}
