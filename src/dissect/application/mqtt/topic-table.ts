// Topic names seen so far: bytes → the one string that stands for them. A cache with a fixed limit; beyond it texts are just decoded.

import { u8 } from '../../../core/bytes.ts';
import { finish, mix } from '../../../core/hash.ts';
import { decodeText } from './utf8.ts';

const MAX_TOPICS = 65_536;
/** Longer topics are rare and would fill the pool. */
const MAX_TOPIC_LENGTH = 512;
const MAX_POOL_BYTES = 8_388_608;

export class TopicTable {
  /** Slot → number of the topic + 1; 0: free. Twice as many slots as topics at least. */
  #slots = new Int32Array(512);
  #hashes = new Int32Array(256);
  /** Where topic n starts in the pool; it ends where topic n + 1 starts. */
  #starts = new Int32Array(257);
  #pool = new Uint8Array(8192);
  readonly #texts: string[] = [];

  /** How many topics are kept. */
  get size(): number {
    return this.#texts.length;
  }

  /** The text of [at, end); equal bytes give the same string while the table has room. */
  text(buf: Uint8Array, at: number, end: number): string {
    if (end - at > MAX_TOPIC_LENGTH) return decodeText(buf, at, end);
    const hash = hashOf(buf, at, end);
    const mask = this.#slots.length - 1;
    let slot = hash & mask;
    for (;;) {
      const topic = (this.#slots[slot] ?? 0) - 1;
      if (topic < 0) break;
      if (this.#hashes[topic] === hash && this.#equals(topic, buf, at, end)) return this.#texts[topic] ?? '';
      slot = (slot + 1) & mask;
    }
    return this.#add(hash, buf, at, end);
  }

  #equals(topic: number, buf: Uint8Array, at: number, end: number): boolean {
    const start = this.#starts[topic] ?? 0;
    if ((this.#starts[topic + 1] ?? 0) - start !== end - at) return false;
    for (let i = at; i < end; i++) if (u8(buf, i) !== u8(this.#pool, start + i - at)) return false;
    return true;
  }

  #add(hash: number, buf: Uint8Array, at: number, end: number): string {
    const text = decodeText(buf, at, end);
    const topic = this.#texts.length;
    const start = this.#starts[topic] ?? 0;
    const poolEnd = start + end - at;
    if (topic === MAX_TOPICS || poolEnd > MAX_POOL_BYTES) return text;
    if (topic === this.#hashes.length) this.#grow();
    if (poolEnd > this.#pool.length) {
      const pool = new Uint8Array(Math.max(poolEnd, this.#pool.length * 2));
      pool.set(this.#pool);
      this.#pool = pool;
    }
    for (let i = at; i < end; i++) this.#pool[start + i - at] = u8(buf, i);
    this.#texts.push(text);
    this.#hashes[topic] = hash;
    this.#starts[topic + 1] = poolEnd;
    this.#place(topic, hash);
    return text;
  }

  #place(topic: number, hash: number): void {
    const mask = this.#slots.length - 1;
    let slot = hash & mask;
    while (this.#slots[slot] !== 0) slot = (slot + 1) & mask;
    this.#slots[slot] = topic + 1;
  }

  #grow(): void {
    const capacity = this.#hashes.length * 2;
    const hashes = new Int32Array(capacity);
    hashes.set(this.#hashes);
    const starts = new Int32Array(capacity + 1);
    starts.set(this.#starts);
    this.#hashes = hashes;
    this.#starts = starts;
    this.#slots = new Int32Array(capacity * 2);
    for (let topic = 0; topic < this.#texts.length; topic++) this.#place(topic, hashes[topic] ?? 0);
  }
}

function hashOf(buf: Uint8Array, at: number, end: number): number {
  let hash = end - at;
  let i = at;
  for (; i + 3 < end; i += 4) {
    hash = mix(hash, u8(buf, i) | (u8(buf, i + 1) << 8) | (u8(buf, i + 2) << 16) | (u8(buf, i + 3) << 24));
  }
  let rest = 0;
  for (; i < end; i++) rest = (rest << 8) | u8(buf, i);
  return finish(mix(hash, rest));
}
