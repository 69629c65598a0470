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
import { noteClientPacket, silenceLimit } from './client-silence.ts';
import type { Exchange } from './exchange.ts';
import { ExchangeBook } from './exchange-book.ts';
import type { ExchangeEvents } from './exchange-events.ts';
import { ExchangePool } from './exchange-pool.ts';
import { countMessage } from './message-counts.ts';
import { PendingViolations, type Violation } from './pending-violations.ts';
import { beginQuickly, canBegin, openQuickLane, takeQuickly } from './quick-lane.ts';
import { checkAliasKnown, checkKeepAlive, checkLimits, checkPlace } from './session-checks.ts';
import { judgeEnd, judgePacket } from './session-judge.ts';
import type { SessionListener } from './session-listener.ts';
import { SessionListeners } from './session-listeners.ts';
import { SessionRecords } from './session-records.ts';
import { MqttSessionState } from './session-state.ts';
import { resolveTopic, topicOf } from './topics.ts';
import { PUBLISH_BEFORE_CONNACK, SESSION_PRESENT_AFTER_CLEAN } from './violations.ts';

/**
 * Hears flows, tells sessions. Must come before listeners that count anomalies: what is wrong with a message's place in its session is added to
 * the same log as what is wrong with its bytes, if it can be judged at once; the rest comes by onViolation.
 */
export class SessionTracker implements Listener, ExchangeEvents {
  readonly pool: ExchangePool = new ExchangePool();
  readonly #listeners: SessionListeners;
  /** By stream number; a session that has ended is forgotten here. */
  readonly #sessions: (MqttSessionState | null)[] = [];
  readonly #records = new SessionRecords();
  /** By stream number: the record of its session, if nobody follows it; else −1. */
  readonly #unfollowed: number[] = [];
  /** Sessions that have ended and still hold a record. */
  readonly #ended: MqttSessionState[] = [];
  readonly #chains = new ClientChains();
  /** What `onPreview` read, so that reading is not optimised away. */
  #fetched = 0;
  /** Holes of flows that carry no session yet, by stream number: bit 1 << direction. */
  readonly #earlyHoles = new Map<number, number>();

  constructor(listeners: readonly SessionListener[]) {
    this.#listeners = new SessionListeners(listeners);
  }

  /** null: the flow carries no MQTT, or its session has ended. */
  session(stream: number): MqttSessionState | null {
    return this.#sessions[stream] ?? null;
  }

  onPreview(flow: Flow): void {
    const recordAt = this.#unfollowedAt(flow.stream);
    if (recordAt >= 0) this.#fetched ^= this.#records.fetch(recordAt);
  }

  onProtocol(flow: Flow): void {
    if (flow.protocol === 'mqtt') this.#sessionOf(flow);
  }

  onMessageStart(flow: Flow, direction: Direction, view: MessageView, origin: Origin): void {
    if (!(view instanceof MqttView) || this.#unfollowedAt(flow.stream) >= 0) return;
    const session = this.#sessionOf(flow);
    if (!session.isFollowed) return;
    let topic: string | null = null;
    if (view.packetType === MQTT_PUBLISH) {
      topic = resolveTopic(session, direction, view);
      session.setTopic(direction, topic);
    }
    this.#listeners.messageStart(session, direction, view, origin, topic);
  }

  onMessage(flow: Flow, direction: Direction, view: MessageView, origin: Origin, anomalies: AnomalyLog): void {
    if (!(view instanceof MqttView)) return;
    const recordAt = this.#unfollowedAt(flow.stream);
    if (anomalies.count === 0 && recordAt >= 0 && takeQuickly(this.#records, recordAt, view, direction, origin)) return;
    this.#take(this.#sessionOf(flow), direction, view, origin, anomalies);
  }

  /** The long way. */
  #take(session: MqttSessionState, direction: Direction, view: MqttView, origin: Origin, anomalies: AnomalyLog): void {
    const { records, recordAt } = session;
    const { packetType } = view;
    const fromClient = direction === CLIENT_TO_SERVER;
    const isPublish = packetType === MQTT_PUBLISH;
    const topic = isPublish ? topicOf(session, direction, view) : null;
    session.version = view.version;
    session.versionInferred = view.versionInferred;
    if (session.pending !== null) this.#confirmPending(session, direction, origin.firstFrame);
    const control = isControl(packetType);
    if (!session.settled || control) this.#checkPlace(session, view, direction, origin, anomalies);
    if (view.version === 5) {
      checkLimits(session, view, direction, anomalies);
      if (view.topicAlias >= 0) checkAliasKnown(session, view, direction, topic, anomalies);
    }
    if (fromClient) {
      const ns = noteClientPacket(records, recordAt, origin);
      if (ns > silenceLimit(records, recordAt)) checkKeepAlive(session, view, ns, anomalies);
    }
    const number = countMessage(records, recordAt, direction);
    // Most packets: what a client publishes under way is not judged, unless it is sent again or something is wrong with it.
    const isPlain = isPublish && fromClient && session.settled && !view.dup && anomalies.count === 0;
    if (!isPlain) judgePacket(this, session, view, direction, origin, topic, anomalies);
    if (control) {
      takeControl(session, view, direction, origin, anomalies);
      if (packetType <= MQTT_CONNACK && session.link === null) this.#chain(session, origin);
    }
    if (isPublish && !session.isFollowed && anomalies.count === 0 && canBegin(records, recordAt, view)) {
      beginQuickly(records, recordAt, view, direction, origin, topic);
    } else if (!isPublish || view.qos > 0) {
      session.exchanges.take(session, view, direction, origin, topic, anomalies);
    }
    if (session.isFollowed) this.#listeners.message(session, direction, view, origin, topic, number, anomalies);
    else openQuickLane(records, recordAt, isUnderWay(session));
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
    judgeEnd(this, session);
    this.#chains.ending(session);
    session.exchanges.end(session);
    for (const violation of session.pending?.takeAll() ?? []) {
      // A direction of which the capture holds no message may not have been captured at all: its silence proves nothing.
      if (session.messages(violation.relies) > 0) this.#tellViolation(session, violation);
    }
    this.#listeners.sessionEnd(session);
    this.#sessions[flow.stream] = null;
    this.#unfollowed[flow.stream] = -1;
    this.#ended.push(session);
  }

  exchangeStarted(session: MqttSessionState, exchange: Exchange): void {
    if (session.isFollowed) this.#listeners.exchangeStart(session, exchange);
  }

  exchangeContinued(session: MqttSessionState, exchange: Exchange, before: MqttSessionState, earlier: Exchange): void {
    if (session.isFollowed || before.isFollowed) {
      this.#listeners.exchangeContinued(session, exchange, before, earlier);
    }
  }

  exchangeEnded(session: MqttSessionState, exchange: Exchange): void {
    if (session.isFollowed) this.#listeners.exchange(session, exchange);
  }

  violationSuspected(session: MqttSessionState, kind: AnomalyKind, frame: number, relies: Direction): void {
    this.#suspect(session, kind, frame, relies, session.allMessages);
  }

  violationFound(session: MqttSessionState, kind: AnomalyKind, frame: number, ordinal: number): void {
    this.#listeners.violation(session, kind, frame, ordinal);
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
    this.#listeners.violation(session, kind, frame, ordinal);
  }

  #unfollowedAt(stream: number): number {
    return this.#unfollowed[stream] ?? -1;
  }

  #sessionOf(flow: Flow): MqttSessionState {
    const known = this.#sessions[flow.stream];
    if (known !== undefined && known !== null) return known;
    this.#ended.pop()?.detach(); // its place is needed now, though others may still ask for its numbers
    const session = new MqttSessionState(flow, new ExchangeBook(this), this.#records);
    session.holes = this.#earlyHoles.get(flow.stream) ?? 0;
    while (this.#sessions.length <= flow.stream) {
      this.#sessions.push(null);
      this.#unfollowed.push(-1);
    }
    this.#sessions[flow.stream] = session;
    this.#listeners.session(session);
    session.isFollowed = this.#listeners.follow(session);
    if (!session.isFollowed) this.#unfollowed[flow.stream] = session.recordAt;
    return session;
  }
}

/** Nothing unusual is left of the messages so far. */
function isUnderWay(session: MqttSessionState): boolean {
  const { settled, version, versionInferred, faultyRequests, pending } = session;
  const isJudged = version === 4 && !versionInferred;
  return (
    settled && isJudged && faultyRequests === null && (pending === null || pending.isEmpty) && session.hasQuietBook
  );
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
