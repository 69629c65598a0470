// What tshark 4.0 says about one segment, one function per rule, in the order of SEMANTICS 1.2. The rules only read;
// tcp-tracker.ts asks them in order and writes the state. A rule set of a later tshark would stand beside this file.

import { seqAfter, seqAtOrBefore, seqBefore } from '../core/seq.ts';
import { TCP_ACK, TCP_FIN, TCP_RST, TCP_SYN } from '../dissect/transport/tcp-flags.ts';
import {
  DUPLICATE_ACKS,
  f64,
  hasBit,
  IS_FIRST_ACK,
  i32,
  LAST_ACK,
  LAST_ACK_TIME,
  LAST_ANALYSIS,
  LAST_MPTCP_OPERATIONS,
  LAST_WINDOW,
  MAX_SEQ_TO_BE_ACKED,
  MPTCP_OPERATIONS,
  NEXT_SEQ,
  NEXT_SEQ_TIME,
  SIDE_BITS,
  WINDOW_SHIFT,
} from './flow-records.ts';
import type { SegmentInput } from './segment-input.ts';
import { KEEP_ALIVE, ZERO_WINDOW_PROBE } from './segment-kind.ts';

const CONTROL = TCP_SYN | TCP_FIN | TCP_RST;
const FAST_RETRANSMISSION_NS = 20_000_000;
/** Reordering is believed within the initial RTT, or within this where it is unknown. */
const DEFAULT_REORDERING_NS = 3_000_000;

/** Step 1. */
export function isZeroWindowProbe(s: SegmentInput): boolean {
  return s.length === 1 && s.seq === i32(s.ints, s.fwd + NEXT_SEQ) && i32(s.ints, s.rev + LAST_WINDOW) === 0;
}

/** Step 2. */
export function isZeroWindow(s: SegmentInput): boolean {
  return s.window === 0 && (s.flags & CONTROL) === 0;
}

/** Step 3: "previous segment not captured". */
export function isAfterLostSegment(s: SegmentInput): boolean {
  const nextSeq = i32(s.ints, s.fwd + NEXT_SEQ);
  return nextSeq !== 0 && seqAfter(s.seq, nextSeq) && (s.flags & TCP_RST) === 0;
}

/** Step 4. */
export function isKeepAlive(s: SegmentInput): boolean {
  return s.length <= 1 && s.seq === ((i32(s.ints, s.fwd + NEXT_SEQ) - 1) | 0) && (s.flags & CONTROL) === 0;
}

/** Steps 5, 7, 8 and 9 share this: an empty segment that neither sends nor acknowledges anything new. */
export function repeatsLastAck(s: SegmentInput): boolean {
  return (
    s.length === 0 &&
    (s.flags & CONTROL) === 0 &&
    s.seq === i32(s.ints, s.fwd + NEXT_SEQ) &&
    s.ack === i32(s.ints, s.fwd + LAST_ACK)
  );
}

/** Step 5, for a segment that repeatsLastAck. */
export function isWindowUpdate(s: SegmentInput): boolean {
  return s.window !== 0 && s.window !== i32(s.ints, s.fwd + LAST_WINDOW);
}

/** Step 6: reaches exactly the end of the window the other side advertised. */
export function isWindowFull(s: SegmentInput): boolean {
  if (s.length === 0 || (s.flags & CONTROL) !== 0) return false;
  const shift = i32(s.ints, s.rev + WINDOW_SHIFT);
  if (shift === -1) return false;
  const unscaled = shift === -2 || hasBit(s.ints, s.rev + SIDE_BITS, IS_FIRST_ACK);
  const window = i32(s.ints, s.rev + LAST_WINDOW) << (unscaled ? 0 : shift);
  return ((s.seq + s.length) | 0) === ((i32(s.ints, s.rev + LAST_ACK) + window) | 0);
}

/** Step 7, for a segment that repeatsLastAck. */
export function isKeepAliveAck(s: SegmentInput): boolean {
  return (
    s.window !== 0 &&
    s.window === i32(s.ints, s.fwd + LAST_WINDOW) &&
    (i32(s.ints, s.rev + LAST_ANALYSIS) & KEEP_ALIVE) !== 0
  );
}

/** Step 8, for a segment that repeatsLastAck. */
export function isZeroWindowProbeAck(s: SegmentInput): boolean {
  return (
    s.window === 0 &&
    i32(s.ints, s.fwd + LAST_WINDOW) === 0 &&
    (i32(s.ints, s.rev + LAST_ANALYSIS) & ZERO_WINDOW_PROBE) !== 0
  );
}

/** Step 9, for a segment that repeatsLastAck. */
export function isDuplicateAck(s: SegmentInput): boolean {
  return s.window !== 0 && s.window === i32(s.ints, s.fwd + LAST_WINDOW) && !isMultipathExempt(s);
}

/** Step 10: MPTCP may repeat an ACK to carry an option (RFC 8684 §4). */
function isMultipathExempt(s: SegmentInput): boolean {
  return i32(s.ints, s.record + MPTCP_OPERATIONS) !== i32(s.ints, s.fwd + LAST_MPTCP_OPERATIONS);
}

/** Step 12, first half: acknowledges bytes beyond the contiguous prefix. */
export function acknowledgesUnseen(s: SegmentInput): boolean {
  const known = i32(s.ints, s.rev + MAX_SEQ_TO_BE_ACKED);
  return known !== 0 && seqAfter(s.ack, known) && (s.flags & TCP_ACK) !== 0;
}

/** Step 13: lies before what was sent already; one new byte after a probe does not. */
export function isNotAdvanced(s: SegmentInput): boolean {
  const nextSeq = i32(s.ints, s.fwd + NEXT_SEQ);
  if (nextSeq === 0 || !seqBefore(s.seq, nextSeq)) return false;
  return !(s.length > 1 && ((nextSeq - 1) | 0) === s.seq);
}

/** Step 13a: the other side has acknowledged all of it already. */
export function isSpuriousRetransmission(s: SegmentInput): boolean {
  const acknowledged = i32(s.ints, s.rev + LAST_ACK);
  return s.length > 0 && acknowledged !== 0 && seqAtOrBefore((s.seq + s.length) | 0, acknowledged);
}

/** Step 13b, for a segment that isNotAdvanced. */
export function isFastRetransmission(s: SegmentInput): boolean {
  return (
    i32(s.ints, s.rev + DUPLICATE_ACKS) >>> 0 >= 2 &&
    i32(s.ints, s.rev + LAST_ACK) === s.seq &&
    isLess(s.timeNs - f64(s.floats, s.rev + LAST_ACK_TIME), FAST_RETRANSMISSION_NS)
  );
}

/** Step 13c, for a segment that isNotAdvanced. */
export function isOutOfOrder(s: SegmentInput, initialRttNs: number): boolean {
  const end = (s.seq + s.length + ((s.flags & (TCP_SYN | TCP_FIN)) !== 0 ? 1 : 0)) | 0;
  const threshold = initialRttNs === 0 ? DEFAULT_REORDERING_NS : initialRttNs;
  const elapsed = s.timeNs - f64(s.floats, s.fwd + NEXT_SEQ_TIME);
  return i32(s.ints, s.fwd + NEXT_SEQ) !== end && isLess(elapsed, threshold);
}

/** Both sides are unsigned in tshark: a negative duration (time that goes backwards) counts as a huge one. */
function isLess(durationNs: number, thresholdNs: number): boolean {
  return durationNs < 0 === thresholdNs < 0 ? durationNs < thresholdNs : durationNs >= 0;
}
