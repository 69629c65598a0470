// Every message of both captures with its outcome, client by client.

import type { DeliveryOutcome } from './delivery-diff.ts';
import { Holes } from './holes.ts';
import { type JudgeContext, judgeClient } from './judge-client.ts';
import type { ByPlace, Client, Message, Model } from './model.ts';
import { isSeenIn } from './model.ts';
import { ClientSubscriptions, type SubscriptionSpan } from './subscription-spans.ts';
import type { Verdict } from './verdict.ts';

/** Pairs of a published message and a client it may have been for; beyond, further clients are not looked at, and the comparison says so. */
const PAIR_LIMIT = 2_000_000;

export interface Deliveries {
  /** In the order of publishing. */
  readonly verdicts: readonly Verdict[];
  /** Clients that were not looked at, for want of room. */
  readonly clientsBeyond: number;
  readonly spans: ReadonlyMap<Client, readonly SubscriptionSpan[]>;
}

export function judgeDeliveries(model: Model, captureEndNs: Readonly<ByPlace<number>>, apart: boolean): Deliveries {
  const published = publishedByTopic(model);
  const context: JudgeContext = { published, holes: new Holes(), shiftNs: model.shiftNs, captureEndNs, apart };
  const verdicts: Verdict[] = [];
  const spans = new Map<Client, readonly SubscriptionSpan[]>();
  let pairs = 0;
  let clientsBeyond = 0;
  let someBlind = false;
  for (const client of model.clients) {
    const subscriptions = new ClientSubscriptions(client, model.shiftNs, captureEndNs);
    spans.set(client, subscriptions.spans);
    if (client.delivered.length === 0 && subscriptions.spans.length === 0) continue;
    pairs += client.delivered.length;
    for (const [topic, messages] of published) {
      const { own, shared } = subscriptions.matching(topic);
      pairs += own.length + shared.length > 0 ? messages.length : 1;
    }
    if (pairs > PAIR_LIMIT && verdicts.length > 0) {
      clientsBeyond++;
      continue;
    }
    if (subscriptions.unknown.length > 0) someBlind = true;
    for (const verdict of judgeClient(subscriptions, context)) verdicts.push(verdict);
  }
  const told = withoutSharedElsewhere(verdicts);
  const seen = new Set(told.map((verdict) => verdict.published));
  for (const messages of published.values()) {
    for (const message of messages) {
      if (!message.isWill && !seen.has(message)) told.push(forNobody(message, someBlind));
    }
  }
  told.sort((x, y) => x.orderNs - y.orderNs);
  return { verdicts: told, clientsBeyond, spans };
}

/** Does the verdict speak of both captures, so that it is a difference between them? What one of them shows as a whole is none. */
export function isAcross(verdict: Verdict): boolean {
  const { published, subscriber } = verdict;
  if (subscriber === null) return false;
  const to = [isSeenIn(subscriber, 0), isSeenIn(subscriber, 1)] as const;
  if (published === null) return !(to[0] && to[1]);
  const { sessions } = published.leg;
  const from = [sessions[0] !== null, sessions[1] !== null] as const;
  if (from[0] && from[1] && to[0] && to[1]) return false;
  return (from[0] && to[1]) || (from[1] && to[0]);
}

/** By topic, in the order of publishing; '' stands for a topic that is not known. */
function publishedByTopic(model: Model): Map<string, Message[]> {
  const byTopic = new Map<string, Message[]>();
  for (const client of model.clients) {
    for (const message of client.published) {
      const topic = message.topic ?? '';
      const list = byTopic.get(topic);
      if (list === undefined) byTopic.set(topic, [message]);
      else list.push(message);
    }
  }
  for (const list of byTopic.values()) list.sort((x, y) => x.timeNs - y.timeNs);
  return byTopic;
}

/** A shared subscription hands each message to one of its group (MQTT 5.0 §4.8.2): one that another member got is accounted for. */
function withoutSharedElsewhere(verdicts: readonly Verdict[]): Verdict[] {
  const arrived = new Set<Message>();
  const unsure = new Set<Message>();
  for (const { published, delivered } of verdicts) {
    if (published !== null && delivered !== null) arrived.add(published);
  }
  return verdicts.filter(({ published, reason }) => {
    if (published === null || reason !== 'shared-group') return true;
    if (arrived.has(published) || unsure.has(published)) return false;
    unsure.add(published);
    return true;
  });
}

/** Nobody who was seen subscribed to it. */
function forNobody(published: Message, someBlind: boolean): Verdict {
  const outcome: DeliveryOutcome = someBlind ? 'undetermined' : 'not-due';
  return {
    outcome,
    marks: new Set(),
    reason: someBlind ? 'subscription-unknown' : 'no-subscription',
    published,
    delivered: null,
    subscriber: null,
    evidence: null,
    orderNs: published.timeNs,
  };
}
