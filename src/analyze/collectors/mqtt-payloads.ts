// The beginnings of published payloads, up to a limit: what is shown of them is made when the report is asked for.

import { type Direction, SENDERS } from '../../core/direction.ts';
import type { MqttProperty } from '../../dissect/application/mqtt/message.ts';
import type { MqttView } from '../../dissect/application/mqtt/view.ts';
import type { Origin } from '../../flow/listener.ts';
import type { PayloadRow } from '../mqtt-session-report.ts';
import { fitsClaim, lookAtPayload } from './payload-kind.ts';

/** Bytes kept of one payload. */
const HEAD_BYTES = 512;

// Property identifiers of MQTT 5 §2.2.2.2.
const PAYLOAD_FORMAT_INDICATOR = 0x01;
const CONTENT_TYPE = 0x03;

/** Bytes that may still be kept, over all connections. */
export class PreviewBudget {
  left: number;

  constructor(bytes: number) {
    this.left = bytes;
  }
}

interface Kept {
  readonly frame: number;
  readonly direction: Direction;
  readonly topic: string | null;
  readonly length: number;
  readonly head: Uint8Array;
  readonly missing: boolean;
  readonly dup: boolean;
  readonly retain: boolean;
  readonly contentType: string | null;
  readonly formatIndicator: number | null;
}

/** The payload that comes in, in one direction. REUSED. */
class Incoming {
  readonly head: Uint8Array = new Uint8Array(HEAD_BYTES);
  length = 0;
  received = 0;
  missing = false;

  begin(): void {
    this.length = 0;
    this.received = 0;
    this.missing = false;
  }

  add(buf: Uint8Array, at: number, end: number, missing: number): void {
    if (missing > 0) this.missing = true;
    this.received += end - at;
    if (this.missing || this.length === HEAD_BYTES || end === at) return;
    const taken = Math.min(end - at, HEAD_BYTES - this.length);
    this.head.set(buf.subarray(at, at + taken), this.length);
    this.length += taken;
  }
}

export class MqttPayloads {
  readonly #limit: number;
  readonly #budget: PreviewBudget;
  readonly #kept: Kept[] = [];
  #client: Incoming | null = null;
  #server: Incoming | null = null;
  count = 0;

  constructor(limit: number, budget: PreviewBudget) {
    this.#limit = limit;
    this.#budget = budget;
  }

  /** Further payloads are kept. */
  get wantsMore(): boolean {
    return this.#kept.length < this.#limit && this.#budget.left >= HEAD_BYTES;
  }

  get capped(): boolean {
    return this.#kept.length < this.count;
  }

  begin(direction: Direction): void {
    if (this.wantsMore) this.#incoming(direction).begin();
  }

  add(direction: Direction, buf: Uint8Array, at: number, end: number, missing: number): void {
    if (this.wantsMore) this.#incoming(direction).add(buf, at, end, missing);
  }

  /** The PUBLISH is complete; `properties`: of MQTT 5. */
  end(
    direction: Direction,
    view: MqttView,
    origin: Origin,
    topic: string | null,
    properties: readonly MqttProperty[],
  ): void {
    this.count++;
    if (!this.wantsMore) return;
    const incoming = this.#incoming(direction);
    const head = incoming.head.slice(0, incoming.length);
    this.#budget.left -= head.length;
    this.#kept.push({
      frame: origin.lastFrame,
      direction,
      topic,
      length: view.payloadLength,
      head,
      missing: incoming.missing || incoming.received < view.payloadLength,
      dup: view.dup,
      retain: view.retain,
      contentType: textOf(properties, CONTENT_TYPE),
      formatIndicator: numberOf(properties, PAYLOAD_FORMAT_INDICATOR),
    });
    incoming.begin();
  }

  rows(): PayloadRow[] {
    return this.#kept.map((kept): PayloadRow => {
      const look = lookAtPayload(kept.head, kept.length, kept.missing);
      return {
        frame: kept.frame,
        direction: SENDERS[kept.direction],
        topic: kept.topic,
        payloadLength: kept.length,
        kind: look.kind,
        shownBytes: look.hex === null ? kept.head.length : look.hex.length / 2,
        text: look.text,
        hex: look.hex,
        contentType: kept.contentType,
        formatIndicator: kept.formatIndicator,
        asClaimed: fitsClaim(look, kept.head.length === kept.length, kept.contentType, kept.formatIndicator),
        deletesRetained: kept.length === 0 && kept.retain,
      };
    });
  }

  /** Frames of messages that the server sent right behind an equal one on the same topic, without DUP. */
  repeatedOn(topic: string): number[] {
    const frames: number[] = [];
    let before: Kept | null = null;
    for (const kept of this.#kept) {
      if (kept.direction !== 1 || kept.topic !== topic) continue;
      if (before !== null && !kept.dup && !kept.missing && isSame(before, kept)) frames.push(kept.frame);
      before = kept;
    }
    return frames;
  }

  #incoming(direction: Direction): Incoming {
    if (direction === 0) {
      this.#client ??= new Incoming();
      return this.#client;
    }
    this.#server ??= new Incoming();
    return this.#server;
  }
}

function isSame(a: Kept, b: Kept): boolean {
  if (a.length !== b.length || a.head.length !== a.length || b.head.length !== b.length || a.length === 0) return false;
  return a.head.every((byte, at) => byte === b.head[at]);
}

function textOf(properties: readonly MqttProperty[], id: number): string | null {
  for (const property of properties) {
    if (property.id === id && 'value' in property && typeof property.value === 'string') return property.value;
  }
  return null;
}

function numberOf(properties: readonly MqttProperty[], id: number): number | null {
  for (const property of properties) {
    if (property.id === id && 'value' in property && typeof property.value === 'number') return property.value;
  }
  return null;
}
