// What a report says of TCP itself, by direction: counters as tcptrace gives them, and every round trip time under its own name.

import type { BySender, RttReport } from './analysis.ts';

/** Round trips of the data one side sent, by how they are measured (SEMANTICS 1.6); null: no sample. */
export interface RttMethods {
  /** tcp.analysis.ack_rtt of Wireshark: every segment that ends at an ACK; of a repeated one, since it was sent first. */
  readonly wireshark: RttReport | null;
  /** The same without repeated segments and without ACKs that cover one (Karn): `rtt` of the connection. */
  readonly karn: RttReport | null;
  readonly tcptrace: TcptraceRtt;
  readonly timestamps: TimestampRtt;
}

/** As tcptrace samples: segments that end at the ACK, never sent twice, and no earlier one sent after them. */
export interface TcptraceRtt {
  readonly rtt: RttReport | null;
  /** ACKs of a segment that was sent more than once: no sample. */
  readonly ambiguousAcks: number;
  /** ACKs of a segment after which an earlier one was sent again: no sample. */
  readonly postLossAcks: number;
  /** Segments acknowledged together with a later one: no sample. */
  readonly cumulativelyAckedSegments: number;
}

/** From a segment to the first acknowledgement of it that echoes its time stamp (RFC 7323 §4): unharmed by loss. */
export interface TimestampRtt {
  readonly rtt: RttReport | null;
  /** One tick of the sender's time stamp clock, estimated; null: it moved too little. Several segments within a tick give one sample. */
  readonly tickNs: number | null;
}

/** One direction of a connection, by who sent. Numbers of segments are those of the capture: offload makes them fewer than on the wire. */
export interface TcpStatistics {
  readonly packets: number;
  readonly ackPackets: number;
  /** ACK without data, SYN, FIN or RST. */
  readonly pureAckPackets: number;
  readonly dataPackets: number;
  /** Payload on the wire, repetitions included. */
  readonly dataBytes: number;
  /** Each byte once, window probes apart. */
  readonly uniqueBytes: number;
  /** Segments with bytes that the capture already held, and those bytes; keep-alives apart. */
  readonly retransmittedPackets: number;
  readonly retransmittedBytes: number;
  /** Segments that filled a hole: they came after later ones. */
  readonly outOfOrderPackets: number;
  /** Packets captured twice; they count above like any other. */
  readonly duplicateFrames: number;
  readonly keepAlivePackets: number;
  readonly zeroWindowProbePackets: number;
  readonly zeroWindowProbeBytes: number;
  /** Data with PSH. */
  readonly pushPackets: number;
  /** With URG, and the bytes up to the urgent pointer. */
  readonly urgentPackets: number;
  readonly urgentBytes: number;
  readonly synPackets: number;
  readonly finPackets: number;
  readonly rstPackets: number;
  readonly sackPackets: number;
  /** In one segment. */
  readonly maximumSackBlocks: number;
  /** RFC 2883. */
  readonly duplicateSackPackets: number;
  /** Payload of one segment; null: no data. */
  readonly largestSegmentBytes: number | null;
  readonly largestSegmentFrame: number | null;
  readonly smallestSegmentBytes: number | null;
  readonly averageSegmentBytes: number | null;
  /** Advertised outside SYN and RST, scaled where the factor is known. */
  readonly smallestWindowBytes: number | null;
  readonly largestWindowBytes: number | null;
  readonly averageWindowBytes: number | null;
  readonly zeroWindowPackets: number;
  readonly zeroWindowNs: number;
  /** Sent but not acknowledged, at each data segment and (time-weighted) over the connection; null: no data. */
  readonly maximumInFlightBytes: number | null;
  readonly averageInFlightBytes: number | null;
  readonly timeWeightedInFlightBytes: number | null;
  /** Data sent before the first ACK of data; null: no data, or the capture lacks the SYN. */
  readonly initialWindowBytes: number | null;
  readonly initialWindowPackets: number | null;
  /** Longest time between two segments of this side, and their frames; null: fewer than two. */
  readonly longestIdleNs: number | null;
  readonly longestIdleFromFrame: number | null;
  readonly longestIdleToFrame: number | null;
  /** From the first segment with data to the last. */
  readonly dataDurationNs: number | null;
  /** Unique bytes by the duration of the connection; null: no duration. */
  readonly throughputBytesPerSecond: number | null;
  /** TTL or hop limit of the packets as captured. */
  readonly smallestTtl: number | null;
  readonly largestTtl: number | null;
  /** From the first byte of the stream to the last that is known of, captured or not. */
  readonly streamBytes: number;
  /** Of those, the bytes that no segment in the capture carries. */
  readonly missingBytes: number;
  /** Payload on the wire that the capture cut off (snap length). */
  readonly truncatedBytes: number;
  readonly truncatedPackets: number;
  /** Of the same segment. */
  readonly maximumRetransmissions: number;
  /** Since the segment was sent the time before; null: none. */
  readonly retransmissionTime: DurationMoments | null;
  /** By the other side, to this one's data. */
  readonly duplicateAcksReceived: number;
  readonly tripleDuplicateAcksReceived: number;
  /** How long the other side holds back the ACK of a lone segment, beyond the shortest round trip; null: it does not, or it cannot be told. */
  readonly ackDelayEstimateNs: number | null;
}

export interface DurationMoments {
  readonly samples: number;
  readonly minNs: number;
  readonly meanNs: number;
  readonly maxNs: number;
  readonly standardDeviationNs: number;
}

/** The part of a connection's report that this file describes. */
export interface TcpDetails {
  /** `rtt` under its name, and the other ways to measure. */
  readonly rttByMethod: BySender<RttMethods>;
  readonly statistics: BySender<TcpStatistics>;
}
