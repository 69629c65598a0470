// What stands next to a message, and what overtook it — MQTT 3.1.1 and 5.0 §4.6.

import { longestRise } from './alignment.ts';
import type { Match } from './match-topic.ts';
import type { Client, Message } from './model.ts';

/** Deliveries that a later publication of the same client overtook; the smallest set that explains the order. */
export function reordered(
  matches: readonly Match[],
  order: ReadonlyMap<Message, number>,
  places: ReadonlyMap<Message, number>,
): Set<Match> {
  const byPublisher = new Map<Client, Match[]>();
  for (const match of matches) {
    if (match.published.isWill) continue;
    const list = byPublisher.get(match.published.leg.client);
    if (list === undefined) byPublisher.set(match.published.leg.client, [match]);
    else list.push(match);
  }
  const late = new Set<Match>();
  for (const list of byPublisher.values()) {
    list.sort((x, y) => (places.get(x.delivered) ?? 0) - (places.get(y.delivered) ?? 0));
    const values = list.map((match) => order.get(match.published) ?? 0);
    const kept = new Set(longestRise(values));
    list.forEach((match, at) => {
      if (!kept.has(values[at] ?? 0)) late.add(match);
    });
  }
  return late;
}

/** The deliveries of the matched messages that were published next to one that is missing. */
export class Neighbours {
  readonly #before = new Map<Message, Message | null>();
  readonly #behind = new Map<Message, Message | null>();

  constructor(published: readonly Message[], matches: readonly Match[]) {
    const deliveredAs = new Map(matches.map((match) => [match.published, match.delivered]));
    let last: Message | null = null;
    for (const message of published) {
      this.#before.set(message, last);
      last = deliveredAs.get(message) ?? last;
    }
    last = null;
    for (let at = published.length - 1; at >= 0; at--) {
      const message = published[at];
      if (message === undefined) continue;
      this.#behind.set(message, last);
      last = deliveredAs.get(message) ?? last;
    }
  }

  deliveredAround(message: Message): [Message | null, Message | null] {
    return [this.#before.get(message) ?? null, this.#behind.get(message) ?? null];
  }
}

/** Deliveries looked at on either side for one of the same publisher. */
const SEARCHED = 200;

/** The nearest message of this publisher that was delivered before (−1) or behind (1) one. */
export function nearest(
  list: readonly Message[],
  from: number,
  step: 1 | -1,
  publisher: Client,
  byDelivery: ReadonlyMap<Message, Match>,
): Message | null {
  for (let at = from + step, n = 0; at >= 0 && at < list.length && n < SEARCHED; at += step, n++) {
    const message = list[at];
    const match = message === undefined ? undefined : byDelivery.get(message);
    if (match !== undefined && match.published.leg.client === publisher) return match.published;
  }
  return null;
}
