// What a report says about MQTT, connection by connection. Only some connections get their lists; of the others the session layer keeps counts.

import type { AnomalyKind } from '../../core/anomaly-kind.ts';
import type { Direction } from '../../core/direction.ts';
import type { Lang } from '../../core/text.ts';
import type { AnomalyLog } from '../../dissect/anomaly-log.ts';
import { MQTT_PUBLISH } from '../../dissect/application/mqtt/packet-types.ts';
import type { MqttView } from '../../dissect/application/mqtt/view.ts';
import type { MessageView } from '../../dissect/application/protocol.ts';
import type { Flow } from '../../flow/flow.ts';
import type { FlowEnd, Gap, Listener, Origin } from '../../flow/listener.ts';
import type { Exchange } from '../../session/exchange.ts';
import type { SessionListener } from '../../session/session-listener.ts';
import type { MqttSessionState } from '../../session/session-state.ts';
import { SessionTracker } from '../../session/session-tracker.ts';
import type { MqttReport } from '../analysis.ts';
import { parseFragmentFormat } from './fragment-format.ts';
import { RowBudget } from './fragment-topic.ts';
import type { FragmentOptions } from './fragments.ts';
import { MqttConnection } from './mqtt-connection.ts';
import { PreviewBudget } from './mqtt-payloads.ts';
import { HashBudget } from './payload-reader.ts';

export interface MqttCollectorOptions {
  /** Entries per list of one connection. */
  readonly listLimit: number;
  /** Connections with lists: the first that turn out to carry MQTT, as the report chooses its detailed connections. */
  readonly detailLimit: number;
  /** 'auto', 'none', or a format (parseFragmentFormat); one that does not exist counts as 'auto'. */
  readonly fragments: string;
  /** Only this stream gets lists; null: the first ones. */
  readonly stream: number | null;
}

/** Fragments kept over all connections, in lists of the usual length. */
const FRAGMENT_LISTS = 50;
/** Payload bytes hashed over the whole capture. */
const HASH_BYTES = 128 * 1024 * 1024;
/** Payload bytes kept to be shown, over the whole capture. */
const PREVIEW_BYTES = 8 * 1024 * 1024;

/**
 * Contains the session layer: it must hear a message before listeners that count anomalies, and what is judged later reaches them only as
 * `onViolation` of the session listeners given here.
 */
export class MqttCollector implements Listener, SessionListener {
  readonly sessions: SessionTracker;
  readonly #options: MqttCollectorOptions;
  readonly #fragments: FragmentOptions | null;
  readonly #previews = new PreviewBudget(PREVIEW_BYTES);
  /** By stream number; null: no place. */
  readonly #details: (MqttConnection | null)[] = [];
  /** Connections that have got a place. */
  #chosen = 0;

  constructor(options: MqttCollectorOptions, listeners: readonly SessionListener[] = []) {
    this.sessions = new SessionTracker([this, ...listeners]);
    this.#options = options;
    const stated =
      options.fragments === 'none' ? null : (parseFragmentFormat(options.fragments) ?? parseFragmentFormat('auto'));
    this.#fragments =
      stated === null
        ? null
        : {
            listLimit: options.listLimit,
            stated,
            rows: new RowBudget(options.listLimit * FRAGMENT_LISTS),
            hashing: new HashBudget(HASH_BYTES),
          };
  }

  /** null: no MQTT, or no place among the connections in detail. May be asked at any time. */
  report(flow: Flow, lang: Lang = 'en'): MqttReport | null {
    return this.#detail(flow.stream)?.report(lang) ?? null;
  }

  onPreview(flow: Flow): void {
    this.sessions.onPreview(flow);
  }

  onProtocol(flow: Flow): void {
    this.sessions.onProtocol(flow);
  }

  onMessageStart(flow: Flow, direction: Direction, view: MessageView, origin: Origin): void {
    this.sessions.onMessageStart(flow, direction, view, origin);
  }

  onPayload(flow: Flow, direction: Direction, buf: Uint8Array, at: number, end: number, missing: number): void {
    this.#detail(flow.stream)?.payload(direction, buf, at, end, missing);
  }

  onMessage(flow: Flow, direction: Direction, view: MessageView, origin: Origin, anomalies: AnomalyLog): void {
    this.sessions.onMessage(flow, direction, view, origin, anomalies);
  }

  onGap(flow: Flow, gap: Gap): void {
    this.sessions.onGap(flow, gap);
  }

  onUnparsed(flow: Flow, direction: Direction, bytes: number, frame: number): void {
    this.sessions.onUnparsed(flow, direction, bytes, frame);
    this.#detail(flow.stream)?.unparsed(direction, frame);
  }

  onFlowClose(flow: Flow, how: FlowEnd): void {
    this.sessions.onFlowClose(flow, how);
  }

  onSession(session: MqttSessionState): void {
    if (!this.#choose(session.stream)) return;
    while (this.#details.length <= session.stream) this.#details.push(null);
    this.#details[session.stream] = new MqttConnection(
      session,
      this.#options.listLimit,
      this.#fragments,
      this.#previews,
    );
  }

  follows(session: MqttSessionState): boolean {
    return this.#detail(session.stream) !== null;
  }

  onSessionMessageStart(
    session: MqttSessionState,
    direction: Direction,
    view: MqttView,
    _origin: Origin,
    topic: string | null,
  ): void {
    if (view.packetType === MQTT_PUBLISH) this.#detail(session.stream)?.publishStart(direction, view, topic);
  }

  onSessionMessage(
    session: MqttSessionState,
    direction: Direction,
    view: MqttView,
    origin: Origin,
    topic: string | null,
    _number: number,
    anomalies: AnomalyLog,
  ): void {
    this.#detail(session.stream)?.message(direction, view, origin, topic, anomalies);
  }

  onExchangeStart(session: MqttSessionState, exchange: Exchange): void {
    this.#detail(session.stream)?.exchanges.started(exchange);
  }

  onExchange(session: MqttSessionState, exchange: Exchange): void {
    this.#detail(session.stream)?.exchanges.ended(exchange);
  }

  onExchangeContinued(
    _session: MqttSessionState,
    _exchange: Exchange,
    before: MqttSessionState,
    earlier: Exchange,
  ): void {
    this.#detail(before.stream)?.exchanges.continued(earlier);
  }

  onViolation(session: MqttSessionState, kind: AnomalyKind, _frame: number, ordinal: number): void {
    this.#detail(session.stream)?.violation(ordinal, kind.id);
  }

  /** The first that turn out to carry MQTT, as the TCP side of the report chooses (ConnectionChoice). */
  #choose(stream: number): boolean {
    const { stream: only, detailLimit } = this.#options;
    if (only !== null) return stream === only;
    if (this.#chosen === detailLimit) return false;
    this.#chosen++;
    return true;
  }

  #detail(stream: number): MqttConnection | null {
    return this.#details[stream] ?? null;
  }
}
