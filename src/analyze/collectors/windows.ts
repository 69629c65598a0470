// Receive windows of one connection: announced, scaled, and the times they were shut — RFC 9293 §3.8.6, RFC 7323 §2.

import { CLIENT_TO_SERVER, type Direction, opposite, SERVER_TO_CLIENT } from '../../core/direction.ts';
import type { Packet } from '../../dissect/packet.ts';
import { TCP_FIN, TCP_RST, TCP_SYN } from '../../dissect/transport/tcp-flags.ts';
import { MAX_WINDOW_SHIFT } from '../../dissect/transport/tcp-options.ts';
import type { Flow } from '../../flow/flow.ts';
import type { SegmentView } from '../../flow/segment.ts';
import type { BySender, WindowReport, ZeroSpan } from '../analysis.ts';

interface OpenSpan {
  readonly fromFrame: number;
  readonly fromTimeNs: number;
}

/** The zero-window spans of one side. */
class ZeroSpans {
  readonly spans: ZeroSpan[] = [];
  closed = 0;
  open: OpenSpan | null = null;

  note(isZero: boolean, frame: number, timeNs: number, limit: number): void {
    if (isZero) {
      this.open ??= { fromFrame: frame, fromTimeNs: timeNs };
    } else if (this.open !== null) {
      const { fromFrame, fromTimeNs } = this.open;
      this.open = null;
      this.closed++;
      if (this.spans.length < limit) this.spans.push({ fromFrame, toFrame: frame, durationNs: timeNs - fromTimeNs });
    }
  }
}

/** What is remembered of the windows of one connection beyond its record. */
export class WindowNotes {
  readonly #zero: (ZeroSpans | null)[] = [null, null];
  readonly #limit: number;

  constructor(listLimit: number) {
    this.#limit = listLimit;
  }

  /** Hears of segments at which a window goes to zero or comes back. */
  note(packet: Packet, segment: SegmentView): void {
    const { flags, window } = packet.tcp;
    // The window of a reset means nothing, and Wireshark calls no FIN a zero window.
    if ((flags & (TCP_SYN | TCP_RST)) !== 0 || (window === 0 && (flags & TCP_FIN) !== 0)) return;
    const spans = this.#zero[segment.direction] ?? new ZeroSpans();
    this.#zero[segment.direction] = spans;
    spans.note(window === 0, packet.frame.number, segment.timeNs, this.#limit);
  }

  get capped(): boolean {
    return this.#zero.some((spans) => spans !== null && spans.closed > spans.spans.length);
  }

  report(flow: Flow): BySender<WindowReport> {
    return { client: this.#side(flow, CLIENT_TO_SERVER), server: this.#side(flow, SERVER_TO_CLIENT) };
  }

  #side(flow: Flow, direction: Direction): WindowReport {
    const side = flow.sides[direction];
    const spans = this.#zero[direction] ?? new ZeroSpans();
    const open: ZeroSpan[] =
      spans.open === null ? [] : [{ fromFrame: spans.open.fromFrame, toFrame: null, durationNs: null }];
    return {
      initial: side.initialWindow,
      scale: side.windowScale,
      multiplier: windowMultiplier(flow, direction),
      minimum: side.minimumWindow,
      maximum: side.maximumWindow,
      zeroSpans: [...spans.spans, ...open],
      zeroSpansCount: spans.closed + open.length,
    };
  }
}

/** RFC 7323 §2.2: scaling is in force only when both SYNs offered it; unknown while a SYN is missing. */
function windowMultiplier(flow: Flow, direction: Direction): number | null {
  const own = flow.sides[direction];
  const other = flow.sides[opposite(direction)];
  if (own.synOptions === null || other.synOptions === null) return null;
  if (own.windowScale === null || other.windowScale === null) return 1;
  return 2 ** Math.min(own.windowScale, MAX_WINDOW_SHIFT);
}
