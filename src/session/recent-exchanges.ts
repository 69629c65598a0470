// Exchanges that have ended and may still be spoken of: answers whose request may come out of a hole, and resent ones, which are answered twice.

import type { Direction } from '../core/direction.ts';
import type { Origin } from '../flow/listener.ts';
import { type Exchange, stepsOf, type Transition } from './exchange.ts';
import type { ExchangeKind } from './mqtt-session.ts';

const RECENT_LIMIT = 32;

/** Has ended without its request: that may still come out of a hole. */
export function isOrphan(exchange: Exchange): boolean {
  return exchange.finished && exchange.frame0 === 0 && exchange.packetIdentifier > 0;
}

export class RecentExchanges {
  readonly #list: Exchange[] = [];

  /** Returns the one that had to make room; null: there was room. */
  add(exchange: Exchange): Exchange | null {
    this.#list.push(exchange);
    return this.#list.length > RECENT_LIMIT ? (this.#list.shift() ?? null) : null;
  }

  orphans(): Exchange[] {
    return this.#list.filter(isOrphan);
  }

  /** Takes out the answers that belong to a request seen only now, though it was sent (frame `requestFrame`) before them; null: there are none. */
  takeOrphan(kind: ExchangeKind, originator: Direction, id: number, requestFrame: number): Exchange | null {
    const at = this.#list.findIndex(
      (each) =>
        each.packetIdentifier === id &&
        each.kind === kind &&
        each.originator === originator &&
        isOrphan(each) &&
        each.firstFrame >= requestFrame,
    );
    return at < 0 ? null : (this.#list.splice(at, 1)[0] ?? null);
  }

  /** Does this answer belong to one of them: the second answer to a resend, or a step held up behind a hole? */
  answers(transition: Transition, originator: Direction, id: number, origin: Origin): boolean {
    for (let i = this.#list.length - 1; i >= 0; i--) {
      const ended = this.#list[i];
      if (ended === undefined || ended.packetIdentifier !== id || ended.originator !== originator) continue;
      if (ended.kind !== transition.kind || ended.qos !== transition.qos) continue;
      if (ended.frame(transition.step) !== 0) return ended.resends !== null;
      const last = ended.frame(stepsOf(ended.kind, ended.qos).length - 1);
      if (last !== 0 && last < origin.firstFrame) return false; // the next exchange with this identifier
      ended.enter(transition.step, origin.firstFrame, origin.firstTimeNs);
      return true;
    }
    return false;
  }
}
