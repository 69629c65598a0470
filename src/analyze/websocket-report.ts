// What a report says about WebSocket on one connection — RFC 6455, RFC 7692, MQTT 3.1.1 and 5.0 §6.

import type { Sender } from '../core/direction.ts';
import type { BySender } from './analysis.ts';

export interface WebSocketReport {
  /** 'refused': the server answered with another status than 101; 'unanswered': its answer is not in the capture, and no frames either. */
  readonly state: 'open' | 'refused' | 'unanswered';
  /** 'upgrade': by the HTTP handshake; 'content': the capture has only frames. */
  readonly evidence: 'upgrade' | 'content';
  /** The last upgrade request; null: not in the capture. */
  readonly request: UpgradeRequestReport | null;
  /** The answer to it; null: not in the capture. */
  readonly response: UpgradeResponseReport | null;
  /** From the last byte of the request to the first byte of the answer. */
  readonly upgradeNs: number | null;
  /** Requests that were refused before that, with their status. */
  readonly refusals: readonly { readonly frame: number; readonly status: number }[];
  readonly refusalsCount: number;
  /** Frames by opcode name ('binary', 'ping' …), by who sent them; only opcodes that occur. */
  readonly frames: BySender<Readonly<Record<string, number>>>;
  /** Payload bytes of data frames on the wire (compressed ones as they were sent). */
  readonly payloadBytes: BySender<number>;
  /** Longest payload of a data frame. */
  readonly longestPayload: BySender<number>;
  /** Data frames that are only a part of their message. */
  readonly fragmentedFrames: BySender<number>;
  /** Frames of messages that permessage-deflate has compressed. */
  readonly compressedFrames: BySender<number>;
  /** Frames with bytes that are not in the capture. */
  readonly incompleteFrames: BySender<number>;
  /** Close frames in order. */
  readonly closes: readonly WebSocketClose[];
  readonly closesCount: number;
  readonly capped: boolean;
}

export interface UpgradeRequestReport {
  readonly frame: number;
  readonly time: string;
  readonly path: string;
  readonly host: string | null;
  readonly origin: string | null;
  /** Sec-WebSocket-Version. */
  readonly version: string | null;
  /** Sub-protocols and extensions offered, as written. */
  readonly subprotocols: readonly string[];
  readonly extensions: readonly string[];
}

export interface UpgradeResponseReport {
  readonly frame: number;
  readonly time: string;
  readonly status: number;
  readonly reason: string;
  /** Chosen by the server; null: none. */
  readonly subprotocol: string | null;
  readonly extensions: readonly string[];
  /** Sec-WebSocket-Accept fits the client's key; null: cannot be told. */
  readonly acceptMatches: boolean | null;
}

export interface WebSocketClose {
  readonly frame: number;
  readonly time: string;
  readonly direction: Sender;
  /** null: the frame gives none (or it is not in the capture). */
  readonly code: number | null;
  readonly codeText: string | null;
  readonly reason: string | null;
}
