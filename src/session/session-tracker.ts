// Builds one session per MQTT connection from the messages of its flow and tells its listeners what they mean — MQTT 3.1.1 and 5.0 §3, §4.

import type { AnomalyKind } from '../core/anomaly-kind.ts';
import { CLIENT_TO_SERVER, type Direction, SERVER_TO_CLIENT } from '../core/direction.ts';
import type { AnomalyLog } from '../dissect/anomaly-log.ts';
import { MQTT_CONNACK, MQTT_CONNECT, MQTT_DISCONNECT, MQTT_PUBLISH } from '../dissect/application/mqtt/packet-types.ts';
import { MqttView } from '../dissect/application/mqtt/view.ts';
import type { MessageView } from '../dissect/application/protocol.ts';
import type { Flow } from '../flow/flow.ts';
import type { FlowEnd, Gap, Listener, Origin } from '../flow/listener.ts';
import { CLIENTS_NOT_FOLLOWED, ClientChains } from './client-chains.ts';
import type { Exchange } from './exchange.ts';
import { ExchangeBook } from './exchange-book.ts';
import type { ExchangeEvents } from './exchange-events.ts';
import { PendingViolations, type Violation } from './pending-violations.ts';
import { checkAliasKnown, checkKeepAlive, checkLimits, checkPlace } from './session-checks.ts';
import type { SessionListener } from './session-listener.ts';
import { MqttSessionState } from './session-state.ts';
import { TopicAliases } from './topic-alias.ts';
import { PUBLISH_BEFORE_CONNACK, SESSION_PRESENT_AFTER_CLEAN } from './violations.ts';

/**
 * Hears flows, tells sessions. Must come before listeners that count anomalies: what is wrong with a message's place in its session is added to
 * the same log as what is wrong with its bytes, if it can be judged at once; the rest comes by onViolation.
 */
export class SessionTracker implements Listener, ExchangeEvents {
  readonly #listeners: readonly SessionListener[];
  /** By stream number; a session that has ended is forgotten here. */
  readonly #sessions: (MqttSessionState | null)[] = [];
  readonly #chains = new ClientChains();
  /** Holes of flows that carry no session yet, by stream number: bit 1 << direction. */
  readonly #earlyHoles = new Map<number, number>();

  constructor(listeners: readonly SessionListener[]) {
    this.#listeners = listeners;
  }

  /** null: the flow carries no MQTT, or its session has ended. */
  session(stream: number): MqttSessionState | null {
    return this.#sessions[stream] ?? null;
  }

  onProtocol(flow: Flow): void {
    if (flow.protocol === 'mqtt') this.#sessionOf(flow);
  }

  onMessageStart(flow: Flow, direction: Direction, view: MessageView, origin: Origin): void {
    if (!(view instanceof MqttView)) return;
    const session = this.#sessionOf(flow);
    let topic: string | null = null;
    if (view.packetType === MQTT_PUBLISH) {
      topic = resolveTopic(session, direction, view);
      session.setTopic(direction, topic);
    }
    for (const listener of this.#listeners) {
      listener.onSessionMessageStart?.(session, direction, view, origin, topic);
    }
  }

  onMessage(flow: Flow, direction: Direction, view: MessageView, origin: Origin, anomalies: AnomalyLog): void {
    if (!(view instanceof MqttView)) return;
    const session = this.#sessionOf(flow);
    const topic = view.packetType === MQTT_PUBLISH ? session.topic(direction) : null;
    const fromClient = direction === CLIENT_TO_SERVER;
    session.version = view.version;
    session.versionInferred = view.versionInferred;
    if (session.pending !== null) this.#confirmPending(session, direction, origin.firstFrame);
    if (!session.settled || isControl(view.packetType)) this.#checkPlace(session, view, direction, origin, anomalies);
    if (view.version === 5) {
      checkLimits(session, view, direction, anomalies);
      if (view.topicAlias >= 0) checkAliasKnown(session, view, direction, topic, anomalies);
    }
    if (fromClient) {
      const { silence } = session;
      const ns = silence.note(origin.firstTimeNs, origin.firstFrame, origin.lastTimeNs, origin.lastFrame);
      if (ns > session.silenceLimitNs) checkKeepAlive(session, view, ns, anomalies);
      session.clientMessages++;
    } else {
      session.serverMessages++;
    }
    session.judge.take(this, session, view, direction, origin, topic, anomalies);
    if (isControl(view.packetType)) {
      takeControl(session, view, direction, origin, anomalies);
      if (view.packetType <= MQTT_CONNACK && session.link === null) this.#chain(session, origin);
    }
    session.exchanges.take(session, view, direction, origin, topic, anomalies);
    const number = fromClient ? session.clientMessages : session.serverMessages;
    for (const listener of this.#listeners) {
      listener.onSessionMessage?.(session, direction, view, origin, topic, number, anomalies);
    }
  }

  onGap(flow: Flow, gap: Gap): void {
    const session = this.session(flow.stream);
    if (session === null) {
      this.#noteEarlyHole(flow, gap.direction);
      return;
    }
    session.noteHole(gap.direction);
    session.pending?.drop(gap.direction, gap.afterFrame);
  }

  onUnparsed(flow: Flow, direction: Direction, bytes: number, frame: number): void {
    const session = this.session(flow.stream);
    if (session === null) {
      this.#noteEarlyHole(flow, direction);
      return;
    }
    session.noteHole(direction);
    session.pending?.drop(direction, frame);
    if (direction === CLIENT_TO_SERVER) session.unparsedClient += bytes;
    else session.unparsedServer += bytes;
  }

  onFlowClose(flow: Flow, how: FlowEnd): void {
    const session = this.session(flow.stream);
    this.#earlyHoles.delete(flow.stream);
    if (session === null) return;
    session.end = how;
    session.judge.end(this, session);
    this.#chains.ending(session);
    session.exchanges.end(session);
    for (const violation of session.pending?.takeAll() ?? []) {
      // A direction of which the capture holds no message may not have been captured at all: its silence proves nothing.
      if (session.messages(violation.relies) > 0) this.#tellViolation(session, violation);
    }
    for (const listener of this.#listeners) listener.onSessionEnd?.(session);
    this.#sessions[flow.stream] = null;
  }

  exchangeStarted(session: MqttSessionState, exchange: Exchange): void {
    for (const listener of this.#listeners) listener.onExchangeStart?.(session, exchange);
  }

  exchangeContinued(session: MqttSessionState, exchange: Exchange, before: MqttSessionState, earlier: Exchange): void {
    for (const listener of this.#listeners) listener.onExchangeContinued?.(session, exchange, before, earlier);
  }

  exchangeEnded(session: MqttSessionState, exchange: Exchange): void {
    for (const listener of this.#listeners) listener.onExchange?.(session, exchange);
  }

  violationSuspected(session: MqttSessionState, kind: AnomalyKind, frame: number, relies: Direction): void {
    this.#suspect(session, kind, frame, relies, session.allMessages);
  }

  violationFound(session: MqttSessionState, kind: AnomalyKind, frame: number, ordinal: number): void {
    for (const listener of this.#listeners) listener.onViolation?.(session, kind, frame, ordinal);
  }

  #suspect(session: MqttSessionState, kind: AnomalyKind, frame: number, relies: Direction, ordinal: number): void {
    session.pending ??= new PendingViolations();
    const settled = session.pending.add({ kind, frame, ordinal, relies });
    if (settled !== null) this.#tellViolation(session, settled);
  }

  /** Until the session is under way, and for the packets that change what it is. */
  #checkPlace(
    session: MqttSessionState,
    view: MqttView,
    direction: Direction,
    origin: Origin,
    anomalies: AnomalyLog,
  ): void {
    checkPlace(session, view, direction, anomalies);
    const early = direction === CLIENT_TO_SERVER && view.packetType === MQTT_PUBLISH && session.connack === null;
    if (early && session.sawAllOf(SERVER_TO_CLIENT)) {
      this.#suspect(session, PUBLISH_BEFORE_CONNACK, origin.lastFrame, SERVER_TO_CLIENT, session.allMessages + 1);
    }
    session.settle();
  }

  /** CONNECT names the client, or CONNACK does (MQTT 5 §3.2.2.3.7). */
  #chain(session: MqttSessionState, origin: Origin): void {
    const clientId = session.connack?.assignedClientId ?? session.connect?.message.clientId ?? '';
    if (!this.#chains.add(session, clientId, origin.lastTimeNs)) return;
    this.#tellViolation(session, {
      kind: CLIENTS_NOT_FOLLOWED,
      frame: origin.lastFrame,
      ordinal: session.allMessages,
      relies: CLIENT_TO_SERVER,
    });
  }

  #noteEarlyHole(flow: Flow, direction: Direction): void {
    this.#earlyHoles.set(flow.stream, (this.#earlyHoles.get(flow.stream) ?? 0) | (1 << direction));
  }

  #confirmPending(session: MqttSessionState, direction: Direction, frame: number): void {
    if (session.pending?.isEmpty !== false) return;
    for (const violation of session.pending.confirm(direction, frame)) this.#tellViolation(session, violation);
  }

  #tellViolation(session: MqttSessionState, { kind, frame, ordinal }: Violation): void {
    for (const listener of this.#listeners) listener.onViolation?.(session, kind, frame, ordinal);
  }

  #sessionOf(flow: Flow): MqttSessionState {
    const known = this.#sessions[flow.stream];
    if (known !== undefined && known !== null) return known;
    const session = new MqttSessionState(flow, new ExchangeBook(this));
    session.holes = this.#earlyHoles.get(flow.stream) ?? 0;
    while (this.#sessions.length <= flow.stream) this.#sessions.push(null);
    this.#sessions[flow.stream] = session;
    for (const listener of this.#listeners) listener.onSession?.(session);
    return session;
  }
}

/** Packets that change what a session is, or that only belong to its beginning or end. */
function isControl(packetType: number): boolean {
  return packetType <= MQTT_CONNACK || packetType >= MQTT_DISCONNECT;
}

/** CONNECT, CONNACK and DISCONNECT change what the session is. */
function takeControl(
  session: MqttSessionState,
  view: MqttView,
  direction: Direction,
  origin: Origin,
  log: AnomalyLog,
): void {
  switch (view.packetType) {
    case MQTT_CONNECT: {
      const message = view.toMessage();
      if (message.type !== 'CONNECT' || direction !== CLIENT_TO_SERVER) return;
      if (session.clientMessages === 1) session.fromStart = true;
      session.takeConnect(message, origin.lastFrame);
      return;
    }
    case MQTT_CONNACK: {
      const message = view.toMessage();
      if (message.type !== 'CONNACK' || direction === CLIENT_TO_SERVER) return;
      if (message.sessionPresent && message.reasonCode === 0 && session.connect?.message.cleanSession === true) {
        log.add(SESSION_PRESENT_AFTER_CLEAN, view.at, 0, 0);
      }
      session.takeConnack(message, origin.lastFrame);
      return;
    }
    case MQTT_DISCONNECT: {
      const message = view.toMessage();
      if (message.type === 'DISCONNECT') session.takeDisconnect(direction, origin.lastFrame, message);
      return;
    }
  }
}

/** The topic of a PUBLISH: as written, or what its alias stands for; null: nothing explains the alias. MQTT 5 §3.3.2.3.4. */
function resolveTopic(session: MqttSessionState, direction: Direction, view: MqttView): string | null {
  if (view.topicAlias < 0) return view.topic();
  if (view.topicLength === 0) return session.aliases?.resolve(direction, view.topicAlias) ?? null;
  const topic = view.topic();
  session.aliases ??= new TopicAliases();
  session.aliases.define(direction, view.topicAlias, topic);
  return topic;
}
