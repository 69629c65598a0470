// All that was published, as one client got it: every message with its outcome and the reason for it — MQTT 3.1.1 and 5.0 §3.3, §4.3, §4.6.

import { confirmationReason } from './confirmation.ts';
import type { DeliveryEvidence, DeliveryMark, DeliveryOutcome, DeliveryReason } from './delivery-diff.ts';
import { type Due, dueOf } from './due.ts';
import type { Holes } from './holes.ts';
import { type Match, matchTopic, type TopicMatches } from './match-topic.ts';
import type { ByPlace, Client, Message } from './model.ts';
import { isSeenIn, PLACES } from './model.ts';
import { Neighbours, nearest, reordered } from './neighbours.ts';
import type { ClientSubscriptions } from './subscription-spans.ts';
import { firstPlace, likelyOrigin, type TransitTime, transitTime } from './timing.ts';
import type { Verdict } from './verdict.ts';

export interface JudgeContext {
  /** Everything that was published, by topic, in order. */
  readonly published: ReadonlyMap<string, readonly Message[]>;
  readonly holes: Holes;
  readonly shiftNs: Readonly<ByPlace<number>>;
  readonly captureEndNs: Readonly<ByPlace<number>>;
  /** The captures lie at different times: what was when cannot be compared between them unless messages tell the offset. */
  readonly apart: boolean;
}

interface Pair {
  readonly published: Message;
  readonly delivered: Message;
}

export function judgeClient(subscriptions: ClientSubscriptions, context: JudgeContext): Verdict[] {
  return new ClientJudge(subscriptions, context).verdicts();
}

class ClientJudge {
  readonly #subscriptions: ClientSubscriptions;
  readonly #client: Client;
  readonly #context: JudgeContext;
  readonly #delivered = new Map<string, Message[]>();
  readonly #transit: ByPlace<TransitTime> = [transitTime([]), transitTime([])];
  readonly #verdicts: Verdict[] = [];
  /** Place of each delivery among all of this client. */
  readonly #places: ReadonlyMap<Message, number>;

  constructor(subscriptions: ClientSubscriptions, context: JudgeContext) {
    this.#subscriptions = subscriptions;
    this.#client = subscriptions.client;
    this.#context = context;
    this.#places = new Map(this.#client.delivered.map((message, at) => [message, at]));
    for (const message of this.#client.delivered) {
      const topic = message.topic ?? '';
      const list = this.#delivered.get(topic);
      if (list === undefined) this.#delivered.set(topic, [message]);
      else list.push(message);
    }
  }

  verdicts(): Verdict[] {
    const topics = new Set(this.#delivered.keys());
    for (const topic of this.#context.published.keys()) {
      const { own, shared } = this.#subscriptions.matching(topic);
      if (own.length > 0 || shared.length > 0) topics.add(topic);
    }
    this.#measure(topics);
    for (const topic of topics) this.#judgeTopic(topic);
    return this.#verdicts;
  }

  /** How long messages take: from those that cannot be mistaken for others; where there are none, from all that were found. */
  #measure(topics: ReadonlySet<string>): void {
    const sure: ByPlace<Pair[]> = [[], []];
    const likely: ByPlace<Pair[]> = [[], []];
    for (const topic of topics) {
      const { matches } = this.#match(this.#publishedOn(topic), this.#liveOn(topic), null);
      for (const { published, delivered, evidence, altered, partly } of matches) {
        if (altered || partly || published.isWill) continue;
        (evidence === 'content' ? sure : likely)[firstPlace(published)].push({ published, delivered });
      }
    }
    for (const place of PLACES) {
      const pairs = sure[place].length > 0 ? sure[place] : likely[place];
      const samples = pairs.map(({ published, delivered }) => delivered.timeNs - published.timeNs);
      this.#transit[place] = transitTime(samples);
      // What the broker kept for a client that was away says nothing of how long messages take.
      const prompt = samples.filter((_, at) => !this.#isAway(pairs[at]?.published ?? null));
      if (prompt.length > 0 && prompt.length < samples.length) this.#transit[place] = transitTime(prompt);
    }
  }

  /** Would it have come at a time when the client had no connection, but a session? */
  #isAway(published: Message | null): boolean {
    if (published === null) return false;
    const { leastNs } = this.#transit[firstPlace(published)];
    return this.#subscriptions.isAway(published.timeNs + leastNs);
  }

  #judgeTopic(topic: string): void {
    const published = this.#publishedOn(topic);
    const live = this.#liveOn(topic);
    const dues = new Map(published.map((message) => [message, this.#due(message)]));
    const seen = new Set(live.map((message) => message.key));
    const possible = published.filter((message) => this.#isPossible(message, dues.get(message), seen));
    const usual = this.#transit.find((transit) => transit.measured);
    const result = this.#match(possible, live, usual?.medianNs ?? null);
    const kept = new Set(possible);
    const lost = [...result.lost, ...published.filter((message) => !kept.has(message))];
    const retained = this.#judgeRetained(topic, published);
    const order = new Map(published.map((message, at) => [message, at]));
    this.#judgeMatches(result, reordered(result.matches, order, this.#places));
    const neighbours = new Neighbours(published, result.matches);
    lost.sort((x, y) => (order.get(x) ?? 0) - (order.get(y) ?? 0));
    for (const message of lost) {
      if (!retained.has(message)) this.#judgeLost(message, dues.get(message) ?? this.#due(message), neighbours);
    }
    this.#judgeExtra(result, dues, published);
  }

  #match(published: readonly Message[], live: readonly Message[], usualNs: number | null): TopicMatches {
    const granted = this.#grantedQos(live[0]?.topic ?? '');
    const expected = (message: Message): number => Math.min(message.qos, ...granted.slice(0, 1));
    return matchTopic(published, live, expected, usualNs, this.#context.shiftNs);
  }

  /** Of the subscriptions that match, the highest first. */
  #grantedQos(topic: string): number[] {
    const { own, shared } = this.#subscriptions.matching(topic);
    return [...own, ...shared].map(({ note }) => note.grantedQos ?? note.requestedQos).sort((x, y) => y - x);
  }

  #publishedOn(topic: string): readonly Message[] {
    return this.#context.published.get(topic) ?? [];
  }

  #due(message: Message): Due {
    const transit = this.#transit[firstPlace(message)];
    const isShared = ([0, 1] as const).some((place) => message.notes[place] !== null && isSeenIn(this.#client, place));
    return dueOf(message, this.#subscriptions, transit, this.#context.apart && !transit.measured && !isShared);
  }

  /**
   * Surely outside of every subscription: it takes no part, lest an equal message be taken for it. Only where the clocks are known to each other, or
   * nothing that was delivered could be it.
   */
  #isPossible(message: Message, due: Due | undefined, seen: ReadonlySet<number>): boolean {
    if (due === undefined || due.state !== 'not-due') return true;
    if (due.reason === 'own-message') return false;
    if (message.key >= 0 && !seen.has(message.key)) return false;
    return !this.#transit[firstPlace(message)].measured || due.reason === 'no-subscription';
  }

  /** Without what the broker sent out of its store because of a subscription [MQTT-3.3.1-8], 5.0 [MQTT-3.3.1-9 … 12]. */
  #liveOn(topic: string): Message[] {
    const keepsRetain = this.#keepsRetain(topic);
    return (this.#delivered.get(topic) ?? []).filter((message) => !message.retain || keepsRetain);
  }

  #keepsRetain(topic: string): boolean {
    return this.#subscriptions.matching(topic).own.some((span) => span.note.retainAsPublished);
  }

  /** Returns the publications that a client that came later got all the same. */
  #judgeRetained(topic: string, published: readonly Message[]): Set<Message> {
    const found = new Set<Message>();
    if (this.#keepsRetain(topic)) return found;
    for (const delivered of this.#delivered.get(topic) ?? []) {
      if (!delivered.retain) continue;
      let source: Message | null = null;
      for (const message of published) if (message.retain && message.key === delivered.key) source = message;
      if (source !== null) found.add(source);
      this.#add(source === null ? 'unexpected' : 'delivered', source, delivered, {
        marks: ['retained'],
        reason: source === null ? 'retained-before' : null,
        evidence: source === null ? null : 'content',
      });
    }
    return found;
  }

  #judgeMatches(result: TopicMatches, late: ReadonlySet<Match>): void {
    for (const match of result.matches) {
      const { published, delivered, altered, partly, evidence } = match;
      const marks: DeliveryMark[] = [];
      if (late.has(match)) marks.push('reordered');
      const quality = this.#qosMark(published, delivered);
      if (quality !== null) marks.push(quality);
      if (published.isWill) marks.push('will');
      if (partly) marks.push('partly-captured');
      if (published.qos > 0 && this.#isAway(published)) marks.push('kept-for-session');
      this.#add(altered ? 'altered' : 'delivered', published, delivered, { marks, reason: null, evidence });
    }
  }

  /** [MQTT-3.8.4-6] / 5.0 [MQTT-3.8.4-8]: the lower of the QoS it was published with and the one that was granted. */
  #qosMark(published: Message, delivered: Message): DeliveryMark | null {
    const granted = this.#grantedQos(delivered.topic ?? '');
    const allowed = granted.map((qos) => Math.min(qos, published.qos));
    const isAllowed = granted.length === 0 ? delivered.qos <= published.qos : allowed.includes(delivered.qos);
    if (!isAllowed) return 'qos-wrong';
    return delivered.qos < published.qos ? 'qos-lowered' : null;
  }

  #judgeLost(message: Message, due: Due, neighbours: Neighbours): void {
    if (message.isWill) return; // nobody can tell whether the broker ever sent it
    const { state, reason } = due;
    if (state === 'not-due') {
      if (reason !== 'no-subscription') this.#add('not-due', message, null, { reason });
      return;
    }
    if (state !== 'due') {
      const isHidden = state === 'not-captured' || this.#isHidden(message, neighbours);
      const why = isHidden && state !== 'not-captured' ? 'capture-hole' : reason;
      this.#add(isHidden ? 'not-captured' : 'undetermined', message, null, { reason: why });
      return;
    }
    if (this.#isHidden(message, neighbours)) {
      this.#add('not-captured', message, null, { reason: 'capture-hole' });
      return;
    }
    this.#add('missing', message, null, {
      reason: confirmationReason(message),
      marks: due.kept ? ['kept-for-session'] : [],
    });
  }

  #isHidden(message: Message, neighbours: Neighbours): boolean {
    const [after, before] = neighbours.deliveredAround(message);
    return this.#context.holes.takes(this.#client, 1, after, before, message);
  }

  #judgeExtra(result: TopicMatches, dues: ReadonlyMap<Message, Due>, published: readonly Message[]): void {
    const publishers = new Set(published.map((message) => message.leg.client));
    const byDelivery = new Map(result.matches.map((match) => [match.delivered, match]));
    for (const { delivered, copyOf } of result.extra) {
      if (copyOf !== null) {
        const marks: DeliveryMark[] = [];
        if (delivered.isResend || (delivered.dup && delivered.qos === 1)) marks.push('resent');
        if ((dues.get(copyOf.published)?.subscriptions ?? 0) > 1) marks.push('overlapping');
        this.#add('doubled', copyOf.published, delivered, { marks, reason: null, evidence: 'content' });
        continue;
      }
      const reason = this.#whyUnpublished(delivered, publishers, byDelivery);
      this.#add(reason === 'other-publisher' ? 'unexpected' : 'not-captured', null, delivered, { reason });
    }
  }

  /** Somebody published it: in a hole of a capture, before it began, after it ended, or where nobody captured. */
  #whyUnpublished(
    delivered: Message,
    publishers: ReadonlySet<Client>,
    byDelivery: ReadonlyMap<Message, Match>,
  ): DeliveryReason {
    for (const publisher of publishers) {
      const list = this.#client.delivered;
      const at = this.#places.get(delivered) ?? 0;
      const after = nearest(list, at, -1, publisher, byDelivery);
      const before = nearest(list, at, 1, publisher, byDelivery);
      if (this.#context.holes.takes(publisher, 0, after, before, delivered)) return 'capture-hole';
      const [first] = publisher.legs;
      const session = first?.sessions[0] ?? first?.sessions[1];
      if (after === null && session !== null && session?.fromStart === false) return 'capture-begins-late';
      if (before === null && this.#isBehindCapture(publisher, delivered)) return 'capture-ends-early';
    }
    return 'other-publisher';
  }

  /** Every capture that shows this publisher ended before this can have been published. */
  #isBehindCapture(publisher: Client, delivered: Message): boolean {
    const places = ([0, 1] as const).filter((place) => isSeenIn(publisher, place));
    return places.every((place) => {
      const { mostNs } = this.#transit[place];
      return delivered.timeNs - mostNs > this.#context.captureEndNs[place];
    });
  }

  #add(
    outcome: DeliveryOutcome,
    published: Message | null,
    delivered: Message | null,
    more: {
      readonly marks?: readonly DeliveryMark[];
      readonly reason?: DeliveryReason | null;
      readonly evidence?: DeliveryEvidence | null;
    },
  ): void {
    const { medianNs } = this.#transit[published === null ? likelyOrigin(delivered) : firstPlace(published)];
    this.#verdicts.push({
      outcome,
      marks: new Set(more.marks ?? []),
      reason: more.reason ?? null,
      published,
      delivered,
      subscriber: this.#client,
      evidence: more.evidence ?? null,
      orderNs: published?.timeNs ?? (delivered?.timeNs ?? 0) - medianNs,
    });
  }
}
