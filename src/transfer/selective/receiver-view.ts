// What the sender knows of one receiver, from its reports.

import type { Report } from './messages.ts';

/** A receiver repeats its report at least twice a second while it is not done. */
export const REPORT_EVERY_MS = 500;
/** One that is not heard for so long holds nobody up; it may come back. */
export const SILENCE_MS = 3000;

export class ReceiverView {
  readonly id: string;
  state: Report['state'] = 'receiving';
  next = 0;
  window = 1;
  reason = '';
  /** Numbers above `next` that it has. */
  readonly #held = new Set<number>();
  /** The latest sending that certainly reached it: whatever was sent before and is missing is lost (RFC 8985). */
  newestSerial = -1;
  #heardAt: number;

  constructor(id: string, now: number) {
    this.id = id;
    this.#heardAt = now;
  }

  /** Takes a report in. true: it has more than before, or ended. */
  update(report: Report, now: number): boolean {
    this.#heardAt = now;
    if (report.state !== 'receiving') {
      const isNew = this.state !== report.state;
      this.state = report.state;
      this.reason = report.reason;
      if (report.state === 'done') this.next = Math.max(this.next, report.next);
      this.#held.clear();
      return isNew;
    }
    // Reports may overtake each other on their way through a broker: nothing once received is taken back.
    if (this.state !== 'receiving' || report.next < this.next) return false;
    const before = this.next + this.#held.size;
    this.next = report.next;
    this.window = report.window;
    this.#takeHeld(report);
    return this.next + this.#held.size > before;
  }

  has(index: number): boolean {
    return index < this.next || this.#held.has(index) || this.state === 'done';
  }

  /** The sender waits for this one. */
  isActive(now: number): boolean {
    return this.state === 'receiving' && now - this.#heardAt < SILENCE_MS;
  }

  #takeHeld({ next, highest, missing }: Report): void {
    for (const index of this.#held) if (index < next) this.#held.delete(index);
    let at = next;
    for (const [from, to] of missing) {
      for (; at < from; at++) this.#held.add(at);
      at = to + 1;
    }
    for (; at <= highest; at++) this.#held.add(at);
  }
}
