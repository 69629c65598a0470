// What `path` says: the same connections seen at two points, segment by segment (JSON-safe, CONTRACT: conventions of JSON).

import type { BySender, EndpointReport } from '../../analyze/analysis.ts';
import type { Sender } from '../../core/direction.ts';

/** Which of the two captures. */
export type CaptureSide = 'a' | 'b';

/** What B's clock shows minus what A's shows: only comparable where both saw the same segments go both ways. */
export interface ClockReport {
  /** In the middle of what both saw. B's clock minus A's; whatever the delays of the two directions are, it is off by `uncertaintyNs` at most. */
  readonly offsetNs: number;
  readonly uncertaintyNs: number;
  /** A's clock at that moment. */
  readonly time: string;
  /** The same at the first and at the last moment that both saw: apart where one clock runs faster. */
  readonly atStart: ClockPoint;
  readonly atEnd: ClockPoint;
  /** Parts per million by which B's clock runs faster than A's; 0: no difference in rate can be told. */
  readonly skewPpm: number;
  readonly isSkewSeen: boolean;
  /** Any rate between these would agree with causes coming before effects. */
  readonly skewPpmRange: readonly [number, number];
  /** Smallest delay one way plus smallest delay the other way: free of any clock offset. */
  readonly roundTripNs: number;
  readonly resolutionNs: number;
  readonly samples: { readonly aToB: number; readonly bToA: number };
}

export interface ClockPoint {
  readonly time: string;
  readonly offsetNs: number;
  readonly uncertaintyNs: number;
}

export interface PathStream {
  readonly stream: number;
  readonly client: EndpointReport;
  readonly server: EndpointReport;
  readonly segments: number;
}

/** From capture point to capture point, one way; each is off by at most `uncertaintyNs`, all by the same amount. */
export interface DelayReport {
  readonly samples: number;
  readonly minNs: number;
  readonly medianNs: number;
  readonly meanNs: number;
  readonly p95Ns: number;
  readonly maxNs: number;
  readonly uncertaintyNs: number;
  /** The slowest segment. */
  readonly slowest: { readonly aFrame: number; readonly bFrame: number };
}

/**
 * arrived: seen at both points. recut: the same bytes in other segments (offload). lost: left, and never arrived. capture-missed: a capture did not
 * record it, the network did carry it. not-seen: missing at one point, and nothing tells why. outside: the other capture had not begun, or had ended.
 * doubled: one copy more arrived than left. injected: arrived, and nobody at the other end sent it. delayed: much later than the others. reordered:
 * overtaken by a later one. altered: arrived with other bytes.
 */
export type SegmentFate =
  | 'arrived'
  | 'recut'
  | 'lost'
  | 'capture-missed'
  | 'not-seen'
  | 'outside'
  | 'doubled'
  | 'injected'
  | 'delayed'
  | 'reordered'
  | 'altered';

export interface PathRow {
  readonly direction: Sender;
  readonly fate: SegmentFate;
  readonly aFrame: number | null;
  readonly aTime: string | null;
  readonly bFrame: number | null;
  readonly bTime: string | null;
  /** Relative to the initial sequence number (to the first byte both saw where that is not known). */
  readonly relativeSeq: number;
  readonly length: number;
  readonly flags: string;
  readonly delayNs: number | null;
}

export interface PathDirection {
  readonly direction: Sender;
  /** The capture nearer to who sends; null: both at one point, or not known. */
  readonly senderSide: CaptureSide | null;
  readonly segments: { readonly a: number; readonly b: number };
  readonly payloadBytes: { readonly a: number; readonly b: number };
  readonly matched: number;
  /** Segments by fate; only fates that occur. */
  readonly fates: Readonly<Partial<Record<SegmentFate, number>>>;
  readonly delay: DelayReport | null;
  /** Routers between the points, by TTL or hop limit; null: not known, or it varies. */
  readonly hops: number | null;
}

export interface PathConnection {
  readonly a: PathStream;
  readonly b: PathStream;
  /** A and B call different ends the client. */
  readonly isSwapped: boolean;
  /** Why they are one connection, in the language of the report. */
  readonly evidence: readonly string[];
  readonly nearerClient: CaptureSide | 'same' | 'unknown';
  readonly nearerClientEvidence: readonly string[];
  /** Sequence numbers in B minus those in A, modulo 2^32: 0 unless something on the way rewrites them. */
  readonly sequenceShift: BySender<number>;
  readonly directions: BySender<PathDirection>;
  /** In the order of A's clock; capped. */
  readonly rows: readonly PathRow[];
  readonly rowsCount: number;
  readonly capped: boolean;
}

export interface PathDiff {
  readonly clock: ClockReport | null;
  /** Why there is no `clock`; null with one. */
  readonly clockAbsence: string | null;
  /** The first 100 in detail, those to which something happened before the others. */
  readonly connections: readonly PathConnection[];
  readonly connectionsCount: number;
  readonly onlyA: readonly PathStream[];
  readonly onlyACount: number;
  readonly onlyB: readonly PathStream[];
  readonly onlyBCount: number;
  /** Limits that were hit, in the language of the report. */
  readonly notes: readonly string[];
}
