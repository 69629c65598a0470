// The numbers of all sessions that messages change: one record of 128 bytes each in one growing buffer. With thousands of connections in turn
// every object that a message touches is a cache miss; here it touches 64 bytes, and the 64 behind them if it answers something.
// A record is named by the offset of its first 32-bit word. Which words belong to whom (each of them alone knows what they mean):
//
//  0 …  5, 30, 31  client-silence.ts
//  6,  7           message-counts.ts
//  8 … 15          quick-lane.ts
// 16 … 29          answer-checks.ts

import { Words } from '../flow/words.ts';

const RECORD_WORDS = 32;

export class SessionRecords extends Words {
  #count = 0;
  /** By record: the topic of the exchange that lies in it, or lay in it last. */
  readonly #topics: (string | null)[] = [];
  readonly #free: number[] = [];

  constructor(capacity = 64) {
    super(capacity * RECORD_WORDS);
  }

  /** A record of zeros; the buffer may move: read `ints` and `floats` anew. */
  allocate(): number {
    const reused = this.#free.pop();
    if (reused !== undefined) {
      this.ints.fill(0, reused, reused + RECORD_WORDS);
      return reused;
    }
    const at = this.#count++ * RECORD_WORDS;
    this.#topics.push(null);
    if (at + RECORD_WORDS > this.ints.length) this.resize(this.ints.length * 2);
    return at;
  }

  /** Any bits of both lines of a record: reading them brings the record into the cache. */
  fetch(at: number): number {
    return (this.ints[at] ?? 0) ^ (this.ints[at + 16] ?? 0);
  }

  topic(at: number): string | null {
    return this.#topics[at / RECORD_WORDS] ?? null;
  }

  setTopic(at: number, topic: string | null): void {
    this.#topics[at / RECORD_WORDS] = topic;
  }

  release(at: number): void {
    this.setTopic(at, null);
    this.#free.push(at);
  }

  /** The record alone, in a buffer of its own: for a session that outlives its place here. */
  detach(at: number): SessionRecords {
    const alone = new SessionRecords(1);
    alone.ints.set(this.ints.subarray(at, at + RECORD_WORDS));
    alone.setTopic(0, this.topic(at));
    return alone;
  }
}
