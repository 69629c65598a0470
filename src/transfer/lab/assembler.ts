// The receiving side of the lab's formats, without network: fragments in, and what they amount to.

import { LARGEST_LAB_FILE, MOST_LAB_FRAGMENTS } from '../limits.ts';
import type { NumberRange } from '../selective/messages.ts';
import { type LabMode, readAnnouncedLength, readEndPacket, readNumbered } from '../wire-format.ts';

/** What one message was. foreign: not of this format. restarted: a run begins anew, what came before is void. */
export type Taken = 'fragment' | 'duplicate' | 'announcement' | 'end' | 'restarted' | 'foreign' | 'too-large';

/** Ranges that are listed one by one. */
const MOST_RANGES = 20;

export class LabAssembler {
  readonly mode: LabMode;
  /** Number of the first fragment of the file: number 0 announces the length in `length`. */
  readonly #first: 0 | 1;
  readonly #fragments = new Map<number, Uint8Array>();
  #highest: number;
  /** Bytes of the fragments held. */
  bytes = 0;
  /** The length that `length` announces; null: not announced (yet). */
  announced: number | null = null;
  /** The end packet of `restart` that closes the run has come. */
  #closed = false;
  duplicates = 0;
  foreign = 0;
  restarts = 0;

  constructor(mode: LabMode) {
    this.mode = mode;
    this.#first = mode === 'length' ? 1 : 0;
    this.#highest = this.#first - 1;
  }

  get count(): number {
    return this.#fragments.size;
  }

  /** Something of a run has come. */
  get isUnderWay(): boolean {
    return this.count > 0 || this.announced !== null;
  }

  /** Nothing more is to come, and nothing is missing. `plain` and `indexed` never know. */
  get isComplete(): boolean {
    if (this.#hasHoles) return false;
    return this.mode === 'length' ? this.announced === this.bytes : this.#closed;
  }

  /** The run has been closed by its sender although numbers are missing. */
  get isClosedWithHoles(): boolean {
    return this.#closed && this.#hasHoles;
  }

  take(payload: Uint8Array): Taken {
    if (this.mode === 'plain') return this.#add(this.#highest + 1, payload);
    const message = readNumbered(payload);
    if (message === null) return this.#refuse();
    if (this.mode === 'restart') {
      const end = readEndPacket(message, this.isUnderWay);
      if (end === 'failure') return this.#restart();
      if (end === 'success') {
        this.#closed = true;
        return 'end';
      }
    }
    if (message.index < 0) return this.#refuse();
    if (this.mode === 'length' && message.index === 0) return this.#announce(message.bytes);
    return this.#add(message.index, message.bytes);
  }

  /** Everything held is void: its sender has gone. */
  clear(): void {
    this.#fragments.clear();
    this.#highest = this.#first - 1;
    this.bytes = 0;
    this.announced = null;
    this.#closed = false;
  }

  /** The fragments in order. */
  *content(): Generator<Uint8Array> {
    for (const index of [...this.#fragments.keys()].sort((a, b) => a - b)) {
      const bytes = this.#fragments.get(index);
      if (bytes !== undefined) yield bytes;
    }
  }

  /** Numbers missing below the highest one: the first ranges of them, and how many there are in all. */
  missing(): { readonly ranges: readonly NumberRange[]; readonly count: number } {
    const ranges: NumberRange[] = [];
    if (this.#hasHoles) {
      let from: number = this.#first;
      for (const index of [...this.#fragments.keys()].sort((a, b) => a - b)) {
        if (index > from && ranges.length < MOST_RANGES) ranges.push([from, index - 1]);
        from = index + 1;
      }
    }
    return { ranges, count: this.missingCount };
  }

  /** Numbers missing below the highest one. */
  get missingCount(): number {
    return this.#highest + 1 - this.#first - this.count;
  }

  get #hasHoles(): boolean {
    return this.missingCount > 0;
  }

  #refuse(): Taken {
    this.foreign++;
    return 'foreign';
  }

  #restart(): Taken {
    this.clear();
    this.restarts++;
    return 'restarted';
  }

  #announce(bytes: Uint8Array): Taken {
    const length = readAnnouncedLength(bytes);
    if (length === null) return this.#refuse();
    if (length > LARGEST_LAB_FILE) return 'too-large';
    if (this.announced === length && this.count === 0) {
      this.duplicates++;
      return 'duplicate';
    }
    const isNewRun = this.isUnderWay;
    if (isNewRun) this.#restart();
    this.announced = length;
    return isNewRun ? 'restarted' : 'announcement';
  }

  #add(index: number, bytes: Uint8Array): Taken {
    const known = this.#fragments.get(index);
    if (known !== undefined && Buffer.compare(known, bytes) === 0) {
      this.duplicates++;
      return 'duplicate';
    }
    // The same number with other bytes: another run has begun, and whatever was held from this number on belongs to the old one.
    if (known !== undefined) this.#forgetFrom(index);
    if (this.bytes + bytes.length > LARGEST_LAB_FILE || this.count >= MOST_LAB_FRAGMENTS) return 'too-large';
    this.#fragments.set(index, Uint8Array.from(bytes)); // the network's buffer is not ours to keep
    this.#highest = Math.max(this.#highest, index);
    this.bytes += bytes.length;
    return known === undefined ? 'fragment' : 'restarted';
  }

  #forgetFrom(index: number): void {
    this.restarts++;
    this.#highest = this.#first - 1;
    for (const [each, bytes] of this.#fragments) {
      if (each >= index) {
        this.#fragments.delete(each);
        this.bytes -= bytes.length;
      } else {
        this.#highest = Math.max(this.#highest, each);
      }
    }
  }
}
