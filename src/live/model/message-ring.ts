// The last messages of one connection: slots that are filled again and again, so that a message costs no memory.

import { u8 } from '../../core/bytes.ts';
import type { Direction } from '../../core/direction.ts';
import type { PayloadHead } from './payload-head.ts';

/** Payload bytes kept of a message. */
export const HEAD_BYTES = 64;

/** One message; a slot of a ring. REUSED: `copyMessage` makes what may be kept. */
export class KeptMessage {
  stream = -1;
  direction: Direction = 0;
  /** 'PUBLISH'. */
  type = '';
  packetType = 0;
  version = 0;
  /** Frame with the last byte. */
  frame = 0;
  /** Ns since the first frame of the capture. */
  timeNs = 0;
  dup = false;
  qos = 0;
  retain = false;
  packetIdentifier = -1;
  reasonCode = -1;
  topic: string | null = null;
  payloadLength = 0;
  /** Of messages that are rare: one line in the words of the specification; null: made from the fields. */
  summary: string | null = null;
  headLength = 0;
  headMissing = false;
  readonly head: Uint8Array = new Uint8Array(HEAD_BYTES);

  takeHead(payload: PayloadHead): void {
    const length = Math.min(payload.length, HEAD_BYTES);
    for (let i = 0; i < length; i++) this.head[i] = u8(payload.bytes, i);
    this.headLength = length;
    this.headMissing = payload.missing;
  }

  /** Takes over all of another one. */
  assign(other: KeptMessage): void {
    this.stream = other.stream;
    this.direction = other.direction;
    this.type = other.type;
    this.packetType = other.packetType;
    this.version = other.version;
    this.frame = other.frame;
    this.timeNs = other.timeNs;
    this.dup = other.dup;
    this.qos = other.qos;
    this.retain = other.retain;
    this.packetIdentifier = other.packetIdentifier;
    this.reasonCode = other.reasonCode;
    this.topic = other.topic;
    this.payloadLength = other.payloadLength;
    this.summary = other.summary;
    this.headLength = other.headLength;
    this.headMissing = other.headMissing;
    for (let i = 0; i < other.headLength; i++) this.head[i] = u8(other.head, i);
  }
}

/** A message that may be kept. */
export function copyMessage(message: KeptMessage): KeptMessage {
  const copy = new KeptMessage();
  copy.assign(message);
  return copy;
}

export class MessageRing {
  readonly #slots: KeptMessage[] = [];
  readonly #capacity: number;
  /** All messages, also those that are gone. */
  count = 0;

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  /** Forgets all messages; their slots are filled again. */
  clear(): void {
    this.count = 0;
  }

  /** The slot of the next message, to be filled by the caller. */
  next(): KeptMessage {
    const at = this.count++ % this.#capacity;
    const known = this.#slots[at];
    if (known !== undefined) return known;
    const slot = new KeptMessage();
    this.#slots[at] = slot;
    return slot;
  }

  /** The newest but `back`; null: there is none (any more). */
  newest(back: number): KeptMessage | null {
    if (back >= this.#capacity || back >= this.count) return null;
    return this.#slots[(this.count - 1 - back) % this.#capacity] ?? null;
  }

  /** At most `limit` slots, the oldest first. */
  last(limit: number): KeptMessage[] {
    const list: KeptMessage[] = [];
    for (let at = Math.max(0, this.count - Math.min(limit, this.#capacity)); at < this.count; at++) {
      const slot = this.#slots[at % this.#capacity];
      if (slot !== undefined) list.push(slot);
    }
    return list;
  }
}
