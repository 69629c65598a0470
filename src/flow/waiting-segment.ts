// Data that waits behind a hole, and whether another copy of the same bytes says something else.

import { u8 } from '../core/bytes.ts';
import { type Interval, overlap } from './intervals.ts';

/** Data behind a hole; the bytes [bytes.length, to − from) were not captured. */
export interface Waiting extends Interval {
  readonly bytes: Uint8Array;
  readonly frame: number;
  readonly timeNs: number;
  readonly startsSegment: boolean;
}

/** Do the captured bytes [at, end) of a segment, of which the first has offset `origin`, differ from those that wait for the same place? */
export function contradicts(
  all: readonly Waiting[],
  segment: Interval,
  origin: number,
  buf: Uint8Array,
  at: number,
  end: number,
): boolean {
  for (const waiting of all) {
    const shared = overlap(waiting, segment);
    if (shared === null) continue;
    const captured = Math.min(shared.to, waiting.from + waiting.bytes.length, origin + (end - at));
    for (let i = shared.from; i < captured; i++) {
      if (u8(waiting.bytes, i - waiting.from) !== u8(buf, at + (i - origin))) return true;
    }
  }
  return false;
}
