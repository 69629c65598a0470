// The segment that nearly all segments are: new data or a new acknowledgement, exactly where it was expected, in a connection under way.
// What the rules of SEMANTICS 1.2 come to for it is done here in one go; whatever else is tested for and left to tcp-tracker.ts,
// before anything is changed. The tracker's tests run over both.

import { i32be } from '../core/bytes.ts';
import { opposite } from '../core/direction.ts';
import { seqAfter, seqAtOrBefore } from '../core/seq.ts';
import { NS_PER_SECOND } from '../core/time.ts';
import type { Packet } from '../dissect/packet.ts';
import { TCP_ACK, TCP_FIN, TCP_PSH, TCP_RST, TCP_SYN } from '../dissect/transport/tcp-flags.ts';
import { TIMESTAMPS_ALIGNED } from '../dissect/transport/tcp-option-kinds.ts';
import type { FlowDirectory } from './flow-directory.ts';
import { HAS_INITIAL_RTT, HAS_MPTCP, HAS_SYN_TIME } from './flow-record-shared.ts';
import { type FlowRecords, sideAt } from './flow-records.ts';
import type { RttStore } from './rtt-samples.ts';
import { EVENT_EARLY_DATA, type SegmentView } from './segment.ts';
import { PLAUSIBLE_IN_FLIGHT } from './segment-classifier.ts';
import { EARLY_DATA_SEGMENTS } from './segment-notes.ts';
import {
  HAS_BASE_SEQ,
  HAS_WATCH,
  IS_FIRST_ACK,
  PUSH_WAS_SET,
  SENT_ACK,
  VALID_IN_FLIGHT,
  WAS_KEEP_ALIVE,
  WAS_WINDOW_PROBE,
  WINDOW_IS_ZERO,
} from './side-bits.ts';
import type { TcpFlow } from './tcp-flow.ts';
import { SAW_ACK, SAW_DATA } from './tcp-handshake.ts';
import type { UnackedRings } from './unacked-ring.ts';

const CONTROL = TCP_SYN | TCP_FIN | TCP_RST | TCP_ACK;
/** Header with the aligned timestamps that most systems send, and nothing else (RFC 7323 appendix A). */
const TIMESTAMPS_HEADER = 32;

export class OrdinarySegments {
  readonly #records: FlowRecords;
  readonly #rings: UnackedRings;
  readonly #rtt: RttStore;
  readonly #view: SegmentView;

  constructor(directory: FlowDirectory, view: SegmentView) {
    this.#records = directory.records;
    this.#rings = directory.rings;
    this.#rtt = directory.rtt;
    this.#view = view;
  }

  /** false: the segment is not ordinary, and nothing was done with it. */
  take(packet: Packet, flow: TcpFlow, direction: 0 | 1): boolean {
    const { tcp } = packet;
    const { window, payloadLength: length } = tcp;
    if ((tcp.flags & CONTROL) !== TCP_ACK || window === 0 || length === 1) return false;
    if (tcp.headerLength !== 20) {
      if (tcp.headerLength !== TIMESTAMPS_HEADER || i32be(packet.buf, tcp.optionsAt) !== TIMESTAMPS_ALIGNED)
        return false;
    }
    const records = this.#records;
    const { record } = flow;
    const fwd = sideAt(record, direction);
    const rev = sideAt(record, opposite(direction));
    const seq = tcp.seq | 0;
    const ack = tcp.ack | 0;
    const end = (seq + length) | 0;
    const lastAck = records.lastAck(fwd);
    if (seq === 0 || seq !== records.nextSeq(fwd) || (length === 0 && ack === lastAck)) return false;

    const bits = records.sideBits(fwd);
    const otherBits = records.sideBits(rev);
    if ((bits & (HAS_BASE_SEQ | SENT_ACK | IS_FIRST_ACK | WINDOW_IS_ZERO)) !== (HAS_BASE_SEQ | SENT_ACK)) return false;
    if ((otherBits & (HAS_BASE_SEQ | HAS_WATCH)) !== HAS_BASE_SEQ) return false;
    const shared = records.flowBits(record) & (HAS_MPTCP | HAS_SYN_TIME | HAS_INITIAL_RTT);
    if (shared !== (HAS_SYN_TIME | HAS_INITIAL_RTT) && shared !== 0) return false;
    if ((records.completeness(record) & (length > 0 ? SAW_DATA : SAW_ACK)) === 0) return false;
    const seen = records.maxSeqToBeAcked(rev);
    if (seen === 0 || seqAfter(ack, seen)) return false; // step 12

    const view = this.#view;
    const dataSegments = records.dataSegments(fwd);
    if (length > 0) {
      if (dataSegments < EARLY_DATA_SEGMENTS) return false;
      const otherAck = records.lastAck(rev);
      if (otherAck !== 0 && seqAtOrBefore(end, otherAck)) return false; // step 13a
      const shift = records.windowShift(rev); // step 6
      if (shift !== -1 && end === ((otherAck + (records.lastWindow(rev) << windowShift(shift, otherBits))) | 0))
        return false;
      if (!this.#rings.mayFollow(fwd, seq)) return false;
    }

    const { frame } = packet;
    const timeNs = (frame.sec - records.baseSec(record)) * NS_PER_SECOND + (frame.nsec - records.baseNsec(record));
    view.direction = direction;
    view.timeNs = timeNs;
    view.relativeSeq = (seq - records.baseSeq(fwd)) >>> 0;
    view.relativeAck = (ack - records.baseSeq(rev)) >>> 0;
    view.length = length;
    view.analysis = 0;
    view.duplicateAckNumber = 0;
    view.duplicateAckFrame = 0;
    view.resentAfterNs = 0;
    view.rtoNs = 0;
    view.rtoFrame = 0;
    view.bytesInFlight = 0;
    view.pushBytesSent = 0;
    view.events = 0;
    this.#scaleWindow(fwd, window);

    records.noteLast(record, fwd, frame.number);
    records.setFrames(fwd, records.frames(fwd) + 1);
    records.setSackedBytes(fwd, 0);
    if (ack !== lastAck) {
      records.setLastNewAckFrame(fwd, frame.number);
      records.setDuplicateAcks(fwd, 0);
      records.setLastAck(fwd, ack);
    }
    records.setLastWindow(fwd, window);
    records.setLastAckTime(fwd, timeNs);
    records.setSideBits(rev, otherBits | VALID_IN_FLIGHT);
    records.setSideBits(fwd, bits & ~(WAS_KEEP_ALIVE | WAS_WINDOW_PROBE));
    if (length > 0) {
      this.#rings.follow(fwd, frame.number, seq, end, timeNs);
      records.setNextSeq(fwd, end);
      records.setNextSeqFrame(fwd, frame.number);
      records.setNextSeqTime(fwd, timeNs);
      const contiguous = records.maxSeqToBeAcked(fwd);
      if (contiguous === 0 || contiguous === seq) records.setMaxSeqToBeAcked(fwd, end);
      records.setDataSegments(fwd, dataSegments + 1);
      records.setBytes(fwd, records.bytes(fwd) + length);
      if (flow.watchData) view.events = EVENT_EARLY_DATA;
    }
    this.#acknowledge(rev, ack, timeNs);
    let hasRecord = view.ackedFrame !== 0;
    if (length > 0 && (bits & VALID_IN_FLIGHT) !== 0) {
      hasRecord = true;
      this.#measureInFlight(fwd, rev, length, (tcp.flags & TCP_PSH) !== 0);
    }
    view.initialRttNs = hasRecord && shared !== 0 ? Math.max(0, records.initialRtt(record)) : 0;
    return true;
  }

  #scaleWindow(fwd: number, window: number): void {
    const records = this.#records;
    const view = this.#view;
    const shift = records.windowShift(fwd);
    const scaled = shift >= 0 ? window << shift : window;
    view.scaledWindow = scaled;
    view.windowScaleFactor = shift < 0 ? shift : 1 << shift;
    const minimum = records.minimumWindow(fwd);
    if (minimum < 0 || scaled < minimum) records.setMinimumWindow(fwd, scaled);
    if (scaled > records.maximumWindow(fwd)) records.setMaximumWindow(fwd, scaled);
  }

  /** Step 16. */
  #acknowledge(rev: number, ack: number, timeNs: number): void {
    const rings = this.#rings;
    const view = this.#view;
    rings.acknowledge(rev, ack);
    view.ackedSegments = rings.ackedSegments;
    view.ackedFrame = rings.ackedFrame;
    view.isAckAmbiguous = rings.ackedIsAmbiguous;
    view.ackRttNs = 0;
    if (rings.ackedFrame === 0) return;
    const rttNs = timeNs - rings.ackedTimeNs;
    if (rttNs <= 0) return; // tshark prints none either
    view.ackRttNs = rttNs;
    this.#rtt.add(rev, rttNs, rings.ackedClean);
  }

  /** Step 17. */
  #measureInFlight(fwd: number, rev: number, length: number, isPush: boolean): void {
    const records = this.#records;
    const view = this.#view;
    this.#rings.extent(fwd, records.baseSeq(fwd));
    const inFlight = this.#rings.extentBytes - records.sackedBytes(rev);
    const isPlausible = inFlight > 0 && inFlight < PLAUSIBLE_IN_FLIGHT;
    const bits = records.sideBits(fwd);
    const pushBytes = (bits & PUSH_WAS_SET) !== 0 ? length : records.pushBytes(fwd) + length;
    records.setPushBytes(fwd, pushBytes);
    records.setSideBits(fwd, isPush ? bits | PUSH_WAS_SET : bits & ~PUSH_WAS_SET);
    if (!isPlausible) return;
    view.bytesInFlight = inFlight;
    view.pushBytesSent = pushBytes;
  }
}

/** The window of a SYN is not scaled (RFC 7323 §2.2). */
function windowShift(shift: number, bits: number): number {
  return shift === -2 || (bits & IS_FIRST_ACK) !== 0 ? 0 : shift;
}
