// Which copy of a segment is which: what was sent several times (retransmissions, equal ACKs) left in one order and arrives in the same one, about one
// travel time later. A segment sent once and seen once needs no choice.

/** Indexes of matched copies. */
export type CopyMatch = readonly [sent: number, received: number];

export interface CopyTimes {
  /** Sender side and receiver side, each in its own order. */
  readonly sent: readonly number[];
  readonly received: readonly number[];
  /** How much later than usual the second arrives if it is the first; negative: earlier. */
  excess(sent: number, received: number): number;
  /** Are the two one and the same, by what the sender wrote into them? Where that cannot be told: true. */
  isPossible(sent: number, received: number): boolean;
  /** What it costs to leave a copy alone. */
  readonly alone: number;
  /** Earlier than usual by more than this is impossible. */
  readonly tolerance: number;
}

/** More copies than this are taken in their order, not weighed against each other. */
const MOST_WEIGHED = 400;

/** The cheapest way to pair them off without crossing; what stays alone was lost, doubled or not captured. */
export function matchCopies(copies: CopyTimes): readonly CopyMatch[] {
  const { sent, received } = copies;
  if (sent.length === 0 || received.length === 0) return [];
  const [left = 0] = sent;
  const [arrived = 0] = received;
  if (sent.length === 1 && received.length === 1) {
    // However late: there is no other.
    const isOne = copies.isPossible(left, arrived) && copies.excess(left, arrived) >= -copies.tolerance;
    return isOne ? [[left, arrived]] : [];
  }
  if (sent.length > MOST_WEIGHED || received.length > MOST_WEIGHED) return matchInOrder(copies);
  const width = received.length + 1;
  const cost = new Float64Array((sent.length + 1) * width);
  for (let i = sent.length; i >= 0; i--) {
    for (let j = received.length; j >= 0; j--) {
      if (i === sent.length && j === received.length) continue;
      const skipSent = i < sent.length ? (cost[(i + 1) * width + j] ?? 0) + copies.alone : Number.POSITIVE_INFINITY;
      const skipReceived =
        j < received.length ? (cost[i * width + j + 1] ?? 0) + copies.alone : Number.POSITIVE_INFINITY;
      const pair = pairCost(copies, i, j) + (cost[(i + 1) * width + j + 1] ?? 0);
      cost[i * width + j] = Math.min(skipSent, skipReceived, pair);
    }
  }
  const matches: CopyMatch[] = [];
  let i = 0;
  let j = 0;
  while (i < sent.length && j < received.length) {
    const here = cost[i * width + j] ?? 0;
    if (pairCost(copies, i, j) + (cost[(i + 1) * width + j + 1] ?? 0) === here) {
      matches.push([sent[i] ?? 0, received[j] ?? 0]);
      i++;
      j++;
    } else if ((cost[(i + 1) * width + j] ?? 0) + copies.alone === here) i++;
    else j++;
  }
  return matches;
}

function pairCost(copies: CopyTimes, i: number, j: number): number {
  const sent = copies.sent[i];
  const received = copies.received[j];
  if (sent === undefined || received === undefined || !copies.isPossible(sent, received))
    return Number.POSITIVE_INFINITY;
  const excess = copies.excess(sent, received);
  return excess < -copies.tolerance ? Number.POSITIVE_INFINITY : Math.abs(excess);
}

function matchInOrder(copies: CopyTimes): readonly CopyMatch[] {
  const { sent, received } = copies;
  const matches: CopyMatch[] = [];
  let j = 0;
  for (const [i, left] of sent.entries()) {
    while (j < received.length && !isLaterThan(copies, i, j)) j++;
    const arrived = received[j];
    if (arrived === undefined) break;
    if (copies.excess(left, arrived) > 2 * copies.alone || !copies.isPossible(left, arrived)) continue;
    matches.push([left, arrived]);
    j++;
  }
  return matches;
}

function isLaterThan(copies: CopyTimes, i: number, j: number): boolean {
  return copies.excess(copies.sent[i] ?? 0, copies.received[j] ?? 0) >= -copies.tolerance;
}
