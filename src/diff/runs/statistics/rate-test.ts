// Are two rates of events the same? Two Poisson counts given their sum are one binomial count: exact and two-sided.
// J. Przyborowski & H. Wilenski, Homogeneity of results in testing samples from Poisson series, Biometrika 31 (1940) 313–323.

import { logFactorial } from './log-factorial.ts';

/** Probabilities that differ by less than this are one and the same: they differ by rounding. */
const ROUNDING = 1e-7;

export interface RateTest {
  /** Probability of a split at least as unlikely as this one, if both rates are the same. */
  readonly p: number;
  /** Smallest p that any split of so many events could have. */
  readonly leastP: number;
}

/** `a` and `b` events in exposures that relate as `exposureA` to `exposureB` (both > 0). */
export function compareRates(a: number, b: number, exposureA: number, exposureB: number): RateTest {
  const total = a + b;
  if (total === 0) return { p: 1, leastP: 1 };
  const split: Split = {
    total,
    logShareB: Math.log(exposureB / (exposureA + exposureB)),
    logShareA: Math.log(exposureA / (exposureA + exposureB)),
  };
  return {
    p: twoSided(split, b),
    leastP: Math.min(twoSided(split, 0), twoSided(split, total)),
  };
}

interface Split {
  readonly total: number;
  readonly logShareA: number;
  readonly logShareB: number;
}

/** ln P(exactly `b` of the events fall into B). */
function logMass({ total, logShareA, logShareB }: Split, b: number): number {
  const ways = logFactorial(total) - logFactorial(b) - logFactorial(total - b);
  return ways + b * logShareB + (total - b) * logShareA;
}

/** All splits that are no likelier than the one with `b`: the two ends of a distribution with one hump. */
function twoSided(split: Split, b: number): number {
  const limit = logMass(split, b) + ROUNDING;
  const { total } = split;
  const hump = Math.min(total, Math.floor((total + 1) * Math.exp(split.logShareB)));
  if (logMass(split, hump) <= limit) return 1;
  const left = lastBelow(split, limit, hump, -1);
  const right = lastBelow(split, limit, hump, 1);
  return Math.min(1, tailSum(split, left, -1) + tailSum(split, right, 1));
}

/** The first split from the hump outwards that is no likelier than `limit`; beyond the end: there is none. */
function lastBelow(split: Split, limit: number, hump: number, step: 1 | -1): number {
  const end = step === 1 ? split.total : 0;
  let near = 0; // likelier than the limit
  let far = Math.abs(end - hump) + 1; // no likelier, or beyond the end
  while (far - near > 1) {
    const middle = (near + far) >> 1;
    if (logMass(split, hump + step * middle) <= limit) far = middle;
    else near = middle;
  }
  return hump + step * far;
}

function tailSum(split: Split, from: number, step: 1 | -1): number {
  let sum = 0;
  for (let b = from; b >= 0 && b <= split.total; b += step) {
    const mass = Math.exp(logMass(split, b));
    sum += mass;
    if (mass < sum * 1e-16) break;
  }
  return sum;
}
