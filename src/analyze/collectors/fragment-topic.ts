// The messages published on one topic in one direction of a connection, looked at as the fragments of a file.

import { u8, u32be } from '../../core/bytes.ts';
import type { Origin } from '../../flow/listener.ts';
import type { StatedFormat } from './fragment-format.ts';
import { FragmentNumbering, type Reading } from './fragment-numbering.ts';
import type { PayloadReader } from './payload-reader.ts';

/** Bytes kept of a payload for its preview. */
const KEPT_HEAD = 192;

/** One fragment as it is kept. Times are ns since the flow's first frame. */
export interface KeptFragment {
  readonly order: number;
  readonly payloadLength: number;
  readonly firstFrame: number;
  readonly frame: number;
  readonly timeNs: number;
  /** TCP segments that carried it, each byte counted once. */
  readonly segments: number;
  readonly packetIdentifier: number;
  readonly dup: boolean;
  /** Order of the message of which MQTT sent this one again; −1: it is no resend, or of something unknown. */
  readonly resendOf: number;
  readonly head: Uint8Array;
  /** The payload has holes in the capture. */
  readonly incomplete: boolean;
  readonly offsets: readonly number[];
  readonly digests: readonly string[];
  readonly readings: readonly Reading[];
}

/** Shared by all topics of a capture: fragments that may still be kept. */
export class RowBudget {
  left: number;

  constructor(rows: number) {
    this.left = rows;
  }
}

export class FragmentTopic {
  readonly topic: string;
  readonly rows: KeptFragment[] = [];
  /** All messages, also those beyond the kept rows. */
  count = 0;
  payloadBytes = 0;
  /** Payload bytes of messages that MQTT sent again. */
  resentBytes = 0;
  incomplete = 0;
  unhashed = 0;
  /** The first payload as a number if it is four bytes long and no text, else −1; and the largest payload behind it. */
  firstValue = -1;
  largestLater = 0;
  /** Of the first and the last message, ns since the flow's first frame. */
  firstTimeNs = 0;
  lastTimeNs = 0;
  readonly numbering: FragmentNumbering;
  readonly #limit: number;
  readonly #budget: RowBudget;

  constructor(topic: string, limit: number, budget: RowBudget, stated: StatedFormat) {
    this.topic = topic;
    this.numbering = new FragmentNumbering(stated);
    this.#limit = limit;
    this.#budget = budget;
  }

  /** Will the next message be kept (and so is worth hashing)? */
  get wantsRow(): boolean {
    return this.rows.length < this.#limit && this.#budget.left > 0;
  }

  /** false: neither is the next message kept nor can its bytes tell anything. */
  get wantsPayload(): boolean {
    return this.wantsRow || this.numbering.isOpen || this.count === 0;
  }

  /** From which offsets on the payload is hashed: whatever still may turn out to be the prefix. */
  offsets(head: Uint8Array, headLength: number, payloadLength: number): readonly number[] {
    if (!this.wantsRow) return [];
    this.numbering.begin(head, headLength);
    const offsets: number[] = [];
    let settled = false;
    for (const candidate of this.numbering.candidates) {
      if (candidate.dead || !candidate.reader.read(head, headLength, payloadLength)) continue;
      const { length } = candidate.reader;
      if (!offsets.includes(length)) offsets.push(length);
      if (candidate.matched >= 2 * 6 && candidate.isConvincing) settled = true;
    }
    if (!settled && !offsets.includes(0)) offsets.push(0);
    return offsets;
  }

  take(payload: PayloadReader, payloadLength: number, origin: Origin, id: number, dup: boolean): void {
    const order = this.count++;
    const { head, headLength } = payload;
    if (order === 0) {
      this.firstValue = binaryLength(head, headLength, payloadLength);
      this.firstTimeNs = origin.lastTimeNs;
    } else if (payloadLength > this.largestLater) {
      this.largestLater = payloadLength;
    }
    this.lastTimeNs = origin.lastTimeNs;
    this.payloadBytes += payloadLength;
    if (payload.incomplete) this.incomplete++;
    const readings = this.numbering.take(head, headLength, payloadLength, order, dup);
    const resendOf = dup ? this.#originalOf(id, payloadLength) : -1;
    if (resendOf >= 0) this.resentBytes += payloadLength;
    if (!this.wantsRow) return;
    this.#budget.left--;
    if (payload.unhashed) this.unhashed++;
    const { firstFrame, lastFrame } = origin;
    this.rows.push({
      order,
      payloadLength,
      firstFrame,
      frame: lastFrame,
      timeNs: origin.lastTimeNs,
      segments: Math.max(payload.pieces, firstFrame === lastFrame ? 1 : 2),
      packetIdentifier: id,
      dup,
      resendOf,
      head: head.slice(0, Math.min(headLength, KEPT_HEAD)),
      incomplete: payload.incomplete,
      offsets: payload.offsets,
      digests: payload.digests,
      readings,
    });
  }

  /** The message that this packet repeats: the last one with its identifier. */
  #originalOf(id: number, payloadLength: number): number {
    for (let i = this.rows.length - 1; i >= 0; i--) {
      const row = this.rows[i];
      if (row === undefined || row.packetIdentifier !== id) continue;
      return row.payloadLength === payloadLength ? (row.resendOf >= 0 ? row.resendOf : row.order) : -1;
    }
    return -1;
  }
}

/** Four bytes that are no text, as a big-endian number; −1: anything else. */
function binaryLength(head: Uint8Array, headLength: number, payloadLength: number): number {
  if (payloadLength !== 4 || headLength < 4) return -1;
  return isText(head, 0, 4) ? -1 : u32be(head, 0);
}

function isText(head: Uint8Array, at: number, end: number): boolean {
  for (let i = at; i < end; i++) {
    const byte = u8(head, i);
    if (byte < 0x20 && byte !== 0x09 && byte !== 0x0a && byte !== 0x0d) return false;
  }
  return true;
}
