// What a SYN, a SYN-ACK and the first ACK leave behind: base numbers, window scale, initial RTT, Fast Open, completeness — SEMANTICS 1.1, 1.3, 1.4.

import { TCP_ACK, TCP_FIN, TCP_SYN } from '../dissect/transport/tcp-flags.ts';
import { MAX_WINDOW_SHIFT } from '../dissect/transport/tcp-option-kinds.ts';
import type { TcpOptionsView } from '../dissect/transport/tcp-options.ts';
import { HAS_FAST_OPEN_DATA, HAS_SYN_TIME } from './flow-record-shared.ts';
import type { SegmentInput } from './segment-input.ts';
import { TFO_ACK, TFO_IGNORED, TFO_SYN } from './segment-kind.ts';
import { HAS_BASE_SEQ, HAS_SYN, OFFERED_SCALE, VALID_IN_FLIGHT } from './side-bits.ts';

const SAW_SYN = 1;
const SAW_SYN_ACK = 2;
export const SAW_ACK = 4;
export const SAW_DATA = 8;
const SAW_FIN = 16;
export const SAW_RST = 32;

/** Base of the relative numbers: the SYN's own number; without it one before the first number seen, so that they start at 1. */
export function establishBase(s: SegmentInput): void {
  const { records } = s;
  if (!records.sideHas(s.fwd, HAS_BASE_SEQ)) {
    records.setBaseSeq(s.fwd, s.isSyn ? s.seq : s.seq - 1);
    records.setSideBit(s.fwd, HAS_BASE_SEQ);
  }
  if (!s.hasAck) return;
  if (!records.sideHas(s.rev, HAS_BASE_SEQ)) {
    records.setBaseSeq(s.rev, s.ack - 1);
    records.setSideBit(s.rev, HAS_BASE_SEQ);
  }
  records.setSideBit(s.rev, VALID_IN_FLIGHT);
}

/** Is this a SYN-ACK that contradicts what the base numbers were taken from? Then it counts, and the ports are in use again. */
export function restartsBase(s: SegmentInput): boolean {
  const { records } = s;
  if (!records.sideHas(s.fwd, HAS_BASE_SEQ) || records.baseSeq(s.fwd) === s.seq) return false;
  records.setBaseSeq(s.fwd, s.seq);
  return true;
}

/** Fast Open (RFC 7413 §4.2): a SYN with a cookie; a SYN-ACK that takes the data of the SYN, or ignores it. */
export function fastOpenKind(s: SegmentInput, options: TcpOptionsView): number {
  const { records } = s;
  if (!s.hasAck) {
    if (options.fastOpenCookieLength <= 0) return 0;
    if (s.length > 0) records.setFlowBit(s.record, HAS_FAST_OPEN_DATA);
    return TFO_SYN;
  }
  const acknowledged = (s.ack - records.baseSeq(s.rev)) >>> 0;
  if (acknowledged > 1) return TFO_ACK; // more than the SYN
  return acknowledged === 1 && records.flowHas(s.record, HAS_FAST_OPEN_DATA) ? TFO_IGNORED : 0;
}

/** iRTT: from the most recent SYN to the first ACK without SYN of either side; a handshake of 0 ns is measured again. */
export function measureInitialRtt(s: SegmentInput): void {
  const { records } = s;
  const control = s.flags & (TCP_SYN | TCP_ACK);
  if (control === TCP_SYN) {
    records.setSynTime(s.record, s.timeNs);
    records.setFlowBit(s.record, HAS_SYN_TIME);
  } else if (control === TCP_ACK && records.flowHas(s.record, HAS_SYN_TIME)) {
    if (records.initialRtt(s.record) !== 0) return;
    records.setInitialRtt(s.record, s.timeNs - records.synTime(s.record));
  }
}

/** Remembers what a SYN or SYN-ACK announces; the window of a later one does not replace the first. */
export function rememberSyn(s: SegmentInput): void {
  const { records } = s;
  if (records.sideHas(s.fwd, HAS_SYN) && records.initialSeq(s.fwd) === s.seq) return;
  records.setSideBit(s.fwd, HAS_SYN);
  records.setInitialSeq(s.fwd, s.seq);
  records.setInitialWindow(s.fwd, s.window);
}

/** RFC 7323 §2.2: scaling is in use only if both SYNs carry the option. Without the other SYN tshark believes the one it saw. */
export function negotiateScale(s: SegmentInput, options: TcpOptionsView): void {
  const { records } = s;
  if (options.windowScale >= 0) {
    records.setWindowShift(s.fwd, Math.min(options.windowScale, MAX_WINDOW_SHIFT));
    records.setSideBit(s.fwd, OFFERED_SCALE);
  }
  if (records.windowShift(s.fwd) === -1) {
    records.setWindowShift(s.fwd, -2);
    records.setWindowShift(s.rev, -2);
  } else if (s.hasAck && records.windowShift(s.rev) === -2) {
    records.setWindowShift(s.fwd, -2);
  }
}

/** Everything counts that the stream showed; of a stream of one segment only its SYN, as in tshark's second pass. */
export function updateCompleteness(s: SegmentInput, opensStream: boolean, replaces: boolean): void {
  const seen = completenessOf(s, opensStream, replaces);
  const known = s.records.completeness(s.record);
  if (!opensStream) s.records.setCompleteness(s.record, known | seen | s.records.firstSeen(s.record));
  else if ((s.flags & (TCP_SYN | TCP_ACK)) === TCP_SYN) s.records.setCompleteness(s.record, seen);
  else s.records.setFirstSeen(s.record, seen);
}

function completenessOf(s: SegmentInput, opensStream: boolean, replaces: boolean): number {
  const control = s.flags & (TCP_SYN | TCP_ACK);
  let seen = 0;
  if (opensStream && control === TCP_SYN) seen |= s.length > 0 && !replaces ? SAW_SYN | SAW_DATA : SAW_SYN;
  if (control === (TCP_SYN | TCP_ACK)) seen |= SAW_SYN_ACK;
  if (control === TCP_ACK) seen |= s.length > 0 ? SAW_DATA : SAW_ACK;
  if ((s.flags & (TCP_FIN | TCP_ACK)) === (TCP_FIN | TCP_ACK)) seen |= SAW_FIN;
  if (s.isRst) seen |= SAW_RST;
  return seen;
}
