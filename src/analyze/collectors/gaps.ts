// Holes in the ordered bytes of one connection.

import { SENDERS } from '../../core/direction.ts';
import type { Gap } from '../../flow/listener.ts';
import type { GapReport } from '../analysis.ts';

/** The holes of one connection, the first ones kept. */
export class GapNotes {
  readonly #gaps: GapReport[] = [];
  count = 0;

  note(gap: Gap, limit: number): void {
    this.count++;
    if (this.#gaps.length === limit) return;
    const { relativeSeq, bytes, afterFrame, beforeFrame, cause } = gap;
    this.#gaps.push({ direction: SENDERS[gap.direction], relativeSeq, bytes, afterFrame, beforeFrame, cause });
  }

  get capped(): boolean {
    return this.count > this.#gaps.length;
  }

  report(): readonly GapReport[] {
    return [...this.#gaps];
  }
}
