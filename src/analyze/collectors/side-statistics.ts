// The counters of one side of a connection, segment by segment: what it sent, and what the other side answered.

import { seqAfter, seqAtOrBefore, seqBefore, seqDelta } from '../../core/seq.ts';
import type { Packet } from '../../dissect/packet.ts';
import { TCP_ACK, TCP_FIN, TCP_PSH, TCP_RST, TCP_SYN, TCP_URG } from '../../dissect/transport/tcp-flags.ts';
import type { TcpOptionsView } from '../../dissect/transport/tcp-options.ts';
import { RttSeries } from '../../flow/rtt-series.ts';
import type { SegmentView } from '../../flow/segment.ts';
import { DUPLICATE_ACK, KEEP_ALIVE, ZERO_WINDOW_PROBE } from '../../flow/segment-kind.ts';
import { AckDelay } from './ack-delay.ts';
import { DurationTally } from './duration-moments.ts';
import { SentBytes } from './sent-bytes.ts';
import { TimestampEchoes } from './timestamp-rtt.ts';

const CONTROL = TCP_SYN | TCP_FIN | TCP_RST;
const TRIPLE = 3;
/** Late segments remembered at a time. */
const LATE_SEGMENTS = 4096;
/** Segments whose retransmissions are counted one by one. */
const RESENT_SEGMENTS = 4096;

/** A segment sent after one with higher numbers: again, or out of order. */
interface LateSegment {
  readonly end: number;
  readonly timeNs: number;
}

export class SideStatistics {
  packets = 0;
  ackPackets = 0;
  pureAckPackets = 0;
  dataPackets = 0;
  dataBytes = 0;
  retransmittedPackets = 0;
  retransmittedBytes = 0;
  outOfOrderPackets = 0;
  duplicateFrames = 0;
  keepAlivePackets = 0;
  probePackets = 0;
  probeBytes = 0;
  pushPackets = 0;
  urgentPackets = 0;
  urgentBytes = 0;
  synPackets = 0;
  finPackets = 0;
  rstPackets = 0;
  sackPackets = 0;
  maximumSackBlocks = 0;
  duplicateSackPackets = 0;
  largestSegment = 0;
  largestSegmentFrame = 0;
  smallestSegment = 0;
  windowPackets = 0;
  windowSum = 0;
  zeroWindowPackets = 0;
  zeroWindowNs = 0;
  /** −1: the window is open. */
  #zeroSinceNs = -1;
  maximumInFlight = 0;
  inFlightSum = 0;
  /** Byte-nanoseconds. */
  inFlightArea = 0;
  inFlight = 0;
  initialWindowPackets = 0;
  initialWindowBytes = 0;
  #initialWindowIsOver = false;
  longestIdleNs = -1;
  longestIdleFromFrame = 0;
  longestIdleToFrame = 0;
  #lastFrame = 0;
  #lastTimeNs = 0;
  firstDataNs = -1;
  lastDataNs = 0;
  smallestTtl = 255;
  largestTtl = 0;
  truncatedPackets = 0;
  truncatedBytes = 0;
  maximumRetransmissions = 0;
  duplicateAcks = 0;
  tripleDuplicateAcks = 0;
  ambiguousAcks = 0;
  postLossAcks = 0;
  cumulativelyAcked = 0;
  readonly bytes: SentBytes = new SentBytes();
  readonly echoes: TimestampEchoes = new TimestampEchoes();
  tcptraceRtt: RttSeries | null = null;
  retransmissionTime: DurationTally | null = null;
  ackDelay: AckDelay | null = null;
  #resent: Map<number, number> | null = null;
  #late: LateSegment[] = [];
  /** Number behind the highest that was sent, SYN and FIN included. */
  #sentTo = 0;
  #hasSent = false;
  /** First number of the data; only with #hasStart. */
  #start = 0;
  #hasStart = false;
  /** Highest acknowledgement by the other side. */
  #ackedTo = 0;
  #isAcked = false;

  /** A segment of this side. */
  noteSent(packet: Packet, segment: SegmentView): void {
    const { flags } = packet.tcp;
    const { length, timeNs } = segment;
    const frame = packet.frame.number;
    this.packets++;
    if ((flags & TCP_ACK) !== 0) {
      this.ackPackets++;
      if (length === 0 && (flags & CONTROL) === 0) this.pureAckPackets++;
    }
    const ttl = packet.ip.ttl;
    if (ttl < this.smallestTtl) this.smallestTtl = ttl;
    if (ttl > this.largestTtl) this.largestTtl = ttl;
    const idleNs = timeNs - this.#lastTimeNs;
    if (idleNs > this.longestIdleNs && this.#lastFrame !== 0) {
      this.longestIdleNs = idleNs;
      this.longestIdleFromFrame = this.#lastFrame;
      this.longestIdleToFrame = frame;
    }
    this.#lastFrame = frame;
    this.#lastTimeNs = timeNs;
    if ((flags & CONTROL) !== 0) this.#noteControl(packet, segment);
    if ((flags & (TCP_SYN | TCP_RST)) === 0) this.#noteWindow(packet.tcp.window, segment.scaledWindow, timeNs);
    if ((flags & TCP_RST) !== 0) return; // text in a reset is no data of the stream (RFC 9293 §3.5.2)
    if ((flags & TCP_URG) !== 0) {
      this.urgentPackets++;
      this.urgentBytes += Math.min(packet.tcp.urgentPointer, length);
    }
    if (length > 0) this.#noteData(packet, segment);
    else if ((segment.analysis & KEEP_ALIVE) !== 0) this.keepAlivePackets++;
    if (segment.resentAfterNs > 0) {
      this.retransmissionTime ??= new DurationTally();
      this.retransmissionTime.add(segment.resentAfterNs);
    }
  }

  #noteControl(packet: Packet, segment: SegmentView): void {
    const { flags, seq } = packet.tcp;
    if ((flags & TCP_RST) !== 0) {
      this.rstPackets++;
      return;
    }
    if ((flags & TCP_SYN) !== 0) {
      this.synPackets++;
      this.#start = (seq + 1) | 0;
      this.#hasStart = true;
      this.bytes.begin(seq + 1);
    }
    if ((flags & TCP_FIN) !== 0) {
      this.finPackets++;
      if (segment.length === 0) this.bytes.note(seq, 0);
    }
    if (segment.length === 0) this.#reach((seq + 1) | 0);
  }

  #noteWindow(window: number, scaled: number, timeNs: number): void {
    this.windowPackets++;
    this.windowSum += scaled;
    if (window === 0) {
      this.zeroWindowPackets++;
      if (this.#zeroSinceNs < 0) this.#zeroSinceNs = timeNs;
    } else if (this.#zeroSinceNs >= 0) {
      this.zeroWindowNs += timeNs - this.#zeroSinceNs;
      this.#zeroSinceNs = -1;
    }
  }

  /** A window that is still closed stays so to the end. */
  zeroWindowUntil(timeNs: number): number {
    return this.#zeroSinceNs < 0 ? this.zeroWindowNs : this.zeroWindowNs + timeNs - this.#zeroSinceNs;
  }

  #noteData(packet: Packet, segment: SegmentView): void {
    const { tcp } = packet;
    const { length, analysis, timeNs } = segment;
    const seq = (tcp.flags & TCP_SYN) !== 0 ? (tcp.seq + 1) | 0 : tcp.seq | 0;
    this.dataPackets++;
    this.dataBytes += length;
    if (length > this.largestSegment) {
      this.largestSegment = length;
      this.largestSegmentFrame = packet.frame.number;
    }
    if (this.dataPackets === 1 || length < this.smallestSegment) this.smallestSegment = length;
    if (this.firstDataNs < 0) this.firstDataNs = timeNs;
    this.lastDataNs = timeNs;
    if ((tcp.flags & TCP_PSH) !== 0) this.pushPackets++;
    const captured = tcp.payloadEnd - tcp.payloadAt;
    if (captured < length) {
      this.truncatedPackets++;
      this.truncatedBytes += length - captured;
    }
    if (!this.#hasStart) {
      this.#start = seq;
      this.#hasStart = true;
    }
    if (!this.#initialWindowIsOver) {
      this.initialWindowPackets++;
      this.initialWindowBytes += length;
    }
    this.#reach((seq + length + ((tcp.flags & TCP_FIN) !== 0 ? 1 : 0)) | 0);
    if (this.inFlight > this.maximumInFlight) this.maximumInFlight = this.inFlight;
    this.inFlightSum += this.inFlight;
    if ((analysis & ZERO_WINDOW_PROBE) !== 0) {
      this.probePackets++;
      this.probeBytes += length;
      this.bytes.noteProbe();
    } else if ((analysis & KEEP_ALIVE) !== 0) this.keepAlivePackets++;
    else this.#noteBytes(seq, length, timeNs);
  }

  #noteBytes(seq: number, length: number, timeNs: number): void {
    const { bytes } = this;
    bytes.note(seq, length);
    if (bytes.repeated + bytes.filled > 0 && this.#late.length < LATE_SEGMENTS) {
      this.#late.push({ end: (seq + length) | 0, timeNs });
    }
    if (bytes.repeated > 0) {
      this.retransmittedPackets++;
      this.retransmittedBytes += bytes.repeated;
      this.#countResent(seq);
    } else if (bytes.filled > 0) this.outOfOrderPackets++;
  }

  #countResent(seq: number): void {
    this.#resent ??= new Map();
    const times = (this.#resent.get(seq) ?? 0) + 1;
    if (times > 1 || this.#resent.size < RESENT_SEGMENTS) this.#resent.set(seq, times);
    if (times > this.maximumRetransmissions) this.maximumRetransmissions = times;
  }

  #reach(end: number): void {
    if (!this.#hasSent || seqAfter(end, this.#sentTo)) {
      this.#sentTo = end;
      this.#hasSent = true;
    }
    this.#measureInFlight();
  }

  #measureInFlight(): void {
    const from = this.#isAcked ? this.#ackedTo : this.#start;
    this.inFlight = this.#hasSent && (this.#isAcked || this.#hasStart) ? Math.max(0, seqDelta(from, this.#sentTo)) : 0;
  }

  /** A segment of the other side with ACK, and what it says of the data of this one. */
  noteAnswer(packet: Packet, segment: SegmentView): void {
    const ack = packet.tcp.ack | 0;
    if ((segment.analysis & DUPLICATE_ACK) !== 0) {
      this.duplicateAcks++;
      if (segment.duplicateAckNumber === TRIPLE) this.tripleDuplicateAcks++;
      return;
    }
    if (this.#isAcked && seqAtOrBefore(ack, this.#ackedTo)) return;
    this.#isAcked = true;
    this.#ackedTo = ack;
    this.#measureInFlight();
    if (this.#hasStart && seqAfter(ack, this.#start)) this.#initialWindowIsOver = true;
    if (segment.ackedSegments > 0) this.#noteAcked(packet, segment);
  }

  #noteAcked(packet: Packet, segment: SegmentView): void {
    const endsASegment = segment.ackedFrame !== 0;
    this.cumulativelyAcked += endsASegment ? segment.ackedSegments - 1 : segment.ackedSegments;
    if (!endsASegment) return;
    if (this.#late.length > 0 && this.#waitedForLate(packet.tcp.ack, segment.timeNs - segment.ackRttNs))
      this.postLossAcks++;
    else if (segment.isAckAmbiguous) this.ambiguousAcks++;
    else {
      this.tcptraceRtt ??= new RttSeries();
      this.tcptraceRtt.add(segment.ackRttNs);
      if (segment.ackedSegments === 1 && segment.length === 0 && (packet.tcp.flags & CONTROL) === 0) {
        this.ackDelay ??= new AckDelay();
        this.ackDelay.add(segment.ackRttNs);
      }
    }
  }

  /** Was an earlier segment sent after the one that ends at `ack` had left? Then the ACK may have waited for it. */
  #waitedForLate(ack: number, sentNs: number): boolean {
    this.#late = this.#late.filter(({ timeNs }) => timeNs > sentNs);
    return this.#late.some(({ end }) => seqBefore(end, ack));
  }

  noteSack(packet: Packet, options: TcpOptionsView): void {
    const blocks = options.sackBlocks;
    this.sackPackets++;
    if (blocks > this.maximumSackBlocks) this.maximumSackBlocks = blocks;
    if (isDuplicateSack(packet.tcp.ack, options)) this.duplicateSackPackets++;
  }
}

/** RFC 2883 §4: the first block lies below the acknowledgement, or inside the second block. */
function isDuplicateSack(ack: number, { sackBlocks, sackLeft, sackRight }: TcpOptionsView): boolean {
  const [left = 0, secondLeft = 0] = sackLeft;
  const [right = 0, secondRight = 0] = sackRight;
  if (seqAtOrBefore(right, ack)) return true;
  return sackBlocks > 1 && seqAtOrBefore(secondLeft, left) && seqAtOrBefore(right, secondRight);
}
