// How a connection ends: who starts it, by FIN or by RST, and every frame of it — RFC 9293 §3.6, §3.10.7.

import { type Direction, SENDERS } from '../../core/direction.ts';
import type { Packet } from '../../dissect/packet.ts';
import { flagNames, TCP_FIN, TCP_RST } from '../../dissect/transport/tcp-flags.ts';
import type { Flow } from '../../flow/flow.ts';
import type { SegmentView } from '../../flow/segment.ts';
import type { TeardownReport } from '../analysis.ts';

/** FIN and RST frames kept of one connection (a peer that is gone may see many repeated). */
const FRAMES_KEPT = 16;

const BOTH_SIDES = 3;

interface ClosingFrame {
  readonly frame: number;
  readonly direction: Direction;
  readonly flags: number;
  readonly timeNs: number;
}

/** The FIN and RST segments of one connection. */
export class TeardownNotes {
  readonly #frames: ClosingFrame[] = [];
  #count = 0;
  /** One bit a side. */
  #ended = 0;

  /** Hears of segments with a control flag. */
  note(packet: Packet, segment: SegmentView): void {
    const flags = packet.tcp.flags;
    if ((flags & (TCP_FIN | TCP_RST)) === 0) return;
    this.#count++;
    this.#ended |= (flags & TCP_RST) !== 0 ? BOTH_SIDES : 1 << segment.direction;
    if (this.#frames.length === FRAMES_KEPT) return;
    this.#frames.push({
      frame: packet.frame.number,
      direction: segment.direction,
      flags,
      timeNs: segment.timeNs,
    });
  }

  get hasEnded(): boolean {
    return this.#ended === BOTH_SIDES;
  }

  get capped(): boolean {
    return this.#count > this.#frames.length;
  }

  report(flow: Flow): TeardownReport {
    const first = this.#frames[0];
    return {
      initiator: first === undefined ? null : SENDERS[first.direction],
      how: first === undefined ? 'open' : (first.flags & TCP_RST) === 0 ? 'fin' : 'reset',
      frames: this.#frames.map(({ frame, direction, flags, timeNs }) => ({
        frame,
        direction: SENDERS[direction],
        flags: flagNames(flags),
        time: flow.time.instant(timeNs),
      })),
    };
  }
}
