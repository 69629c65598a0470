// What the tracker found out about one TCP segment. REUSED: valid only during the call.

import { CLIENT_TO_SERVER, type Direction } from '../core/direction.ts';

/** Field by field what tshark 4.0 computes (SEMANTICS 1.2–1.4); 0 means "not printed" where tshark leaves the field out. */
export class SegmentView {
  direction: Direction = CLIENT_TO_SERVER;
  /** Integer ns since the flow's first frame. */
  timeNs = 0;
  relativeSeq = 0;
  /** 0 without the ACK flag. */
  relativeAck = 0;
  /** tcp.len: payload bytes on the wire. */
  length = 0;
  /** Bits of segment-kind.ts. */
  analysis = 0;
  scaledWindow = 0;
  /** 1 << shift; −1 unknown (a SYN is missing), −2 not in use. */
  windowScaleFactor = -1;
  duplicateAckNumber = 0;
  duplicateAckFrame = 0;
  ackedFrame = 0;
  ackRttNs = 0;
  /** Segments that this ACK acknowledges to their end; copies of one count once. */
  ackedSegments = 0;
  /** ackedFrame was sent again before the ACK came: which copy it answers is not known. */
  isAckAmbiguous = false;
  /** Since bytes of this segment were sent the time before, as far as they were outstanding; 0: sent for the first time, or not known. */
  resentAfterNs = 0;
  /** From the frame that completes it on, and only on frames with an analysis record (SEMANTICS 1.0). */
  initialRttNs = 0;
  rtoNs = 0;
  rtoFrame = 0;
  bytesInFlight = 0;
  pushBytesSent = 0;
  /** Bits below: why a listener that keeps lists may want to look at this segment. 0 for most segments. */
  events = 0;
}

/** SYN, FIN or RST is set. */
export const EVENT_CONTROL: number = 1 << 0;
/** Some analysis bit is set. */
export const EVENT_ANALYSIS: number = 1 << 1;
/** One of the first four segments with payload, over both directions or of this one; or any while Flow.watchData is true. */
export const EVENT_EARLY_DATA: number = 1 << 2;
/** Acknowledges a segment that somebody watches (Flow.watchAck). */
export const EVENT_WATCHED_ACK: number = 1 << 3;
/** The advertised window went to zero or came back from it. */
export const EVENT_ZERO_WINDOW_EDGE: number = 1 << 4;
/** First segment of this direction with the ACK flag (ends a handshake). */
export const EVENT_FIRST_ACK: number = 1 << 5;
