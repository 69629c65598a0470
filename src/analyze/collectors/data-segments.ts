// The first four segments with payload, over both directions and of each: the lengths a student is asked to add up.

import { CLIENT_TO_SERVER, type Direction, SENDERS } from '../../core/direction.ts';
import type { Packet } from '../../dissect/packet.ts';
import type { Flow } from '../../flow/flow.ts';
import type { SegmentView } from '../../flow/segment.ts';
import type { BySender, DataSegment } from '../analysis.ts';

const SEGMENTS_KEPT = 4;

interface KeptSegment {
  readonly frame: number;
  readonly direction: Direction;
  readonly timeNs: number;
  readonly headerLength: number;
  readonly payloadLength: number;
}

/** The first data segments of one connection, in the order of the capture (retransmitted ones are segments too). */
export class DataSegmentNotes {
  readonly #overall: KeptSegment[] = [];
  readonly #client: KeptSegment[] = [];
  readonly #server: KeptSegment[] = [];

  /** Hears of segments with payload. */
  note(packet: Packet, segment: SegmentView): void {
    const own = segment.direction === CLIENT_TO_SERVER ? this.#client : this.#server;
    if (own.length === SEGMENTS_KEPT && this.#overall.length === SEGMENTS_KEPT) return;
    const kept: KeptSegment = {
      frame: packet.frame.number,
      direction: segment.direction,
      timeNs: segment.timeNs,
      headerLength: packet.tcp.headerLength,
      payloadLength: segment.length,
    };
    if (own.length < SEGMENTS_KEPT) own.push(kept);
    if (this.#overall.length < SEGMENTS_KEPT) this.#overall.push(kept);
  }

  report(flow: Flow): readonly DataSegment[] {
    return this.#overall.map((kept) => describe(flow, kept));
  }

  reportByDirection(flow: Flow): BySender<readonly DataSegment[]> {
    return {
      client: this.#client.map((kept) => describe(flow, kept)),
      server: this.#server.map((kept) => describe(flow, kept)),
    };
  }
}

function describe(flow: Flow, kept: KeptSegment): DataSegment {
  const { frame, headerLength, payloadLength } = kept;
  return {
    frame,
    direction: SENDERS[kept.direction],
    time: flow.time.instant(kept.timeNs),
    headerLength,
    payloadLength,
    length: headerLength + payloadLength,
  };
}
