// How the messages of one topic are numbered: every way that still explains them, and in the end the one that does.

import { FragmentCandidate } from './fragment-candidate.ts';
import { chooseCandidate, type StatedFormat } from './fragment-format.ts';
import { readersFor } from './fragment-prefix.ts';

/** Payloads whose beginning may bring in further readers: a first message may be a greeting. */
const BEGINNINGS = 3;

/** What a candidate read in one payload. */
export interface Reading {
  readonly candidate: FragmentCandidate;
  readonly index: number;
  readonly prefixLength: number;
  readonly endPacket: 'failure' | 'success' | null;
}

export class FragmentNumbering {
  candidates: FragmentCandidate[] = [];
  readonly #stated: StatedFormat;
  #taken = 0;

  constructor(stated: StatedFormat) {
    this.#stated = stated;
  }

  /** Further payloads can change what is known. */
  get isOpen(): boolean {
    return this.#taken < BEGINNINGS || this.candidates.length > 0;
  }

  /** Readers for a payload that is about to be taken. */
  begin(head: Uint8Array, headLength: number): void {
    const { prefix, reader: wanted } = this.#stated;
    if (prefix === 'none' || this.#taken >= BEGINNINGS) return;
    for (const reader of readersFor(head, headLength)) {
      if (prefix !== 'any' && reader.format !== prefix) continue;
      if (wanted !== null && reader.name !== wanted) continue;
      if (this.candidates.some((candidate) => candidate.reader.name === reader.name)) continue;
      if (this.#taken > 0 && reader.format !== 'json' && reader.format !== 'text-prefix') continue;
      this.candidates.push(new FragmentCandidate(reader));
    }
  }

  take(head: Uint8Array, headLength: number, payloadLength: number, order: number, dup: boolean): Reading[] {
    this.begin(head, headLength);
    this.#taken++;
    const readings: Reading[] = [];
    let anyDead = false;
    for (const candidate of this.candidates) {
      if (candidate.take(head, headLength, payloadLength, order, dup)) {
        const { index, endPacket, reader } = candidate;
        readings.push({ candidate, index, prefixLength: reader.length, endPacket });
      }
      if (candidate.dead) anyDead = true;
    }
    if (anyDead) this.candidates = this.candidates.filter((candidate) => !candidate.dead);
    return readings;
  }

  /** null: nothing numbers these messages. */
  chosen(): FragmentCandidate | null {
    return chooseCandidate(this.candidates, this.#stated);
  }
}
