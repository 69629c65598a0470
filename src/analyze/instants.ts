// Arithmetic with instants as the Analysis writes them: decimal texts of epoch seconds with nine digits.

/** Integer ns from one instant to another; exact while they lie less than 104 days apart. */
export function nanosecondsBetweenInstants(from: string, to: string): number {
  const [fromSeconds = '0', fromNs = '0'] = from.split('.');
  const [toSeconds = '0', toNs = '0'] = to.split('.');
  return (Number(toSeconds) - Number(fromSeconds)) * 1_000_000_000 + Number(toNs) - Number(fromNs);
}
