// The open exchanges of one side of one connection, found by kind and packet identifier.

import type { Exchange } from './exchange.ts';
import type { ExchangeKind } from './mqtt-session.ts';

/** Up to here a scan from the newest end is faster than any table, and a connection costs one small array. */
const SCAN_LIMIT = 16;

const KIND_NUMBER: Readonly<Record<ExchangeKind, number>> = {
  connect: 0,
  publish: 1,
  subscribe: 2,
  unsubscribe: 3,
  ping: 4,
  auth: 5,
};

const KINDS_WITH_IDENTIFIER: readonly ExchangeKind[] = ['publish', 'subscribe', 'unsubscribe'];

/** Packet identifiers are 16 bits, so there are at most three times 65 536 entries with one; the book limits the others. */
export class OpenExchanges {
  readonly #list: Exchange[] = [];
  /** Only while there are more than SCAN_LIMIT. */
  #index: Map<number, Exchange> | null = null;

  get size(): number {
    return this.#index?.size ?? this.#list.length;
  }

  find(kind: ExchangeKind, packetIdentifier: number): Exchange | null {
    if (this.#index !== null) return this.#index.get(keyOf(kind, packetIdentifier)) ?? null;
    for (let i = this.#list.length - 1; i >= 0; i--) {
      const exchange = this.#list[i];
      if (exchange?.packetIdentifier === packetIdentifier && exchange.kind === kind) return exchange;
    }
    return null;
  }

  /** Is this identifier in use for another kind of exchange? */
  hasOtherKind(kind: ExchangeKind, packetIdentifier: number): boolean {
    if (this.size === 0) return false;
    for (const other of KINDS_WITH_IDENTIFIER) {
      if (other !== kind && this.find(other, packetIdentifier) !== null) return true;
    }
    return false;
  }

  /** The caller has made sure that there is none with this key. */
  add(exchange: Exchange): void {
    if (this.#index === null) {
      this.#list.push(exchange);
      if (this.#list.length > SCAN_LIMIT) {
        this.#index = new Map(this.#list.map((each) => [keyOf(each.kind, each.packetIdentifier), each]));
        this.#list.length = 0;
      }
    } else {
      this.#index.set(keyOf(exchange.kind, exchange.packetIdentifier), exchange);
    }
  }

  remove(exchange: Exchange): void {
    if (this.#index !== null) {
      this.#index.delete(keyOf(exchange.kind, exchange.packetIdentifier));
      return;
    }
    const at = this.#list.lastIndexOf(exchange);
    if (at < 0) return;
    const last = this.#list.pop();
    if (last !== undefined && last !== exchange) this.#list[at] = last;
  }

  /** All of them in order of their first frame; cold. */
  all(): Exchange[] {
    const list = this.#index === null ? [...this.#list] : [...this.#index.values()];
    return list.sort((a, b) => a.firstFrame - b.firstFrame);
  }

  clear(): void {
    this.#list.length = 0;
    this.#index = null;
  }
}

function keyOf(kind: ExchangeKind, packetIdentifier: number): number {
  return packetIdentifier * 8 + KIND_NUMBER[kind];
}
