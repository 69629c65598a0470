// Table `connections`: one record per TCP connection, written when it ends: the single values of the report's `connections[]`, where a value
// inside an object is named after both (`client.port` is `clientPort`, `handshake.synRttNs` is `synRttNs`).

import { ConnectionNotes, type SharedNotes } from '../../analyze/collectors/connection-notes.ts';
import { DuplicateFrames } from '../../analyze/collectors/duplicate-frames.ts';
import { MqttConnection } from '../../analyze/collectors/mqtt-connection.ts';
import { RecentSegments } from '../../analyze/collectors/recent-segments.ts';
import type { Lang } from '../../core/text.ts';
import type { Packet } from '../../dissect/packet.ts';
import type { Flow } from '../../flow/flow.ts';
import type { Gap } from '../../flow/listener.ts';
import type { SegmentView } from '../../flow/segment.ts';
import type { MqttSessionState } from '../../session/session-state.ts';
import type { Cell } from '../row.ts';
import type { RowSink, Table, TableReader } from '../table.ts';

export const connections: Table = {
  name: 'connections',
  summary: { es: 'las conexiones TCP', en: 'the TCP connections' },
  columns: [
    'stream',
    'clientAddress',
    'clientPort',
    'serverAddress',
    'serverPort',
    'orientation',
    'protocol',
    'protocolEvidence',
    'firstFrame',
    'lastFrame',
    'firstTime',
    'lastTime',
    'durationNs',
    'frames',
    'clientBytes',
    'serverBytes',
    'completeness',
    'completenessText',
    'capturePoint',
    'clientInitialSequenceNumber',
    'serverInitialSequenceNumber',
    'synRttNs',
    'ackRttNs',
    'initialRttNs',
    'gapsCount',
    'teardownInitiator',
    'teardownHow',
    'mqttVersion',
    'mqttVersionInferred',
    'mqttTransport',
    'clientId',
    'userName',
    'cleanSession',
    'keepAlive',
    'connectFrame',
    'connackFrame',
    'connackCode',
    'sessionPresent',
    'clientMessages',
    'serverMessages',
    'longestSilenceNs',
    'disconnectFrame',
  ],
  needsAnalysis: false,
  open: (emit, { stream, lang }) => new ConnectionRows(emit, stream, lang),
};

/** The lists of a connection are not part of its row. */
const LIST_LIMIT = 1;

class ConnectionRows implements TableReader {
  readonly #emit: RowSink;
  readonly #stream: number | null;
  readonly #lang: Lang;
  readonly #notes = new Map<number, ConnectionNotes>();
  readonly #sessions = new Map<number, MqttSessionState>();
  readonly #shared: SharedNotes = {
    listLimit: LIST_LIMIT,
    recent: new RecentSegments(),
    duplicates: new DuplicateFrames(),
  };

  constructor(emit: RowSink, stream: number | null, lang: Lang) {
    this.#emit = emit;
    this.#stream = stream;
    this.#lang = lang;
  }

  onFlowOpen(flow: Flow): void {
    flow.watchData = false; // the first PUBLISH is no part of the row
    if (this.#stream !== null && flow.stream !== this.#stream) return;
    this.#notes.set(flow.stream, new ConnectionNotes(flow, this.#shared));
  }

  onSegmentEvent(flow: Flow, packet: Packet, segment: SegmentView): void {
    this.#notes.get(flow.stream)?.noteSegment(packet, segment);
  }

  onGap(flow: Flow, gap: Gap): void {
    this.#notes.get(flow.stream)?.noteGap(gap);
  }

  onSession(session: MqttSessionState): void {
    this.#sessions.set(session.stream, session);
  }

  onFlowClose(flow: Flow): void {
    const notes = this.#notes.get(flow.stream);
    if (notes === undefined) return;
    const report = notes.report();
    const { client, server, bytes, handshake, teardown } = report;
    this.#emit([
      report.stream,
      client.address,
      client.port,
      server.address,
      server.port,
      report.orientation,
      report.protocol,
      report.protocolEvidence,
      report.firstFrame,
      report.lastFrame,
      report.firstTime,
      report.lastTime,
      report.durationNs,
      report.frames,
      bytes.client,
      bytes.server,
      report.completeness,
      report.completenessText,
      report.capturePoint,
      handshake?.initialSequenceNumber.client ?? null,
      handshake?.initialSequenceNumber.server ?? null,
      handshake?.synRttNs ?? null,
      handshake?.ackRttNs ?? null,
      handshake?.initialRttNs ?? null,
      report.gapsCount,
      teardown.initiator,
      teardown.how,
      ...sessionCells(this.#sessions.get(flow.stream) ?? null, this.#lang),
    ]);
    this.#notes.delete(flow.stream);
    this.#sessions.delete(flow.stream);
  }
}

const NO_SESSION: readonly Cell[] = Array<null>(15).fill(null);

function sessionCells(session: MqttSessionState | null, lang: Lang): readonly Cell[] {
  if (session === null) return NO_SESSION;
  const mqtt = new MqttConnection(session, LIST_LIMIT, null).report(lang);
  return [
    mqtt.version,
    mqtt.versionInferred,
    mqtt.transport,
    mqtt.clientId,
    mqtt.userName,
    mqtt.cleanSession,
    mqtt.keepAlive,
    mqtt.connectFrame,
    mqtt.connackFrame,
    mqtt.connackCode,
    mqtt.sessionPresent,
    session.clientMessages,
    session.serverMessages,
    mqtt.longestSilenceNs,
    mqtt.disconnect?.frame ?? null,
  ];
}
