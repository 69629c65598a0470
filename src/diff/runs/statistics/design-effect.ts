// Neighbouring measurements resemble each other (a slow moment makes several round trips slow): then n of them tell less than n independent ones.
// Var(mean) grows by (1 + r)/(1 − r) under a first-order process — G. E. P. Box & G. M. Jenkins, Time Series Analysis (1970), section 2.1;
// M. S. Bartlett, J. R. Stat. Soc. 98 (1935) 536–543.

/** Fewer values show no correlation that could be told from chance. */
const LEAST_VALUES = 8;
/** The bound of a correlation that is compatible with none: 1.96/√n (Bartlett). */
const BARTLETT = 1.96;
const LARGEST_CORRELATION = 0.95;

/** Correlation of each value with the next one; 0 for too few or constant values. */
export function lagOneCorrelation(values: readonly number[]): number {
  const count = values.length;
  if (count < 3) return 0;
  const mean = values.reduce((sum, value) => sum + value, 0) / count;
  let products = 0;
  let squares = 0;
  let previous = 0;
  for (const [at, value] of values.entries()) {
    const distance = value - mean;
    squares += distance * distance;
    if (at > 0) products += distance * previous;
    previous = distance;
  }
  return squares === 0 ? 0 : products / squares;
}

/** By what factor the variance of the mean of these values (in order of time) exceeds that of independent ones; 1 where no correlation shows. */
export function designEffect(values: readonly number[]): number {
  if (values.length < LEAST_VALUES) return 1;
  const correlation = lagOneCorrelation(values);
  if (correlation <= BARTLETT / Math.sqrt(values.length)) return 1;
  const unbiased = correlation + (1 + 4 * correlation) / values.length; // M. G. Kendall, Biometrika 41 (1954) 403–404
  const used = Math.min(unbiased, LARGEST_CORRELATION);
  return (1 + used) / (1 - used);
}
