// Table `fragments`: one record per published fragment. How the payloads are numbered shows only over many of them, so the records of a
// connection are written when it ends.

import { RowBudget } from '../../analyze/collectors/fragment-topic.ts';
import { FragmentCollector, type FragmentOptions } from '../../analyze/collectors/fragments.ts';
import { HashBudget } from '../../analyze/collectors/payload-reader.ts';
import { CLIENT_TO_SERVER, type Direction, SERVER_TO_CLIENT } from '../../core/direction.ts';
import { MQTT_PUBLISH } from '../../dissect/application/mqtt/packet-types.ts';
import type { MqttView } from '../../dissect/application/mqtt/view.ts';
import type { Flow } from '../../flow/flow.ts';
import type { Origin } from '../../flow/listener.ts';
import type { MqttSessionState } from '../../session/session-state.ts';
import type { RowSink, Table, TableOptions, TableReader } from '../table.ts';

export const fragments: Table = {
  name: 'fragments',
  summary: { es: 'los fragmentos publicados', en: 'the published fragments' },
  columns: [
    'stream',
    'direction',
    'order',
    'index',
    'size',
    'payloadLength',
    'frame',
    'time',
    'packetIdentifier',
    'dup',
    'duplicateOf',
    'special',
    'sha256',
    'text',
    'topic',
  ],
  needsAnalysis: false,
  open: (emit, options) => (options.fragments === null ? {} : new FragmentRows(emit, options, options.fragments)),
};

type Collectors = [client: FragmentCollector | null, server: FragmentCollector | null];

class FragmentRows implements TableReader {
  readonly #emit: RowSink;
  readonly #options: TableOptions;
  readonly #collecting: FragmentOptions;
  readonly #collectors = new Map<number, Collectors>();

  constructor(emit: RowSink, options: TableOptions, stated: FragmentOptions['stated']) {
    this.#emit = emit;
    this.#options = options;
    this.#collecting = {
      stated,
      listLimit: Number.POSITIVE_INFINITY,
      rows: new RowBudget(Number.POSITIVE_INFINITY),
      hashing: new HashBudget(Number.POSITIVE_INFINITY),
      topicLimit: Number.POSITIVE_INFINITY,
    };
  }

  onSessionMessageStart(
    session: MqttSessionState,
    direction: Direction,
    view: MqttView,
    _origin: Origin,
    topic: string | null,
  ): void {
    const { stream } = this.#options;
    if (view.packetType !== MQTT_PUBLISH || (stream !== null && session.stream !== stream)) return;
    let collectors = this.#collectors.get(session.stream);
    if (collectors === undefined) {
      collectors = [null, null];
      this.#collectors.set(session.stream, collectors);
    }
    collectors[direction] ??= new FragmentCollector(this.#collecting);
    collectors[direction].begin(topic, view.payloadLength);
  }

  onPayload(flow: Flow, direction: Direction, buf: Uint8Array, at: number, end: number, missing: number): void {
    this.#collectors.get(flow.stream)?.[direction]?.payload(buf, at, end, missing);
  }

  onSessionMessage(session: MqttSessionState, direction: Direction, view: MqttView, origin: Origin): void {
    if (view.packetType !== MQTT_PUBLISH) return;
    const collector = this.#collectors.get(session.stream)?.[direction];
    collector?.end(origin, view.packetIdentifier, view.dup);
  }

  onSessionEnd(session: MqttSessionState): void {
    this.#emitRows(session, CLIENT_TO_SERVER);
    this.#emitRows(session, SERVER_TO_CLIENT);
    this.#collectors.delete(session.stream);
  }

  #emitRows(session: MqttSessionState, direction: Direction): void {
    const collector = this.#collectors.get(session.stream)?.[direction];
    const report = collector?.report(session.stream, direction, session.flow.time, this.#options.lang);
    if (report == null) return;
    for (const row of [report, ...report.otherTopics].flatMap(({ rows }) => rows)) {
      this.#emit([
        row.stream,
        row.direction,
        row.order,
        row.index,
        row.size,
        row.payloadLength,
        row.frame,
        row.time,
        row.packetIdentifier,
        row.dup,
        row.duplicateOf,
        row.special,
        row.sha256,
        row.text,
        row.topic,
      ]);
    }
  }
}
