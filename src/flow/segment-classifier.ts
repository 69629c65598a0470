// Asks the rules about one segment after the other, in the order of SEMANTICS 1.2, and keeps the state they read.

import { seqAfter, seqBefore } from '../core/seq.ts';
import type { Packet } from '../dissect/packet.ts';
import { TCP_PSH } from '../dissect/transport/tcp-flags.ts';
import type { FlowDirectory } from './flow-directory.ts';
import { HAS_MPTCP } from './flow-record-shared.ts';
import { OUTSTANDING_LIMIT } from './limits.ts';
import type { RttStore } from './rtt-samples.ts';
import type { SegmentView } from './segment.ts';
import type { SegmentInput } from './segment-input.ts';
import {
  ACK_LOST_SEGMENT,
  DUPLICATE_ACK,
  FAST_RETRANSMISSION,
  KEEP_ALIVE,
  KEEP_ALIVE_ACK,
  LOST_SEGMENT,
  OUT_OF_ORDER,
  RETRANSMISSION,
  SPURIOUS_RETRANSMISSION,
  WINDOW_FULL,
  WINDOW_UPDATE,
  ZERO_WINDOW,
  ZERO_WINDOW_PROBE,
  ZERO_WINDOW_PROBE_ACK,
} from './segment-kind.ts';
import { PUSH_WAS_SET, VALID_IN_FLIGHT, WAS_KEEP_ALIVE, WAS_WINDOW_PROBE } from './side-bits.ts';
import {
  acknowledgesUnseen,
  isAfterLostSegment,
  isDuplicateAck,
  isFastRetransmission,
  isKeepAlive,
  isKeepAliveAck,
  isNotAdvanced,
  isOrdinary,
  isOutOfOrder,
  isSpuriousRetransmission,
  isWindowFull,
  isWindowUpdate,
  isZeroWindow,
  isZeroWindowProbe,
  isZeroWindowProbeAck,
  repeatsLastAck,
} from './tcp-rules.ts';
import type { UnackedRings } from './unacked-ring.ts';

/** In DUPLICATE_ACKS: an acknowledgement of unseen bytes was reported, and is not reported again. */
const SUPPRESSED = -1;
export const PLAUSIBLE_IN_FLIGHT = 2_000_000_000;

export class SegmentClassifier {
  /** tshark keeps an analysis record for this segment, even if nothing is printed from it but initial_rtt. */
  hasRecord = false;
  readonly #segment: SegmentInput;
  readonly #view: SegmentView;
  readonly #rings: UnackedRings;
  readonly #rtt: RttStore;

  /** Works on `segment`, which the tracker fills, and adds what it finds to `view`. */
  constructor(segment: SegmentInput, view: SegmentView, directory: FlowDirectory) {
    this.#segment = segment;
    this.#view = view;
    this.#rings = directory.rings;
    this.#rtt = directory.rtt;
  }

  /** Steps 1 to 16, in this order. */
  classify(packet: Packet, initial: number): number {
    const s = this.#segment;
    const { records } = s;
    let analysis = initial;
    if (isOrdinary(s)) analysis |= isWindowFull(s) ? WINDOW_FULL : 0;
    else if (isZeroWindowProbe(s)) analysis |= ZERO_WINDOW_PROBE;
    else analysis |= this.#classifyAck();

    if (s.ack !== records.lastAck(s.fwd)) {
      records.setLastNewAckFrame(s.fwd, s.frame);
      records.setDuplicateAcks(s.fwd, 0);
    }
    if (acknowledgesUnseen(s)) analysis |= this.#acknowledgedUnseen();

    const carries = s.length > 0 || s.isSyn || s.isFin;
    let resent = false;
    if (carries && (analysis & KEEP_ALIVE) === 0) {
      const kind = this.#retransmissionKind();
      analysis |= kind;
      resent = kind !== 0;
    }
    this.#advance(packet, analysis, carries, resent);

    records.setLastWindow(s.fwd, s.window);
    records.setLastAck(s.fwd, s.ack);
    records.setLastAckTime(s.fwd, s.timeNs);
    this.#rememberProbes(analysis);
    if (records.flowHas(s.record, HAS_MPTCP)) records.setLastMptcpOperations(s.fwd, records.mptcpOperations(s.record));
    this.#acknowledge();
    this.#measureInFlight();
    return analysis;
  }

  /** For steps 7 and 8 of the answer. */
  #rememberProbes(analysis: number): void {
    const s = this.#segment;
    const { records } = s;
    records.clearSideBit(s.fwd, WAS_KEEP_ALIVE | WAS_WINDOW_PROBE);
    if ((analysis & KEEP_ALIVE) !== 0) records.setSideBit(s.fwd, WAS_KEEP_ALIVE);
    if ((analysis & ZERO_WINDOW_PROBE) !== 0) records.setSideBit(s.fwd, WAS_WINDOW_PROBE);
  }

  /** Steps 2 to 10. */
  #classifyAck(): number {
    const s = this.#segment;
    const { records } = s;
    let analysis = 0;
    if (isZeroWindow(s)) analysis |= ZERO_WINDOW;
    if (isAfterLostSegment(s)) {
      analysis |= LOST_SEGMENT;
      records.clearSideBit(s.fwd, VALID_IN_FLIGHT);
    }
    if (isKeepAlive(s)) analysis |= KEEP_ALIVE;
    if (isWindowFull(s)) return analysis | WINDOW_FULL;
    if (!repeatsLastAck(s)) return analysis;
    if (isWindowUpdate(s)) return analysis | WINDOW_UPDATE;
    if (isKeepAliveAck(s)) return analysis | KEEP_ALIVE_ACK;
    if (isZeroWindowProbeAck(s)) return analysis | ZERO_WINDOW_PROBE_ACK;
    if (!isDuplicateAck(s)) return analysis;
    const counted = records.duplicateAcks(s.fwd);
    const number = counted === SUPPRESSED ? 1 : counted + 1;
    records.setDuplicateAcks(s.fwd, number);
    this.#view.duplicateAckNumber = number;
    this.#view.duplicateAckFrame = records.lastNewAckFrame(s.fwd);
    return analysis | DUPLICATE_ACK;
  }

  /** Step 12. */
  #acknowledgedUnseen(): number {
    const s = this.#segment;
    const { records } = s;
    const nextSeq = records.nextSeq(s.rev);
    if (seqBefore(records.maxSeqToBeAcked(s.rev), nextSeq)) {
      records.setMaxSeqToBeAcked(s.rev, nextSeq);
      return ACK_LOST_SEGMENT;
    }
    const first = records.duplicateAcks(s.rev) === 0;
    this.hasRecord = true;
    records.setDuplicateAcks(s.rev, SUPPRESSED);
    return first ? ACK_LOST_SEGMENT : 0;
  }

  /** Step 13. */
  #retransmissionKind(): number {
    const s = this.#segment;
    if (isSpuriousRetransmission(s)) return SPURIOUS_RETRANSMISSION | RETRANSMISSION;
    if (!isNotAdvanced(s)) return 0;
    if (isFastRetransmission(s)) return FAST_RETRANSMISSION | RETRANSMISSION;
    if (isOutOfOrder(s, s.records.initialRtt(s.record))) return OUT_OF_ORDER;
    const rings = this.#rings;
    const oldest = rings.oldestFrame(s.fwd);
    const sentNs = oldest === 0 ? s.records.nextSeqTime(s.fwd) : rings.oldestTimeNs(s.fwd);
    if (s.timeNs === sentNs) return RETRANSMISSION; // tshark prints no rto of 0
    this.#view.rtoFrame = oldest === 0 ? s.records.nextSeqFrame(s.fwd) : oldest;
    this.#view.rtoNs = Math.max(0, s.timeNs - sentNs);
    return RETRANSMISSION;
  }

  /** Step 14. */
  #advance(packet: Packet, analysis: number, carries: boolean, resent: boolean): void {
    const s = this.#segment;
    const { records } = s;
    let nextSeq = (s.seq + s.length) | 0;
    if (carries) {
      const end = s.isSyn || s.isFin ? (nextSeq + 1) | 0 : nextSeq;
      const rings = this.#rings;
      if (rings.push(s.fwd, s.frame, s.seq, end, s.timeNs, resent)) nextSeq = end;
      else packet.flag(OUTSTANDING_LIMIT, packet.tcp.at);
      if (rings.sentBeforeNs >= 0) this.#view.resentAfterNs = Math.max(0, s.timeNs - rings.sentBeforeNs);
    }
    if ((analysis & ZERO_WINDOW_PROBE) !== 0) return;
    const known = records.nextSeq(s.fwd);
    if (known === 0 || seqAfter(nextSeq, known)) {
      records.setNextSeq(s.fwd, nextSeq);
      records.setNextSeqFrame(s.fwd, s.frame);
      records.setNextSeqTime(s.fwd, s.timeNs);
    }
    const contiguous = records.maxSeqToBeAcked(s.fwd);
    if (contiguous === 0 || contiguous === s.seq) {
      records.setMaxSeqToBeAcked(s.fwd, records.nextSeq(s.fwd));
    }
  }

  /** Step 16. */
  #acknowledge(): void {
    const s = this.#segment;
    const rings = this.#rings;
    rings.acknowledge(s.rev, s.ack);
    this.#view.ackedSegments = rings.ackedSegments;
    if (rings.ackedFrame === 0) return;
    this.#view.ackedFrame = rings.ackedFrame;
    this.#view.isAckAmbiguous = rings.ackedIsAmbiguous;
    const rttNs = s.timeNs - rings.ackedTimeNs;
    if (rttNs <= 0) return; // tshark prints none either
    this.#view.ackRttNs = rttNs;
    this.#rtt.add(s.rev, rttNs, rings.ackedClean);
  }

  /** Step 17. */
  #measureInFlight(): void {
    const s = this.#segment;
    const { records } = s;
    if (s.length === 0 || !records.sideHas(s.fwd, VALID_IN_FLIGHT)) return;
    const rings = this.#rings;
    rings.extent(s.fwd, records.baseSeq(s.fwd));
    if (rings.extentBytes < 0) return;
    this.hasRecord = true;
    const sacked = records.sackedBytes(s.rev);
    const control = s.isSyn || s.isFin ? 1 : 0;
    const inFlight = rings.extentBytes - sacked - control;
    const isPlausible = inFlight > 0 && inFlight < PLAUSIBLE_IN_FLIGHT;
    if (isPlausible) this.#view.bytesInFlight = inFlight;

    const pushWasSet = records.sideHas(s.fwd, PUSH_WAS_SET);
    const pushBytes = pushWasSet ? s.length : records.pushBytes(s.fwd) + s.length;
    records.setPushBytes(s.fwd, pushBytes);
    if ((s.flags & TCP_PSH) !== 0) records.setSideBit(s.fwd, PUSH_WAS_SET);
    else records.clearSideBit(s.fwd, PUSH_WAS_SET);
    if (isPlausible) this.#view.pushBytesSent = pushBytes;
  }
}
