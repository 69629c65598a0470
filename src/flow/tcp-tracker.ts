// Follows every TCP connection segment by segment, as tshark 4.0 does in one pass: SEMANTICS 1.1–1.4, RFC 9293.

import { i32be } from '../core/bytes.ts';
import { type Direction, opposite } from '../core/direction.ts';
import { seqAfter, seqBefore, seqDelta } from '../core/seq.ts';
import { NS_PER_SECOND } from '../core/time.ts';
import type { Packet } from '../dissect/packet.ts';
import { TCP_ACK, TCP_FIN, TCP_PSH, TCP_SYN } from '../dissect/transport/tcp-flags.ts';
import { TIMESTAMPS_ALIGNED } from '../dissect/transport/tcp-option-kinds.ts';
import { scanTcpOptions, TcpOptionsView } from '../dissect/transport/tcp-options.ts';
import type { FlowDirectory } from './flow-directory.ts';
import {
  BASE_NSEC,
  BASE_SEC,
  BASE_SEQ,
  clearBit,
  DUPLICATE_ACKS,
  f64,
  HAS_BASE_SEQ,
  hasBit,
  INITIAL_RTT,
  IS_FIRST_ACK,
  i32,
  LAST_ACK,
  LAST_ACK_TIME,
  LAST_ANALYSIS,
  LAST_MPTCP_OPERATIONS,
  LAST_NEW_ACK_FRAME,
  LAST_WINDOW,
  MAX_SEQ_TO_BE_ACKED,
  MPTCP_OPERATIONS,
  NEXT_SEQ,
  NEXT_SEQ_FRAME,
  NEXT_SEQ_TIME,
  PUSH_BYTES,
  PUSH_WAS_SET,
  SACKED_BYTES,
  SIDE_BITS,
  setBit,
  setF64,
  setI32,
  sideAt,
  VALID_IN_FLIGHT,
  WINDOW_SHIFT,
} from './flow-records.ts';
import { OUTSTANDING_LIMIT } from './limits.ts';
import { SegmentView } from './segment.ts';
import { SegmentInput } from './segment-input.ts';
import {
  ACK_LOST_SEGMENT,
  DUPLICATE_ACK,
  FAST_RETRANSMISSION,
  KEEP_ALIVE,
  KEEP_ALIVE_ACK,
  LOST_SEGMENT,
  OUT_OF_ORDER,
  RETRANSMISSION,
  REUSED_PORTS,
  SPURIOUS_RETRANSMISSION,
  WINDOW_FULL,
  WINDOW_UPDATE,
  ZERO_WINDOW,
  ZERO_WINDOW_PROBE,
  ZERO_WINDOW_PROBE_ACK,
} from './segment-kind.ts';
import { noteSegment } from './segment-notes.ts';
import type { TcpFlow } from './tcp-flow.ts';
import {
  establishBase,
  fastOpenKind,
  measureInitialRtt,
  negotiateScale,
  rememberSyn,
  restartsBase,
  updateCompleteness,
} from './tcp-handshake.ts';
import {
  acknowledgesUnseen,
  isAfterLostSegment,
  isDuplicateAck,
  isFastRetransmission,
  isKeepAlive,
  isKeepAliveAck,
  isNotAdvanced,
  isOutOfOrder,
  isSpuriousRetransmission,
  isWindowFull,
  isWindowUpdate,
  isZeroWindow,
  isZeroWindowProbe,
  isZeroWindowProbeAck,
  repeatsLastAck,
} from './tcp-rules.ts';

/** In DUPLICATE_ACKS: an acknowledgement of unseen bytes was reported, and is not reported again. */
const SUPPRESSED = -1;
const PLAUSIBLE_IN_FLIGHT = 2_000_000_000;

/** Fills `view` for one segment after the other. */
export class TcpTracker {
  /** REUSED. */
  readonly view: SegmentView = new SegmentView();
  /** The flow was opened by this segment. */
  opened = false;
  /** The flow whose ports this segment uses again. */
  replaced: TcpFlow | null = null;
  readonly #directory: FlowDirectory;
  readonly #segment: SegmentInput = new SegmentInput();
  /** tshark keeps an analysis record for this segment, even if nothing is printed from it but initial_rtt. */
  #hasRecord = false;
  readonly #options: TcpOptionsView = new TcpOptionsView();

  constructor(directory: FlowDirectory) {
    this.#directory = directory;
  }

  /** The segment reported data beyond its acknowledgement. */
  get hasSack(): boolean {
    return i32(this.#segment.ints, this.#segment.fwd + SACKED_BYTES) > 0;
  }

  /** Needs an IP and a TCP view. */
  track(packet: Packet): TcpFlow {
    const tcp = packet.tcp;
    const flow = this.#flowOf(packet);
    const direction = this.#directory.direction;
    const s = this.#segment;
    const { ints, floats } = this.#directory.records;
    s.ints = ints;
    s.floats = floats;
    s.record = flow.record;
    s.fwd = sideAt(s.record, direction);
    s.rev = sideAt(s.record, opposite(direction));
    s.frame = packet.frame.number;
    s.timeNs =
      (packet.frame.sec - f64(floats, s.record + BASE_SEC)) * NS_PER_SECOND +
      (packet.frame.nsec - i32(ints, s.record + BASE_NSEC));
    s.seq = tcp.seq | 0;
    s.ack = tcp.ack | 0;
    s.length = tcp.payloadLength;
    s.flags = tcp.flags;
    s.window = tcp.window;
    this.#clearView(direction);

    const isSyn = (s.flags & TCP_SYN) !== 0;
    const hasAck = (s.flags & TCP_ACK) !== 0;
    let analysis = this.replaced === null ? 0 : REUSED_PORTS;
    if (isSyn && hasAck && restartsBase(s)) analysis |= REUSED_PORTS;
    this.#readOptions(packet, isSyn);
    establishBase(s);
    if (isSyn) analysis |= fastOpenKind(s, this.#options);
    analysis |= this.#classify(packet, analysis);
    measureInitialRtt(s);
    if (this.#options.mptcpSubtype >= 0) {
      setBit(ints, s.record + MPTCP_OPERATIONS, 1 << this.#options.mptcpSubtype);
    }
    this.#fillView(analysis);
    if (isSyn) this.#rememberSyn(flow, packet, direction);
    else clearBit(ints, s.fwd + SIDE_BITS, IS_FIRST_ACK);
    updateCompleteness(s, this.opened, this.replaced !== null);
    noteSegment(s, this.view, flow);
    return flow;
  }

  #flowOf(packet: Packet): TcpFlow {
    const directory = this.#directory;
    const flow = directory.find(packet);
    this.opened = false;
    this.replaced = null;
    if (flow !== null) {
      const tcp = packet.tcp;
      if ((tcp.flags & (TCP_SYN | TCP_ACK)) !== TCP_SYN) return flow;
      const side = sideAt(flow.record, directory.direction);
      const known = directory.records.hasBit(side + SIDE_BITS, HAS_BASE_SEQ);
      if (!known || directory.records.int(side + BASE_SEQ) === (tcp.seq | 0)) {
        // The same SYN again: tshark forgets what was sent behind a hole.
        directory.records.setInt(side + NEXT_SEQ, directory.records.int(side + MAX_SEQ_TO_BE_ACKED));
        return flow;
      }
      this.replaced = flow;
    }
    this.opened = true;
    return directory.open(packet);
  }

  /** Steps 1 to 16, in this order. */
  #classify(packet: Packet, initial: number): number {
    const s = this.#segment;
    const { ints, floats } = s;
    let analysis = initial;
    if (isZeroWindowProbe(s)) analysis |= ZERO_WINDOW_PROBE;
    else analysis |= this.#classifyAck();

    if (s.ack !== i32(ints, s.fwd + LAST_ACK)) {
      setI32(ints, s.fwd + LAST_NEW_ACK_FRAME, s.frame);
      setI32(ints, s.fwd + DUPLICATE_ACKS, 0);
    }
    if (acknowledgesUnseen(s)) analysis |= this.#acknowledgedUnseen();

    const carries = s.length > 0 || (s.flags & (TCP_SYN | TCP_FIN)) !== 0;
    let resent = false;
    if (carries && (analysis & KEEP_ALIVE) === 0) {
      const kind = this.#retransmissionKind();
      analysis |= kind;
      resent = kind !== 0;
    }
    this.#advance(packet, analysis, carries, resent);

    setI32(ints, s.fwd + LAST_WINDOW, s.window);
    setI32(ints, s.fwd + LAST_ACK, s.ack);
    setF64(floats, s.fwd + LAST_ACK_TIME, s.timeNs);
    setI32(ints, s.fwd + LAST_ANALYSIS, analysis);
    setI32(ints, s.fwd + LAST_MPTCP_OPERATIONS, i32(ints, s.record + MPTCP_OPERATIONS));
    this.#acknowledge();
    this.#measureInFlight();
    return analysis;
  }

  /** Steps 2 to 10. */
  #classifyAck(): number {
    const s = this.#segment;
    const { ints } = s;
    let analysis = 0;
    if (isZeroWindow(s)) analysis |= ZERO_WINDOW;
    if (isAfterLostSegment(s)) {
      analysis |= LOST_SEGMENT;
      clearBit(ints, s.fwd + SIDE_BITS, VALID_IN_FLIGHT);
    }
    if (isKeepAlive(s)) analysis |= KEEP_ALIVE;
    if (isWindowFull(s)) return analysis | WINDOW_FULL;
    if (!repeatsLastAck(s)) return analysis;
    if (isWindowUpdate(s)) return analysis | WINDOW_UPDATE;
    if (isKeepAliveAck(s)) return analysis | KEEP_ALIVE_ACK;
    if (isZeroWindowProbeAck(s)) return analysis | ZERO_WINDOW_PROBE_ACK;
    if (!isDuplicateAck(s)) return analysis;
    const counted = i32(ints, s.fwd + DUPLICATE_ACKS);
    const number = counted === SUPPRESSED ? 1 : counted + 1;
    setI32(ints, s.fwd + DUPLICATE_ACKS, number);
    this.view.duplicateAckNumber = number;
    this.view.duplicateAckFrame = i32(ints, s.fwd + LAST_NEW_ACK_FRAME);
    return analysis | DUPLICATE_ACK;
  }

  /** Step 12. */
  #acknowledgedUnseen(): number {
    const s = this.#segment;
    const { ints } = s;
    const nextSeq = i32(ints, s.rev + NEXT_SEQ);
    if (seqBefore(i32(ints, s.rev + MAX_SEQ_TO_BE_ACKED), nextSeq)) {
      setI32(ints, s.rev + MAX_SEQ_TO_BE_ACKED, nextSeq);
      return ACK_LOST_SEGMENT;
    }
    const first = i32(ints, s.rev + DUPLICATE_ACKS) === 0;
    this.#hasRecord = true;
    setI32(ints, s.rev + DUPLICATE_ACKS, SUPPRESSED);
    return first ? ACK_LOST_SEGMENT : 0;
  }

  /** Step 13. */
  #retransmissionKind(): number {
    const s = this.#segment;
    if (isSpuriousRetransmission(s)) return SPURIOUS_RETRANSMISSION | RETRANSMISSION;
    if (!isNotAdvanced(s)) return 0;
    if (isFastRetransmission(s)) return FAST_RETRANSMISSION | RETRANSMISSION;
    if (isOutOfOrder(s, f64(s.floats, s.record + INITIAL_RTT))) return OUT_OF_ORDER;
    const rings = this.#directory.rings;
    const oldest = rings.oldestFrame(s.fwd);
    const sentNs = oldest === 0 ? f64(s.floats, s.fwd + NEXT_SEQ_TIME) : rings.oldestTimeNs(s.fwd);
    if (s.timeNs === sentNs) return RETRANSMISSION; // tshark prints no rto of 0
    this.view.rtoFrame = oldest === 0 ? i32(s.ints, s.fwd + NEXT_SEQ_FRAME) : oldest;
    this.view.rtoNs = Math.max(0, s.timeNs - sentNs);
    return RETRANSMISSION;
  }

  /** Step 14. */
  #advance(packet: Packet, analysis: number, carries: boolean, resent: boolean): void {
    const s = this.#segment;
    const { ints, floats } = s;
    let nextSeq = (s.seq + s.length) | 0;
    if (carries) {
      const end = (s.flags & (TCP_SYN | TCP_FIN)) !== 0 ? (nextSeq + 1) | 0 : nextSeq;
      if (this.#directory.rings.push(s.fwd, s.frame, s.seq, end, s.timeNs, resent)) nextSeq = end;
      else packet.flag(OUTSTANDING_LIMIT, packet.tcp.at);
    }
    if ((analysis & ZERO_WINDOW_PROBE) !== 0) return;
    const known = i32(ints, s.fwd + NEXT_SEQ);
    if (known === 0 || seqAfter(nextSeq, known)) {
      setI32(ints, s.fwd + NEXT_SEQ, nextSeq);
      setI32(ints, s.fwd + NEXT_SEQ_FRAME, s.frame);
      setF64(floats, s.fwd + NEXT_SEQ_TIME, s.timeNs);
    }
    const contiguous = i32(ints, s.fwd + MAX_SEQ_TO_BE_ACKED);
    if (contiguous === 0 || contiguous === s.seq) {
      setI32(ints, s.fwd + MAX_SEQ_TO_BE_ACKED, i32(ints, s.fwd + NEXT_SEQ));
    }
  }

  /** Step 16. */
  #acknowledge(): void {
    const s = this.#segment;
    const rings = this.#directory.rings;
    rings.acknowledge(s.rev, s.ack);
    if (rings.ackedFrame === 0) return;
    this.view.ackedFrame = rings.ackedFrame;
    const rttNs = s.timeNs - rings.ackedTimeNs;
    if (rttNs <= 0) return; // tshark prints none either
    this.view.ackRttNs = rttNs;
    this.#directory.rtt.add(s.rev, rttNs, rings.ackedClean);
  }

  /** Step 17. */
  #measureInFlight(): void {
    const s = this.#segment;
    const { ints } = s;
    if (s.length === 0 || !hasBit(ints, s.fwd + SIDE_BITS, VALID_IN_FLIGHT)) return;
    const rings = this.#directory.rings;
    rings.extent(s.fwd, i32(ints, s.fwd + BASE_SEQ));
    if (rings.extentBytes < 0) return;
    this.#hasRecord = true;
    const sacked = i32(ints, s.rev + SACKED_BYTES);
    const control = (s.flags & (TCP_SYN | TCP_FIN)) !== 0 ? 1 : 0;
    const inFlight = rings.extentBytes - sacked - control;
    const isPlausible = inFlight > 0 && inFlight < PLAUSIBLE_IN_FLIGHT;
    if (isPlausible) this.view.bytesInFlight = inFlight;

    const pushWasSet = hasBit(ints, s.fwd + SIDE_BITS, PUSH_WAS_SET);
    const pushBytes = pushWasSet ? s.length : i32(ints, s.fwd + PUSH_BYTES) + s.length;
    setI32(ints, s.fwd + PUSH_BYTES, pushBytes);
    if ((s.flags & TCP_PSH) !== 0) setBit(ints, s.fwd + SIDE_BITS, PUSH_WAS_SET);
    else clearBit(ints, s.fwd + SIDE_BITS, PUSH_WAS_SET);
    if (isPlausible) this.view.pushBytesSent = pushBytes;
  }

  #readOptions(packet: Packet, isSyn: boolean): void {
    const s = this.#segment;
    const tcp = packet.tcp;
    const options = this.#options;
    options.mptcpSubtype = -1;
    setI32(s.ints, s.fwd + SACKED_BYTES, 0);
    if (tcp.headerLength === 20) {
      if (isSyn) scanTcpOptions(packet.buf, tcp.optionsAt, tcp.optionsAt, options);
      return;
    }
    const optionBytes = tcp.optionsEnd - tcp.optionsAt;
    if (optionBytes === 12 && i32be(packet.buf, tcp.optionsAt) === TIMESTAMPS_ALIGNED && !isSyn) return;
    scanTcpOptions(packet.buf, tcp.optionsAt, tcp.optionsEnd, options);
    let sacked = 0;
    for (let i = 0; i < options.sackBlocks; i++)
      sacked += seqDelta(options.sackLeft[i] ?? 0, options.sackRight[i] ?? 0);
    setI32(s.ints, s.fwd + SACKED_BYTES, sacked);
  }

  #rememberSyn(flow: TcpFlow, packet: Packet, direction: Direction): void {
    const s = this.#segment;
    const tcp = packet.tcp;
    setBit(s.ints, s.fwd + SIDE_BITS, IS_FIRST_ACK);
    rememberSyn(s);
    negotiateScale(s, this.#options);
    const side = flow.sides[direction];
    if (side.synOptions !== null) return;
    side.synOptions = packet.buf.slice(tcp.optionsAt, Math.max(tcp.optionsAt, tcp.optionsEnd));
    side.offeredScale = this.#options.windowScale;
  }

  #clearView(direction: Direction): void {
    const view = this.view;
    view.direction = direction;
    view.duplicateAckNumber = 0;
    view.duplicateAckFrame = 0;
    view.ackedFrame = 0;
    view.ackRttNs = 0;
    view.initialRttNs = 0;
    view.rtoNs = 0;
    view.rtoFrame = 0;
    view.bytesInFlight = 0;
    view.pushBytesSent = 0;
    this.#hasRecord = false;
  }

  #fillView(analysis: number): void {
    const s = this.#segment;
    const { ints, floats } = s;
    const view = this.view;
    view.timeNs = s.timeNs;
    view.relativeSeq = (s.seq - i32(ints, s.fwd + BASE_SEQ)) >>> 0;
    view.relativeAck = (s.flags & TCP_ACK) !== 0 ? (s.ack - i32(ints, s.rev + BASE_SEQ)) >>> 0 : 0;
    view.length = s.length;
    view.analysis = analysis;
    const shift = i32(ints, s.fwd + WINDOW_SHIFT);
    const isScaled = shift >= 0 && (s.flags & TCP_SYN) === 0;
    view.scaledWindow = isScaled ? s.window << shift : s.window;
    view.windowScaleFactor = (s.flags & TCP_SYN) !== 0 ? -1 : shift < 0 ? shift : 1 << shift;
    const initialRttNs = f64(floats, s.record + INITIAL_RTT);
    const hasRecord = this.#hasRecord || analysis !== 0 || view.ackedFrame !== 0;
    view.initialRttNs = hasRecord && initialRttNs > 0 ? initialRttNs : 0;
  }
}
