// Exchanges of sessions that nobody follows: used again, because most of them are over after a round trip and there are very many.

import type { Direction } from '../core/direction.ts';
import { Exchange } from './exchange.ts';

/** Kept for later; more are open at a time only for moments. */
const POOL_LIMIT = 16_384;

export class ExchangePool {
  readonly #free: Exchange[] = [];

  /** An exchange of kind PUBLISH without any step. */
  take(originator: Direction, qos: number, packetIdentifier: number): Exchange {
    const exchange = this.#free.pop();
    if (exchange === undefined) return new Exchange('publish', originator, qos, packetIdentifier);
    exchange.originator = originator;
    exchange.qos = qos;
    exchange.packetIdentifier = packetIdentifier;
    exchange.frame0 = 0;
    exchange.frame1 = 0;
    exchange.frame2 = 0;
    exchange.frame3 = 0;
    exchange.refused = false;
    exchange.finished = false;
    exchange.inFlight = false;
    exchange.payloadLength = -1;
    exchange.topic = null;
    return exchange;
  }

  /** Nobody knows this exchange any more. What was resent or continued is remembered by others: such a one is let go. */
  giveBack(exchange: Exchange): void {
    const { kind, resends, continuedFrom, continuedIn, inherited } = exchange;
    if (kind !== 'publish' || resends !== null || continuedFrom !== null || continuedIn !== null || inherited !== 0)
      return;
    if (this.#free.length < POOL_LIMIT) this.#free.push(exchange);
  }
}
