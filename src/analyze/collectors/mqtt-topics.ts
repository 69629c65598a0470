// Topics of a connection: how many messages and bytes went over each, by who published.

import { type Direction, SENDERS } from '../../core/direction.ts';
import { finish, mix } from '../../core/hash.ts';
import { sparkplugTopic } from '../../session/sparkplug-topic.ts';
import type { MqttReport } from '../analysis.ts';

type TopicRow = MqttReport['topics'][number];

interface TopicCount {
  readonly topic: string;
  readonly direction: Direction;
  messages: number;
  payloadBytes: number;
}

/** Topics beyond the list are told apart by a 32-bit hash, up to this many. */
const HASH_LIMIT = 50_000;

export class MqttTopics {
  readonly #limit: number;
  readonly #client = new Map<string, TopicCount>();
  readonly #server = new Map<string, TopicCount>();
  /** Created by the first topic that finds the list full. */
  #others: Set<number> | null = null;

  constructor(limit: number) {
    this.#limit = limit;
  }

  take(direction: Direction, topic: string, payloadBytes: number): void {
    const map = direction === 0 ? this.#client : this.#server;
    const known = map.get(topic);
    if (known !== undefined) {
      known.messages++;
      known.payloadBytes += payloadBytes;
    } else if (this.#client.size + this.#server.size < this.#limit) {
      map.set(topic, { topic, direction, messages: 1, payloadBytes });
    } else {
      this.#others ??= new Set();
      if (this.#others.size < HASH_LIMIT) this.#others.add(hashOf(topic, direction));
    }
  }

  get count(): number {
    return this.#client.size + this.#server.size + (this.#others?.size ?? 0);
  }

  get capped(): boolean {
    return this.#others !== null;
  }

  /** Most messages first. */
  rows(): TopicRow[] {
    return [...this.#client.values(), ...this.#server.values()]
      .sort((a, b) => b.messages - a.messages || a.direction - b.direction || compareText(a.topic, b.topic))
      .map(({ topic, messages, payloadBytes, direction }) => ({
        topic,
        messages,
        payloadBytes,
        direction: SENDERS[direction],
        sparkplug: sparkplugTopic(topic),
      }));
  }
}

function hashOf(topic: string, direction: Direction): number {
  let hash: number = direction;
  for (let i = 0; i < topic.length; i++) hash = mix(hash, topic.charCodeAt(i));
  return finish(hash);
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
