// Every TCP segment of a capture as columns of numbers, 80 bytes a segment; one index is one segment, in the order of the capture.
// Two types of columns, not five: what reads them all stays fast.

export interface SegmentColumns {
  readonly stream: Uint32Array;
  readonly frame: Uint32Array;
  /** Ns since the capture's first segment. */
  readonly timeNs: Float64Array;
  /** Absolute. */
  readonly seq: Uint32Array;
  readonly ack: Uint32Array;
  /** Payload bytes on the wire. */
  readonly length: Uint32Array;
  readonly window: Uint32Array;
  /** Control bits as on the wire. */
  readonly flags: Uint32Array;
  /** SENT_BY_SERVER, CONTENT_KNOWN. */
  readonly marks: Uint32Array;
  /** TTL, hop limit. */
  readonly ttl: Uint32Array;
  /** DSCP and ECN: the TOS byte, the traffic class. */
  readonly trafficClass: Uint32Array;
  /** IPv4 only, 0 with IPv6: tells a frame captured twice from a segment that travelled twice, never one segment from another. */
  readonly ipId: Uint32Array;
  readonly contentLow: Uint32Array;
  readonly contentHigh: Uint32Array;
  readonly tsVal: Uint32Array;
  readonly tsEcr: Uint32Array;
  /** Bit n: option kind n < 31 is there; bit 31: any other. NOP and EOL do not count. */
  readonly optionKinds: Uint32Array;
  /** Of the SACK blocks, counted from the ACK number: it outlives rewritten sequence numbers. 0: none. */
  readonly sackHash: Uint32Array;
}

export const SENT_BY_SERVER: number = 1 << 0;
/** The whole payload was captured: its hash is known. */
export const CONTENT_KNOWN: number = 1 << 1;

export function makeColumns(capacity: number): SegmentColumns {
  return {
    stream: new Uint32Array(capacity),
    frame: new Uint32Array(capacity),
    timeNs: new Float64Array(capacity),
    seq: new Uint32Array(capacity),
    ack: new Uint32Array(capacity),
    length: new Uint32Array(capacity),
    window: new Uint32Array(capacity),
    flags: new Uint32Array(capacity),
    marks: new Uint32Array(capacity),
    ttl: new Uint32Array(capacity),
    trafficClass: new Uint32Array(capacity),
    ipId: new Uint32Array(capacity),
    contentLow: new Uint32Array(capacity),
    contentHigh: new Uint32Array(capacity),
    tsVal: new Uint32Array(capacity),
    tsEcr: new Uint32Array(capacity),
    optionKinds: new Uint32Array(capacity),
    sackHash: new Uint32Array(capacity),
  };
}

/** The same segments with room for `capacity`. */
export function growColumns(old: SegmentColumns, capacity: number): SegmentColumns {
  const grown = makeColumns(capacity);
  grown.stream.set(old.stream);
  grown.frame.set(old.frame);
  grown.timeNs.set(old.timeNs);
  grown.seq.set(old.seq);
  grown.ack.set(old.ack);
  grown.length.set(old.length);
  grown.window.set(old.window);
  grown.flags.set(old.flags);
  grown.marks.set(old.marks);
  grown.ttl.set(old.ttl);
  grown.trafficClass.set(old.trafficClass);
  grown.ipId.set(old.ipId);
  grown.contentLow.set(old.contentLow);
  grown.contentHigh.set(old.contentHigh);
  grown.tsVal.set(old.tsVal);
  grown.tsEcr.set(old.tsEcr);
  grown.optionKinds.set(old.optionKinds);
  grown.sackHash.set(old.sackHash);
  return grown;
}

/** Element of a column; a column always reaches as far as the count of its log. */
export function at(column: Uint32Array | Float64Array, index: number): number {
  return column[index] ?? 0;
}
