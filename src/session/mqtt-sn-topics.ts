// What topic ids stand for, in each direction of one conversation — MQTT-SN 1.2 §6.5, §6.7, §6.9, §6.10.

import { type Direction, opposite } from '../core/direction.ts';
import type { SnPublishMessage } from '../dissect/application/mqtt-sn/message.ts';
import { FRAMES_KEPT, type SnBudget, SnList } from './mqtt-sn-limits.ts';
import type { SnTopicKnowledge, SnTopicOrigin } from './mqtt-sn-session.ts';

/** One topic id, from the request for it on; filled in as the answer comes. */
export interface SnTopicEntry {
  readonly topic: string | null;
  topicId: number | null;
  readonly origin: SnTopicOrigin;
  readonly by: Direction;
  readonly frame: number | null;
  answerFrame: number | null;
  returnCode: number | null;
  publishes: number;
}

export interface SnUnknownTopic {
  readonly topicId: number;
  readonly sender: Direction;
  readonly isCertain: boolean;
  publishes: number;
  readonly frames: number[];
  readonly refusalFrames: number[];
}

export interface SnResolution {
  readonly topic: string | null;
  readonly knowledge: SnTopicKnowledge;
}

const NOT_KNOWN: SnResolution = { topic: null, knowledge: 'unknown' };

export class SnTopics {
  readonly list: SnList<SnTopicEntry>;
  readonly unknown: SnList<SnUnknownTopic>;
  readonly #budget: SnBudget;
  /** By the side that publishes with it. */
  readonly #ids: readonly [Map<number, SnTopicEntry>, Map<number, SnTopicEntry>] = [new Map(), new Map()];
  readonly #fixed = new Map<string, SnTopicEntry>();
  readonly #unknownById = new Map<string, SnUnknownTopic>();
  /** By the SUBSCRIBE or REGISTER whose answer is still to come. */
  readonly #asked = new Map<string, SnTopicEntry>();

  constructor(budget: SnBudget) {
    this.#budget = budget;
    this.list = new SnList(budget);
    this.unknown = new SnList(budget);
  }

  /** REGISTER, or SUBSCRIBE to a name. */
  ask(
    origin: 'register' | 'subscribe',
    by: Direction,
    messageId: number,
    topic: string | null,
    topicId: number | null,
    frame: number,
  ): void {
    const key = `${origin} ${by} ${messageId}`;
    const entry = newEntry(topic, topicId, origin, by, frame);
    this.list.push(entry);
    if (this.#asked.has(key) || this.#budget.take()) this.#asked.set(key, entry);
  }

  /** REGACK or SUBACK from `sender`. */
  answer(
    origin: 'register' | 'subscribe',
    sender: Direction,
    messageId: number,
    topicId: number | null,
    returnCode: number | null,
    frame: number,
  ): void {
    const by = opposite(sender);
    const key = `${origin} ${by} ${messageId}`;
    const asked = this.#asked.get(key) ?? null;
    const entry = asked ?? newEntry(null, topicId, origin, by, null);
    if (asked === null) this.list.push(entry);
    if (entry.answerFrame !== null) return; // answered again
    entry.answerFrame = frame;
    entry.returnCode = returnCode;
    if (returnCode !== 0 || topicId === null || topicId === 0) return; // 0: a filter with wildcards (§5.4.16)
    entry.topicId = topicId;
    // The one who registers publishes with the id; for a subscription it is the one who grants it (§6.5, §6.9, §6.10).
    const ids = this.#ids[origin === 'register' ? by : sender];
    if (ids.has(topicId) || this.#budget.take()) ids.set(topicId, entry);
  }

  /** What this PUBLISH is about; it counts as a use. */
  resolve(message: SnPublishMessage, sender: Direction, frame: number, isCertain: boolean): SnResolution {
    const { topicIdType, topicId, shortTopic } = message;
    if (topicIdType === 'short') {
      this.#useFixed('short', shortTopic, null, sender, frame);
      return { topic: shortTopic, knowledge: 'short' };
    }
    if (topicId === null || topicIdType === 'reserved') return NOT_KNOWN;
    if (topicIdType === 'predefined') {
      this.#useFixed('predefined', null, topicId, sender, frame);
      return { topic: null, knowledge: 'predefined' };
    }
    // Gateways use one table for both directions as often as one for each.
    const entry = this.#ids[sender].get(topicId) ?? this.#ids[opposite(sender)].get(topicId);
    if (entry !== undefined) {
      entry.publishes++;
      return { topic: entry.topic, knowledge: 'registered' };
    }
    this.#noteUnknown(topicId, sender, frame, isCertain);
    return NOT_KNOWN;
  }

  /** A PUBACK from `sender` that says "invalid topic id". */
  refuse(topicId: number, sender: Direction, frame: number): void {
    const unknown = this.#unknownById.get(`${opposite(sender)} ${topicId}`);
    if (unknown !== undefined && unknown.refusalFrames.length < FRAMES_KEPT) unknown.refusalFrames.push(frame);
  }

  /** A new session without the old one's state (§6.3). */
  forget(): void {
    for (const ids of this.#ids) ids.clear();
    this.#asked.clear();
    this.#unknownById.clear();
  }

  #useFixed(
    origin: 'predefined' | 'short',
    topic: string | null,
    topicId: number | null,
    by: Direction,
    frame: number,
  ): void {
    const key = `${origin} ${topic ?? topicId}`;
    const known = this.#fixed.get(key);
    if (known !== undefined) {
      known.publishes++;
      return;
    }
    const entry = newEntry(topic, topicId, origin, by, frame);
    entry.publishes = 1;
    if (!this.#budget.take()) return;
    this.list.push(entry);
    this.#fixed.set(key, entry);
  }

  #noteUnknown(topicId: number, sender: Direction, frame: number, isCertain: boolean): void {
    const key = `${sender} ${topicId}`;
    let unknown = this.#unknownById.get(key);
    if (unknown === undefined) {
      unknown = { topicId, sender, isCertain, publishes: 0, frames: [], refusalFrames: [] };
      if (!this.#budget.take()) return;
      this.unknown.push(unknown);
      this.#unknownById.set(key, unknown);
    }
    unknown.publishes++;
    if (unknown.frames.length < FRAMES_KEPT) unknown.frames.push(frame);
  }
}

function newEntry(
  topic: string | null,
  topicId: number | null,
  origin: SnTopicOrigin,
  by: Direction,
  frame: number | null,
): SnTopicEntry {
  return { topic, topicId, origin, by, frame, answerFrame: null, returnCode: null, publishes: 0 };
}
