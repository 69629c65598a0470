// What a client has subscribed to on this connection, and what that allows the server to send — MQTT 3.1.1 and 5.0 §3.8, §3.9, §4.7.
// Filters only grow: after UNSUBSCRIBE buffered messages may still be delivered (§3.10.4), and a lower QoS granted later does not call back older ones.

import type { SubackMessage, SubscribeMessage } from '../dissect/application/mqtt/message.ts';
import { numberProperty } from './property-lookup.ts';
import { FAILURE } from './subscription-codes.ts';
import { plainFilterOf, topicMatches } from './topic-matching.ts';

/** Filters, requests without answer, and topics kept of one session; beyond any of these nothing is judged any more. */
const LIMIT = 1000;
const SUBSCRIPTION_IDENTIFIER = 0x0b;
/** Retain Handling 1: only if the subscription is new; 2: never (MQTT 5.0 §3.8.3.1). */
const RETAIN_IF_NEW = 1;
const RETAIN_NEVER = 2;

interface Filter {
  readonly filter: string;
  /** Highest QoS that was ever granted; −1: none yet. */
  granted: number;
  /** Highest QoS among requests without answer, and how many there are. */
  requested: number;
  waiting: number;
  /** Some request for it had no subscription identifier. */
  withoutIdentifier: boolean;
  /** Some request asked for Retain As Published. */
  keepsRetain: boolean;
  /** How often retained messages may have been sent for it. */
  retainedSends: number;
}

/** What the subscriptions that match a topic allow. */
export interface Allowance {
  /** −1: no subscription matches. */
  readonly qos: number;
  /** Every subscription that matches has a subscription identifier. */
  readonly identified: boolean;
  readonly keepsRetain: boolean;
  readonly retainedSends: number;
}

export class GrantedFilters {
  /** Something was not kept, or nobody knows what it means: nothing can be judged. */
  unknown = false;
  readonly #filters = new Map<string, Filter>();
  readonly #waiting = new Map<number, readonly Filter[]>();
  readonly #allowances = new Map<string, Allowance>();
  readonly #retained = new Map<string, number>();

  request(message: SubscribeMessage): void {
    this.#allowances.clear();
    const identified = numberProperty(message.properties, SUBSCRIPTION_IDENTIFIER) !== null;
    const asked = message.filters.map(({ filter, qos, retainAsPublished, retainHandling }) => {
      const known = this.#filters.get(filter);
      const entry = known ?? newFilter(filter);
      this.#filters.set(filter, entry);
      entry.requested = Math.max(entry.requested, qos);
      entry.waiting++;
      entry.withoutIdentifier ||= !identified;
      entry.keepsRetain ||= retainAsPublished === true;
      const sends =
        retainHandling !== RETAIN_NEVER &&
        !(retainHandling === RETAIN_IF_NEW && known !== undefined && known.granted >= 0);
      if (sends) entry.retainedSends++;
      // $queue, $exclusive and the like: what a server makes of them no specification says.
      if (filter.startsWith('$') && !filter.startsWith('$SYS/') && plainFilterOf(filter) === filter)
        this.unknown = true;
      return entry;
    });
    this.#waiting.set(message.packetIdentifier, asked);
    if (this.#filters.size > LIMIT || this.#waiting.size > LIMIT) this.unknown = true;
  }

  answer(message: SubackMessage): void {
    const asked = this.#waiting.get(message.packetIdentifier);
    if (asked === undefined) return;
    this.#allowances.clear();
    this.#waiting.delete(message.packetIdentifier);
    for (const [at, entry] of asked.entries()) {
      const code = message.reasonCodes[at];
      // Without a code of its own the request counts as granted as asked: the wrong number of codes is told elsewhere.
      entry.granted = Math.max(entry.granted, code === undefined ? entry.requested : code < FAILURE ? code : -1);
      entry.waiting--;
      if (entry.waiting === 0) entry.requested = -1;
    }
  }

  allows(topic: string): Allowance {
    const known = this.#allowances.get(topic);
    if (known !== undefined) return known;
    let qos = -1;
    let identified = true;
    let keepsRetain = false;
    let retainedSends = 0;
    for (const entry of this.#filters.values()) {
      const most = Math.max(entry.granted, entry.requested);
      if (most < 0 || !topicMatches(entry.filter, topic)) continue;
      qos = Math.max(qos, most);
      identified &&= !entry.withoutIdentifier;
      keepsRetain ||= entry.keepsRetain;
      retainedSends += entry.retainedSends;
    }
    if (this.#allowances.size >= LIMIT) this.#allowances.clear();
    const allowance = { qos, identified, keepsRetain, retainedSends };
    this.#allowances.set(topic, allowance);
    return allowance;
  }

  /** One more message of this topic with RETAIN; returns how many there have been, −1: they are not counted any more. */
  countRetained(topic: string): number {
    const count = this.#retained.get(topic) ?? 0;
    if (count === 0 && this.#retained.size >= LIMIT) return -1;
    this.#retained.set(topic, count + 1);
    return count + 1;
  }
}

function newFilter(filter: string): Filter {
  return {
    filter,
    granted: -1,
    requested: -1,
    waiting: 0,
    withoutIdentifier: false,
    keepsRetain: false,
    retainedSends: 0,
  };
}
