// The three-way handshake of one connection: frames, numbers, times — RFC 9293 §3.5. Definitions of the times: RTT_syn, RTT_ack3, iRTT.

import { CLIENT_TO_SERVER, SERVER_TO_CLIENT } from '../../core/direction.ts';
import { seqAdd, seqAtOrAfter } from '../../core/seq.ts';
import type { Packet } from '../../dissect/packet.ts';
import { TCP_ACK, TCP_RST, TCP_SYN } from '../../dissect/transport/tcp-flags.ts';
import type { Flow } from '../../flow/flow.ts';
import type { SegmentView } from '../../flow/segment.ts';
import type { HandshakeReport } from '../analysis.ts';

/** SYNs and SYN-ACKs kept of one connection; systems send six or seven before they give up. */
const FRAMES_KEPT = 8;

/** What is remembered of one handshake. Times are ns since the flow's first frame, NaN: not seen. */
export class HandshakeNotes {
  readonly synFrames: number[] = [];
  readonly synAckFrames: number[] = [];
  /** The SYN that the SYN-ACK below answers: the last one before it. */
  #synTimeNs = Number.NaN;
  #synAckTimeNs = Number.NaN;
  /** A SYN later than the last SYN-ACK: a SYN-ACK behind it starts the count again. */
  #lastSynTimeNs = Number.NaN;
  #synAnswered = false;
  #synAckSeqEnd = -1;
  #ackFrame = 0;
  #ackTimeNs = Number.NaN;
  /** The client's first ACK, while no SYN-ACK was seen that it could belong to (frames captured out of order). */
  #earlyAckFrame = 0;
  #earlyAckTimeNs = Number.NaN;
  #earlyAck = 0;

  /** Hears of segments with SYN, and of the first segment with ACK of either side. */
  note(packet: Packet, segment: SegmentView): void {
    const tcp = packet.tcp;
    if ((tcp.flags & TCP_SYN) !== 0) this.#noteSyn(packet, segment);
    else if (segment.direction === CLIENT_TO_SERVER && (tcp.flags & (TCP_ACK | TCP_RST)) === TCP_ACK) {
      this.#noteAck(packet.frame.number, segment.timeNs, tcp.ack);
    }
  }

  #noteSyn(packet: Packet, segment: SegmentView): void {
    const { flags, seq } = packet.tcp;
    if ((flags & TCP_ACK) === 0) {
      if (this.synFrames.length < FRAMES_KEPT) this.synFrames.push(packet.frame.number);
      if (segment.direction === CLIENT_TO_SERVER && this.#ackFrame === 0) {
        this.#lastSynTimeNs = segment.timeNs;
        this.#synAnswered = false;
      }
      return;
    }
    if (this.synAckFrames.length < FRAMES_KEPT) this.synAckFrames.push(packet.frame.number);
    if (segment.direction !== SERVER_TO_CLIENT || this.#ackFrame !== 0 || this.#synAnswered) return;
    this.#synAnswered = true;
    this.#synTimeNs = this.#lastSynTimeNs;
    this.#synAckTimeNs = segment.timeNs;
    this.#synAckSeqEnd = seqAdd(seq, 1);
    if (this.#earlyAckFrame !== 0) this.#noteAck(this.#earlyAckFrame, this.#earlyAckTimeNs, this.#earlyAck);
  }

  #noteAck(frame: number, timeNs: number, ack: number): void {
    if (this.#ackFrame !== 0) return;
    if (this.#synAckSeqEnd < 0) {
      if (this.#earlyAckFrame !== 0) return;
      this.#earlyAckFrame = frame;
      this.#earlyAckTimeNs = timeNs;
      this.#earlyAck = ack;
    } else if (seqAtOrAfter(ack, this.#synAckSeqEnd)) {
      this.#ackFrame = frame;
      this.#ackTimeNs = timeNs;
    }
  }

  /** RTT_syn; null: one of the two is not in the capture, or the clock went backwards between them. */
  get synRttNs(): number | null {
    return elapsed(this.#synTimeNs, this.#synAckTimeNs);
  }

  /** RTT_ack3. */
  get ackRttNs(): number | null {
    return elapsed(this.#synAckTimeNs, this.#ackTimeNs);
  }

  /** null: no SYN of either side is in the capture. */
  report(flow: Flow): HandshakeReport | null {
    if (this.synFrames.length === 0 && this.synAckFrames.length === 0) return null;
    const instant = (timeNs: number): string | null => (Number.isNaN(timeNs) ? null : flow.time.instant(timeNs));
    const synTimeNs = Number.isNaN(this.#synTimeNs) ? this.#lastSynTimeNs : this.#synTimeNs;
    return {
      synFrames: [...this.synFrames],
      synAckFrames: [...this.synAckFrames],
      ackFrame: this.#ackFrame === 0 ? null : this.#ackFrame,
      initialSequenceNumber: { client: flow.sides[0].initialSeq, server: flow.sides[1].initialSeq },
      synTime: instant(synTimeNs),
      synAckTime: instant(this.#synAckTimeNs),
      ackTime: instant(this.#ackTimeNs),
      synRttNs: this.synRttNs,
      ackRttNs: this.ackRttNs,
      initialRttNs: flow.initialRttNs,
    };
  }
}

function elapsed(fromNs: number, toNs: number): number | null {
  const ns = toNs - fromNs;
  return ns >= 0 ? ns : null; // NaN compares false
}
