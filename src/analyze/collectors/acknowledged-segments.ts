// Two segments and their acknowledgements: the first with data, and the one that completes the first PUBLISH.

import { type Direction, opposite, SENDERS } from '../../core/direction.ts';
import { seqAtOrAfter, seqBefore } from '../../core/seq.ts';
import type { Packet } from '../../dissect/packet.ts';
import type { Flow } from '../../flow/flow.ts';
import type { SegmentView } from '../../flow/segment.ts';
import type { AcknowledgedSegment, CapturePoint } from '../analysis.ts';
import { rttKind } from './capture-point.ts';
import type { RecentSegments, SentSegment } from './recent-segments.ts';

interface Awaited {
  readonly sent: SentSegment;
  readonly direction: Direction;
  ackFrame: number;
  ackTimeNs: number;
}

/**
 * firstData and firstPublish of one connection. A PUBLISH is known only when it is complete, which behind a hole may be long after its
 * segment was acknowledged: until then the acknowledgements of all segments are noted.
 */
export class AcknowledgementNotes {
  readonly #recent: RecentSegments;
  #firstData: Awaited | null = null;
  #firstPublish: Awaited | null = null;
  /** By direction: frames of the oldest unacknowledged and of the newest segment; 0: none. */
  readonly #oldest: [number, number] = [0, 0];
  readonly #newest: [number, number] = [0, 0];

  constructor(recent: RecentSegments) {
    this.#recent = recent;
  }

  get hasPublish(): boolean {
    return this.#firstPublish !== null;
  }

  /** Hears of segments with payload, early ones at least. */
  noteData(flow: Flow, packet: Packet, segment: SegmentView): void {
    const { direction } = segment;
    const frame = packet.frame.number;
    this.#recent.note(packet, segment);
    if (this.#firstData === null) this.#firstData = this.#awaited(frame, direction);
    if (this.#firstPublish !== null) return;
    this.#recent.chain(this.#newest[direction], frame);
    this.#newest[direction] = frame;
    if (this.#recent.has(this.#oldest[direction])) return; // its acknowledgement is watched for already
    this.#oldest[direction] = frame;
    this.#watch(flow, direction);
  }

  /** The first PUBLISH is complete; `lastFrame` carried its last byte. */
  notePublish(flow: Flow, direction: Direction, lastFrame: number): void {
    if (this.#firstPublish !== null) return;
    this.#firstPublish = this.#awaited(lastFrame, direction);
    this.#oldest.fill(0);
    this.#watch(flow, direction);
    this.#watch(flow, opposite(direction));
  }

  /** Hears of segments that acknowledge a watched one. */
  noteAck(flow: Flow, packet: Packet, segment: SegmentView): void {
    const direction = opposite(segment.direction);
    const { ack } = packet.tcp;
    const ackFrame = packet.frame.number;
    for (const awaited of [this.#firstData, this.#firstPublish]) {
      if (awaited === null || awaited.direction !== direction || awaited.ackFrame !== 0) continue;
      if (!seqAtOrAfter(ack, awaited.sent.seqEnd)) continue;
      awaited.ackFrame = ackFrame;
      awaited.ackTimeNs = segment.timeNs;
    }
    let oldest = this.#oldest[direction];
    while (this.#recent.has(oldest) && seqAtOrAfter(ack, this.#recent.seqEnd(oldest))) {
      this.#recent.acknowledge(oldest, ackFrame, segment.timeNs);
      oldest = this.#recent.next(oldest);
    }
    this.#oldest[direction] = oldest;
    this.#watch(flow, direction);
  }

  reportFirstData(flow: Flow, point: CapturePoint): AcknowledgedSegment | null {
    return this.#firstData === null ? null : describe(flow, this.#firstData, point);
  }

  reportFirstPublish(flow: Flow, point: CapturePoint): AcknowledgedSegment | null {
    return this.#firstPublish === null ? null : describe(flow, this.#firstPublish, point);
  }

  #awaited(frame: number, direction: Direction): Awaited | null {
    const sent = this.#recent.find(frame);
    return sent === null ? null : { sent, direction, ackFrame: sent.ackFrame, ackTimeNs: sent.ackTimeNs };
  }

  /** One watch a direction: for the end that comes first. */
  #watch(flow: Flow, direction: Direction): void {
    let seqEnd = -1;
    const oldest = this.#oldest[direction];
    if (this.#recent.has(oldest)) seqEnd = this.#recent.seqEnd(oldest);
    for (const awaited of [this.#firstData, this.#firstPublish]) {
      if (awaited === null || awaited.direction !== direction || awaited.ackFrame !== 0) continue;
      if (seqEnd < 0 || seqBefore(awaited.sent.seqEnd, seqEnd)) seqEnd = awaited.sent.seqEnd;
    }
    if (seqEnd >= 0) flow.watchAck(direction, seqEnd);
  }
}

function describe(flow: Flow, awaited: Awaited, point: CapturePoint): AcknowledgedSegment {
  const { sent, direction, ackFrame, ackTimeNs } = awaited;
  const isAcknowledged = ackFrame !== 0;
  return {
    frame: sent.frame,
    direction: SENDERS[direction],
    time: flow.time.instant(sent.timeNs),
    headerLength: sent.headerLength,
    payloadLength: sent.payloadLength,
    ackFrame: isAcknowledged ? ackFrame : null,
    ackTime: isAcknowledged ? flow.time.instant(ackTimeNs) : null,
    // A clock that runs backwards measures nothing.
    rttNs: isAcknowledged && ackTimeNs >= sent.timeNs ? ackTimeNs - sent.timeNs : null,
    kind: rttKind(direction, point),
  };
}
