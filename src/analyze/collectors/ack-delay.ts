// How long a receiver holds back the ACK of a lone segment — RFC 9293 §3.8.6.3, RFC 1122 §4.2.3.2.

/** Samples that are looked at. */
const KEPT = 256;
/** Below: the network's own variation. Above: no receiver may wait so long. */
const SHORTEST_NS = 10_000_000;
const LONGEST_NS = 500_000_000;
const ENOUGH = 2;

/** Times from one segment to the pure ACK of it alone. */
export class AckDelay {
  readonly #samples: number[] = [];

  add(rttNs: number): void {
    if (this.#samples.length < KEPT) this.#samples.push(rttNs);
  }

  /** Median of those that came clearly later than the quickest ACK, less that; null: there are none. */
  estimateNs(quickestNs: number): number | null {
    const held = this.#samples
      .map((ns) => ns - quickestNs)
      .filter((ns) => ns >= SHORTEST_NS && ns <= LONGEST_NS)
      .sort((a, b) => a - b);
    return held.length < ENOUGH ? null : (held[held.length >> 1] ?? null);
  }
}
