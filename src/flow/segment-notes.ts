// The counters of a segment, and whether collectors should look at it (SegmentView.events).

import { seqAtOrBefore } from '../core/seq.ts';
import { TCP_ACK, TCP_FIN, TCP_RST, TCP_SYN } from '../dissect/transport/tcp-flags.ts';
import {
  BYTES,
  clearBit,
  DATA_SEGMENTS,
  DATA_SEGMENTS_SEEN,
  FRAMES,
  f64,
  HAS_WATCH,
  hasBit,
  i32,
  LAST_FRAME,
  LAST_TIME,
  MAXIMUM_WINDOW,
  MINIMUM_WINDOW,
  RETRANSMITTED_BYTES,
  SENT_ACK,
  SENT_FIN,
  SIDE_BITS,
  setBit,
  setF64,
  setI32,
  WATCHED_SEQ,
  WINDOW_IS_ZERO,
} from './flow-records.ts';
import {
  EVENT_ANALYSIS,
  EVENT_CONTROL,
  EVENT_EARLY_DATA,
  EVENT_FIRST_ACK,
  EVENT_WATCHED_ACK,
  EVENT_ZERO_WINDOW_EDGE,
  type SegmentView,
} from './segment.ts';
import type { SegmentInput } from './segment-input.ts';
import { RETRANSMISSION } from './segment-kind.ts';
import type { TcpFlow } from './tcp-flow.ts';

const EARLY_DATA_SEGMENTS = 4;

/** Counts the segment and fills view.events; the rest of the view is filled already. */
export function noteSegment(s: SegmentInput, view: SegmentView, flow: TcpFlow): void {
  const { ints, floats } = s;
  setI32(ints, s.record + LAST_FRAME, s.frame);
  setF64(floats, s.record + LAST_TIME, s.timeNs);
  setI32(ints, s.fwd + FRAMES, i32(ints, s.fwd + FRAMES) + 1);
  let events = 0;
  if ((s.flags & (TCP_SYN | TCP_FIN | TCP_RST)) !== 0) events |= EVENT_CONTROL;
  if ((s.flags & TCP_FIN) !== 0) setBit(ints, s.fwd + SIDE_BITS, SENT_FIN);
  if (view.analysis !== 0) events |= EVENT_ANALYSIS;
  if (s.length > 0) events |= noteData(s, view, flow.watchData);
  if ((s.flags & TCP_ACK) !== 0) events |= noteAck(s);
  if ((s.flags & TCP_RST) === 0) events |= noteWindow(s, view.scaledWindow);
  view.events = events;
}

function noteData(s: SegmentInput, view: SegmentView, watched: boolean): number {
  const { ints, floats } = s;
  const ofSide = i32(ints, s.fwd + DATA_SEGMENTS);
  const ofFlow = i32(ints, s.record + DATA_SEGMENTS_SEEN);
  setI32(ints, s.fwd + DATA_SEGMENTS, ofSide + 1);
  setF64(floats, s.fwd + BYTES, f64(floats, s.fwd + BYTES) + s.length);
  if ((view.analysis & RETRANSMISSION) !== 0) {
    setF64(floats, s.fwd + RETRANSMITTED_BYTES, f64(floats, s.fwd + RETRANSMITTED_BYTES) + s.length);
  }
  if (ofFlow < EARLY_DATA_SEGMENTS) setI32(ints, s.record + DATA_SEGMENTS_SEEN, ofFlow + 1);
  return watched || ofSide < EARLY_DATA_SEGMENTS || ofFlow < EARLY_DATA_SEGMENTS ? EVENT_EARLY_DATA : 0;
}

function noteAck(s: SegmentInput): number {
  const { ints } = s;
  let events = 0;
  if (!hasBit(ints, s.fwd + SIDE_BITS, SENT_ACK)) {
    setBit(ints, s.fwd + SIDE_BITS, SENT_ACK);
    events |= EVENT_FIRST_ACK;
  }
  if (hasBit(ints, s.rev + SIDE_BITS, HAS_WATCH) && seqAtOrBefore(i32(ints, s.rev + WATCHED_SEQ), s.ack)) {
    clearBit(ints, s.rev + SIDE_BITS, HAS_WATCH);
    events |= EVENT_WATCHED_ACK;
  }
  return events;
}

/** Smallest and largest window, and the edges of a time without window. */
function noteWindow(s: SegmentInput, scaledWindow: number): number {
  const { ints } = s;
  const isZero = s.window === 0;
  const wasZero = hasBit(ints, s.fwd + SIDE_BITS, WINDOW_IS_ZERO);
  if (isZero) setBit(ints, s.fwd + SIDE_BITS, WINDOW_IS_ZERO);
  else clearBit(ints, s.fwd + SIDE_BITS, WINDOW_IS_ZERO);
  if ((s.flags & TCP_SYN) === 0) {
    const minimum = i32(ints, s.fwd + MINIMUM_WINDOW);
    if (minimum < 0 || scaledWindow < minimum) setI32(ints, s.fwd + MINIMUM_WINDOW, scaledWindow);
    if (scaledWindow > i32(ints, s.fwd + MAXIMUM_WINDOW)) setI32(ints, s.fwd + MAXIMUM_WINDOW, scaledWindow);
  }
  return isZero === wasZero ? 0 : EVENT_ZERO_WINDOW_EDGE;
}
