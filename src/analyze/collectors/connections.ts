// Every TCP connection of the capture: some in detail, the rest in one line each. Hears only of segments with events, never of all.

import type { Direction } from '../../core/direction.ts';
import type { MessageView } from '../../dissect/application/protocol.ts';
import type { Packet } from '../../dissect/packet.ts';
import type { Flow } from '../../flow/flow.ts';
import type { FlowEnd, Gap, Origin } from '../../flow/listener.ts';
import type { SegmentView } from '../../flow/segment.ts';
import type { ConnectionOverview } from '../analysis.ts';
import type { Collector } from '../collector.ts';
import { ConnectionChoice } from './connection-choice.ts';
import { ConnectionNotes, type SharedNotes, type TcpConnectionReport } from './connection-notes.ts';
import type { DuplicateFrames } from './duplicate-frames.ts';
import { RecentSegments } from './recent-segments.ts';

export interface ConnectionOptions {
  /** Entries of any one list. */
  readonly listLimit: number;
  /** Connections in detail. */
  readonly connectionLimit: number;
  /** Exactly this one in detail; null: the first ones. */
  readonly stream: number | null;
}

export interface DetailedConnection {
  readonly flow: Flow;
  readonly report: TcpConnectionReport;
}

export interface ConnectionsReport {
  /** In order of stream number. */
  readonly detailed: readonly DetailedConnection[];
  readonly overview: readonly ConnectionOverview[];
  readonly count: number;
}

/** One line of the overview: the flow while it is open, plain values once it has closed. */
type OverviewEntry = { flow: Flow } | { closed: ConnectionOverview };

export class ConnectionCollector implements Collector<ConnectionsReport> {
  readonly #options: ConnectionOptions;
  readonly #choice: ConnectionChoice;
  readonly #shared: SharedNotes;
  readonly #notes = new Map<number, ConnectionNotes>();
  /** The first connections by stream number, as many as detail and overview together can show. */
  readonly #overview = new Map<number, OverviewEntry>();
  #count = 0;

  constructor(options: ConnectionOptions, duplicates: DuplicateFrames) {
    this.#options = options;
    this.#shared = { listLimit: options.listLimit, recent: new RecentSegments(), duplicates };
    this.#choice = new ConnectionChoice(options.connectionLimit, options.stream);
  }

  onFlowOpen(flow: Flow): void {
    this.#count++;
    const { listLimit, connectionLimit } = this.#options;
    if (this.#overview.size < listLimit + connectionLimit) this.#overview.set(flow.stream, { flow });
    if (this.#choice.mayOpen(flow.stream)) {
      const notes = new ConnectionNotes(flow, this.#shared);
      this.#notes.set(flow.stream, notes);
      notes.countSegments();
    } else {
      flow.watchData = false;
      flow.keepsDetails = false;
    }
  }

  onSegmentEvent(flow: Flow, packet: Packet, segment: SegmentView): void {
    const notes = this.#notes.get(flow.stream);
    if (notes === undefined) return;
    notes.noteSegment(packet, segment);
    // Both sides have said goodbye: without MQTT until now, without MQTT for good.
    if (notes.hasEnded && flow.protocol !== 'mqtt') this.#endWithoutMqtt(flow);
  }

  onGap(flow: Flow, gap: Gap): void {
    this.#notes.get(flow.stream)?.noteGap(gap);
  }

  onProtocol(flow: Flow): void {
    const notes = this.#notes.get(flow.stream);
    if (notes === undefined) return;
    const isMqtt = flow.protocol === 'mqtt';
    if (isMqtt && !this.#choice.carriesMqtt(flow.stream)) {
      this.#forget(flow.stream);
      return;
    }
    flow.watchData = isMqtt && !notes.hasPublish;
    if (isMqtt && this.#choice.isFullOfMqtt) this.#forgetAllWithoutMqtt();
  }

  onMessage(flow: Flow, direction: Direction, view: MessageView, origin: Origin): void {
    if (!flow.watchData || view.type !== 'PUBLISH' || view.protocol !== 'mqtt') return;
    flow.watchData = false;
    this.#notes.get(flow.stream)?.notePublish(direction, origin.lastFrame);
  }

  onFlowClose(flow: Flow, _how: FlowEnd): void {
    if (this.#overview.has(flow.stream)) this.#overview.set(flow.stream, { closed: describe(flow) });
    const notes = this.#notes.get(flow.stream);
    if (notes === undefined) return;
    notes.close();
    if (flow.protocol !== 'mqtt') this.#endWithoutMqtt(flow);
  }

  report(): ConnectionsReport {
    const chosen = new Set(this.#choice.choose([...this.#notes.keys()]));
    const detailed: DetailedConnection[] = [];
    for (const stream of [...chosen].sort((a, b) => a - b)) {
      const notes = this.#notes.get(stream);
      if (notes !== undefined) detailed.push({ flow: notes.flow, report: notes.report() });
    }
    const overview: ConnectionOverview[] = [];
    for (const [stream, entry] of this.#overview) {
      if (overview.length === this.#options.listLimit) break;
      if (!chosen.has(stream)) overview.push('flow' in entry ? describe(entry.flow) : entry.closed);
    }
    return { detailed, overview, count: this.#count };
  }

  /** All places are taken by MQTT. Happens once: no notes are made from now on. */
  #forgetAllWithoutMqtt(): void {
    for (const [stream, notes] of this.#notes) if (notes.flow.protocol !== 'mqtt') this.#forget(stream);
  }

  #endWithoutMqtt(flow: Flow): void {
    this.#forget(this.#choice.endedWithoutMqtt(flow.stream));
  }

  #forget(stream: number | null): void {
    if (stream === null) return;
    const notes = this.#notes.get(stream);
    if (notes === undefined) return;
    if (!notes.isClosed) {
      notes.flow.watchData = false;
      notes.flow.keepsDetails = false;
      notes.flow.observer = null;
    }
    this.#notes.delete(stream);
  }
}

function describe(flow: Flow): ConnectionOverview {
  return {
    stream: flow.stream,
    client: { address: flow.client.address, port: flow.client.port },
    server: { address: flow.server.address, port: flow.server.port },
    protocol: flow.protocol,
    firstFrame: flow.firstFrame,
    lastFrame: flow.lastFrame,
    frames: flow.frames,
    bytes: { client: flow.sides[0].bytes, server: flow.sides[1].bytes },
  };
}
