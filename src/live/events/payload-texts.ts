// The beginnings of payloads as text, while the PUBLISH packets they belong to pass.

import { lookAtPayload } from '../../analyze/collectors/payload-kind.ts';
import type { Direction } from '../../core/direction.ts';
import type { Flow } from '../../flow/flow.ts';
import { PayloadHead } from '../model/payload-head.ts';

/** Characters that are told, and the bytes they may take. */
const CHARACTERS = 64;
const BYTES = 4 * CHARACTERS;
/** Payloads that pass at the same time; beyond, their text is not told. */
const HEADS_KEPT = 1024;

export class PayloadTexts {
  readonly #heads = new Map<number, PayloadHead>();
  readonly #spare: PayloadHead[] = [];

  /** A payload begins. */
  begin(flow: Flow, direction: Direction): void {
    const key = keyOf(flow, direction);
    const head = this.#heads.get(key) ?? this.#spare.pop() ?? new PayloadHead(BYTES);
    if (this.#heads.size >= HEADS_KEPT && !this.#heads.has(key)) return;
    head.begin(BYTES);
    this.#heads.set(key, head);
  }

  add(flow: Flow, direction: Direction, buf: Uint8Array, at: number, end: number, missing: number): void {
    this.#heads.get(keyOf(flow, direction))?.add(buf, at, end, missing);
  }

  /** The payload is complete; null: it is no text. */
  take(flow: Flow, direction: Direction, payloadLength: number): string | null {
    const key = keyOf(flow, direction);
    const head = this.#heads.get(key);
    if (head === undefined) return null;
    const { text } = lookAtPayload(head.bytes.slice(0, head.length), payloadLength, head.missing);
    this.#release(key, head);
    return text === null ? null : [...text].slice(0, CHARACTERS).join('');
  }

  /** The connection has ended; what was under way is not told. */
  forget(flow: Flow): void {
    for (const direction of [0, 1] as const) {
      const key = keyOf(flow, direction);
      const head = this.#heads.get(key);
      if (head !== undefined) this.#release(key, head);
    }
  }

  #release(key: number, head: PayloadHead): void {
    this.#heads.delete(key);
    this.#spare.push(head);
  }
}

function keyOf(flow: Flow, direction: Direction): number {
  return flow.stream * 2 + direction;
}
