// The segment the rules look at, with the two blocks of its connection's record. REUSED.

const NO_INTS = new Int32Array(0);
const NO_FLOATS = new Float64Array(0);

export class SegmentInput {
  /** The buffer of all records, read anew for every segment: it moves when it grows. */
  ints: Int32Array = NO_INTS;
  floats: Float64Array = NO_FLOATS;
  frame = 0;
  /** Ns since the flow's first frame. */
  timeNs = 0;
  /** int32, absolute. */
  seq = 0;
  ack = 0;
  /** Payload bytes on the wire. */
  length = 0;
  flags = 0;
  /** As written, unscaled. */
  window = 0;
  /** Word offset of the record, of the sender's block (fwd) and of the other side's (rev). */
  record = 0;
  fwd = 0;
  rev = 0;
}
