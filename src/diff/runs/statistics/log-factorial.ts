// ln n! — exact sums for small n, Stirling's series beyond (Abramowitz & Stegun 6.1.41; its error there is below 1e-16).

const TABLE_SIZE = 64;
const table: readonly number[] = ((): number[] => {
  const sums = [0];
  for (let n = 1; n < TABLE_SIZE; n++) sums.push((sums[n - 1] ?? 0) + Math.log(n));
  return sums;
})();

/** ln n! of an integer n ≥ 0. */
export function logFactorial(n: number): number {
  if (n < TABLE_SIZE) return table[n] ?? Number.NaN;
  const inverse = 1 / n;
  const squared = inverse * inverse;
  const series = inverse * (1 / 12 - squared * (1 / 360 - squared * (1 / 1260 - squared / 1680)));
  return n * Math.log(n) - n + 0.5 * Math.log(2 * Math.PI * n) + series;
}
