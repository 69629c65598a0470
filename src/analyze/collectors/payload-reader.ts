// The payload of one message as it streams by: its first bytes, and SHA-256 digests of it from chosen offsets on.

import { createHash, type Hash, hash } from 'node:crypto';
import { HEAD_LIMIT } from './fragment-prefix.ts';

/** Payload bytes that framing may look at together with the head of a PUBLISH that spans segments (MQTT 3.x: is it a property length?). */
const HEAD_COVER = 4;

/** Bytes that may still be hashed, over the whole capture: a fragment is small, a firmware image is not what digests are for. */
export class HashBudget {
  left: number;

  constructor(bytes: number) {
    this.left = bytes;
  }
}

/** Chooses, once the first bytes of a payload are known, from which offsets on it is hashed. */
export type ChooseOffsets = (head: Uint8Array, headLength: number, payloadLength: number) => readonly number[];

/** REUSED for every message of one direction. */
export class PayloadReader {
  readonly head: Uint8Array = new Uint8Array(HEAD_LIMIT);
  headLength = 0;
  /** Payload bytes that were there. */
  received = 0;
  /** TCP segments (or frames of a carrier) that hold some of it. */
  pieces = 0;
  /** Some bytes are missing in the capture. */
  incomplete = false;
  /** All bytes are here, but there were too many to hash. */
  unhashed = false;
  offsets: readonly number[] = [];
  /** By position in `offsets`; empty unless the payload is complete and was hashed. */
  digests: string[] = [];

  readonly #budget: HashBudget;
  readonly #choose: ChooseOffsets;
  #payloadLength = 0;
  #hashers: Hash[] | null = null;
  #chosen = false;

  constructor(budget: HashBudget, choose: ChooseOffsets) {
    this.#budget = budget;
    this.#choose = choose;
  }

  begin(payloadLength: number): void {
    this.headLength = 0;
    this.received = 0;
    this.pieces = 0;
    this.incomplete = false;
    this.unhashed = false;
    this.offsets = [];
    this.digests = [];
    this.#payloadLength = payloadLength;
    this.#hashers = null;
    this.#chosen = false;
  }

  /** Takes bytes [at, end) of `buf`; `missing` bytes before them are not in the capture. */
  add(buf: Uint8Array, at: number, end: number, missing: number): void {
    if (missing > 0) this.incomplete = true;
    const bytes = end - at;
    if (bytes > 0 && !this.#goesOnWithHead()) this.pieces++;
    if (!this.incomplete && this.headLength < HEAD_LIMIT) {
      const taken = Math.min(bytes, HEAD_LIMIT - this.headLength);
      this.head.set(buf.subarray(at, at + taken), this.headLength);
      this.headLength += taken;
    }
    const whole = this.received === 0 && bytes === this.#payloadLength;
    this.received += bytes;
    if (this.incomplete) return;
    if (whole) this.#hashWhole(buf, at, end);
    else this.#hashPiece(buf, at, end, bytes);
  }

  /** The first bytes come by themselves where framing had to look at them; what follows lies in the same segment. */
  #goesOnWithHead(): boolean {
    return this.pieces === 1 && this.received > 0 && this.received <= HEAD_COVER;
  }

  /** The last piece has been added. */
  finish(): void {
    if (this.received !== this.#payloadLength) this.incomplete = true;
    if (this.incomplete) {
      if (!this.#chosen) this.offsets = this.#choose(this.head, this.headLength, this.#payloadLength);
      this.digests = [];
      return;
    }
    if (!this.#chosen && this.#payloadLength === 0) this.#hashWhole(this.head, 0, 0);
    if (!this.#chosen) this.#start();
    if (this.#hashers !== null) this.digests = this.#hashers.map((hasher) => hasher.digest('hex'));
    this.#hashers = null;
  }

  #hashWhole(buf: Uint8Array, at: number, end: number): void {
    this.#chosen = true;
    this.offsets = this.#choose(this.head, this.headLength, this.#payloadLength);
    if (!this.#spend(end - at)) return;
    for (const offset of this.offsets) this.digests.push(hash('sha256', buf.subarray(at + offset, end), 'hex'));
  }

  #hashPiece(buf: Uint8Array, at: number, end: number, bytes: number): void {
    if (this.#chosen) {
      for (const hasher of this.#hashers ?? []) hasher.update(buf.subarray(at, end));
      return;
    }
    if (this.headLength < HEAD_LIMIT && this.received < this.#payloadLength) return; // the offsets are not known yet
    this.#start();
    const inHead = bytes - (this.received - this.headLength);
    for (const hasher of this.#hashers ?? []) hasher.update(buf.subarray(at + inHead, end));
  }

  /** Begins to hash: first what lies in the head. */
  #start(): void {
    this.#chosen = true;
    this.offsets = this.#choose(this.head, this.headLength, this.#payloadLength);
    if (!this.#spend(this.#payloadLength)) return;
    this.#hashers = this.offsets.map((offset) =>
      createHash('sha256').update(this.head.subarray(offset, this.headLength)),
    );
  }

  #spend(bytes: number): boolean {
    const cost = bytes * Math.max(1, this.offsets.length);
    if (cost > this.#budget.left) {
      this.unhashed = true;
      return false;
    }
    this.#budget.left -= cost;
    return true;
  }
}
