// What messages through a broker tell of two clocks: a delivery comes after its publication, and that bounds the offset on one side (SEMANTICS 3).
// Both captures showing one connection, or messages in both ways, bound it on the other side too.

/** One of the two captures. */
export type CaptureSide = 'a' | 'b';

/** Clock of B minus clock of A. null: nothing bounds it on that side. */
export interface ClockBounds {
  readonly lowerNs: number | null;
  readonly upperNs: number | null;
  /** What bounds it: handshakes that both captures show, or only messages. null: nothing does. */
  readonly basis: 'handshake' | 'messages' | null;
}

/** Narrows what is known of the offset. `upper`: a moment in A came before one in B that lies `ns` later on the clocks. */
export class ClockEstimate {
  #lowerNs: number | null = null;
  #upperNs: number | null = null;
  #byHandshake = false;

  /** Something left where capture A shows it and came to where B shows it: B's clock minus A's is at most what the clocks say it took. */
  fromAToB(apparentNs: number, byHandshake = false): void {
    if (this.#upperNs === null || apparentNs < this.#upperNs) this.#upperNs = apparentNs;
    if (byHandshake) this.#byHandshake = true;
  }

  /** The other way round. */
  fromBToA(apparentNs: number, byHandshake = false): void {
    if (this.#lowerNs === null || -apparentNs > this.#lowerNs) this.#lowerNs = -apparentNs;
    if (byHandshake) this.#byHandshake = true;
  }

  bounds(): ClockBounds {
    const basis =
      this.#lowerNs === null && this.#upperNs === null ? null : this.#byHandshake ? 'handshake' : 'messages';
    return { lowerNs: this.#lowerNs, upperNs: this.#upperNs, basis };
  }
}
