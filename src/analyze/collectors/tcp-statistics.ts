// The counters of a connection in detail: hears all of its segments, and of no other connection's (Flow.observer).

import { i32be, u32be } from '../../core/bytes.ts';
import { CLIENT_TO_SERVER, type Direction, SERVER_TO_CLIENT } from '../../core/direction.ts';
import type { Packet } from '../../dissect/packet.ts';
import { TCP_ACK, TCP_FIN, TCP_SYN } from '../../dissect/transport/tcp-flags.ts';
import { TIMESTAMPS_ALIGNED } from '../../dissect/transport/tcp-option-kinds.ts';
import { scanTcpOptions, TcpOptionsView } from '../../dissect/transport/tcp-options.ts';
import type { Flow, RttSamples, SegmentObserver } from '../../flow/flow.ts';
import type { SegmentView } from '../../flow/segment.ts';
import type { BySender, CapturePoint, RttReport } from '../analysis.ts';
import type { RttMethods, TcpStatistics } from '../tcp-report.ts';
import { rttKind } from './capture-point.ts';
import type { DuplicateFrames } from './duplicate-frames.ts';
import { SideStatistics } from './side-statistics.ts';

const ALIGNED_TIMESTAMPS_BYTES = 12;
const NS_PER_SECOND = 1e9;

/** REUSED by all connections. */
const OPTIONS = new TcpOptionsView();

export class TcpStatisticsNotes implements SegmentObserver {
  readonly #client: SideStatistics = new SideStatistics();
  readonly #server: SideStatistics = new SideStatistics();
  readonly #duplicates: DuplicateFrames;
  #lastTimeNs = 0;

  constructor(duplicates: DuplicateFrames) {
    this.#duplicates = duplicates;
  }

  noteSegment(packet: Packet, segment: SegmentView): void {
    const isClient = segment.direction === CLIENT_TO_SERVER;
    const own = isClient ? this.#client : this.#server;
    const other = isClient ? this.#server : this.#client;
    const elapsedNs = segment.timeNs - this.#lastTimeNs;
    if (elapsedNs > 0) {
      own.inFlightArea += own.inFlight * elapsedNs;
      other.inFlightArea += other.inFlight * elapsedNs;
      this.#lastTimeNs = segment.timeNs;
    }
    own.noteSent(packet, segment);
    if (segment.analysis !== 0 && this.#duplicates.isCopy(packet)) own.duplicateFrames++;
    if ((packet.tcp.flags & TCP_ACK) !== 0) other.noteAnswer(packet, segment);
    if (packet.tcp.optionsEnd > packet.tcp.optionsAt) this.#noteOptions(packet, segment, own, other);
  }

  #noteOptions(packet: Packet, segment: SegmentView, own: SideStatistics, other: SideStatistics): void {
    const { tcp, buf } = packet;
    let value = 0;
    let echo = 0;
    if (
      tcp.optionsEnd - tcp.optionsAt === ALIGNED_TIMESTAMPS_BYTES &&
      i32be(buf, tcp.optionsAt) === TIMESTAMPS_ALIGNED
    ) {
      value = u32be(buf, tcp.optionsAt + 4);
      echo = u32be(buf, tcp.optionsAt + 8);
    } else {
      scanTcpOptions(buf, tcp.optionsAt, tcp.optionsEnd, OPTIONS);
      if (OPTIONS.sackBlocks > 0) own.noteSack(packet, OPTIONS);
      if (!OPTIONS.hasTimestamps) return;
      value = OPTIONS.tsVal;
      echo = OPTIONS.tsEcr;
    }
    const asks = segment.length > 0 || (tcp.flags & (TCP_SYN | TCP_FIN)) !== 0;
    own.echoes.noteSent(value, segment.timeNs, tcp.seq, asks);
    if ((tcp.flags & TCP_ACK) !== 0) other.echoes.noteEcho(echo, tcp.ack, segment.timeNs); // RFC 7323 §3.2: without ACK it means nothing
  }

  get capped(): boolean {
    return this.#client.bytes.capped || this.#server.bytes.capped;
  }

  report(flow: Flow): BySender<TcpStatistics> {
    return {
      client: describe(flow, CLIENT_TO_SERVER, this.#client),
      server: describe(flow, SERVER_TO_CLIENT, this.#server),
    };
  }

  reportRtt(flow: Flow, point: CapturePoint): BySender<RttMethods> {
    return {
      client: methods(flow, CLIENT_TO_SERVER, this.#client, point),
      server: methods(flow, SERVER_TO_CLIENT, this.#server, point),
    };
  }
}

function methods(flow: Flow, direction: Direction, side: SideStatistics, point: CapturePoint): RttMethods {
  const { ackRtt, rtt } = flow.sides[direction];
  const kind = rttKind(direction, point);
  const moments = (samples: RttSamples | null): RttReport | null => {
    if (samples === null) return null;
    const { sampled: _, ...rest } = samples;
    return { ...rest, kind };
  };
  return {
    wireshark: moments(ackRtt),
    karn: moments(rtt),
    tcptrace: {
      rtt: moments(side.tcptraceRtt?.summary() ?? null),
      ambiguousAcks: side.ambiguousAcks,
      postLossAcks: side.postLossAcks,
      cumulativelyAckedSegments: side.cumulativelyAcked,
    },
    timestamps: { rtt: moments(side.echoes.summary()), tickNs: side.echoes.tickNs },
  };
}

function describe(flow: Flow, direction: Direction, side: SideStatistics): TcpStatistics {
  const { minimumWindow, maximumWindow, rtt } = flow.sides[direction];
  const elapsedNs = flow.lastTimeNs;
  const hasData = side.dataPackets > 0;
  const hasIdled = side.longestIdleToFrame > 0;
  const hasInitialWindow = hasData && side.synPackets > 0;
  const { bytes } = side;
  return {
    packets: side.packets,
    ackPackets: side.ackPackets,
    pureAckPackets: side.pureAckPackets,
    dataPackets: side.dataPackets,
    dataBytes: side.dataBytes,
    uniqueBytes: bytes.uniqueBytes,
    retransmittedPackets: side.retransmittedPackets,
    retransmittedBytes: side.retransmittedBytes,
    outOfOrderPackets: side.outOfOrderPackets,
    duplicateFrames: side.duplicateFrames,
    keepAlivePackets: side.keepAlivePackets,
    zeroWindowProbePackets: side.probePackets,
    zeroWindowProbeBytes: side.probeBytes,
    pushPackets: side.pushPackets,
    urgentPackets: side.urgentPackets,
    urgentBytes: side.urgentBytes,
    synPackets: side.synPackets,
    finPackets: side.finPackets,
    rstPackets: side.rstPackets,
    sackPackets: side.sackPackets,
    maximumSackBlocks: side.maximumSackBlocks,
    duplicateSackPackets: side.duplicateSackPackets,
    largestSegmentBytes: hasData ? side.largestSegment : null,
    largestSegmentFrame: hasData ? side.largestSegmentFrame : null,
    smallestSegmentBytes: hasData ? side.smallestSegment : null,
    averageSegmentBytes: mean(side.dataBytes, side.dataPackets),
    smallestWindowBytes: minimumWindow,
    largestWindowBytes: maximumWindow,
    averageWindowBytes: mean(side.windowSum, side.windowPackets),
    zeroWindowPackets: side.zeroWindowPackets,
    zeroWindowNs: side.zeroWindowUntil(elapsedNs),
    maximumInFlightBytes: hasData ? side.maximumInFlight : null,
    averageInFlightBytes: mean(side.inFlightSum, side.dataPackets),
    timeWeightedInFlightBytes: hasData ? mean(side.inFlightArea, elapsedNs) : null,
    initialWindowBytes: hasInitialWindow ? side.initialWindowBytes : null,
    initialWindowPackets: hasInitialWindow ? side.initialWindowPackets : null,
    longestIdleNs: hasIdled ? side.longestIdleNs : null,
    longestIdleFromFrame: hasIdled ? side.longestIdleFromFrame : null,
    longestIdleToFrame: hasIdled ? side.longestIdleToFrame : null,
    dataDurationNs: hasData ? side.lastDataNs - side.firstDataNs : null,
    throughputBytesPerSecond: mean(bytes.uniqueBytes * NS_PER_SECOND, elapsedNs),
    smallestTtl: side.packets === 0 ? null : side.smallestTtl,
    largestTtl: side.packets === 0 ? null : side.largestTtl,
    streamBytes: bytes.streamBytes,
    missingBytes: bytes.missingBytes,
    truncatedBytes: side.truncatedBytes,
    truncatedPackets: side.truncatedPackets,
    maximumRetransmissions: side.maximumRetransmissions,
    retransmissionTime: side.retransmissionTime?.report() ?? null,
    duplicateAcksReceived: side.duplicateAcks,
    tripleDuplicateAcksReceived: side.tripleDuplicateAcks,
    ackDelayEstimateNs: rtt === null ? null : (side.ackDelay?.estimateNs(rtt.minNs) ?? null),
  };
}

/** Rounded; null without anything to divide by. */
function mean(sum: number, count: number): number | null {
  return count > 0 ? Math.round(sum / count) : null;
}
