// A TCP connection as listeners see it.

import type { Direction } from '../core/direction.ts';
import type { TimeBase } from '../core/time.ts';
import type { Packet } from '../dissect/packet.ts';
import type { SegmentView } from './segment.ts';

export interface Endpoint {
  /** Text, made once, when the flow is created. */
  readonly address: string;
  readonly port: number;
}

/** How client and server were told apart: the SYN, a well-known port, or only who sent the first frame. */
export type Orientation = 'syn' | 'port' | 'first-frame';

/** Moments of a distribution of durations, all in ns; sampled values are kept up to a limit (flow/limits.ts). */
export interface RttSamples {
  readonly samples: number;
  readonly minNs: number;
  readonly medianNs: number;
  readonly meanNs: number;
  readonly p95Ns: number;
  readonly maxNs: number;
  readonly standardDeviationNs: number;
  /** RFC 6298 §2: SRTT, RTTVAR, RTO after the last sample. */
  readonly smoothedNs: number;
  readonly variationNs: number;
  readonly timeoutNs: number;
  /** true: median and p95 come from the kept part of the samples. */
  readonly sampled: boolean;
}

/** One side of a connection: getters over the flow's record. */
export interface FlowSide {
  /** null: the SYN is not in the capture. */
  readonly initialSeq: number | null;
  /** Base of the relative numbers (tshark's base_seq). */
  readonly baseSeq: number;
  readonly frames: number;
  /** Payload bytes on the wire, retransmissions included. */
  readonly bytes: number;
  readonly dataSegments: number;
  readonly retransmittedBytes: number;
  /** Shift count of this side's SYN; null: unknown or not offered (see windowScaleFactor of the segments). */
  readonly windowScale: number | null;
  /** Window field of this side's SYN / SYN-ACK, unscaled; null: not in the capture. */
  readonly initialWindow: number | null;
  /** Smallest and largest window this side advertised outside SYN and RST, scaled where the factor is known; null: none seen. */
  readonly minimumWindow: number | null;
  readonly maximumWindow: number | null;
  /** Raw option bytes of this side's (first) SYN; null: no SYN seen. */
  readonly synOptions: Uint8Array | null;
  /** Karn-clean round trips of the data this side sent (SEMANTICS 1.6); null without a sample. */
  readonly rtt: RttSamples | null;
  /** The same over every tshark ack_rtt. */
  readonly ackRtt: RttSamples | null;
}

/** Hears every segment of one connection, where Listener.onSegment would hear those of all. */
export interface SegmentObserver {
  noteSegment(packet: Packet, segment: SegmentView): void;
}

export interface Flow {
  /** 0, 1, 2 … as Wireshark's tcp.stream. */
  readonly stream: number;
  readonly client: Endpoint;
  readonly server: Endpoint;
  readonly orientation: Orientation;
  /** Of the flow's first frame; every `…Ns` instant of this flow counts from here. */
  readonly time: TimeBase;
  readonly firstFrame: number;
  readonly lastFrame: number;
  readonly frames: number;
  /** Ns since the first frame. */
  readonly lastTimeNs: number;
  /** Indexed by Direction: [client, server]. */
  readonly sides: readonly [FlowSide, FlowSide];
  /** tcp.completeness so far. */
  readonly completeness: number;
  /** Wireshark's iRTT; null: unknown. */
  readonly initialRttNs: number | null;
  /** AppProtocol.name of what it carries (innermost), null: not recognised. */
  readonly protocol: string | null;
  /** How that was found out: 'content', 'port', 'decode-as', 'upgrade'; null with protocol null. */
  readonly protocolEvidence: string | null;
  /** Carriers between TCP and the protocol, outermost first: ['tls', 'websocket']. */
  readonly carriers: readonly string[];
  /**
   * Asks for EVENT_WATCHED_ACK on the first segment that acknowledges everything `direction` sent up to (not including) absolute `seqEnd`.
   * At most one watch per direction at a time; a second call replaces the first.
   */
  watchAck(direction: Direction, seqEnd: number): void;
  /** While true, every segment with payload raises EVENT_EARLY_DATA (true when the flow opens; the collector that looks for the first PUBLISH turns it off). */
  watchData: boolean;
  /** Round trips and SYN options need memory: of a connection nobody looks at closely they are not wanted (true when the flow opens; once false, `sides` tell of none any more). */
  keepsDetails: boolean;
  /** Called for every segment from now on, the one that is announced included; null: nobody. */
  observer: SegmentObserver | null;
}
