// What tshark 4.0 says about one segment, one function per rule, in the order of SEMANTICS 1.2. The rules only read;
// tcp-tracker.ts asks them in order and writes the state. A rule set of a later tshark would stand beside this file.

import { seqAfter, seqAtOrBefore, seqBefore } from '../core/seq.ts';
import type { SegmentInput } from './segment-input.ts';
import { IS_FIRST_ACK, WAS_KEEP_ALIVE, WAS_WINDOW_PROBE } from './side-bits.ts';

const FAST_RETRANSMISSION_NS = 20_000_000;
/** Reordering is believed within the initial RTT, or within this where it is unknown. */
const DEFAULT_REORDERING_NS = 3_000_000;

/** Nothing but data or an acknowledgement. */
function isPlain(s: SegmentInput): boolean {
  return !(s.isSyn || s.isFin || s.isRst);
}

/** Most segments: new data or a new acknowledgement, where it was expected. Of steps 1 to 10 only 6 can apply. */
export function isOrdinary(s: SegmentInput): boolean {
  return (
    isPlain(s) &&
    s.window !== 0 &&
    s.seq === s.records.nextSeq(s.fwd) &&
    (s.length > 1 || (s.length === 0 && s.ack !== s.records.lastAck(s.fwd)))
  );
}

/** Step 1. */
export function isZeroWindowProbe(s: SegmentInput): boolean {
  return s.length === 1 && s.seq === s.records.nextSeq(s.fwd) && s.records.lastWindow(s.rev) === 0;
}

/** Step 2. */
export function isZeroWindow(s: SegmentInput): boolean {
  return s.window === 0 && isPlain(s);
}

/** Step 3: "previous segment not captured". */
export function isAfterLostSegment(s: SegmentInput): boolean {
  const nextSeq = s.records.nextSeq(s.fwd);
  return nextSeq !== 0 && seqAfter(s.seq, nextSeq) && !s.isRst;
}

/** Step 4. */
export function isKeepAlive(s: SegmentInput): boolean {
  return s.length <= 1 && s.seq === ((s.records.nextSeq(s.fwd) - 1) | 0) && isPlain(s);
}

/** Steps 5, 7, 8 and 9 share this: an empty segment that neither sends nor acknowledges anything new. */
export function repeatsLastAck(s: SegmentInput): boolean {
  return s.length === 0 && isPlain(s) && s.seq === s.records.nextSeq(s.fwd) && s.ack === s.records.lastAck(s.fwd);
}

/** Step 5, for a segment that repeatsLastAck. */
export function isWindowUpdate(s: SegmentInput): boolean {
  return s.window !== 0 && s.window !== s.records.lastWindow(s.fwd);
}

/** Step 6: reaches exactly the end of the window the other side advertised. */
export function isWindowFull(s: SegmentInput): boolean {
  if (s.length === 0 || !isPlain(s)) return false;
  const shift = s.records.windowShift(s.rev);
  if (shift === -1) return false;
  const unscaled = shift === -2 || s.records.sideHas(s.rev, IS_FIRST_ACK);
  const window = s.records.lastWindow(s.rev) << (unscaled ? 0 : shift);
  return ((s.seq + s.length) | 0) === ((s.records.lastAck(s.rev) + window) | 0);
}

/** Step 7, for a segment that repeatsLastAck. */
export function isKeepAliveAck(s: SegmentInput): boolean {
  return s.window !== 0 && s.window === s.records.lastWindow(s.fwd) && s.records.sideHas(s.rev, WAS_KEEP_ALIVE);
}

/** Step 8, for a segment that repeatsLastAck. */
export function isZeroWindowProbeAck(s: SegmentInput): boolean {
  return s.window === 0 && s.records.lastWindow(s.fwd) === 0 && s.records.sideHas(s.rev, WAS_WINDOW_PROBE);
}

/** Step 9, for a segment that repeatsLastAck. */
export function isDuplicateAck(s: SegmentInput): boolean {
  return s.window !== 0 && s.window === s.records.lastWindow(s.fwd) && !isMultipathExempt(s);
}

/** Step 10: MPTCP may repeat an ACK to carry an option (RFC 8684 §4). */
function isMultipathExempt(s: SegmentInput): boolean {
  return s.records.mptcpOperations(s.record) !== s.records.lastMptcpOperations(s.fwd);
}

/** Step 12, first half: acknowledges bytes beyond the contiguous prefix. */
export function acknowledgesUnseen(s: SegmentInput): boolean {
  const known = s.records.maxSeqToBeAcked(s.rev);
  return known !== 0 && seqAfter(s.ack, known) && s.hasAck;
}

/** Step 13: lies before what was sent already; one new byte after a probe does not. */
export function isNotAdvanced(s: SegmentInput): boolean {
  const nextSeq = s.records.nextSeq(s.fwd);
  if (nextSeq === 0 || !seqBefore(s.seq, nextSeq)) return false;
  return !(s.length > 1 && ((nextSeq - 1) | 0) === s.seq);
}

/** Step 13a: the other side has acknowledged all of it already. */
export function isSpuriousRetransmission(s: SegmentInput): boolean {
  const acknowledged = s.records.lastAck(s.rev);
  return s.length > 0 && acknowledged !== 0 && seqAtOrBefore((s.seq + s.length) | 0, acknowledged);
}

/** Step 13b, for a segment that isNotAdvanced. */
export function isFastRetransmission(s: SegmentInput): boolean {
  return (
    s.records.duplicateAcks(s.rev) >>> 0 >= 2 &&
    s.records.lastAck(s.rev) === s.seq &&
    isLess(s.timeNs - s.records.lastAckTime(s.rev), FAST_RETRANSMISSION_NS)
  );
}

/** Step 13c, for a segment that isNotAdvanced. */
export function isOutOfOrder(s: SegmentInput, initialRttNs: number): boolean {
  const end = (s.seq + s.length + (s.isSyn || s.isFin ? 1 : 0)) | 0;
  const threshold = initialRttNs === 0 ? DEFAULT_REORDERING_NS : initialRttNs;
  const elapsed = s.timeNs - s.records.nextSeqTime(s.fwd);
  return s.records.nextSeq(s.fwd) !== end && isLess(elapsed, threshold);
}

/** Both sides are unsigned in tshark: a negative duration (time that goes backwards) counts as a huge one. */
function isLess(durationNs: number, thresholdNs: number): boolean {
  return durationNs < 0 === thresholdNs < 0 ? durationNs < thresholdNs : durationNs >= 0;
}
