// What a SYN, a SYN-ACK and the first ACK leave behind: base numbers, window scale, initial RTT, Fast Open, completeness — SEMANTICS 1.1, 1.3, 1.4.

import { TCP_ACK, TCP_FIN, TCP_RST, TCP_SYN } from '../dissect/transport/tcp-flags.ts';
import { MAX_WINDOW_SHIFT } from '../dissect/transport/tcp-option-kinds.ts';
import type { TcpOptionsView } from '../dissect/transport/tcp-options.ts';
import {
  BASE_SEQ,
  COMPLETENESS,
  FIRST_SEEN,
  FLOW_BITS,
  f64,
  HAS_BASE_SEQ,
  HAS_FAST_OPEN_DATA,
  HAS_SYN,
  HAS_SYN_TIME,
  hasBit,
  INITIAL_RTT,
  INITIAL_SEQ,
  INITIAL_WINDOW,
  i32,
  OFFERED_SCALE,
  SIDE_BITS,
  SYN_TIME,
  setBit,
  setF64,
  setI32,
  VALID_IN_FLIGHT,
  WINDOW_SHIFT,
} from './flow-records.ts';
import type { SegmentInput } from './segment-input.ts';
import { TFO_ACK, TFO_IGNORED, TFO_SYN } from './segment-kind.ts';

const SAW_SYN = 1;
const SAW_SYN_ACK = 2;
const SAW_ACK = 4;
const SAW_DATA = 8;
const SAW_FIN = 16;
export const SAW_RST = 32;

/** Base of the relative numbers: the SYN's own number; without it one before the first number seen, so that they start at 1. */
export function establishBase(s: SegmentInput): void {
  const { ints } = s;
  if (!hasBit(ints, s.fwd + SIDE_BITS, HAS_BASE_SEQ)) {
    setI32(ints, s.fwd + BASE_SEQ, (s.flags & TCP_SYN) !== 0 ? s.seq : s.seq - 1);
    setBit(ints, s.fwd + SIDE_BITS, HAS_BASE_SEQ);
  }
  if ((s.flags & TCP_ACK) === 0) return;
  if (!hasBit(ints, s.rev + SIDE_BITS, HAS_BASE_SEQ)) {
    setI32(ints, s.rev + BASE_SEQ, s.ack - 1);
    setBit(ints, s.rev + SIDE_BITS, HAS_BASE_SEQ);
  }
  setBit(ints, s.rev + SIDE_BITS, VALID_IN_FLIGHT);
}

/** Is this a SYN-ACK that contradicts what the base numbers were taken from? Then it counts, and the ports are in use again. */
export function restartsBase(s: SegmentInput): boolean {
  const { ints } = s;
  if (!hasBit(ints, s.fwd + SIDE_BITS, HAS_BASE_SEQ) || i32(ints, s.fwd + BASE_SEQ) === s.seq) return false;
  setI32(ints, s.fwd + BASE_SEQ, s.seq);
  return true;
}

/** Fast Open (RFC 7413 §4.2): a SYN with a cookie; a SYN-ACK that takes the data of the SYN, or ignores it. */
export function fastOpenKind(s: SegmentInput, options: TcpOptionsView): number {
  const { ints } = s;
  if ((s.flags & TCP_ACK) === 0) {
    if (options.fastOpenCookieLength <= 0) return 0;
    if (s.length > 0) setBit(ints, s.record + FLOW_BITS, HAS_FAST_OPEN_DATA);
    return TFO_SYN;
  }
  const acknowledged = (s.ack - i32(ints, s.rev + BASE_SEQ)) >>> 0;
  if (acknowledged > 1) return TFO_ACK; // more than the SYN
  return acknowledged === 1 && hasBit(ints, s.record + FLOW_BITS, HAS_FAST_OPEN_DATA) ? TFO_IGNORED : 0;
}

/** iRTT: from the most recent SYN to the first ACK without SYN of either side; a handshake of 0 ns is measured again. */
export function measureInitialRtt(s: SegmentInput): void {
  const { ints, floats } = s;
  const control = s.flags & (TCP_SYN | TCP_ACK);
  if (control === TCP_SYN) {
    setF64(floats, s.record + SYN_TIME, s.timeNs);
    setBit(ints, s.record + FLOW_BITS, HAS_SYN_TIME);
  } else if (control === TCP_ACK && hasBit(ints, s.record + FLOW_BITS, HAS_SYN_TIME)) {
    if (f64(floats, s.record + INITIAL_RTT) !== 0) return;
    setF64(floats, s.record + INITIAL_RTT, s.timeNs - f64(floats, s.record + SYN_TIME));
  }
}

/** Remembers what a SYN or SYN-ACK announces; the window of a later one does not replace the first. */
export function rememberSyn(s: SegmentInput): void {
  const { ints } = s;
  if (hasBit(ints, s.fwd + SIDE_BITS, HAS_SYN) && i32(ints, s.fwd + INITIAL_SEQ) === s.seq) return;
  setBit(ints, s.fwd + SIDE_BITS, HAS_SYN);
  setI32(ints, s.fwd + INITIAL_SEQ, s.seq);
  setI32(ints, s.fwd + INITIAL_WINDOW, s.window);
}

/** RFC 7323 §2.2: scaling is in use only if both SYNs carry the option. Without the other SYN tshark believes the one it saw. */
export function negotiateScale(s: SegmentInput, options: TcpOptionsView): void {
  const { ints } = s;
  if (options.windowScale >= 0) {
    setI32(ints, s.fwd + WINDOW_SHIFT, Math.min(options.windowScale, MAX_WINDOW_SHIFT));
    setBit(ints, s.fwd + SIDE_BITS, OFFERED_SCALE);
  }
  if (i32(ints, s.fwd + WINDOW_SHIFT) === -1) {
    setI32(ints, s.fwd + WINDOW_SHIFT, -2);
    setI32(ints, s.rev + WINDOW_SHIFT, -2);
  } else if ((s.flags & TCP_ACK) !== 0 && i32(ints, s.rev + WINDOW_SHIFT) === -2) {
    setI32(ints, s.fwd + WINDOW_SHIFT, -2);
  }
}

/** Everything counts that the stream showed; of a stream of one segment only its SYN, as in tshark's second pass. */
export function updateCompleteness(s: SegmentInput, opensStream: boolean, replaces: boolean): void {
  const seen = completenessOf(s, opensStream, replaces);
  const known = i32(s.ints, s.record + COMPLETENESS);
  if (!opensStream) setI32(s.ints, s.record + COMPLETENESS, known | seen | i32(s.ints, s.record + FIRST_SEEN));
  else if ((s.flags & (TCP_SYN | TCP_ACK)) === TCP_SYN) setI32(s.ints, s.record + COMPLETENESS, seen);
  else setI32(s.ints, s.record + FIRST_SEEN, seen);
}

function completenessOf(s: SegmentInput, opensStream: boolean, replaces: boolean): number {
  const control = s.flags & (TCP_SYN | TCP_ACK);
  let seen = 0;
  if (opensStream && control === TCP_SYN) seen |= s.length > 0 && !replaces ? SAW_SYN | SAW_DATA : SAW_SYN;
  if (control === (TCP_SYN | TCP_ACK)) seen |= SAW_SYN_ACK;
  if (control === TCP_ACK) seen |= s.length > 0 ? SAW_DATA : SAW_ACK;
  if ((s.flags & (TCP_FIN | TCP_ACK)) === (TCP_FIN | TCP_ACK)) seen |= SAW_FIN;
  if ((s.flags & TCP_RST) !== 0) seen |= SAW_RST;
  return seen;
}
