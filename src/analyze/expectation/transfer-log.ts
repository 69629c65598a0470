// The messages of one topic and direction of one client, kept so that they can be laid on the expected file at the end: when it is known how they are
// numbered. Bytes that the file holds too are kept as their offset in it.

import type { StatedFormat } from '../collectors/fragment-format.ts';
import { FragmentNumbering, type Reading } from '../collectors/fragment-numbering.ts';
import { HEAD_LIMIT } from '../collectors/fragment-prefix.ts';
import type { ExpectedFile } from './expected-file.ts';
import type { Hole } from './piece.ts';

/** Bytes of payloads that may be kept, and messages, over all transfers of a capture. */
export class ExpectationBudget {
  messages: number;
  bytes: number;

  constructor(messages: number, bytes: number) {
    this.messages = messages;
    this.bytes = bytes;
  }
}

/** One message. Its payload: `head`, then `bytes` or, where those are null, the file from `fileAt` on. */
export interface LoggedMessage {
  readonly stream: number;
  readonly frame: number;
  readonly payloadLength: number;
  readonly head: Uint8Array;
  readonly bytes: Uint8Array | null;
  readonly fileAt: number;
  /** In the payload. */
  readonly holes: readonly Hole[];
  readonly readings: readonly Reading[];
}

const NOTHING = new Uint8Array(0);
const NO_HOLES: readonly Hole[] = [];

export class TransferLog {
  readonly numbering: FragmentNumbering;
  readonly messages: LoggedMessage[] = [];
  readonly streams: number[] = [];
  /** Messages that were not kept because a limit was reached. */
  notKept = 0;
  readonly #file: ExpectedFile;
  readonly #budget: ExpectationBudget;
  /** Where the file is expected to go on. */
  #next = 0;

  constructor(file: ExpectedFile, stated: StatedFormat, budget: ExpectationBudget) {
    this.#file = file;
    this.#budget = budget;
    this.numbering = new FragmentNumbering(stated);
  }

  /** `payload` is REUSED memory. */
  add(stream: number, frame: number, payload: Uint8Array, holes: readonly Hole[], dup: boolean): void {
    if (this.#budget.messages === 0) {
      this.notKept++;
      return;
    }
    this.#budget.messages--;
    if (this.streams[this.streams.length - 1] !== stream && !this.streams.includes(stream)) this.streams.push(stream);
    const firstHole = holes[0]?.[0] ?? payload.length;
    const headLength = Math.min(payload.length, HEAD_LIMIT, firstHole);
    const readings = this.numbering.take(payload, headLength, payload.length, this.messages.length, dup);
    const prefix = readings[0]?.prefixLength ?? 0;
    const own = payload.subarray(prefix);
    const fileAt = holes.length === 0 && own.length > 0 ? this.#placeOf(own) : -1;
    const isKept = fileAt >= 0 || own.length <= this.#budget.bytes;
    if (!isKept) {
      this.notKept++;
      return;
    }
    if (fileAt < 0) this.#budget.bytes -= own.length;
    this.messages.push({
      stream,
      frame,
      payloadLength: payload.length,
      head: prefix === 0 ? NOTHING : new Uint8Array(payload.subarray(0, prefix)),
      bytes: fileAt < 0 ? new Uint8Array(own) : null,
      fileAt,
      holes: holes.length === 0 ? NO_HOLES : [...holes],
      readings,
    });
  }

  /** The payload from `from` on. */
  payloadOf(message: LoggedMessage, from: number): Uint8Array {
    const { head, bytes, fileAt, payloadLength } = message;
    const rest = bytes ?? this.#file.bytes.subarray(fileAt, fileAt + payloadLength - head.length);
    return from >= head.length ? rest.subarray(from - head.length) : Buffer.concat([head.subarray(from), rest]);
  }

  /** −1: the file does not hold these bytes, or only a costly search would tell. */
  #placeOf(own: Uint8Array): number {
    let at = this.#file.holds(own, this.#next) ? this.#next : -1;
    if (at < 0 && own.length >= 64) at = this.#file.find(own, 0, 1)[0] ?? -1;
    if (at >= 0) this.#next = at + own.length;
    return at;
  }
}
