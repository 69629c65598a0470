// Which MQTT version a connection speaks when its CONNECT is not in the capture: each packet may rule one out.

import { LEANS_TO_5, READS_AS_3, READS_AS_5, readingsOf } from './readings.ts';

const UNDECIDED = READS_AS_3 | READS_AS_5;
/** So many packets in a row that each rule out the same version settle it: no further packet is read twice. */
const SETTLED = 16;

/** One per connection. Both versions are possible until a packet contradicts one of them; a later contradiction can turn it round. */
export class VersionInference {
  #candidates = UNDECIDED;
  /** Packets in a row that could only be of the version chosen. */
  #proofs = 0;

  /** 4 (some 3.x), 5, or 0: nothing has told them apart yet. */
  get version(): number {
    if (this.#candidates === READS_AS_3) return 4;
    return this.#candidates === READS_AS_5 ? 5 : 0;
  }

  observe(buf: Uint8Array, at: number, headEnd: number, length: number): void {
    if (this.#proofs >= SETTLED) return;
    const readings = readingsOf(buf, at, headEnd, length, false);
    const possible = readings & UNDECIDED;
    if (possible === 0 || possible === UNDECIDED) {
      // Says nothing, except that a hint is enough while there is nothing better.
      if (this.#candidates === UNDECIDED && (readings & LEANS_TO_5) !== 0) this.#candidates = READS_AS_5;
      return;
    }
    this.#proofs = possible === this.#candidates ? this.#proofs + 1 : 1;
    this.#candidates = possible;
  }
}
