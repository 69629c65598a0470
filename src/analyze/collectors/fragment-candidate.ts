// One way of numbering, tried on all payloads of a topic: does it hold, and which runs does it give?

import { u32be } from '../../core/bytes.ts';
import type { PrefixFormat, PrefixReader } from './fragment-prefix.ts';
import { FragmentSequences } from './fragment-sequences.ts';

/** A step up to this is a number that got lost on the way, a larger one is no numbering. */
const LARGEST_STEP = 16;
/** Payloads after which a candidate that rises hardly ever is given up, and after which it must have proved itself. */
const TRIAL = 6;
const LAST_TRIAL = 16;
/** Payloads that make a numbering believable; a single byte rises by chance too. */
export const CONVINCING_COUNT = 3;
const CONVINCING_BYTES = 6;

/** End packets of the restart format: "-1|FFFFFFFF" and "0|00000000", as four bytes or as their hex digits. */
export type EndPacket = 'failure' | 'success';

export class FragmentCandidate {
  readonly reader: PrefixReader;
  readonly sequences: FragmentSequences = new FragmentSequences();
  /** Payloads that are of this format, and that are not. */
  matched = 0;
  misses = 0;
  endPackets = 0;
  /** Steps from one number to the next: by one, by a few, backwards or none, far. */
  risesByOne = 0;
  risesByFew = 0;
  #falls = 0;
  #jumps = 0;
  #last = 0;
  /** What the last call of `take` found. */
  endPacket: EndPacket | null = null;
  /** The number, counted on where the wire's starts again from 0 for want of bytes. */
  index = 0;
  dead = false;
  #rounds = 0;
  #lastOnWire = 0;

  constructor(reader: PrefixReader) {
    this.reader = reader;
  }

  get format(): PrefixFormat {
    return this.reader.format;
  }

  /** false: the payload is not of this format. Then nothing is entered. */
  take(head: Uint8Array, headLength: number, payloadLength: number, order: number, dup: boolean): boolean {
    this.endPacket = null;
    if (!this.reader.read(head, headLength, payloadLength)) {
      this.misses++;
      if (this.misses > 2 && this.misses * 3 > this.matched) this.dead = true;
      return false;
    }
    const { length } = this.reader;
    const index = this.#unwrapped(this.reader.index);
    this.index = index;
    const size = payloadLength - length;
    this.endPacket = this.format === 'indexed' ? this.#endPacketOf(head, headLength, size) : null;
    if (this.endPacket !== null) {
      this.endPackets++;
      this.sequences.end(this.endPacket);
      this.#last = Number.NaN;
    } else if (index < 0) {
      this.misses++;
      return false;
    } else {
      if (!dup) this.#noteStep(index);
      const value = size === 4 && headLength >= length + 4 ? u32be(head, length) : -1;
      this.sequences.add(index, size, value, order, dup);
    }
    this.matched++;
    if (this.matched >= TRIAL && this.#isHopeless) this.dead = true;
    return true;
  }

  /** Enough payloads, numbered one after the other but for a few. */
  get isConvincing(): boolean {
    if (this.matched < CONVINCING_COUNT || this.misses * 10 > this.matched) return false;
    if (this.reader.name === 'u8' && (this.matched < CONVINCING_BYTES || this.#lowest > 1)) return false;
    if (this.#fillsARange) return true;
    const rises = this.risesByOne + this.risesByFew;
    if (this.risesByOne === 0 || this.#jumps * 5 > rises) return false;
    const steps = rises + this.#falls;
    // "7|" in front of every payload is hardly chance; other prefixes must rise by one most of the time.
    return this.format === 'indexed' ? rises * 10 >= steps * 6 : this.risesByOne * 2 > steps;
  }

  get #isHopeless(): boolean {
    if (this.matched < LAST_TRIAL) return this.risesByOne === 0 || this.#jumps > this.risesByOne;
    return !this.isConvincing;
  }

  /** Out of order, but hardly a number of one range is missing or comes twice: no measurement does that. */
  get #fillsARange(): boolean {
    const [run, another] = this.sequences.runs();
    if (run === undefined || another !== undefined || run.fragments < TRIAL) return false;
    return run.fragments * 10 >= (run.to - run.from + 1) * 8 && run.duplicated.length * 5 <= run.fragments;
  }

  get #lowest(): number {
    return this.sequences.runs().reduce((lowest, run) => Math.min(lowest, run.from), Number.MAX_SAFE_INTEGER);
  }

  /** Good enough to show the numbers, though not to judge by them: "0|…" alone, or two that follow each other. */
  get isPlausible(): boolean {
    if (this.isConvincing) return true;
    if (this.format !== 'indexed' || this.misses > 0) return false;
    if (this.matched === 1) return this.sequences.count === 1 && (this.sequences.runs()[0]?.from ?? 2) <= 1;
    return this.matched === 2 && this.risesByOne + this.risesByFew + this.endPackets > 0;
  }

  /** A narrow counter that was near its end and is near its beginning now has gone round; one from before that may still come late. */
  #unwrapped(index: number): number {
    const { modulus } = this.reader;
    if (modulus === 0) return index;
    const last = this.#lastOnWire;
    this.#lastOnWire = index;
    if (last >= modulus - LARGEST_STEP && index < LARGEST_STEP) this.#rounds++;
    if (last < LARGEST_STEP && index >= modulus - LARGEST_STEP && this.#rounds > 0) {
      this.#lastOnWire = last;
      return index + (this.#rounds - 1) * modulus;
    }
    return index + this.#rounds * modulus;
  }

  #noteStep(index: number): void {
    const step = index - this.#last;
    this.#last = index;
    if (this.matched === this.endPackets || Number.isNaN(step)) return; // the first of a run
    if (step === 1) this.risesByOne++;
    else if (step > 1 && step <= LARGEST_STEP) this.risesByFew++;
    else if (step > LARGEST_STEP) this.#jumps++;
    else this.#falls++;
  }

  #endPacketOf(head: Uint8Array, headLength: number, size: number): EndPacket | null {
    const at = this.reader.length;
    if (headLength < at + size) return null;
    if (this.reader.index === -1 && isRepeated(head, at, size, 0xff, 'F')) return 'failure';
    // Index 0 with zeros begins a run (a length of zero) unless a run is under way.
    if (this.reader.index === 0 && isRepeated(head, at, size, 0, '0') && this.sequences.isUnderWay) return 'success';
    return null;
  }
}

/** Four bytes `byte`, or eight digits `digit`. */
function isRepeated(head: Uint8Array, at: number, size: number, byte: number, digit: string): boolean {
  if (size !== 4 && size !== 8) return false;
  const wanted = size === 4 ? byte : digit.charCodeAt(0);
  for (let i = at; i < at + size; i++) if (head[i] !== wanted) return false;
  return true;
}
