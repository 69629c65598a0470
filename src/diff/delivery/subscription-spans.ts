// When a client was subscribed to what, over all its connections — MQTT 3.1.1 and 5.0 §3.1.2.4, §3.8, §3.10, §4.7, §4.8.2.

import { shareGroupOf, topicMatches } from '../../session/topic-matching.ts';
import { type ByPlace, type Client, type Leg, type Place, subscriptionsOf } from './model.ts';
import type { SessionNote, SubscriptionNote } from './notes.ts';

/** How a subscription, or a connection, came to its end. */
type SpanEnd = 'unsubscribed' | 'left' | 'capture-ends';

/** One filter while it held. Times on the clock of the capture that shows the subscriber, from the base of capture 0. */
export interface SubscriptionSpan {
  readonly note: SubscriptionNote;
  readonly shared: boolean;
  /** Between SUBSCRIBE and SUBACK nobody can say whether it holds. */
  readonly askedNs: number;
  readonly heldNs: number;
  endNs: number;
  end: SpanEnd;
}

/** A time in which subscriptions may have held that the capture does not show. */
interface UnknownSpan {
  readonly fromNs: number;
  toNs: number;
}

/** What the subscriptions of a client say about a topic. */
export interface TopicSpans {
  /** Subscriptions that match and are not shared. */
  readonly own: readonly SubscriptionSpan[];
  readonly shared: readonly SubscriptionSpan[];
}

export class ClientSubscriptions {
  readonly client: Client;
  readonly spans: SubscriptionSpan[] = [];
  readonly unknown: UnknownSpan[] = [];
  /** The capture begins in the middle of its first connection: what came before that it cannot show. null: it shows the beginning. */
  blindUntilNs: number | null = null;
  /** Times without a connection in which the broker keeps the session. */
  readonly away: { readonly fromNs: number; readonly toNs: number }[] = [];
  readonly #byTopic = new Map<string, TopicSpans>();

  /** `captureEndNs`: last frame of each capture, from the base of capture 0. */
  constructor(client: Client, shiftNs: Readonly<ByPlace<number>>, captureEndNs: Readonly<ByPlace<number>>) {
    this.client = client;
    this.#gather(shiftNs, captureEndNs);
  }

  /** Its subscriptions that match; cached, since many messages have one topic. */
  matching(topic: string): TopicSpans {
    const known = this.#byTopic.get(topic);
    if (known !== undefined) return known;
    const fits = this.spans.filter((span) => topicMatches(span.note.filter, topic));
    const spans = { own: fits.filter((span) => !span.shared), shared: fits.filter((span) => span.shared) };
    this.#byTopic.set(topic, spans);
    return spans;
  }

  /** May a subscription that the capture does not show have held at some time of this stretch? */
  mayHoldUnseen(fromNs: number, toNs: number): boolean {
    return this.unknown.some((span) => span.fromNs <= toNs && fromNs <= span.toNs);
  }

  isAway(timeNs: number): boolean {
    return this.away.some((span) => span.fromNs < timeNs && timeNs < span.toNs);
  }

  #gather(shiftNs: Readonly<ByPlace<number>>, captureEndNs: Readonly<ByPlace<number>>): void {
    const subscriptions = subscriptionsOf(this.client);
    let active: SubscriptionSpan[] = [];
    let unknown: UnknownSpan | null = null;
    let beforeEndNs = Number.NaN;
    for (const leg of this.client.legs) {
      const sight = sightOf(leg);
      if (sight === null || sight.session.accepted === false) continue;
      const { session, place } = sight;
      const startNs = session.startNs + shiftNs[place];
      const goesOn = continues(session);
      if (goesOn && !Number.isNaN(beforeEndNs))
        this.away.push({ fromNs: beforeEndNs, toNs: session.connectedNs + shiftNs[place] });
      if (!goesOn) {
        active = [];
        unknown = null;
      }
      // Nothing before it in the capture, yet it goes on with something; or its first packets are missing.
      const isBlind = !session.fromStart || (goesOn && Number.isNaN(beforeEndNs));
      if (!session.fromStart && Number.isNaN(beforeEndNs)) this.blindUntilNs = startNs;
      if (isBlind && unknown === null) {
        unknown = { fromNs: startNs, toNs: startNs };
        this.unknown.push(unknown);
      }
      const isOpen = !session.ended && !session.disconnected;
      const endNs = isOpen ? captureEndNs[place] : session.endNs + shiftNs[place];
      for (const { note, leg: of } of subscriptions) {
        if (of !== leg || note.refused) continue;
        const span = spanOf(note, shiftNs[place], endNs, isOpen);
        this.spans.push(span);
        if (note.endNs === null) active.push(span);
      }
      active = active.filter((span) => extend(span, session, shiftNs[place], endNs, isOpen));
      if (unknown !== null) unknown.toNs = endNs;
      beforeEndNs = endNs;
    }
  }
}

/** The capture that shows more of it. */
function sightOf(leg: Leg): { session: SessionNote; place: Place } | null {
  const [first, second] = leg.sessions;
  if (second !== null && (first === null || second.subscriptions.length > first.subscriptions.length)) {
    return { session: second, place: 1 };
  }
  return first === null ? null : { session: first, place: 0 };
}

/** Does the broker go on with a stored session? CONNACK says so; without it, what the client asked for. */
function continues(session: SessionNote): boolean {
  return session.accepted === null ? session.cleanSession === false : session.sessionPresent;
}

function spanOf(note: SubscriptionNote, shiftNs: number, endNs: number, isOpen: boolean): SubscriptionSpan {
  return {
    note,
    shared: shareGroupOf(note.filter) !== null,
    askedNs: note.timeNs + shiftNs,
    heldNs: (note.ackNs ?? note.timeNs) + shiftNs,
    endNs: note.endNs === null ? endNs : note.endNs + shiftNs,
    end: note.endNs !== null ? 'unsubscribed' : isOpen ? 'capture-ends' : 'left',
  };
}

/** A stored session keeps its subscriptions up to the end of this connection, unless it ends them. false: it did. */
function extend(
  span: SubscriptionSpan,
  session: SessionNote,
  shiftNs: number,
  connectionEndNs: number,
  isOpen: boolean,
): boolean {
  const ended = session.unsubscribed.find(
    (each) => each.filter === span.note.filter && each.timeNs + shiftNs >= span.askedNs,
  );
  span.endNs = ended === undefined ? connectionEndNs : ended.timeNs + shiftNs;
  span.end = ended !== undefined ? 'unsubscribed' : isOpen ? 'capture-ends' : 'left';
  return ended === undefined;
}
