// What a client subscribed to: asked, granted, taken back — MQTT 3.1.1 and 5.0 §3.8–§3.11.

import type { MqttMessage } from '../../dissect/application/mqtt/message.ts';
import type { SubscriptionRecord } from '../../session/mqtt-session.ts';
import { FAILURE } from '../../session/subscription-codes.ts';

interface OpenSubscription {
  readonly frame: number;
  readonly filter: string;
  readonly requestedQos: number;
  reasonCode: number | null;
  subackFrame: number | null;
  unsubscribeFrame: number | null;
}

/** SUBSCRIBE packets that wait for their SUBACK; an older one is given up. */
const WAITING_LIMIT = 256;

export class MqttSubscriptions {
  readonly #limit: number;
  readonly #list: OpenSubscription[] = [];
  /** By packet identifier: the subscriptions of a SUBSCRIBE that is not answered yet, null for each one beyond the limit. */
  readonly #waiting = new Map<number, (OpenSubscription | null)[]>();
  count = 0;

  constructor(limit: number) {
    this.#limit = limit;
  }

  get capped(): boolean {
    return this.#list.length < this.count;
  }

  /** Takes SUBSCRIBE, SUBACK and UNSUBSCRIBE; ignores everything else. */
  take(message: MqttMessage, frame: number): void {
    if (message.type === 'SUBSCRIBE') {
      const asked = message.filters.map(({ filter, qos }) => this.#add(frame, filter, qos));
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
        if (subscription.unsubscribeFrame === null && filters.has(subscription.filter)) {
          subscription.unsubscribeFrame = frame;
        }
      }
    }
  }

  records(): SubscriptionRecord[] {
    return this.#list.map((each) => ({
      frame: each.frame,
      filter: each.filter,
      requestedQos: each.requestedQos,
      grantedQos: each.reasonCode === null || each.reasonCode >= FAILURE ? null : each.reasonCode,
      subackFrame: each.subackFrame,
      reasonCode: each.reasonCode,
      unsubscribeFrame: each.unsubscribeFrame,
    }));
  }

  #add(frame: number, filter: string, requestedQos: number): OpenSubscription | null {
    this.count++;
    if (this.#list.length >= this.#limit) return null;
    const subscription = {
      frame,
      filter,
      requestedQos,
      reasonCode: null,
      subackFrame: null,
      unsubscribeFrame: null,
    };
    this.#list.push(subscription);
    return subscription;
  }
}
