// The open exchanges of one connection that have a packet identifier, found by kind, originator and identifier.

import { CLIENT_TO_SERVER, type Direction } from '../core/direction.ts';
import type { Exchange } from './exchange.ts';
import type { ExchangeKind } from './mqtt-session.ts';

/** Up to here a walk from the newest on is faster than any table, and costs a connection nothing: the exchanges themselves are the list. */
const WALK_LIMIT = 16;

const KIND_NUMBER: Readonly<Record<ExchangeKind, number>> = {
  connect: 0,
  publish: 1,
  subscribe: 2,
  unsubscribe: 3,
  ping: 4,
  auth: 5,
};

const KINDS_WITH_IDENTIFIER: readonly ExchangeKind[] = ['publish', 'subscribe', 'unsubscribe'];

/** Packet identifiers are 16 bits, so there are at most three times 65 536 entries a direction. */
export class OpenExchanges {
  #newest: Exchange | null = null;
  #size = 0;
  /** From the time on there were more than WALK_LIMIT; then it has them all. */
  #index: Map<number, Exchange> | null = null;
  #clientInFlight = 0;
  #serverInFlight = 0;

  /** QoS > 0 messages that wait for their last step: of one publisher, now. */
  inFlight(publisher: Direction): number {
    return publisher === CLIENT_TO_SERVER ? this.#clientInFlight : this.#serverInFlight;
  }

  /** A message has left; returns how many of its publisher are in flight now. */
  protected countInFlight(exchange: Exchange): number {
    exchange.inFlight = true;
    return exchange.originator === CLIENT_TO_SERVER ? ++this.#clientInFlight : ++this.#serverInFlight;
  }

  /** Its last step has come. */
  protected countLanded(exchange: Exchange): void {
    exchange.inFlight = false;
    if (exchange.originator === CLIENT_TO_SERVER) this.#clientInFlight--;
    else this.#serverInFlight--;
  }

  protected get isEmpty(): boolean {
    return this.#size === 0;
  }

  /** The open exchange of this kind and identifier; null: there is none. */
  find(kind: ExchangeKind, originator: Direction, packetIdentifier: number): Exchange | null {
    if (this.#index !== null) return this.#index.get(keyOf(kind, originator, packetIdentifier)) ?? null;
    for (let each = this.#newest; each !== null; each = each.next) {
      if (each.packetIdentifier === packetIdentifier && each.originator === originator && each.kind === kind)
        return each;
    }
    return null;
  }

  /** Is this identifier in use for another kind of exchange? */
  protected hasOtherKind(kind: ExchangeKind, originator: Direction, packetIdentifier: number): boolean {
    if (this.#size === 0) return false;
    for (const other of KINDS_WITH_IDENTIFIER) {
      if (other !== kind && this.find(other, originator, packetIdentifier) !== null) return true;
    }
    return false;
  }

  /** The caller has made sure that there is none with this key. */
  protected add(exchange: Exchange): void {
    this.#size++;
    if (this.#index !== null) {
      this.#index.set(keyOf(exchange.kind, exchange.originator, exchange.packetIdentifier), exchange);
      return;
    }
    exchange.next = this.#newest;
    this.#newest = exchange;
    if (this.#size > WALK_LIMIT) this.#beginIndex();
  }

  protected remove(exchange: Exchange): void {
    if (this.#index !== null) {
      const known = this.#index.delete(keyOf(exchange.kind, exchange.originator, exchange.packetIdentifier));
      if (known) this.#size--;
      return;
    }
    let before: Exchange | null = null;
    for (let each = this.#newest; each !== null; each = each.next) {
      if (each === exchange) {
        if (before === null) this.#newest = each.next;
        else before.next = each.next;
        each.next = null;
        this.#size--;
        return;
      }
      before = each;
    }
  }

  /** The oldest first; cold. */
  protected all(): Exchange[] {
    if (this.#index !== null) return [...this.#index.values()];
    const list: Exchange[] = [];
    for (let each = this.#newest; each !== null; each = each.next) list.push(each);
    return list.reverse();
  }

  protected clear(): void {
    for (const exchange of this.all()) exchange.next = null;
    this.#newest = null;
    this.#index = null;
    this.#size = 0;
  }

  #beginIndex(): void {
    const all = this.all();
    this.clear();
    this.#size = all.length;
    this.#index = new Map(all.map((each) => [keyOf(each.kind, each.originator, each.packetIdentifier), each]));
  }
}

function keyOf(kind: ExchangeKind, originator: Direction, packetIdentifier: number): number {
  return (packetIdentifier * 8 + KIND_NUMBER[kind]) * 2 + originator;
}
