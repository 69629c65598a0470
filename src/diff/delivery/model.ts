// Both captures as one picture: clients, their connections, and every message once, with what each capture shows of it.
// The two captures are numbered 0 and 1 in an order of their own (orientation.ts), so that diff(B, A) mirrors diff(A, B).

import type { Direction } from '../../core/direction.ts';
import { alignKeys } from './alignment.ts';
import { packetKey, sameConnections, shareOrigin } from './connections.ts';
import type { MessageLog } from './message-log.ts';
import type { PublishNote, SessionNote, SubscriptionNote } from './notes.ts';

/** 0 and 1: the two captures. */
export type Place = 0 | 1;
export const PLACES: readonly [Place, Place] = [0, 1];
export type ByPlace<T> = [T, T];

/** A connection; null: that capture does not show it. */
export interface Leg {
  readonly sessions: Readonly<ByPlace<SessionNote | null>>;
  readonly client: Client;
  /** Its place among the connections of the client. */
  readonly at: number;
}

/** A message on one connection: published by the client, or delivered to it. */
export interface Message {
  readonly leg: Leg;
  readonly notes: Readonly<ByPlace<PublishNote | null>>;
  /** null: behind an alias that nothing in the captures explains. */
  topic: string | null;
  /** Equal payloads have equal keys; −1: not all of it is in a capture. */
  readonly key: number;
  readonly length: number;
  readonly qos: number;
  readonly dup: boolean;
  readonly retain: boolean;
  readonly isWill: boolean;
  /** A copy that MQTT sent again, and that the application got once more. */
  readonly isResend: boolean;
  /** Ns since the base of capture 0, on the clock of the first capture that shows it. */
  readonly timeNs: number;
}

export interface Client {
  readonly name: string;
  readonly clientId: string | null;
  readonly legs: Leg[];
  readonly published: Message[];
  readonly delivered: Message[];
}

export interface Model {
  readonly clients: readonly Client[];
  /** Added to times of each log, to count from the base of log 0. */
  readonly shiftNs: Readonly<ByPlace<number>>;
  /** Messages that only one capture shows although both show their connection. */
  readonly seenOnce: readonly { readonly message: Message; readonly direction: Direction; readonly place: Place }[];
}

/** Capture point of a connection; 'server': what is sent to the client may never reach it. */
export type PointOf = (place: Place, stream: number) => string | null;

export function buildModel(logs: Readonly<ByPlace<MessageLog>>, pointOf: PointOf): Model {
  const shiftNs: ByPlace<number> = [0, shiftBetween(logs)];
  const [first, second] = logs;
  const same = sameConnections(first.sessions, second.sessions, shiftNs[1]);
  const keys = new PayloadKeys();
  const clients = new Map<string, Client>();
  const seenOnce: { message: Message; direction: Direction; place: Place }[] = [];
  const matched = new Set(same.values());
  const pairs: Readonly<ByPlace<SessionNote | null>>[] = [
    ...first.sessions.map((session): Readonly<ByPlace<SessionNote | null>> => [session, same.get(session) ?? null]),
    ...second.sessions
      .filter((session) => !matched.has(session))
      .map((session): Readonly<ByPlace<SessionNote | null>> => [null, session]),
  ];
  pairs.sort((x, y) => startOf(x, shiftNs) - startOf(y, shiftNs));
  for (const sessions of pairs) {
    const client = clientOf(clients, sessions);
    const leg: Leg = { sessions, client, at: client.legs.length };
    client.legs.push(leg);
    for (const direction of [0, 1] as const) {
      for (const notes of sightings(sessions, direction)) {
        const message = messageOf(leg, notes, direction, keys, shiftNs, pointOf);
        if (message === null) continue;
        (direction === 0 ? client.published : client.delivered).push(message);
        if (sessions[0] === null || sessions[1] === null) continue;
        if (notes[0] === null) seenOnce.push({ message, direction, place: 1 });
        else if (notes[1] === null) seenOnce.push({ message, direction, place: 0 });
      }
    }
    const will = willOf(leg, keys, shiftNs);
    if (will !== null) client.published.push(will);
  }
  const list = [...clients.values()];
  explainTopics(list);
  return { clients: list, shiftNs, seenOnce };
}

/** Where the packet that defined an alias is not in a capture, the same payload may have its topic elsewhere. */
function explainTopics(clients: readonly Client[]): void {
  const all = clients.flatMap((client) => [client.published, client.delivered]);
  if (!all.some((list) => list.some((message) => message.topic === null))) return;
  const known = new Map<number, string | null>();
  for (const list of all) {
    for (const { key, topic } of list) {
      if (key < 0 || topic === null) continue;
      const before = known.get(key);
      known.set(key, before === undefined || before === topic ? topic : null);
    }
  }
  for (const list of all) {
    for (const message of list) message.topic ??= known.get(message.key) ?? null;
  }
}

/** Does this capture show a connection of the client? */
export function isSeenIn(client: Client, place: Place): boolean {
  return client.legs.some((leg) => leg.sessions[place] !== null);
}

/** Of all sights of a client's connections, on the clock of capture 0's base. */
export function subscriptionsOf(
  client: Client,
): { readonly note: SubscriptionNote; readonly leg: Leg; readonly place: Place }[] {
  return client.legs.flatMap((leg) => {
    // Where both captures show the connection, the one that shows more of it counts.
    const [first, second] = leg.sessions;
    const place: Place =
      first === null || (second !== null && second.subscriptions.length > first.subscriptions.length) ? 1 : 0;
    return (leg.sessions[place]?.subscriptions ?? []).map((note) => ({ note, leg, place }));
  });
}

/** Ns from the base of log 0 to the base of log 1. */
function shiftBetween([first, second]: Readonly<ByPlace<MessageLog>>): number {
  if (first.base === null || second.base === null) return 0;
  return first.base.since(second.base.sec, second.base.nsec);
}

function startOf(sessions: Readonly<ByPlace<SessionNote | null>>, shiftNs: Readonly<ByPlace<number>>): number {
  const [first, second] = sessions;
  if (first !== null) return first.startNs + shiftNs[0];
  return (second?.startNs ?? 0) + shiftNs[1];
}

function clientOf(clients: Map<string, Client>, [first, second]: Readonly<ByPlace<SessionNote | null>>): Client {
  const clientId = first?.clientId || second?.clientId || null;
  const session = first ?? second;
  const address = session?.client ?? '';
  const key = clientId === null ? `${address} ${session?.stream} ${first === null ? 1 : 0}` : `id ${clientId}`;
  const known = clients.get(key);
  if (known !== undefined) return known;
  const client: Client = { name: clientId ?? address, clientId, legs: [], published: [], delivered: [] };
  clients.set(key, client);
  return client;
}

/** Gives equal payloads of both captures the same number. */
class PayloadKeys {
  readonly #keys = new Map<string, number>();

  keyOf(note: PublishNote): number {
    const { sha256 } = note.payload;
    if (sha256 === null) return -1;
    const known = this.#keys.get(sha256);
    if (known !== undefined) return known;
    this.#keys.set(sha256, this.#keys.size);
    return this.#keys.size - 1;
  }
}

/** The PUBLISH packets of one direction, those that both captures show as one. */
function sightings(
  sessions: Readonly<ByPlace<SessionNote | null>>,
  direction: Direction,
): Readonly<ByPlace<PublishNote | null>>[] {
  const [first, second] = sessions;
  const ours = first?.publishes[direction] ?? [];
  const theirs = second?.publishes[direction] ?? [];
  if (first === null) return theirs.map((note) => [null, note]);
  if (second === null) return ours.map((note) => [note, null]);
  const exact = shareOrigin(first, second, direction);
  const numbers = new Map<string, number>();
  const keyOf = (note: PublishNote): number => {
    const key = exact ? String(note.relativeSeq) : packetKey(note);
    const known = numbers.get(key) ?? numbers.size;
    numbers.set(key, known);
    return known;
  };
  const { ofFirst } = alignKeys(ours.map(keyOf), theirs.map(keyOf));
  const list: Readonly<ByPlace<PublishNote | null>>[] = [];
  let next = 0;
  ours.forEach((note, i) => {
    const j = ofFirst[i] ?? -1;
    for (; next < j; next++) list.push([null, theirs[next] ?? null]);
    next = Math.max(next, j + 1);
    list.push([note, j < 0 ? null : (theirs[j] ?? null)]);
  });
  for (; next < theirs.length; next++) list.push([null, theirs[next] ?? null]);
  return list;
}

/** null: a copy of an earlier message that the application does not see. */
function messageOf(
  leg: Leg,
  notes: Readonly<ByPlace<PublishNote | null>>,
  direction: Direction,
  keys: PayloadKeys,
  shiftNs: Readonly<ByPlace<number>>,
  pointOf: PointOf,
): Message | null {
  const [first, second] = notes;
  const note = first ?? second;
  if (note === null) return null;
  const place: Place = first === null ? 1 : 0;
  const isResend = note.resendOf !== null;
  if (isResend && !isSeenAgain(note, direction, place, pointOf)) return null;
  const key = keys.keyOf(note);
  return {
    leg,
    notes,
    topic: note.topic,
    key: key < 0 && second !== null ? keys.keyOf(second) : key,
    length: note.payload.length,
    qos: note.qos,
    dup: note.dup,
    retain: note.retain,
    isWill: false,
    isResend,
    timeNs: note.timeNs + shiftNs[place],
  };
}

/** QoS 2 hands a message on once (MQTT 3.1.1 and 5.0 §4.3.3); with QoS 1 every copy that arrives is handed on (§4.3.2). */
function isSeenAgain(note: PublishNote, direction: Direction, place: Place, pointOf: PointOf): boolean {
  if (direction === 0 || note.qos !== 1) return false;
  return pointOf(place, note.session.stream) !== 'server';
}

function willOf(leg: Leg, keys: PayloadKeys, shiftNs: Readonly<ByPlace<number>>): Message | null {
  const [first, second] = leg.sessions;
  const notes: Readonly<ByPlace<PublishNote | null>> = [first?.will ?? null, second?.will ?? null];
  const note = notes[0] ?? notes[1];
  const session = first ?? second;
  if (note === null || session === null || session.accepted === false) return null;
  if (first?.disconnected === true || second?.disconnected === true) return null;
  const endNs = session.endNs + shiftNs[first === null ? 1 : 0];
  const { topic, qos, dup, retain, payload } = note;
  const key = keys.keyOf(note);
  return {
    leg,
    notes,
    topic,
    key,
    length: payload.length,
    qos,
    dup,
    retain,
    isWill: true,
    isResend: false,
    timeNs: endNs,
  };
}
