// What a client subscribed to: asked, granted, taken back; and which messages came for it — MQTT 3.1.1 and 5.0 §3.8–§3.11, §4.7.

import type { MqttMessage, MqttProperty, SubscribeFilter } from '../../dissect/application/mqtt/message.ts';
import type { SubscriptionRecord } from '../../session/mqtt-session.ts';
import { FAILURE } from '../../session/subscription-codes.ts';
import { hasWildcard, shareGroupOf, topicMatches } from '../../session/topic-matching.ts';

interface OpenSubscription {
  readonly frame: number;
  readonly asked: SubscribeFilter;
  readonly identifier: number | null;
  readonly shareGroup: string | null;
  reasonCode: number | null;
  subackFrame: number | null;
  unsubscribeFrame: number | null;
  replacedFrame: number | null;
  messages: number;
  retainedMessages: number;
  firstMessageFrame: number;
}

/** Filters of this client that match one topic, all in force. */
export interface TopicOverlap {
  readonly topic: string;
  readonly filters: readonly string[];
  messages: number;
}

interface TopicMatch {
  readonly subscriptions: readonly OpenSubscription[];
  readonly overlap: TopicOverlap | null;
}

/** SUBSCRIBE packets that wait for their SUBACK; an older one is given up. */
const WAITING_LIMIT = 256;
/** Topics whose subscriptions are remembered; then they are looked up anew. */
const MATCH_LIMIT = 4096;
const SUBSCRIPTION_IDENTIFIER = 0x0b;

export class MqttSubscriptions {
  readonly #limit: number;
  readonly #list: OpenSubscription[] = [];
  /** By packet identifier: the subscriptions of a SUBSCRIBE that is not answered yet, null for each one beyond the limit. */
  readonly #waiting = new Map<number, (OpenSubscription | null)[]>();
  /** By topic, as long as no subscription changes. */
  readonly #matches = new Map<string, TopicMatch>();
  readonly #overlaps = new Map<string, TopicOverlap>();
  count = 0;
  overlapsCount = 0;
  /** The client gave a subscription an identifier: a PUBLISH says which subscriptions it comes for (MQTT 5 §3.8.2.1.2). */
  usesIdentifiers = false;

  constructor(limit: number) {
    this.#limit = limit;
  }

  get capped(): boolean {
    return this.#list.length < this.count || this.#overlaps.size < this.overlapsCount;
  }

  /** Takes SUBSCRIBE, SUBACK and UNSUBSCRIBE; ignores everything else. */
  take(message: MqttMessage, frame: number): void {
    if (message.type === 'SUBSCRIBE') {
      const identifier = numbersOf(message.properties, SUBSCRIPTION_IDENTIFIER)[0] ?? null;
      if (identifier !== null) this.usesIdentifiers = true;
      const asked = message.filters.map((filter) => this.#add(frame, filter, identifier));
      this.#waiting.delete(message.packetIdentifier);
      if (this.#waiting.size < WAITING_LIMIT) this.#waiting.set(message.packetIdentifier, asked);
    } else if (message.type === 'SUBACK') {
      const asked = this.#waiting.get(message.packetIdentifier) ?? [];
      this.#waiting.delete(message.packetIdentifier);
      asked.forEach((subscription, at) => {
        if (subscription === null) return;
        subscription.subackFrame = frame;
        subscription.reasonCode = message.reasonCodes[at] ?? null;
      });
    } else if (message.type === 'UNSUBSCRIBE') {
      const filters = new Set(message.filters);
      for (const subscription of this.#list) {
        if (isInForce(subscription) && filters.has(subscription.asked.filter)) subscription.unsubscribeFrame = frame;
      }
    } else {
      return;
    }
    this.#matches.clear();
  }

  /** The server sends a message to this client; `properties`: of MQTT 5, where they were read. */
  published(topic: string, retain: boolean, frame: number, properties: readonly MqttProperty[]): void {
    if (this.#list.length === 0) return;
    let match = this.#matches.get(topic);
    if (match === undefined) {
      match = this.#match(topic);
      if (this.#matches.size >= MATCH_LIMIT) this.#matches.clear();
      this.#matches.set(topic, match);
    }
    if (match.overlap !== null) match.overlap.messages++;
    const identifiers = this.usesIdentifiers ? numbersOf(properties, SUBSCRIPTION_IDENTIFIER) : [];
    for (const subscription of match.subscriptions) {
      if (
        identifiers.length > 0 &&
        (subscription.identifier === null || !identifiers.includes(subscription.identifier))
      ) {
        continue;
      }
      subscription.messages++;
      if (retain) subscription.retainedMessages++;
      if (subscription.firstMessageFrame === 0) subscription.firstMessageFrame = frame;
    }
  }

  overlaps(): readonly TopicOverlap[] {
    return [...this.#overlaps.values()];
  }

  records(): SubscriptionRecord[] {
    return this.#list.map(
      (each): SubscriptionRecord => ({
        frame: each.frame,
        filter: each.asked.filter,
        requestedQos: each.asked.qos,
        grantedQos: each.reasonCode === null || each.reasonCode >= FAILURE ? null : each.reasonCode,
        subackFrame: each.subackFrame,
        reasonCode: each.reasonCode,
        unsubscribeFrame: each.unsubscribeFrame,
        replacedFrame: each.replacedFrame,
        wildcard: hasWildcard(each.asked.filter),
        shareGroup: each.shareGroup,
        noLocal: each.asked.noLocal,
        retainAsPublished: each.asked.retainAsPublished,
        retainHandling: each.asked.retainHandling,
        identifier: each.identifier,
        messages: each.messages,
        retainedMessages: each.retainedMessages,
        firstMessageFrame: each.firstMessageFrame === 0 ? null : each.firstMessageFrame,
      }),
    );
  }

  #add(frame: number, asked: SubscribeFilter, identifier: number | null): OpenSubscription | null {
    this.count++;
    for (const before of this.#list) {
      // [MQTT-3.8.4-3]: the same filter again replaces the subscription.
      if (before.asked.filter === asked.filter && isInForce(before)) before.replacedFrame = frame;
    }
    if (this.#list.length >= this.#limit) return null;
    const subscription: OpenSubscription = {
      frame,
      asked,
      identifier,
      shareGroup: shareGroupOf(asked.filter),
      reasonCode: null,
      subackFrame: null,
      unsubscribeFrame: null,
      replacedFrame: null,
      messages: 0,
      retainedMessages: 0,
      firstMessageFrame: 0,
    };
    this.#list.push(subscription);
    return subscription;
  }

  /** Cold: once per topic and change of the subscriptions. */
  #match(topic: string): TopicMatch {
    const subscriptions = this.#list.filter((each) => isInForce(each) && topicMatches(each.asked.filter, topic));
    // Members of a group share their messages: two groups, or a group and a plain subscription, are separate deliveries.
    const filters = [...new Set(subscriptions.map(({ asked }) => asked.filter))];
    return { subscriptions, overlap: filters.length < 2 ? null : this.#overlap(topic, filters) };
  }

  #overlap(topic: string, filters: readonly string[]): TopicOverlap | null {
    const known = this.#overlaps.get(topic);
    if (known !== undefined) return known;
    this.overlapsCount++;
    if (this.#overlaps.size >= this.#limit) return null;
    const overlap: TopicOverlap = { topic, filters, messages: 0 };
    this.#overlaps.set(topic, overlap);
    return overlap;
  }
}

function isInForce({ reasonCode, unsubscribeFrame, replacedFrame }: OpenSubscription): boolean {
  return (reasonCode === null || reasonCode < FAILURE) && unsubscribeFrame === null && replacedFrame === null;
}

function numbersOf(properties: readonly MqttProperty[], id: number): number[] {
  return properties.flatMap((property) =>
    property.id === id && 'value' in property && typeof property.value === 'number' ? [property.value] : [],
  );
}
