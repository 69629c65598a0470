// The receiving half of a selective transfer, without clock or network: puts the fragments in order and says what is missing.

import { HELD_BYTES, LARGEST_WINDOW } from '../limits.ts';
import { type Announcement, FORMAT, type NumberRange, type Report } from './messages.ts';

/** Fragments that even the largest ones leave room for. */
const SMALLEST_WINDOW = 8;

/** new: written or held. duplicate: seen before. refused: beyond the window, or not as announced. */
export type Taken = 'new' | 'duplicate' | 'refused';

export class SelectiveReceiver {
  readonly id: string;
  readonly announcement: Announcement;
  readonly window: number;
  readonly #write: (bytes: Uint8Array) => void;
  readonly #held = new Map<number, Uint8Array>();
  #next = 0;
  #highest = -1;
  /** Bytes written so far. */
  bytes = 0;
  duplicates = 0;
  refused = 0;
  /** Fragments that came after one with a higher number. */
  late = 0;

  /** `write` takes the bytes of the file in order. */
  constructor(id: string, announcement: Announcement, write: (bytes: Uint8Array) => void) {
    this.id = id;
    this.announcement = announcement;
    const fitting = Math.floor(HELD_BYTES / Math.max(announcement.largest, 1));
    this.window = Math.min(Math.max(fitting, SMALLEST_WINDOW), LARGEST_WINDOW);
    this.#write = write;
  }

  get next(): number {
    return this.#next;
  }

  /** Every fragment has come; whether they are the right bytes is for the checksum to say. */
  get isComplete(): boolean {
    return this.#next === this.announcement.fragments;
  }

  take(index: number, bytes: Uint8Array): Taken {
    if (index < this.#next || this.#held.has(index)) {
      this.duplicates++;
      return 'duplicate';
    }
    const isAsAnnounced = index < this.announcement.fragments && bytes.length <= this.announcement.largest;
    if (!isAsAnnounced || index >= this.#next + this.window) {
      this.refused++;
      return 'refused';
    }
    if (index < this.#highest) this.late++;
    this.#highest = Math.max(this.#highest, index);
    if (index !== this.#next) {
      this.#held.set(index, Uint8Array.from(bytes)); // the network's buffer is not ours to keep
      return 'new';
    }
    this.#append(bytes);
    for (let held = this.#held.get(this.#next); held !== undefined; held = this.#held.get(this.#next)) {
      this.#held.delete(this.#next);
      this.#append(held);
    }
    return 'new';
  }

  report(state: Report['state'], reason = ''): Report {
    return {
      format: FORMAT,
      receiver: this.id,
      state,
      next: this.#next,
      highest: Math.max(this.#highest, this.#next - 1),
      missing: this.#missing(),
      window: this.window,
      reason,
    };
  }

  #append(bytes: Uint8Array): void {
    this.#write(bytes);
    this.bytes += bytes.length;
    this.#next++;
  }

  #missing(): NumberRange[] {
    const ranges: NumberRange[] = [];
    let from = this.#next;
    for (const index of [...this.#held.keys()].sort((a, b) => a - b)) {
      if (index > from) ranges.push([from, index - 1]);
      from = index + 1;
    }
    return ranges;
  }
}
