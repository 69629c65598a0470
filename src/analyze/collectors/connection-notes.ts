// All that is remembered of one connection beyond its record: each subject keeps its own notes.

import type { Direction } from '../../core/direction.ts';
import type { Packet } from '../../dissect/packet.ts';
import { TCP_FIN, TCP_RST } from '../../dissect/transport/tcp-flags.ts';
import type { Flow } from '../../flow/flow.ts';
import type { Gap } from '../../flow/listener.ts';
import {
  EVENT_ANALYSIS,
  EVENT_CONTROL,
  EVENT_FIRST_ACK,
  EVENT_WATCHED_ACK,
  EVENT_ZERO_WINDOW_EDGE,
  type SegmentView,
} from '../../flow/segment.ts';
import type { ConnectionReport } from '../analysis.ts';
import { AcknowledgementNotes } from './acknowledged-segments.ts';
import { CapturePointNotes } from './capture-point.ts';
import { completenessText } from './completeness.ts';
import { DataSegmentNotes } from './data-segments.ts';
import type { DuplicateFrames } from './duplicate-frames.ts';
import { GapNotes } from './gaps.ts';
import { HandshakeNotes } from './handshake.ts';
import type { RecentSegments } from './recent-segments.ts';
import { reportRtt } from './rtt.ts';
import { SegmentAnalysisNotes } from './segment-analysis.ts';
import { reportTcpOptions } from './tcp-options.ts';
import { TcpStatisticsNotes } from './tcp-statistics.ts';
import { TeardownNotes } from './teardown.ts';
import { WindowNotes } from './windows.ts';

/** A connection's report without what the collectors of its carrier and of MQTT add. */
export type TcpConnectionReport = Omit<ConnectionReport, 'mqtt' | 'websocket'>;

/** Frames after which a stream in which no protocol was recognised is no longer searched for its first PUBLISH. */
const SEARCHED_FRAMES = 2000;

/** What all connections share. */
export interface SharedNotes {
  /** Entries of any one list. */
  readonly listLimit: number;
  readonly recent: RecentSegments;
  readonly duplicates: DuplicateFrames;
}

/** One connection that may get a place in the report. Notes are made when there is something to note: most of many connections are short. */
export class ConnectionNotes {
  readonly flow: Flow;
  readonly #shared: SharedNotes;
  readonly #handshake = new HandshakeNotes();
  readonly #capturePoint = new CapturePointNotes();
  #statistics: TcpStatisticsNotes | null = null;
  #dataSegments: DataSegmentNotes | null = null;
  #acknowledgements: AcknowledgementNotes | null = null;
  #windows: WindowNotes | null = null;
  #analysis: SegmentAnalysisNotes | null = null;
  #gaps: GapNotes | null = null;
  #teardown: TeardownNotes | null = null;
  #isClosed = false;

  constructor(flow: Flow, shared: SharedNotes) {
    this.flow = flow;
    this.#shared = shared;
  }

  /** The counters need every segment of the connection, the other notes only those with events. */
  countSegments(): void {
    this.#statistics = new TcpStatisticsNotes(this.#shared.duplicates);
    this.flow.observer = this.#statistics;
  }

  get hasPublish(): boolean {
    return this.#acknowledgements?.hasPublish ?? false;
  }

  get isClosed(): boolean {
    return this.#isClosed;
  }

  /** A reset, or a FIN of both sides. */
  get hasEnded(): boolean {
    return this.#teardown?.hasEnded ?? false;
  }

  noteSegment(packet: Packet, segment: SegmentView): void {
    const { events } = segment;
    const { flags } = packet.tcp;
    this.#capturePoint.note(packet, segment);
    if ((events & (EVENT_CONTROL | EVENT_FIRST_ACK)) !== 0) this.#handshake.note(packet, segment);
    if ((flags & (TCP_FIN | TCP_RST)) !== 0) {
      this.#teardown ??= new TeardownNotes();
      this.#teardown.note(packet, segment);
    }
    if ((events & EVENT_ANALYSIS) !== 0) {
      this.#analysis ??= new SegmentAnalysisNotes();
      this.#analysis.note(packet, segment, this.#shared.duplicates, this.#shared.listLimit);
    }
    if ((events & EVENT_ZERO_WINDOW_EDGE) !== 0) {
      this.#windows ??= new WindowNotes(this.#shared.listLimit);
      this.#windows.note(packet, segment);
    }
    if ((events & EVENT_WATCHED_ACK) !== 0) this.#acknowledgements?.noteAck(this.flow, packet, segment);
    // Text in a reset explains it, it is no data of the stream (RFC 9293 §3.5.2).
    if (segment.length > 0 && (flags & TCP_RST) === 0) this.#noteData(packet, segment);
  }

  #noteData(packet: Packet, segment: SegmentView): void {
    const { flow } = this;
    this.#dataSegments ??= new DataSegmentNotes();
    this.#dataSegments.note(packet, segment);
    this.#acknowledgements ??= new AcknowledgementNotes(this.#shared.recent);
    this.#acknowledgements.noteData(flow, packet, segment);
    if (flow.watchData && flow.protocol === null && flow.frames > SEARCHED_FRAMES) flow.watchData = false;
  }

  /** The first PUBLISH is complete; `lastFrame` carried its last byte. */
  notePublish(direction: Direction, lastFrame: number): void {
    this.#acknowledgements?.notePublish(this.flow, direction, lastFrame);
  }

  noteGap(gap: Gap): void {
    this.#gaps ??= new GapNotes();
    this.#gaps.note(gap, this.#shared.listLimit);
  }

  /** The flow has left the table; its getters go on answering. */
  close(): void {
    this.#isClosed = true;
  }

  report(): TcpConnectionReport {
    const { flow } = this;
    const { point, evidence } = this.#capturePoint.infer(flow, this.#handshake);
    const dataSegments = this.#dataSegments ?? new DataSegmentNotes();
    const statistics = this.#statistics ?? new TcpStatisticsNotes(this.#shared.duplicates);
    const windows = this.#windows ?? new WindowNotes(this.#shared.listLimit);
    const analysis = this.#analysis ?? new SegmentAnalysisNotes();
    const gaps = this.#gaps ?? new GapNotes();
    const teardown = this.#teardown ?? new TeardownNotes();
    return {
      stream: flow.stream,
      client: { address: flow.client.address, port: flow.client.port },
      server: { address: flow.server.address, port: flow.server.port },
      orientation: flow.orientation,
      protocol: flow.protocol,
      protocolEvidence: flow.protocolEvidence,
      firstFrame: flow.firstFrame,
      lastFrame: flow.lastFrame,
      firstTime: flow.time.instant(0),
      lastTime: flow.time.instant(flow.lastTimeNs),
      durationNs: flow.lastTimeNs,
      frames: flow.frames,
      bytes: { client: flow.sides[0].bytes, server: flow.sides[1].bytes },
      completeness: flow.completeness,
      completenessText: completenessText(flow.completeness),
      capturePoint: point,
      capturePointEvidence: evidence,
      handshake: this.#handshake.report(flow),
      options: reportTcpOptions(flow),
      windows: windows.report(flow),
      firstData: this.#acknowledgements?.reportFirstData(flow, point) ?? null,
      firstPublish: this.#acknowledgements?.reportFirstPublish(flow, point) ?? null,
      dataSegments: dataSegments.report(flow),
      dataSegmentsByDirection: dataSegments.reportByDirection(flow),
      rtt: reportRtt(flow, point),
      rttByMethod: statistics.reportRtt(flow, point),
      statistics: statistics.report(flow),
      analysis: analysis.report(),
      analysisCount: analysis.counts(),
      slowestRetransmission: analysis.slowestRetransmission,
      duplicateFrames: analysis.duplicateFrames,
      duplicateFramesCount: analysis.duplicateFramesCount,
      gaps: gaps.report(),
      gapsCount: gaps.count,
      teardown: teardown.report(flow),
      capped: statistics.capped || windows.capped || analysis.capped || gaps.capped || teardown.capped,
    };
  }
}
