// The Analysis: versioned, JSON-safe, exactly what `--format json` prints (names and shapes: the JSON contract, schemas/analysis.schema.json).
// Instants are decimal strings of epoch seconds; durations are integer ns in keys ending in `Ns`; absent is null; lists are never absent.
// A list that may be capped has its full count beside it (`…Count`), and `capped: true` on its holder when it was.

import type { Sender } from '../core/direction.ts';
import type { CaptureComment, CaptureFile, CaptureInterface } from '../core/frame.ts';
import type { Severity } from '../core/severity.ts';
import type { TcpOption } from '../dissect/transport/tcp-options.ts';
import type { Orientation } from '../flow/flow.ts';
import type { Gap } from '../flow/listener.ts';
import type { ExpectationReport } from './expectation/expectation-report.ts';
import type { MqttReport } from './mqtt-report.ts';
import type { MqttSnFacts } from './mqtt-sn-report.ts';
import type { TcpDetails } from './tcp-report.ts';
import type { WebSocketReport } from './websocket-report.ts';

export type {
  AttemptReport,
  Difference,
  ExpectationReport,
  PlacementReport,
  RangeReport,
  TransferReport,
} from './expectation/expectation-report.ts';

export type {
  FragmentFormat,
  FragmentHole,
  FragmentReport,
  FragmentRow,
  FragmentSequence,
  TopicFragments,
} from './fragments-report.ts';

export type { MqttReport, TimelineRow } from './mqtt-report.ts';

export type { DurationMoments, RttMethods, TcpStatistics } from './tcp-report.ts';

export interface Analysis extends MqttSnFacts {
  readonly schemaVersion: 1;
  readonly tool: { readonly name: string; readonly version: string };
  readonly capture: CaptureReport;
  /** Over all connections of the capture (with `--stream`: of that one), never capped. */
  readonly totals: TotalsReport;
  readonly nameResolution: readonly NameResolution[];
  readonly nameResolutionCount: number;
  /** In detail, MQTT connections first in line for a place, in order of stream number. */
  readonly connections: readonly ConnectionReport[];
  readonly connectionsCount: number;
  /** The rest, one line each. */
  readonly connectionsOverview: readonly ConnectionOverview[];
  /** What became of the file that should have arrived; null: none was named (--expect). */
  readonly expectation: ExpectationReport | null;
  readonly findings: readonly Finding[];
  readonly findingsCount: number;
  readonly anomalies: readonly AnomalyCount[];
  readonly capped: boolean;
}

export interface CaptureReport {
  readonly files: readonly CaptureFile[];
  readonly frames: number;
  readonly bytes: number;
  readonly firstTime: string | null;
  readonly lastTime: string | null;
  readonly durationNs: number | null;
  readonly timeResolution: string | null;
  readonly strictTimeOrder: boolean;
  readonly interfaces: readonly CaptureInterface[];
  readonly comments: readonly CaptureComment[];
  /** The input ended in the middle of a block or was damaged; what came before was analysed. */
  readonly truncated: boolean;
  readonly clock: 'capture' | 'arrival';
  /** Frames that the capture itself lost, over all interfaces; null: not known. */
  readonly dropped: number | null;
  /** Frames cut by the snap length. */
  readonly cutFrames: number;
  /** Frames by what they carry: 'tcp', 'udp', 'icmp', 'arp', 'ip', 'other'; decoded datagram protocols ('dns') count besides. Only kinds that occur. */
  readonly frameKinds: Readonly<Record<string, number>>;
  readonly notes: readonly { readonly kind: string; readonly byteOffset: number }[];
}

/** Sums over every connection, also those that are only in the overview. */
export interface TotalsReport {
  readonly connections: number;
  readonly mqttConnections: number;
  /** MQTT packets by type. */
  readonly messages: Readonly<Record<string, number>>;
  /** Frames by tshark's tcp.analysis.* suffix. */
  readonly analysis: Readonly<Record<string, number>>;
  /** Segments with any of retransmission, fast_retransmission, spurious_retransmission, each counted once. */
  readonly retransmissions: number;
  /** Holes in the streams that were never filled, and their bytes. */
  readonly gaps: number;
  readonly gapBytes: number;
}

export interface NameResolution {
  readonly name: string;
  /** 'A', 'AAAA', … */
  readonly type: string;
  readonly queryFrame: number | null;
  readonly responseFrame: number | null;
  readonly durationNs: number | null;
  /** Addresses (A, AAAA) and names (CNAME …) as text. */
  readonly answers: readonly string[];
  /** 'NOERROR', 'NXDOMAIN' …; null without a response. */
  readonly responseCode: string | null;
  /** Streams whose server is one of the answers, opened after it. */
  readonly streams: readonly number[];
}

export interface EndpointReport {
  readonly address: string;
  readonly port: number;
}

export interface ConnectionOverview {
  readonly stream: number;
  readonly client: EndpointReport;
  readonly server: EndpointReport;
  readonly protocol: string | null;
  readonly firstFrame: number;
  readonly lastFrame: number;
  readonly frames: number;
  readonly bytes: BySender<number>;
}

export interface BySender<T> {
  readonly client: T;
  readonly server: T;
}

export type CapturePoint = 'client' | 'server' | 'between' | 'unknown';
/** What the time from data to its ACK is at this capture point (SEMANTICS 1.6). */
export type RttKind = 'round-trip' | 'ack-delay' | 'unknown';

export interface ConnectionReport extends TcpDetails {
  readonly stream: number;
  readonly client: EndpointReport;
  readonly server: EndpointReport;
  readonly orientation: Orientation;
  readonly protocol: string | null;
  readonly protocolEvidence: string | null;
  readonly firstFrame: number;
  readonly lastFrame: number;
  readonly firstTime: string;
  readonly lastTime: string;
  readonly durationNs: number;
  readonly frames: number;
  /** Payload bytes on the wire, by who sent them. */
  readonly bytes: BySender<number>;
  readonly completeness: number;
  readonly completenessText: string;
  readonly capturePoint: CapturePoint;
  /** Stable words that say how the capture point was inferred: 'handshake-timing', 'ttl', 'padding' …; empty: unknown. */
  readonly capturePointEvidence: readonly string[];
  readonly handshake: HandshakeReport | null;
  readonly options: BySender<readonly TcpOption[]>;
  readonly windows: BySender<WindowReport>;
  readonly firstData: AcknowledgedSegment | null;
  readonly firstPublish: AcknowledgedSegment | null;
  /** The first four segments with payload, over both directions. */
  readonly dataSegments: readonly DataSegment[];
  readonly dataSegmentsByDirection: BySender<readonly DataSegment[]>;
  /** Over the data that this side sent. */
  readonly rtt: BySender<RttReport | null>;
  /** Frame numbers by tshark's tcp.analysis.* suffix; only kinds that occur. */
  readonly analysis: Readonly<Record<string, readonly number[]>>;
  readonly analysisCount: Readonly<Record<string, number>>;
  /** The retransmission (of data or FIN) that came latest after what it repeats: the time that loss cost. */
  readonly slowestRetransmission: { readonly frame: number; readonly waitedNs: number } | null;
  /** Segments captured twice: the flags above are no loss there. */
  readonly duplicateFrames: readonly number[];
  readonly duplicateFramesCount: number;
  readonly gaps: readonly GapReport[];
  readonly gapsCount: number;
  readonly teardown: TeardownReport;
  /** The carrier between TCP and MQTT; null: none. */
  readonly websocket: WebSocketReport | null;
  readonly mqtt: MqttReport | null;
  readonly capped: boolean;
}

export interface HandshakeReport {
  readonly synFrames: readonly number[];
  readonly synAckFrames: readonly number[];
  readonly ackFrame: number | null;
  /** Absolute; null: that SYN is not in the capture. */
  readonly initialSequenceNumber: BySender<number | null>;
  /** Instants of the (last) SYN, SYN-ACK and ACK. */
  readonly synTime: string | null;
  readonly synAckTime: string | null;
  readonly ackTime: string | null;
  /** SYN-ACK minus the last SYN before it. */
  readonly synRttNs: number | null;
  /** First ACK of the SYN-ACK minus the SYN-ACK. */
  readonly ackRttNs: number | null;
  /** Wireshark's iRTT. */
  readonly initialRttNs: number | null;
}

export interface WindowReport {
  /** Window field of the SYN / SYN-ACK: never scaled (RFC 7323 §2.2). */
  readonly initial: number | null;
  /** Shift count; null: not offered, or the SYN is not in the capture. */
  readonly scale: number | null;
  /** 1 << scale when both SYNs offered it; 1 when one did not; null: unknown. */
  readonly multiplier: number | null;
  /** After the handshake, scaled where the multiplier is known. */
  readonly minimum: number | null;
  readonly maximum: number | null;
  readonly zeroSpans: readonly ZeroSpan[];
  readonly zeroSpansCount: number;
}

export interface ZeroSpan {
  readonly fromFrame: number;
  /** null: the window never opened again. */
  readonly toFrame: number | null;
  readonly durationNs: number | null;
}

export interface AcknowledgedSegment {
  readonly frame: number;
  readonly direction: Sender;
  readonly time: string;
  readonly headerLength: number;
  readonly payloadLength: number;
  readonly ackFrame: number | null;
  readonly ackTime: string | null;
  readonly rttNs: number | null;
  readonly kind: RttKind;
}

export interface DataSegment {
  readonly frame: number;
  readonly direction: Sender;
  readonly time: string;
  readonly headerLength: number;
  readonly payloadLength: number;
  /** headerLength + payloadLength. */
  readonly length: number;
}

export interface RttReport {
  readonly samples: number;
  readonly minNs: number;
  readonly medianNs: number;
  readonly meanNs: number;
  readonly p95Ns: number;
  readonly maxNs: number;
  readonly standardDeviationNs: number;
  readonly smoothedNs: number;
  readonly variationNs: number;
  readonly timeoutNs: number;
  readonly kind: RttKind;
}

export interface GapReport extends Omit<Gap, 'direction'> {
  readonly direction: Sender;
}

export interface TeardownReport {
  /** Who sent the first FIN or RST; null: still open. */
  readonly initiator: Sender | null;
  readonly how: 'fin' | 'reset' | 'open';
  readonly frames: readonly {
    readonly frame: number;
    readonly direction: Sender;
    readonly flags: string;
    readonly time: string;
  }[];
}

export interface Finding {
  /** Stable id: 'mqtt.qos2-never-released'. */
  readonly rule: string;
  readonly severity: Severity;
  /** In the report's language. */
  readonly title: string;
  readonly text: string;
  readonly stream: number | null;
  readonly frames: readonly number[];
  readonly framesCount: number;
  readonly facts: Facts;
  /** RFC section or MQTT normative statement. */
  readonly clause: string | null;
}

export type Facts = Readonly<Record<string, number | string | boolean | null>>;

export interface AnomalyCount {
  readonly kind: string;
  readonly severity: Severity;
  readonly clause: string;
  /** In the report's language. */
  readonly text: string;
  readonly count: number;
  /** The first ten. */
  readonly firstFrames: readonly number[];
}
