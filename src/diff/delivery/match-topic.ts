// The messages of one topic, published by anybody and delivered to one client: which delivery is which publication.

import { type Alignment, alignKeys, inOrder, NO_KEY } from './alignment.ts';
import type { DeliveryEvidence } from './delivery-diff.ts';
import { settleEqualRuns } from './equal-runs.ts';
import { fragmentNumber } from './fragment-number.ts';
import type { Message, Place } from './model.ts';
import { firstPlace, timeAt } from './timing.ts';

export interface Match {
  readonly published: Message;
  readonly delivered: Message;
  readonly evidence: DeliveryEvidence;
  /** The bytes differ: only its place, its number or its length says that this was it. */
  readonly altered: boolean;
  /** Not all bytes of it are in a capture. */
  readonly partly: boolean;
}

export interface TopicMatches {
  readonly matches: readonly Match[];
  /** Published and not found again. */
  readonly lost: readonly Message[];
  /** Delivered and never published, as far as can be seen; `copyOf`: the same bytes as a message that was delivered besides. */
  readonly extra: readonly { readonly delivered: Message; readonly copyOf: Match | null }[];
}

/** Bytes that two payloads begin with alike, where one of them is cut. */
const LEAST_COMMON = 8;

export function matchTopic(
  published: readonly Message[],
  delivered: readonly Message[],
  expectedQos: (message: Message) => number,
  usualNs: number | null,
  shiftNs: readonly [number, number],
): TopicMatches {
  // With the QoS it is to be delivered with: of equal messages, that tells some apart.
  const keys = published.map((message) => keyWith(message, expectedQos(message)));
  const others = delivered.map((message) => keyWith(message, message.qos));
  const alignment = alignKeys(keys, others);
  const times = timesOf(published, delivered, shiftNs);
  const byTime = settleEqualRuns(keys, others, alignment, times.published, times.delivered, usualNs);
  pairWithOtherQos(published, delivered, alignment);
  const matches: Match[] = [];
  published.forEach((message, i) => {
    const partner = delivered[alignment.ofFirst[i] ?? -1];
    if (partner === undefined) return;
    const evidence = byTime.has(i) ? 'time' : alignment.unique[i] === 1 ? 'content' : 'order';
    const match: Match = { published: message, delivered: partner, evidence, altered: false, partly: false };
    matches.push(match);
  });
  const copies = copiesOf(delivered, matches);
  const left = leftBySlot(published, delivered, alignment, copies);
  const lost: Message[] = [];
  const extra: { delivered: Message; copyOf: Match | null }[] = [];
  for (const slot of left) {
    const found = matchLeft(slot.published, slot.delivered);
    for (const match of found) matches.push(match);
    const taken = new Set(found.flatMap((match) => [match.published, match.delivered]));
    for (const message of slot.published) if (!taken.has(message)) lost.push(message);
    for (const message of slot.delivered) {
      if (!taken.has(message)) extra.push({ delivered: message, copyOf: null });
    }
  }
  for (const [message, copyOf] of copies) extra.push({ delivered: message, copyOf });
  return { matches, lost, extra };
}

function keyWith({ key }: Message, qos: number): number {
  return key < 0 ? NO_KEY : key * 4 + (qos & 3);
}

/** What is left of both sides and has the same bytes, though not the QoS that is due. */
function pairWithOtherQos(published: readonly Message[], delivered: readonly Message[], alignment: Alignment): void {
  const { ofFirst, ofSecond, unique } = alignment;
  const here = placesWithout(published, ofFirst);
  const there = placesWithout(delivered, ofSecond);
  const rest = alignKeys(
    here.map((i) => published[i]?.key ?? NO_KEY),
    there.map((j) => delivered[j]?.key ?? NO_KEY),
  );
  here.forEach((i, n) => {
    const j = there[rest.ofFirst[n] ?? -1];
    if (j === undefined) return;
    ofFirst[i] = j;
    ofSecond[j] = i;
    unique[i] = rest.unique[n] ?? 0;
  });
}

function placesWithout(messages: readonly Message[], partners: Int32Array): number[] {
  const places: number[] = [];
  messages.forEach((message, at) => {
    if (partners[at] === -1 && message.key >= 0) places.push(at);
  });
  return places;
}

/** On one clock each, wherever one capture shows all of them. */
function timesOf(
  published: readonly Message[],
  delivered: readonly Message[],
  shiftNs: readonly [number, number],
): { published: number[]; delivered: number[] } {
  const [first] = delivered;
  const to: Place = first === undefined ? 0 : firstPlace(first);
  return {
    published: published.map((message) =>
      timeAt(message, message.notes[to] === null ? firstPlace(message) : to, shiftNs),
    ),
    delivered: delivered.map((message) =>
      timeAt(message, message.notes[to] === null ? firstPlace(message) : to, shiftNs),
    ),
  };
}

/** Deliveries without partner that have the bytes of one with a partner; of the nearest before it, or else behind it. */
function copiesOf(delivered: readonly Message[], matches: readonly Match[]): Map<Message, Match> {
  const matchOf = new Map(matches.map((match) => [match.delivered, match]));
  const copies = new Map<Message, Match>();
  for (const list of [delivered, [...delivered].reverse()]) {
    const last = new Map<number, Match>();
    for (const message of list) {
      if (message.key < 0) continue;
      const match = matchOf.get(message);
      const known = last.get(message.key);
      if (match !== undefined) last.set(message.key, match);
      else if (known !== undefined && !copies.has(message)) copies.set(message, known);
    }
  }
  return copies;
}

interface Slot {
  readonly published: Message[];
  readonly delivered: Message[];
}

/** What is left on both sides, by the two matched messages in due order between which it lies. */
function leftBySlot(
  published: readonly Message[],
  delivered: readonly Message[],
  alignment: { readonly ofFirst: Int32Array; readonly ofSecond: Int32Array },
  copies: ReadonlyMap<Message, Match>,
): Slot[] {
  const backbone = inOrder(alignment.ofFirst);
  const slots = new Map<number, Slot>();
  const slotAt = (n: number): Slot => {
    const known = slots.get(n);
    if (known !== undefined) return known;
    const slot: Slot = { published: [], delivered: [] };
    slots.set(n, slot);
    return slot;
  };
  let n = 0;
  published.forEach((message, i) => {
    if (backbone[n] === i) n++;
    else if (alignment.ofFirst[i] === -1) slotAt(n).published.push(message);
  });
  n = 0;
  delivered.forEach((message, j) => {
    const i = backbone[n];
    if (i !== undefined && alignment.ofFirst[i] === j) n++;
    else if (alignment.ofSecond[j] === -1 && !copies.has(message)) slotAt(n).delivered.push(message);
  });
  return [...slots.entries()].sort(([x], [y]) => x - y).map(([, slot]) => slot);
}

/** What stands in the same place and is not the same: cut by a capture, or altered. Each rule takes what the ones before it left. */
function matchLeft(published: readonly Message[], delivered: readonly Message[]): Match[] {
  if (published.length === 0 || delivered.length === 0) return [];
  const found: Match[] = [];
  let here = [...published];
  let there = [...delivered];
  const takeWhere = (fits: (x: Message, y: Message) => boolean): void => {
    let from = 0;
    const takenHere = new Set<Message>();
    const takenThere = new Set<Message>();
    for (const message of here) {
      // In order, and never looked at twice: linear.
      for (let j = from; j < Math.min(there.length, from + SEARCHED); j++) {
        const other = there[j];
        if (other === undefined || !fits(message, other)) continue;
        const partly = message.key < 0 || other.key < 0;
        found.push({ published: message, delivered: other, evidence: 'order', altered: !partly, partly });
        takenHere.add(message);
        takenThere.add(other);
        from = j + 1;
        break;
      }
    }
    here = here.filter((message) => !takenHere.has(message));
    there = there.filter((message) => !takenThere.has(message));
  };
  takeWhere((x, y) => (x.key < 0 || y.key < 0) && x.length === y.length && beginsAlike(x, y));
  takeWhere((x, y) => {
    const number = fragmentNumber(x);
    return number !== null && number === fragmentNumber(y);
  });
  const isNumbered = here.some((message) => fragmentNumber(message) !== null);
  if (here.length === there.length && !isNumbered) takeWhere(() => true);
  else if (!isNumbered) takeWhere((x, y) => x.length === y.length);
  return found;
}

/** Messages of a slot that one is compared with. */
const SEARCHED = 64;

function beginsAlike(x: Message, y: Message): boolean {
  const a = headOf(x);
  const b = headOf(y);
  const length = Math.min(a.length, b.length, LEAST_COMMON);
  for (let at = 0; at < length; at++) if (a[at] !== b[at]) return false;
  return true;
}

function headOf(message: Message): Uint8Array {
  return (message.notes[0] ?? message.notes[1])?.payload.head ?? new Uint8Array(0);
}
