// What SUBSCRIBE, SUBACK and UNSUBSCRIBE do to the subscriptions of a connection — MQTT 3.1.1 and 5.0 §3.8 to §3.10.

import type { SubackMessage, SubscribeMessage } from '../../dissect/application/mqtt/message.ts';
import type { SessionNote, SubscriptionNote } from './notes.ts';

/** Of one connection; every further one has to look at all before it. */
const SUBSCRIPTION_LIMIT = 2000;
/** Codes from here on say no (MQTT 5.0 §2.4). */
const FAILURE = 0x80;

/** Returns how many filters were entered. */
export function noteSubscribe(session: SessionNote, message: SubscribeMessage, frame: number, timeNs: number): number {
  const room = Math.max(0, SUBSCRIPTION_LIMIT - session.subscriptions.length);
  const added = message.filters.slice(0, room).map(
    (each): SubscriptionNote => ({
      filter: each.filter,
      requestedQos: each.qos,
      packetIdentifier: message.packetIdentifier,
      grantedQos: null,
      refused: false,
      frame,
      timeNs,
      ackNs: null,
      endNs: null,
      noLocal: each.noLocal === true,
      retainAsPublished: each.retainAsPublished === true,
    }),
  );
  session.subscriptions.push(...added);
  return added.length;
}

export function noteSuback(session: SessionNote, message: SubackMessage, timeNs: number): void {
  const asked = session.subscriptions.filter(
    (each) => each.ackNs === null && each.packetIdentifier === message.packetIdentifier,
  );
  asked.forEach((subscription, at) => {
    const code = message.reasonCodes[at];
    if (code === undefined) return;
    subscription.ackNs = timeNs;
    subscription.refused = code >= FAILURE;
    subscription.grantedQos = code >= FAILURE ? null : code;
    // One that was refused leaves what held before as it was.
    if (!subscription.refused) endEarlier(session, subscription, timeNs);
  });
}

export function noteUnsubscribe(session: SessionNote, filters: readonly string[], timeNs: number): void {
  for (const filter of filters) {
    if (session.unsubscribed.length < SUBSCRIPTION_LIMIT) session.unsubscribed.push({ filter, timeNs });
  }
  for (const subscription of session.subscriptions) {
    if (subscription.endNs === null && filters.includes(subscription.filter)) subscription.endNs = timeNs;
  }
}

/** A subscription to the same filter replaces the one before [MQTT-3.8.4-3]. */
function endEarlier(session: SessionNote, by: SubscriptionNote, timeNs: number): void {
  for (const subscription of session.subscriptions) {
    if (subscription === by) return;
    if (subscription.filter === by.filter && subscription.endNs === null) subscription.endNs = timeNs;
  }
}
