// The standard normal distribution: tail probability and quantile. Abramowitz & Stegun, Handbook of Mathematical Functions, 26.2.10 and 26.2.14.

const SQRT_2_PI = Math.sqrt(2 * Math.PI);
/** The series is short below, the continued fraction above. */
const SERIES_END = 3;
const FRACTION_DEPTH = 60;

function density(z: number): number {
  return Math.exp(-0.5 * z * z) / SQRT_2_PI;
}

/** P(Z > z). */
export function normalTail(z: number): number {
  if (Number.isNaN(z)) return Number.NaN;
  if (z < 0) return 1 - normalTail(-z);
  if (z < SERIES_END) return 0.5 - density(z) * oddSeries(z);
  let fraction = z; // z + 1/(z + 2/(z + 3/(z + …)))
  for (let k = FRACTION_DEPTH; k > 0; k--) fraction = z + k / fraction;
  return density(z) / fraction;
}

/** z + z³/3 + z⁵/15 + z⁷/105 … */
function oddSeries(z: number): number {
  let term = z;
  let sum = z;
  for (let k = 3; Math.abs(term) > 1e-17 * sum; k += 2) {
    term *= (z * z) / k;
    sum += term;
  }
  return sum;
}

/** The z with P(Z > z) = `tail`; 0 < tail < 1. */
export function normalQuantile(tail: number): number {
  let low = -40;
  let high = 40;
  for (let step = 0; step < 200 && high - low > 1e-14; step++) {
    const middle = (low + high) / 2;
    if (normalTail(middle) > tail) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}
