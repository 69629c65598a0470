// Was a message due to a client? By its subscriptions, when they held, and what the clocks allow to say of "when".

import type { DeliveryReason } from './delivery-diff.ts';
import type { Message } from './model.ts';
import type { ClientSubscriptions, SubscriptionSpan } from './subscription-spans.ts';
import type { TransitTime } from './timing.ts';

export interface Due {
  readonly state: 'due' | 'not-due' | 'unsure' | 'not-captured';
  readonly reason: DeliveryReason | null;
  /** Highest QoS granted among the subscriptions that held; null: not known. */
  readonly grantedQos: number | null;
  /** Subscriptions that held: the broker may send a copy for each (MQTT 3.1.1 §3.3.5, 5.0 §3.3.4). */
  readonly subscriptions: number;
  /** Published while the client was away. */
  readonly kept: boolean;
}

/** When it would come to the subscriber, on the subscriber's clock: at the earliest and, as messages usually go, at the latest. */
interface Arrival {
  readonly earliestNs: number;
  readonly latestNs: number;
}

/** `timeless`: the clocks have nothing to do with each other, only the topics count. */
export function dueOf(
  published: Message,
  subscriptions: ClientSubscriptions,
  transit: TransitTime,
  timeless: boolean,
): Due {
  const arrival: Arrival = {
    earliestNs: published.timeNs + transit.leastNs,
    latestNs: published.timeNs + transit.mostNs,
  };
  const { topic } = published;
  const { own, shared } = topic === null ? { own: [], shared: [] } : subscriptions.matching(topic);
  const mine = published.leg.client === subscriptions.client;
  const fits = mine ? own.filter((span) => !span.note.noLocal) : own;
  if (timeless && fits.length > 0) return due(fits, false);
  const states = fits.map((span) => stateIn(span, arrival));
  const held = fits.filter((_, at) => states[at] === 'due');
  const kept = subscriptions.isAway(published.timeNs + transit.leastNs);
  if (held.length > 0) return due(held, kept && published.qos > 0);
  const unsure = fits.filter((_, at) => states[at] === 'unsure');
  if (unsure.length > 0) return { ...due(unsure, kept), state: 'unsure', reason: 'around-subscription' };
  const { blindUntilNs } = subscriptions;
  if (blindUntilNs !== null && arrival.earliestNs < blindUntilNs) {
    return { ...NOT_DUE, state: 'not-captured', reason: 'capture-begins-late' };
  }
  if (states.includes('capture-ends')) return { ...NOT_DUE, state: 'not-captured', reason: 'capture-ends-early' };
  if (shared.some((span) => stateIn(span, arrival) !== 'before' && stateIn(span, arrival) !== 'after')) {
    return { ...due(shared, kept), state: 'unsure', reason: 'shared-group' };
  }
  if (topic === null || subscriptions.mayHoldUnseen(arrival.earliestNs, arrival.latestNs)) {
    return { ...NOT_DUE, state: 'unsure', reason: 'subscription-unknown' };
  }
  if (states.includes('after')) return { ...NOT_DUE, reason: 'after-subscription' };
  if (states.includes('before')) return { ...NOT_DUE, reason: 'before-subscription' };
  return { ...NOT_DUE, reason: mine && own.length > 0 ? 'own-message' : 'no-subscription' };
}

const NOT_DUE: Due = { state: 'not-due', reason: null, grantedQos: null, subscriptions: 0, kept: false };

function due(spans: readonly SubscriptionSpan[], kept: boolean): Due {
  let grantedQos: number | null = null;
  for (const { note } of spans) {
    // Without its SUBACK, what was asked for is what was probably granted.
    const qos = note.grantedQos ?? note.requestedQos;
    if (grantedQos === null || qos > grantedQos) grantedQos = qos;
  }
  const filters = new Set(spans.map((span) => span.note.filter));
  return { state: 'due', reason: null, grantedQos, subscriptions: filters.size, kept };
}

type SpanState = 'before' | 'due' | 'unsure' | 'after' | 'capture-ends';

function stateIn(span: SubscriptionSpan, { earliestNs, latestNs }: Arrival): SpanState {
  if (latestNs < span.askedNs) return 'before';
  if (span.end === 'capture-ends' && latestNs > span.endNs) return 'capture-ends';
  if (earliestNs > span.endNs) return 'after';
  if (earliestNs < span.heldNs || latestNs > span.endNs) return 'unsure';
  return 'due';
}
