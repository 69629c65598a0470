// What a carrier is: a stream protocol that carries another stream (WebSocket, TLS). Ordered bytes in, ordered inner bytes out.
// A carrier knows nothing of frames and times: it says which outer byte an inner byte came from, and the flow floor does the rest.

import type { AnomalyKind } from '../../core/anomaly-kind.ts';
import type { Direction } from '../../core/direction.ts';

export type Verdict = 'yes' | 'no' | 'more';

/** Do these inner bytes begin like a protocol that is looked for? */
export type InnerProbe = (buf: Uint8Array, at: number, end: number) => Verdict;

/** In `missing`: bytes are lost, and nobody can tell how many. */
export const UNKNOWN_AMOUNT = -1;

export interface Carrier {
  /** Wireshark's name for it in frame.protocols: 'websocket', 'tls'. */
  readonly name: string;
  /** A hint, never proof. */
  readonly ports: readonly number[];
  /** Names of what may lie inside (protocols and carriers); null: anything. */
  readonly inside: readonly string[] | null;
  /** Asked with the first bytes of one direction, in the middle of a stream with the first bytes of a segment. */
  probe(buf: Uint8Array, at: number, end: number, inner: InnerProbe): Verdict;
  /** One decoder per connection: its two directions know of each other. */
  open(sink: CarrierSink): CarrierDecoder;
}

export interface CarrierDecoder {
  /** How the inner protocol came to be known, once it is: 'upgrade', 'content' … (Flow.protocolEvidence). */
  readonly evidence: string;
  /** What was negotiated promises one of the protocols inside: worth a longer search. */
  readonly promisesInner: boolean;
  /**
   * The next bytes of a direction, in order; `startsSegment`: [at …) starts the payload of a segment.
   * Returns `end`, or where framing was lost: then the rest must be searched for a place to resume.
   */
  bytes(direction: Direction, buf: Uint8Array, at: number, end: number, startsSegment: boolean): number;
  /** The next `count` bytes (UNKNOWN_AMOUNT) are missing for good. */
  missing(direction: Direction, count: number): void;
  /** Nothing will follow in this direction. */
  finish(direction: Direction): void;
  hasLostFraming(direction: Direction): boolean;
  /** The next byte may lie anywhere: the capture started in the middle. */
  loseFraming(direction: Direction): void;
  /** Could framing resume at `at`, the start of a segment's payload? */
  resumesAt(direction: Direction, buf: Uint8Array, at: number, end: number, inner: InnerProbe): Verdict;
  /** It does: the next byte given is where `resumesAt` said yes. */
  resume(direction: Direction): void;
  /** What lies inside was recognised. */
  carries(protocol: string): void;
  /** Nobody wants the inner bytes any more. */
  dropInner(): void;
}

/** Something the carrier itself says (a handshake message, a frame). Plain or REUSED, as its own type tells. */
export interface CarrierEvent {
  /** Carrier.name. */
  readonly carrier: string;
  /** From a table, never built. */
  readonly type: string;
}

/** Where a decoder sends what it finds. */
export interface CarrierSink {
  /** The inner stream of a direction begins; `isFirst`: with its very first byte, not in its middle. */
  starts(direction: Direction, isFirst: boolean): void;
  /**
   * The next inner bytes. `sourceAt`: where in the outer bytes of this call the first one came from. `startsUnit`: a message of the carrier
   * starts here, so framing inside may resume here.
   */
  innerBytes(
    direction: Direction,
    buf: Uint8Array,
    at: number,
    end: number,
    sourceAt: number,
    startsUnit: boolean,
  ): void;
  /** The next `count` inner bytes (UNKNOWN_AMOUNT) are lost. */
  innerMissing(direction: Direction, count: number): void;
  /** The first byte of what `event` will announce lies at `sourceAt`. */
  unitStarts(direction: Direction, sourceAt: number): void;
  /** Complete with the bytes given so far. */
  event(direction: Direction, event: CarrierEvent): void;
  flag(kind: AnomalyKind): void;
  /** Outer bytes that belong to nothing. */
  skipped(direction: Direction, bytes: number): void;
}
