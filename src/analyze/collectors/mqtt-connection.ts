// Everything the report says about MQTT on one connection that is shown in detail.

import { CLIENT_TO_SERVER, type Direction, SENDERS, SERVER_TO_CLIENT } from '../../core/direction.ts';
import type { Lang } from '../../core/text.ts';
import type { AnomalyLog } from '../../dissect/anomaly-log.ts';
import type { MqttProperty, MqttWill } from '../../dissect/application/mqtt/message.ts';
import {
  MQTT_CONNACK,
  MQTT_PUBLISH,
  MQTT_SUBACK,
  MQTT_SUBSCRIBE,
  MQTT_UNSUBSCRIBE,
  packetTypeName,
} from '../../dissect/application/mqtt/packet-types.ts';
import { reasonName } from '../../dissect/application/mqtt/reason-codes.ts';
import { explainReason } from '../../dissect/application/mqtt/reason-texts.ts';
import type { MqttView } from '../../dissect/application/mqtt/view.ts';
import type { Origin } from '../../flow/listener.ts';
import type { WillRecord } from '../../session/mqtt-session.ts';
import type { ConnackInfo, MqttSessionState } from '../../session/session-state.ts';
import type { BySender, MqttReport } from '../analysis.ts';
import type { SubscriptionOverlap } from '../mqtt-session-report.ts';
import { previewText } from './fragment-text.ts';
import { FragmentCollector, type FragmentOptions } from './fragments.ts';
import { continuityOf, inFlightOf, redirectOf, willOutcomeOf } from './mqtt-continuity.ts';
import { MqttExchanges } from './mqtt-exchanges.ts';
import { MqttPayloads, PreviewBudget } from './mqtt-payloads.ts';
import { MqttRequests } from './mqtt-requests.ts';
import { MqttSubscriptions } from './mqtt-subscriptions.ts';
import { MqttTimeline } from './mqtt-timeline.ts';
import { MqttTopics } from './mqtt-topics.ts';

/** Frames named for bytes that belong to no message. */
const UNPARSED_FRAMES = 10;
const NO_PROPERTIES: readonly MqttProperty[] = [];

export class MqttConnection {
  readonly session: MqttSessionState;
  readonly exchanges: MqttExchanges;
  /** Messages by direction and type: index direction × 16 + packet type. */
  readonly #counts: Uint32Array = new Uint32Array(32);
  readonly #timeline: MqttTimeline;
  readonly #subscriptions: MqttSubscriptions;
  readonly #topics: MqttTopics;
  readonly #payloads: MqttPayloads;
  readonly #requests: MqttRequests;
  readonly #listLimit: number;
  /** null: fragments are not asked for. */
  readonly #fragmentOptions: FragmentOptions | null;
  #clientFragments: FragmentCollector | null = null;
  #serverFragments: FragmentCollector | null = null;
  readonly #unparsedFrames: readonly [number[], number[]] = [[], []];

  constructor(
    session: MqttSessionState,
    listLimit: number,
    fragments: FragmentOptions | null,
    previews: PreviewBudget = new PreviewBudget(0),
  ) {
    this.session = session;
    this.exchanges = new MqttExchanges(listLimit);
    this.#timeline = new MqttTimeline(listLimit);
    this.#subscriptions = new MqttSubscriptions(listLimit);
    this.#topics = new MqttTopics(listLimit);
    this.#payloads = new MqttPayloads(listLimit, previews);
    this.#requests = new MqttRequests(listLimit);
    this.#listLimit = listLimit;
    this.#fragmentOptions = fragments;
  }

  publishStart(direction: Direction, view: MqttView, topic: string | null): void {
    this.#fragments(direction)?.begin(topic, view.payloadLength);
    this.#payloads.begin(direction);
  }

  payload(direction: Direction, buf: Uint8Array, at: number, end: number, missing: number): void {
    this.#fragments(direction)?.payload(buf, at, end, missing);
    this.#payloads.add(direction, buf, at, end, missing);
  }

  message(direction: Direction, view: MqttView, origin: Origin, topic: string | null, log: AnomalyLog): void {
    const slot = direction * 16 + view.packetType;
    this.#counts[slot] = (this.#counts[slot] ?? 0) + 1;
    this.#timeline.take(direction, view, origin, topic, log);
    switch (view.packetType) {
      case MQTT_PUBLISH:
        this.#topics.take(direction, topic ?? '', view.payloadLength);
        this.#fragments(direction)?.end(origin, view.packetIdentifier, view.dup);
        this.#published(direction, view, origin, topic);
        return;
      case MQTT_SUBSCRIBE:
      case MQTT_SUBACK:
      case MQTT_UNSUBSCRIBE:
        this.#subscriptions.take(view.toMessage(), origin.lastFrame);
        return;
    }
  }

  #published(direction: Direction, view: MqttView, origin: Origin, topic: string | null): void {
    const properties =
      view.version === 5 && view.propertiesEnd > view.propertiesAt ? this.#properties(view) : NO_PROPERTIES;
    this.#payloads.end(direction, view, origin, topic, properties);
    if (properties.length > 0 || this.#requests.isWaiting) this.#requests.take(direction, origin, topic, properties);
    if (direction === SERVER_TO_CLIENT && topic !== null) {
      this.#subscriptions.published(topic, view.retain, origin.lastFrame, properties);
    }
  }

  /** Read only as long as something is made of them. */
  #properties(view: MqttView): readonly MqttProperty[] {
    const { usesIdentifiers } = this.#subscriptions;
    if (!usesIdentifiers && !this.#payloads.wantsMore && !this.#requests.wantsMore && !this.#requests.isWaiting) {
      return NO_PROPERTIES;
    }
    const message = view.toMessage();
    return message.type === 'PUBLISH' ? message.properties : NO_PROPERTIES;
  }

  violation(ordinal: number, id: string): void {
    this.#timeline.addAnomaly(ordinal, id);
  }

  unparsed(direction: Direction, frame: number): void {
    const frames = this.#unparsedFrames[direction];
    if (frames.length < UNPARSED_FRAMES && frames[frames.length - 1] !== frame) frames.push(frame);
  }

  report(lang: Lang): MqttReport {
    const { session } = this;
    const { flow, connect, connack, disconnect, exchanges } = session;
    const message = connect?.message ?? null;
    const silence = session.silence.longestUntil(
      session.leftProperly ? session.silence.lastTimeNs : flow.lastTimeNs,
      flow.lastFrame,
    );
    return {
      version: versionText(session.version),
      versionInferred: session.versionInferred,
      transport: flow.carriers.length === 0 ? 'tcp' : flow.carriers.join('+'),
      clientId: connack?.assignedClientId ?? message?.clientId ?? null,
      clientIdAssigned: (connack?.assignedClientId ?? null) !== null,
      userName: message?.userName ?? null,
      passwordSent: (message?.passwordLength ?? null) !== null,
      cleanSession: message?.cleanSession ?? null,
      keepAlive: message?.keepAlive ?? null,
      serverKeepAlive: connack?.serverKeepAlive ?? null,
      will: message === null || message.will === null ? null : willRecord(message.will),
      connectFrame: connect?.frame ?? null,
      connackFrame: connack?.frame ?? null,
      connackCode: connack?.message.reasonCode ?? null,
      connackText: connack === null ? null : connackText(connack, session.version, lang),
      sessionPresent: connack?.message.sessionPresent ?? null,
      messageFrames: this.#timeline.frames(),
      messages: this.#countsOf(null),
      messagesBySender: {
        client: this.#countsOf(CLIENT_TO_SERVER),
        server: this.#countsOf(SERVER_TO_CLIENT),
      },
      topics: this.#topics.rows(),
      topicsCount: this.#topics.count,
      subscriptions: this.#subscriptions.records(),
      subscriptionsCount: this.#subscriptions.count,
      exchanges: this.exchanges.records(session),
      exchangesCount: this.exchanges.count,
      exchangeStates: this.exchanges.states(session),
      pings: this.exchanges.pings(),
      pingsCount: this.exchanges.pingsCount,
      longestSilenceNs: silence?.ns ?? null,
      longestSilence: silence === null ? null : { fromFrame: silence.fromFrame, toFrame: silence.toFrame },
      maximumInFlight: {
        client: exchanges.maximumInFlight(CLIENT_TO_SERVER),
        server: exchanges.maximumInFlight(SERVER_TO_CLIENT),
      },
      inFlight: {
        client: inFlightOf(session, exchanges.clientMeter, session.statedReceiveMaximum(CLIENT_TO_SERVER)),
        server: inFlightOf(session, exchanges.serverMeter, session.statedReceiveMaximum(SERVER_TO_CLIENT)),
      },
      continuity: continuityOf(session),
      redirect: redirectOf(session),
      willOutcome: willOutcomeOf(session),
      pingStatistics: this.exchanges.pingStatistics(),
      overlaps: this.#overlaps(),
      overlapsCount: this.#subscriptions.overlapsCount,
      payloads: this.#payloads.rows(),
      payloadsCount: this.#payloads.count,
      requests: this.#requests.rows(flow.time),
      requestsCount: this.#requests.count,
      disconnect:
        disconnect === null
          ? null
          : {
              frame: disconnect.frame,
              direction: SENDERS[disconnect.direction],
              reasonCode: disconnect.reasonCode,
            },
      unparsedBytes: { client: session.unparsedClient, server: session.unparsedServer },
      unparsedFrames: { client: [...this.#unparsedFrames[0]], server: [...this.#unparsedFrames[1]] },
      fragments: this.#fragmentReports(lang),
      timeline: this.#timeline.rows(flow.time),
      timelineCount: this.#timeline.count,
      capped: [this.exchanges, this.#timeline, this.#subscriptions, this.#topics, this.#payloads, this.#requests].some(
        (list) => list.capped,
      ),
    };
  }

  #overlaps(): SubscriptionOverlap[] {
    return this.#subscriptions.overlaps().map(({ topic, filters, messages }) => {
      const frames = this.#payloads.repeatedOn(topic);
      return {
        topic,
        filters: [...filters],
        messages,
        duplicates: frames.length,
        duplicateFrames: frames.slice(0, this.#listLimit),
      };
    });
  }

  /** Messages by type, of one direction or of both; only types that occur. */
  #countsOf(direction: Direction | null): Record<string, number> {
    const counts: Record<string, number> = {};
    for (let type = 0; type < 16; type++) {
      let count = 0;
      if (direction !== SERVER_TO_CLIENT) count += this.#counts[type] ?? 0;
      if (direction !== CLIENT_TO_SERVER) count += this.#counts[16 + type] ?? 0;
      if (count > 0) counts[packetTypeName(type)] = count;
    }
    return counts;
  }

  #fragmentReports(lang: Lang): MqttReport['fragments'] {
    if (this.#fragmentOptions === null) return null;
    const { stream, flow } = this.session;
    const reports: BySender<ReturnType<FragmentCollector['report']>> = {
      client: this.#clientFragments?.report(stream, CLIENT_TO_SERVER, flow.time, lang) ?? null,
      server: this.#serverFragments?.report(stream, SERVER_TO_CLIENT, flow.time, lang) ?? null,
    };
    return reports.client === null && reports.server === null ? null : reports;
  }

  #fragments(direction: Direction): FragmentCollector | null {
    if (this.#fragmentOptions === null) return null;
    if (direction === CLIENT_TO_SERVER) {
      this.#clientFragments ??= new FragmentCollector(this.#fragmentOptions);
      return this.#clientFragments;
    }
    this.#serverFragments ??= new FragmentCollector(this.#fragmentOptions);
    return this.#serverFragments;
  }
}

const VERSIONS: ReadonlyMap<number, string> = new Map([
  [3, '3.1'],
  [4, '3.1.1'],
  [5, '5.0'],
]);

/** null: not known. An unknown level is shown as the number it has on the wire. */
function versionText(level: number): string | null {
  return level === 0 ? null : (VERSIONS.get(level) ?? String(level));
}

function connackText(connack: ConnackInfo, version: number, lang: Lang): string {
  const code = connack.message.reasonCode;
  return explainReason(MQTT_CONNACK, version, code)?.[lang] ?? reasonName(MQTT_CONNACK, version, code);
}

function willRecord(will: MqttWill): WillRecord {
  return {
    topic: will.topic,
    qos: will.qos,
    retain: will.retain,
    payloadLength: will.payload.length,
    payloadText: previewText(will.payload, 0, will.payload.length, false),
    properties: will.properties,
  };
}
