// Follows every TCP connection segment by segment, as tshark 4.0 does in one pass: SEMANTICS 1.1–1.4, RFC 9293.

import { i32be } from '../core/bytes.ts';
import { type Direction, opposite } from '../core/direction.ts';
import { seqDelta } from '../core/seq.ts';
import { NS_PER_SECOND } from '../core/time.ts';
import type { Packet } from '../dissect/packet.ts';
import { TCP_ACK, TCP_FIN, TCP_RST, TCP_SYN } from '../dissect/transport/tcp-flags.ts';
import { TIMESTAMPS_ALIGNED } from '../dissect/transport/tcp-option-kinds.ts';
import { scanTcpOptions, TcpOptionsView } from '../dissect/transport/tcp-options.ts';
import type { FlowDirectory } from './flow-directory.ts';
import { sideAt } from './flow-records.ts';
import { OrdinarySegments } from './ordinary-segment.ts';
import { SegmentView } from './segment.ts';
import { SegmentClassifier } from './segment-classifier.ts';
import { SegmentInput } from './segment-input.ts';
import { REUSED_PORTS, TFO_ACK, TFO_IGNORED, TFO_SYN } from './segment-kind.ts';
import { noteSegment } from './segment-notes.ts';
import { HAS_BASE_SEQ, IS_FIRST_ACK } from './side-bits.ts';
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

/** Said of a segment without a record of analysis. */
const FAST_OPEN_KINDS = TFO_SYN | TFO_ACK | TFO_IGNORED;
/** MPTCP subtypes tshark 4.0 knows: MP_CAPABLE (0) to MP_FASTCLOSE (7). */
const FOLLOWED_MPTCP = 0xff;
const MP_CAPABLE_BIT = 1 << 0;

/** Fills `view` for one segment after the other. */
export class TcpTracker {
  /** REUSED. */
  readonly view: SegmentView = new SegmentView();
  /** The segment reported data beyond its acknowledgement. */
  hasSack = false;
  /** The flow was opened by this segment. */
  opened = false;
  /** The flow whose ports this segment uses again. */
  replaced: TcpFlow | null = null;
  readonly #directory: FlowDirectory;
  readonly #segment: SegmentInput;
  readonly #classifier: SegmentClassifier;
  readonly #ordinary: OrdinarySegments;
  readonly #options: TcpOptionsView = new TcpOptionsView();

  constructor(directory: FlowDirectory) {
    this.#directory = directory;
    this.#segment = new SegmentInput(directory.records);
    this.#ordinary = new OrdinarySegments(directory, this.view);
    this.#classifier = new SegmentClassifier(this.#segment, this.view, directory);
  }

  /** Needs an IP and a TCP view. */
  track(packet: Packet): TcpFlow {
    const tcp = packet.tcp;
    const flow = this.#flowOf(packet);
    const direction = this.#directory.direction;
    this.hasSack = false;
    if (!this.opened && this.#ordinary.take(packet, flow, direction)) return flow;
    const s = this.#segment;
    const { records } = s;
    s.record = flow.record;
    s.fwd = sideAt(s.record, direction);
    s.rev = sideAt(s.record, opposite(direction));
    s.frame = packet.frame.number;
    s.timeNs =
      (packet.frame.sec - records.baseSec(s.record)) * NS_PER_SECOND + (packet.frame.nsec - records.baseNsec(s.record));
    s.seq = tcp.seq | 0;
    s.ack = tcp.ack | 0;
    s.length = tcp.payloadLength;
    s.flags = tcp.flags;
    s.isSyn = (tcp.flags & TCP_SYN) !== 0;
    s.isFin = (tcp.flags & TCP_FIN) !== 0;
    s.isRst = (tcp.flags & TCP_RST) !== 0;
    s.hasAck = (tcp.flags & TCP_ACK) !== 0;
    s.window = tcp.window;
    this.#clearView(direction);

    const { isSyn, hasAck } = s;
    let analysis = this.replaced === null ? 0 : REUSED_PORTS;
    if (isSyn && hasAck && restartsBase(s)) analysis |= REUSED_PORTS;
    this.#readOptions(packet, isSyn);
    establishBase(s);
    if (isSyn) analysis |= fastOpenKind(s, this.#options);
    analysis |= this.#classifier.classify(packet, analysis);
    measureInitialRtt(s);
    this.#noteMultipath();
    this.#fillView(analysis);
    if (isSyn) this.#rememberSyn(flow, packet, direction);
    else if (hasAck) records.clearSideBit(s.fwd, IS_FIRST_ACK);
    updateCompleteness(s, this.opened, this.replaced !== null);
    noteSegment(s, this.view, flow);
    this.hasSack = records.sackedBytes(s.fwd) > 0;
    return flow;
  }

  #flowOf(packet: Packet): TcpFlow {
    const directory = this.#directory;
    const flow = directory.find(packet);
    this.opened = false;
    this.replaced = null;
    this.#classifier.hasRecord = false;
    if (flow !== null) {
      const tcp = packet.tcp;
      if ((tcp.flags & (TCP_SYN | TCP_ACK)) !== TCP_SYN) return flow;
      const side = sideAt(flow.record, directory.direction);
      const known = directory.records.sideHas(side, HAS_BASE_SEQ);
      if (!known || directory.records.baseSeq(side) === (tcp.seq | 0)) {
        // The same SYN again: tshark forgets what was sent behind a hole, and keeps a record whatever it finds.
        directory.records.setNextSeq(side, directory.records.maxSeqToBeAcked(side));
        this.#classifier.hasRecord = true;
        return flow;
      }
      this.replaced = flow;
    }
    this.opened = true;
    return directory.open(packet);
  }

  #readOptions(packet: Packet, isSyn: boolean): void {
    const s = this.#segment;
    const tcp = packet.tcp;
    const options = this.#options;
    options.mptcpSubtypes = 0;
    s.records.setSackedBytes(s.fwd, 0);
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
    s.records.setSackedBytes(s.fwd, sacked);
  }

  /** For step 10 of later segments. tshark follows MPTCP from the first option on that identifies it: an MP_CAPABLE without a key does not. */
  #noteMultipath(): void {
    const { mptcpSubtypes, mptcpHasKey } = this.#options;
    const operations = mptcpSubtypes & FOLLOWED_MPTCP;
    if (operations === 0) return;
    const { records, record } = this.#segment;
    if (operations === MP_CAPABLE_BIT && !mptcpHasKey && records.mptcpOperations(record) === 0) return;
    records.addMptcpOperation(record, operations);
  }

  #rememberSyn(flow: TcpFlow, packet: Packet, direction: Direction): void {
    const s = this.#segment;
    const tcp = packet.tcp;
    s.records.setSideBit(s.fwd, IS_FIRST_ACK);
    rememberSyn(s);
    negotiateScale(s, this.#options);
    const side = flow.sides[direction];
    if (side.hasOffered) return;
    side.hasOffered = true;
    side.offeredScale = this.#options.windowScale;
    if (!flow.keepsDetails) return;
    side.synOptions = packet.buf.slice(tcp.optionsAt, Math.max(tcp.optionsAt, tcp.optionsEnd));
  }

  #clearView(direction: Direction): void {
    const view = this.view;
    view.direction = direction;
    view.duplicateAckNumber = 0;
    view.duplicateAckFrame = 0;
    view.ackedFrame = 0;
    view.ackRttNs = 0;
    view.ackedSegments = 0;
    view.isAckAmbiguous = false;
    view.resentAfterNs = 0;
    view.initialRttNs = 0;
    view.rtoNs = 0;
    view.rtoFrame = 0;
    view.bytesInFlight = 0;
    view.pushBytesSent = 0;
  }

  #fillView(analysis: number): void {
    const s = this.#segment;
    const { records } = s;
    const view = this.view;
    view.timeNs = s.timeNs;
    view.relativeSeq = (s.seq - records.baseSeq(s.fwd)) >>> 0;
    view.relativeAck = s.hasAck ? (s.ack - records.baseSeq(s.rev)) >>> 0 : 0;
    view.length = s.length;
    view.analysis = analysis;
    const shift = records.windowShift(s.fwd);
    const isScaled = shift >= 0 && !s.isSyn;
    view.scaledWindow = isScaled ? s.window << shift : s.window;
    view.windowScaleFactor = s.isSyn ? -1 : shift < 0 ? shift : 1 << shift;
    const initialRttNs = records.initialRtt(s.record);
    const hasRecord = this.#classifier.hasRecord || (analysis & ~FAST_OPEN_KINDS) !== 0 || view.ackedFrame !== 0;
    view.initialRttNs = hasRecord && initialRttNs > 0 ? initialRttNs : 0;
  }
}
