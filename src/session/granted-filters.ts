// What a client has subscribed to on this connection, and what that allows the server to send — MQTT 3.1.1 and 5.0 §3.8, §3.9, §4.7.
// Filters only grow: after UNSUBSCRIBE buffered messages may still be delivered (§3.10.4), and a lower QoS granted later does not call back older ones.

import type { SubackMessage, SubscribeMessage } from '../dissect/application/mqtt/message.ts';
import { numberProperty } from './property-lookup.ts';
import { FAILURE } from './subscription-codes.ts';
import { plainFilterOf, topicMatches } from './topic-matching.ts';

/** Filters, requests without answer, and topics kept of one session; beyond any of these nothing is judged any more. */
const LIMIT = 1000;
/** Up to so many filters are found by walking over them. */
const WALK_LIMIT = 16;
const SUBSCRIPTION_IDENTIFIER = 0x0b;
/** Retain Handling 1: only if the subscription is new; 2: never (MQTT 5.0 §3.8.3.1). */
const RETAIN_IF_NEW = 1;
const RETAIN_NEVER = 2;

interface Filter {
  readonly filter: string;
  /** The one that was asked for after it. */
  next: Filter | null;
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

const NOTHING: Allowance = { qos: -1, identified: true, keepsRetain: false, retainedSends: 0 };

/** Most clients have one filter and one topic: what only others need is created by the second. */
export class GrantedFilters {
  /** Something was not kept, or nobody knows what it means: nothing can be judged. */
  unknown = false;
  /** The topic that was asked about last; all of them from the second on. */
  #topic: string | null = null;
  /** Up to this QoS nothing more need be asked about it, unless it is retained. */
  #clearQos = -1;
  #allowance: Allowance = NOTHING;
  #allowances: Map<string, Allowance> | null = null;
  #first: Filter | null = null;
  #last: Filter | null = null;
  #count = 0;
  /** From the time on there were more than WALK_LIMIT. */
  #index: Map<string, Filter> | null = null;
  /** Requests without answer, by packet identifier; null: none. */
  #waiting: Map<number, readonly Filter[]> | null = null;
  #retained: Map<string, number> | null = null;

  request(message: SubscribeMessage): void {
    this.#forgetAllowances();
    const identified = numberProperty(message.properties, SUBSCRIPTION_IDENTIFIER) !== null;
    const asked = message.filters.map(({ filter, qos, retainAsPublished, retainHandling }) => {
      const known = this.#find(filter);
      const entry = known ?? this.#add(filter);
      entry.requested = Math.max(entry.requested, qos);
      entry.waiting++;
      entry.withoutIdentifier ||= !identified;
      entry.keepsRetain ||= retainAsPublished === true;
      const sends =
        retainHandling !== RETAIN_NEVER && !(retainHandling === RETAIN_IF_NEW && known !== null && known.granted >= 0);
      if (sends) entry.retainedSends++;
      // $queue, $exclusive and the like: what a server makes of them no specification says.
      if (filter.startsWith('$') && !filter.startsWith('$SYS/') && plainFilterOf(filter) === filter)
        this.unknown = true;
      return entry;
    });
    this.#waiting ??= new Map();
    this.#waiting.set(message.packetIdentifier, asked);
    if (this.#count > LIMIT || this.#waiting.size > LIMIT) this.unknown = true;
  }

  answer(message: SubackMessage): void {
    const waiting = this.#waiting;
    const asked = waiting?.get(message.packetIdentifier);
    if (waiting === null || asked === undefined) return;
    this.#forgetAllowances();
    waiting.delete(message.packetIdentifier);
    if (waiting.size === 0) this.#waiting = null;
    for (const [at, entry] of asked.entries()) {
      const code = message.reasonCodes[at];
      // Without a code of its own the request counts as granted as asked: the wrong number of codes is told elsewhere.
      entry.granted = Math.max(entry.granted, code === undefined ? entry.requested : code < FAILURE ? code : -1);
      entry.waiting--;
      if (entry.waiting === 0) entry.requested = -1;
    }
  }

  /** Is this the topic that was asked about last, and a message without RETAIN surely allowed? Hot. */
  clears(topic: string, qos: number): boolean {
    return topic === this.#topic && qos <= this.#clearQos;
  }

  allows(topic: string): Allowance {
    if (topic === this.#topic) return this.#allowance;
    let allowance = this.#allowances?.get(topic);
    if (allowance === undefined) {
      allowance = this.#match(topic);
      if (this.#topic !== null) this.#remember(topic, allowance);
    }
    this.#topic = topic;
    this.#allowance = allowance;
    this.#clearQos = allowance.identified ? -1 : allowance.qos;
    return allowance;
  }

  /** One more message of this topic with RETAIN; returns how many there have been, −1: they are not counted any more. */
  countRetained(topic: string): number {
    this.#retained ??= new Map();
    const count = this.#retained.get(topic) ?? 0;
    if (count === 0 && this.#retained.size >= LIMIT) return -1;
    this.#retained.set(topic, count + 1);
    return count + 1;
  }

  #match(topic: string): Allowance {
    let qos = -1;
    let identified = true;
    let keepsRetain = false;
    let retainedSends = 0;
    for (let entry = this.#first; entry !== null; entry = entry.next) {
      const most = Math.max(entry.granted, entry.requested);
      if (most < 0 || !topicMatches(entry.filter, topic)) continue;
      qos = Math.max(qos, most);
      identified &&= !entry.withoutIdentifier;
      keepsRetain ||= entry.keepsRetain;
      retainedSends += entry.retainedSends;
    }
    return { qos, identified, keepsRetain, retainedSends };
  }

  #remember(topic: string, allowance: Allowance): void {
    this.#allowances ??= new Map();
    if (this.#allowances.size >= LIMIT) this.#allowances.clear();
    if (this.#allowances.size === 0 && this.#topic !== null) this.#allowances.set(this.#topic, this.#allowance);
    this.#allowances.set(topic, allowance);
  }

  #forgetAllowances(): void {
    this.#topic = null;
    this.#allowances = null;
  }

  #find(filter: string): Filter | null {
    if (this.#index !== null) return this.#index.get(filter) ?? null;
    for (let entry = this.#first; entry !== null; entry = entry.next) if (entry.filter === filter) return entry;
    return null;
  }

  #add(filter: string): Filter {
    const entry = newFilter(filter);
    if (this.#last === null) this.#first = entry;
    else this.#last.next = entry;
    this.#last = entry;
    this.#count++;
    if (this.#index !== null) this.#index.set(filter, entry);
    else if (this.#count > WALK_LIMIT) {
      this.#index = new Map();
      for (let each = this.#first; each !== null; each = each.next) this.#index.set(each.filter, each);
    }
    return entry;
  }
}

function newFilter(filter: string): Filter {
  return {
    filter,
    next: null,
    granted: -1,
    requested: -1,
    waiting: 0,
    withoutIdentifier: false,
    keepsRetain: false,
    retainedSends: 0,
  };
}
