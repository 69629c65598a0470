// The counters of a segment, and whether collectors should look at it (SegmentView.events).

import { seqAtOrBefore } from '../core/seq.ts';
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
import { HAS_WATCH, SENT_ACK, SENT_FIN, WINDOW_IS_ZERO } from './side-bits.ts';
import type { TcpFlow } from './tcp-flow.ts';

export const EARLY_DATA_SEGMENTS = 4;

/** Counts the segment and fills view.events; the rest of the view is filled already. */
export function noteSegment(s: SegmentInput, view: SegmentView, flow: TcpFlow): void {
  const { records } = s;
  records.noteLast(s.record, s.fwd, s.frame);
  records.setFrames(s.fwd, records.frames(s.fwd) + 1);
  let events = 0;
  if (s.isSyn || s.isFin || s.isRst) events |= EVENT_CONTROL;
  if (s.isFin) records.setSideBit(s.fwd, SENT_FIN);
  if (view.analysis !== 0) events |= EVENT_ANALYSIS;
  if (s.length > 0) events |= noteData(s, view, flow.watchData);
  if (s.hasAck) events |= noteAck(s);
  if (!s.isRst) events |= noteWindow(s, view.scaledWindow);
  view.events = events;
}

function noteData(s: SegmentInput, view: SegmentView, watched: boolean): number {
  const { records } = s;
  const ofSide = records.dataSegments(s.fwd);
  const ofFlow = records.dataSegmentsSeen(s.record);
  records.setDataSegments(s.fwd, ofSide + 1);
  records.setBytes(s.fwd, records.bytes(s.fwd) + s.length);
  if ((view.analysis & RETRANSMISSION) !== 0) {
    records.setRetransmittedBytes(s.fwd, records.retransmittedBytes(s.fwd) + s.length);
  }
  if (ofFlow < EARLY_DATA_SEGMENTS) records.setDataSegmentsSeen(s.record, ofFlow + 1);
  return watched || ofSide < EARLY_DATA_SEGMENTS || ofFlow < EARLY_DATA_SEGMENTS ? EVENT_EARLY_DATA : 0;
}

function noteAck(s: SegmentInput): number {
  const { records } = s;
  let events = 0;
  if (!records.sideHas(s.fwd, SENT_ACK)) {
    records.setSideBit(s.fwd, SENT_ACK);
    events |= EVENT_FIRST_ACK;
  }
  if (records.sideHas(s.rev, HAS_WATCH) && seqAtOrBefore(records.watchedSeq(s.rev), s.ack)) {
    records.clearSideBit(s.rev, HAS_WATCH);
    events |= EVENT_WATCHED_ACK;
  }
  return events;
}

/** Smallest and largest window, and the edges of a time without window. */
function noteWindow(s: SegmentInput, scaledWindow: number): number {
  const { records } = s;
  const isZero = s.window === 0;
  const wasZero = records.sideHas(s.fwd, WINDOW_IS_ZERO);
  if (isZero) records.setSideBit(s.fwd, WINDOW_IS_ZERO);
  else records.clearSideBit(s.fwd, WINDOW_IS_ZERO);
  if (!s.isSyn) {
    const minimum = records.minimumWindow(s.fwd);
    if (minimum < 0 || scaledWindow < minimum) records.setMinimumWindow(s.fwd, scaledWindow);
    if (scaledWindow > records.maximumWindow(s.fwd)) records.setMaximumWindow(s.fwd, scaledWindow);
  }
  return isZero === wasZero ? 0 : EVENT_ZERO_WINDOW_EDGE;
}
