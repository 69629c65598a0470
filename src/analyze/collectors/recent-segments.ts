// The last segments with payload of all connections, by frame number: what a message travelled in, and when that was acknowledged.

import type { Packet } from '../../dissect/packet.ts';
import { TCP_SYN } from '../../dissect/transport/tcp-flags.ts';
import type { SegmentView } from '../../flow/segment.ts';

/** Power of two. A message is delivered within this many frames of its last byte, or its segment is forgotten. */
const SLOTS = 8192;

/** One segment with payload, as far as its acknowledgement matters. */
export interface SentSegment {
  readonly frame: number;
  readonly timeNs: number;
  readonly headerLength: number;
  readonly payloadLength: number;
  /** Absolute sequence number behind its last byte. */
  readonly seqEnd: number;
  /** 0: not acknowledged yet. */
  readonly ackFrame: number;
  readonly ackTimeNs: number;
}

/** Fixed memory, whatever the number of connections. */
export class RecentSegments {
  readonly #frame = new Float64Array(SLOTS);
  readonly #timeNs = new Float64Array(SLOTS);
  readonly #payloadLength = new Float64Array(SLOTS);
  readonly #seqEnd = new Float64Array(SLOTS);
  readonly #headerLength = new Uint8Array(SLOTS);
  readonly #ackFrame = new Float64Array(SLOTS);
  readonly #ackTimeNs = new Float64Array(SLOTS);
  /** Frame of the next segment with payload of the same connection and direction; 0: none yet. */
  readonly #next = new Float64Array(SLOTS);

  note(packet: Packet, segment: SegmentView): void {
    const frame = packet.frame.number;
    const slot = frame & (SLOTS - 1);
    this.#frame[slot] = frame;
    this.#timeNs[slot] = segment.timeNs;
    this.#payloadLength[slot] = segment.length;
    this.#headerLength[slot] = packet.tcp.headerLength;
    this.#seqEnd[slot] = endOfPayload(packet, segment);
    this.#ackFrame[slot] = 0;
    this.#next[slot] = 0;
  }

  /** `frame` follows `before` in its connection and direction. */
  chain(before: number, frame: number): void {
    if (this.has(before)) this.#next[before & (SLOTS - 1)] = frame;
  }

  next(frame: number): number {
    return this.has(frame) ? (this.#next[frame & (SLOTS - 1)] ?? 0) : 0;
  }

  acknowledge(frame: number, ackFrame: number, ackTimeNs: number): void {
    if (!this.has(frame)) return;
    const slot = frame & (SLOTS - 1);
    this.#ackFrame[slot] = ackFrame;
    this.#ackTimeNs[slot] = ackTimeNs;
  }

  has(frame: number): boolean {
    return frame !== 0 && this.#frame[frame & (SLOTS - 1)] === frame;
  }

  /** Only where `has`. */
  seqEnd(frame: number): number {
    return this.#seqEnd[frame & (SLOTS - 1)] ?? 0;
  }

  /** null: never noted, or forgotten. */
  find(frame: number): SentSegment | null {
    if (!this.has(frame)) return null;
    const slot = frame & (SLOTS - 1);
    return {
      frame,
      timeNs: this.#timeNs[slot] ?? 0,
      headerLength: this.#headerLength[slot] ?? 0,
      payloadLength: this.#payloadLength[slot] ?? 0,
      seqEnd: this.#seqEnd[slot] ?? 0,
      ackFrame: this.#ackFrame[slot] ?? 0,
      ackTimeNs: this.#ackTimeNs[slot] ?? 0,
    };
  }
}

/** A SYN takes one sequence number before its data (TCP Fast Open, RFC 7413). */
function endOfPayload(packet: Packet, segment: SegmentView): number {
  return (packet.tcp.seq + ((packet.tcp.flags & TCP_SYN) === 0 ? 0 : 1) + segment.length) >>> 0;
}
