// What an application protocol is: recognise, measure, decode.

import type { AnomalyKind } from '../../core/anomaly-kind.ts';
import type { Direction } from '../../core/direction.ts';

export const NEED_MORE = 0; // the message is longer than what is here
export const MALFORMED = -1; // no message of this protocol can start here

export interface AppProtocol {
  /** Wireshark's name for it in frame.protocols: 'mqtt', 'dns' … */
  readonly name: string;
  readonly transport: 'stream' | 'datagram';
  /** A hint, never proof. */
  readonly ports: readonly number[];
  /** Asked with the first bytes of one direction; 'more': too few bytes to tell. */
  probe(buf: Uint8Array, at: number, end: number): 'yes' | 'no' | 'more';
  /** Whole length of the message starting at `at` (it may run past `end`), or NEED_MORE (length not known yet), or MALFORMED. Works at any byte boundary. */
  measure(buf: Uint8Array, at: number, end: number): number;
  /**
   * How many leading bytes of a message of `length` bytes a decoder must see at once; the rest is payload, streamed past `onPayload`.
   * Returns NEED_MORE while [at, end) is too short to tell. For most messages: the whole length. Where only the decoder knows how the
   * head ends (MQTT: by version), the head may cover some payload: the payload starts at the view's `payloadAt`.
   */
  headLength(buf: Uint8Array, at: number, end: number, length: number): number;
  /** One decoder per conversation: it may remember what was negotiated. */
  open(): MessageDecoder;
}

export type Flag = (kind: AnomalyKind, at: number, needed: number, had: number) => void;

export interface MessageDecoder {
  /** Any number of its state: reading it fetches the decoder's memory (flow/flow-preview.ts). */
  touch?(): number;
  /**
   * [at, headEnd) is the head of exactly one message of `length` bytes (headEnd − at ≥ headLength; equal to `length` when all of it is here).
   * Returns the decoder's own view. REUSED: it dies with the bytes.
   */
  decode(buf: Uint8Array, at: number, headEnd: number, length: number, direction: Direction, flag: Flag): MessageView;
}

export interface MessageView {
  readonly protocol: string;
  /** 'PUBLISH', from a table, never built. */
  readonly type: string;
  /** Where the payload starts, in the buffer that was decoded; it may lie before or behind headEnd. Absent: no payload that is streamed. */
  readonly payloadAt?: number;
  /** Payload bytes on the wire. */
  readonly payloadLength?: number;
  /** One line for the timeline; cold. */
  summary(): string;
  /** Plain copy that may be kept; cold. */
  toMessage(): Message;
}

export interface Message {
  readonly protocol: string;
  readonly type: string;
}
