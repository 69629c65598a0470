// The segment the rules look at, with the two blocks of its connection's record. REUSED.

import type { FlowRecords } from './flow-records.ts';

export class SegmentInput {
  readonly records: FlowRecords;
  frame = 0;
  /** Ns since the flow's first frame. */
  timeNs = 0;
  /** int32, absolute. */
  seq = 0;
  ack = 0;
  /** Payload bytes on the wire. */
  length = 0;
  flags = 0;
  isSyn = false;
  isFin = false;
  isRst = false;
  hasAck = false;
  /** As written, unscaled. */
  window = 0;
  /** Word offset of the record, of the sender's block (fwd) and of the other side's (rev). */
  record = 0;
  fwd = 0;
  rev = 0;

  constructor(records: FlowRecords) {
    this.records = records;
  }
}
