// Violations that say "this was never sent before": true only if the direction they rely on has no hole before that point, and a hole shows late,
// when the data behind it arrives. They wait for it.

import type { AnomalyKind } from '../core/anomaly-kind.ts';
import type { Direction } from '../core/direction.ts';

export interface Violation {
  readonly kind: AnomalyKind;
  /** Frame of the message that breaks the rule. */
  readonly frame: number;
  /** The message's number among all of the session, both directions: 1, 2, 3 … */
  readonly ordinal: number;
  /** The direction whose silence it relies on. */
  readonly relies: Direction;
}

/** Beyond this the oldest is taken for true. */
const PENDING_LIMIT = 256;

export class PendingViolations {
  #list: Violation[] = [];

  get isEmpty(): boolean {
    return this.#list.length === 0;
  }

  /** Returns the one that had to make room; null: there was room. */
  add(violation: Violation): Violation | null {
    this.#list.push(violation);
    return this.#list.length > PENDING_LIMIT ? (this.#list.shift() ?? null) : null;
  }

  /** A message of `direction` that starts in `frame` came without a hole before it: what relied on that is true. */
  confirm(direction: Direction, frame: number): Violation[] {
    const confirmed = this.#list.filter((each) => each.relies === direction && each.frame < frame);
    if (confirmed.length > 0) this.#list = this.#list.filter((each) => !confirmed.includes(each));
    return confirmed;
  }

  /** Bytes of `direction` are missing behind `afterFrame`: what came later proves nothing. */
  drop(direction: Direction, afterFrame: number): void {
    this.#list = this.#list.filter((each) => each.relies !== direction || each.frame <= afterFrame);
  }

  /** Nothing more will come: no hole has shown. */
  takeAll(): Violation[] {
    const all = this.#list;
    this.#list = [];
    return all;
  }
}
