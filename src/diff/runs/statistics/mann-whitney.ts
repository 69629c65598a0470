// The Mann–Whitney U test: do the values of one sample tend to be larger than those of another? Exact for small samples, ties included; beyond
// that the normal approximation with corrections for ties and continuity. Sample values are integers, in order of time.

import { designEffect } from './design-effect.ts';
import { normalQuantile, normalTail } from './normal.ts';
import { pairwiseShift } from './pairwise-shift.ts';
import {
  farFromMean,
  MOST_FOR_EXACT,
  type RankSumDistribution,
  rankSumDistribution,
  untiedDistribution,
} from './rank-sum-distribution.ts';
import { rankTogether, type SharedRanks } from './ranks.ts';

export interface MannWhitney {
  readonly isExact: boolean;
  /** Two-sided. */
  readonly p: number;
  /** Smallest p that samples of these sizes (and ties) could have. */
  readonly leastP: number;
  /** Pairs in which B's value is the larger one; a tie counts half. */
  readonly u: number;
  /** Cliff's delta: P(B > A) − P(B < A). */
  readonly delta: number;
  /** Hodges–Lehmann: B minus A; the interval holds it with the confidence asked for. */
  readonly shift: number;
  readonly shiftInterval: readonly [number, number] | null;
  /** How many independent values each sample is worth; null: as many as it has. */
  readonly effectiveSizes: readonly [number, number] | null;
}

/** null: a sample is empty. `significance`: 1 minus the confidence of the interval. */
export function mannWhitney(a: readonly number[], b: readonly number[], significance: number): MannWhitney | null {
  if (a.length === 0 || b.length === 0) return null;
  const ranks = rankTogether(a, b);
  const doubledSumB = ranks.b.reduce((sum, rank) => sum + rank, 0);
  const pairs = a.length * b.length;
  const u = doubledSumB / 2 - (b.length * (b.length + 1)) / 2;
  const effects = [designEffect(ranks.a), designEffect(ranks.b)] as const;
  const isDependent = effects[0] > 1 || effects[1] > 1;
  const isExact = a.length + b.length <= MOST_FOR_EXACT && !isDependent;
  const spread = standardDeviation(a.length, b.length, ranks.tieTerm, effects);
  const { p, leastP } = isExact
    ? exactTest(ranks)
    : {
        p: normalTest(u - pairs / 2, spread),
        leastP: normalTest(pairs / 2, spread),
      };
  const outside = isExact ? exactOutside(a.length, b.length, significance) : normalOutside(pairs, spread, significance);
  const { shift, interval } = pairwiseShift(a, b, outside);
  return {
    isExact,
    p,
    leastP,
    u,
    delta: (2 * u) / pairs - 1,
    shift,
    shiftInterval: interval,
    effectiveSizes: isDependent ? [a.length / effects[0], b.length / effects[1]] : null,
  };
}

function exactTest({ a, b, tieTerm }: SharedRanks): { p: number; leastP: number } {
  const smaller = a.length <= b.length ? a : b;
  const all = a.length + b.length;
  const distribution =
    tieTerm === 0 ? untiedDistribution(all, smaller.length) : rankSumDistribution([...a, ...b], smaller.length);
  const mean = smaller.length * (all + 1);
  const sum = smaller.reduce((total, rank) => total + rank, 0);
  return {
    p: farFromMean(distribution, mean, Math.abs(sum - mean)),
    leastP: farFromMean(distribution, mean, farthest(distribution, mean)),
  };
}

function farthest({ ways }: RankSumDistribution, mean: number): number {
  let distance = 0;
  for (const [sum, count] of ways.entries()) if (count > 0) distance = Math.max(distance, Math.abs(sum - mean));
  return distance;
}

/** Of U, when both samples come from one source. */
function standardDeviation(sizeA: number, sizeB: number, tieTerm: number, effects: readonly [number, number]): number {
  const all = sizeA + sizeB;
  const ties = tieTerm / (all * (all - 1));
  const independent = ((sizeA * sizeB) / 12) * (all + 1 - ties);
  // Var(mean rank of B − mean rank of A) is a sum of two parts, each inflated by its own sample's dependence.
  const inflation = (effects[0] / sizeA + effects[1] / sizeB) / (1 / sizeA + 1 / sizeB);
  return Math.sqrt(Math.max(0, independent * inflation));
}

function normalTest(distance: number, spread: number): number {
  if (spread === 0) return 1; // all values are equal
  const continuous = Math.max(0, Math.abs(distance) - 0.5);
  return Math.min(1, 2 * normalTail(continuous / spread));
}

/** As many ordered differences lie outside the interval on either side as keep the error below `significance`. */
function exactOutside(sizeA: number, sizeB: number, significance: number): number | null {
  const size = Math.min(sizeA, sizeB);
  const { ways, total } = untiedDistribution(sizeA + sizeB, size);
  const least = size * (size + 1);
  let below = 0;
  for (let u = 0; u <= (sizeA * sizeB) / 2; u++) {
    below += ways[least + 2 * u] ?? 0;
    if (below / total > significance / 2) return u === 0 ? null : u - 1;
  }
  return null;
}

function normalOutside(pairs: number, spread: number, significance: number): number | null {
  const outside = Math.floor(pairs / 2 - normalQuantile(significance / 2) * spread);
  return outside < 0 ? null : outside;
}
