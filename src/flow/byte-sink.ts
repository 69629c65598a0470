// Where the ordered bytes of one direction go. A carrier (TLS, WebSocket) is a sink that feeds another sink.

/** Where a piece of ordered bytes comes from. REUSED: valid only during the call. */
export class PieceOrigin {
  /** Frame and time of the segment that carried it first. */
  frame = 0;
  timeNs = 0;
  /** Frame after which everything up to and including this piece is there. */
  deliveredFrame = 0;
  /** Relative sequence number of its first byte. */
  relativeSeq = 0;
  /** The piece starts where the payload of a segment starts: behind a hole, only there framing may resume. */
  startsSegment = false;
}

export interface ByteSink {
  /** The next bytes in order: [at, end) of `buf`, which dies with the call. */
  bytes(buf: Uint8Array, at: number, end: number, origin: PieceOrigin): void;
  /** The next `count` bytes (UNKNOWN_AMOUNT of dissect/application/carrier.ts: nobody knows how many) are missing for good. */
  missing(count: number): void;
  /** Nothing will follow. */
  finish(): void;
}
