// Follows every TCP connection from SYN to its end while the capture goes on (a flow is closed only when the input ends), and says what is worth a
// word — RFC 9293 §3.5, §3.6; MQTT 3.1.1 and 5.0 §3.1.2.10.

import { CLIENT_TO_SERVER, type Direction, SERVER_TO_CLIENT } from '../../core/direction.ts';
import type { AnomalyLog } from '../../dissect/anomaly-log.ts';
import { MQTT_CONNACK, MQTT_DISCONNECT, MQTT_SUBACK } from '../../dissect/application/mqtt/packet-types.ts';
import { reasonName } from '../../dissect/application/mqtt/reason-codes.ts';
import { MqttView } from '../../dissect/application/mqtt/view.ts';
import type { MessageView } from '../../dissect/application/protocol.ts';
import type { Packet } from '../../dissect/packet.ts';
import { TCP_ACK, TCP_FIN, TCP_RST, TCP_SYN } from '../../dissect/transport/tcp-flags.ts';
import type { Flow } from '../../flow/flow.ts';
import type { FlowEnd, Gap, Listener, Origin } from '../../flow/listener.ts';
import { EVENT_ANALYSIS, EVENT_CONTROL, EVENT_FIRST_ACK, type SegmentView } from '../../flow/segment.ts';
import {
  FAST_RETRANSMISSION,
  OUT_OF_ORDER,
  RETRANSMISSION,
  SPURIOUS_RETRANSMISSION,
  ZERO_WINDOW,
} from '../../flow/segment-kind.ts';
import { silenceLimit } from '../../session/client-silence.ts';
import type { Exchange } from '../../session/exchange.ts';
import { isRefusal } from '../../session/exchange-parts.ts';
import type { SessionListener } from '../../session/session-listener.ts';
import type { MqttSessionState } from '../../session/session-state.ts';
import { KEEP_ALIVE_EXCEEDED } from '../../session/violations.ts';
import { endNotices } from './end-notices.ts';
import { FollowedConnection } from './followed-connection.ts';
import { FollowedConnections } from './followed-connections.ts';
import { isAnswer, isReleaseOfClient, isWorthALook } from './messages-of-note.ts';
import { ANSWER_OVERDUE_SECONDS, anomalyNotice, gapNotice, NOTICES, type NoticeKind } from './notice-kinds.ts';

export const ANY_RETRANSMISSION: number = RETRANSMISSION | FAST_RETRANSMISSION | SPURIOUS_RETRANSMISSION;

const SAW_SYN = 1; // bits of Flow.completeness
const SAW_SYN_ACK = 2;
const BOTH = 3;
const OVERDUE_NS = ANSWER_OVERDUE_SECONDS * 1_000_000_000;
/** A connection is looked at in one of so many ticks. */
const TICKS_APART = 4;
/** The open exchanges of a session that nobody hears have to be asked for: in one of so many ticks. */
const UNHEARD_TICKS_APART = 16;
/** Told while a frame is read, or at a tick (notices about waiting). Times are ns since the flow's first frame. */
export interface FollowerEvents {
  opened?(connection: FollowedConnection, frame: number): void;
  established?(connection: FollowedConnection, frame: number, timeNs: number): void;
  ended?(connection: FollowedConnection, frame: number, timeNs: number): void;
  /** `detail`: words of the protocol or the wire that say more; null: none. */
  notice(kind: NoticeKind, flow: Flow, frame: number, timeNs: number, detail: string | null): void;
}

export class ConnectionFollower implements Listener, SessionListener {
  readonly #events: FollowerEvents;
  readonly #followed = new FollowedConnections();
  /** Ends with this frame: told when all the frame carries has been heard. */
  #ending: FollowedConnection | null = null;
  #ticks = 0;
  #hasForgotten = false;

  constructor(events: FollowerEvents) {
    this.#events = events;
  }

  /** null: forgotten, or never heard of. */
  connection(flow: Flow): FollowedConnection | null {
    return this.#followed.get(flow.stream);
  }

  onFlowOpen(flow: Flow, packet: Packet): void {
    const connection = new FollowedConnection(flow);
    const control = packet.tcp.flags & (TCP_SYN | TCP_ACK);
    connection.fromMiddle = control !== TCP_SYN;
    if (control === TCP_SYN) connection.phase = 'opening';
    if (!this.#followed.open(connection)) this.#tellForgotten(connection);
    this.#events.opened?.(connection, packet.frame.number);
  }

  onSegmentEvent(flow: Flow, packet: Packet, segment: SegmentView): void {
    const { events, analysis } = segment;
    if ((events & EVENT_ANALYSIS) !== 0) this.#noteAnalysis(flow, packet, segment, analysis);
    if ((events & (EVENT_CONTROL | EVENT_FIRST_ACK)) === 0) return;
    const connection = this.connection(flow);
    if (connection === null || connection.hasEnded) return;
    if (connection.phase === 'opening') this.#noteOpening(connection, packet, segment);
    if ((packet.tcp.flags & (TCP_FIN | TCP_RST)) !== 0) this.#noteClosing(connection, packet, segment);
  }

  /** The frame has been heard by all hooks. */
  onPacket(packet: Packet, _flow: Flow | null, segment: SegmentView | null): void {
    if (this.#ending === null || segment === null) return;
    const connection = this.#ending;
    this.#ending = null;
    this.#followed.end(connection);
    const { frame } = packet;
    const { timeNs } = segment;
    for (const { kind, detail } of endNotices(connection)) {
      this.#events.notice(kind, connection.flow, frame.number, timeNs, detail);
    }
    this.#events.ended?.(connection, frame.number, timeNs);
  }

  onGap(flow: Flow, gap: Gap): void {
    this.#events.notice(gapNotice(gap.cause), flow, gap.beforeFrame, flow.lastTimeNs, `${gap.bytes} bytes`);
  }

  onUnparsed(flow: Flow, _direction: Direction, bytes: number, frame: number): void {
    this.#events.notice(NOTICES.unparsedBytes, flow, frame, flow.lastTimeNs, `${bytes} bytes`);
  }

  onFlowClose(flow: Flow, _how: FlowEnd): void {
    this.#followed.forget(flow.stream);
  }

  onSession(session: MqttSessionState): void {
    const connection = this.connection(session.flow);
    if (connection !== null && !this.#followed.begin(connection, session)) this.#tellForgotten(connection);
  }

  /** Every message: of sessions that nobody hears, what is worth a word. Nearly always there is nothing. */
  onMessage(flow: Flow, direction: Direction, view: MessageView, origin: Origin, anomalies: AnomalyLog): void {
    if (!(view instanceof MqttView) || !isWorthALook(view, direction, anomalies)) return;
    const connection = this.connection(flow);
    const session = connection?.session ?? null;
    if (connection === null || session === null || session.isFollowed) return;
    this.#noteMessage(connection, session, direction, view, origin, session.topic(direction), anomalies);
    if (!isAnswer(view) || !isRefusal(view)) return;
    this.#tell(
      view.packetType === MQTT_SUBACK ? NOTICES.subscriptionRefused : NOTICES.publishRefused,
      session,
      origin,
      null,
    );
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
    if (!isWorthALook(view, direction, anomalies)) return;
    this.#noteMessage(this.connection(session.flow), session, direction, view, origin, topic, anomalies);
  }

  #noteMessage(
    connection: FollowedConnection | null,
    session: MqttSessionState,
    direction: Direction,
    view: MqttView,
    origin: Origin,
    topic: string | null,
    anomalies: AnomalyLog,
  ): void {
    const { packetType } = view;
    if (connection !== null && isReleaseOfClient(view, direction)) connection.hasReleased = true;
    if (view.dup) this.#tell(NOTICES.publishResent, session, origin, topic);
    if (packetType === MQTT_CONNACK && view.reasonCode > 0) {
      this.#tell(NOTICES.mqttConnectionRefused, session, origin, nameOfCode(view));
    } else if (packetType === MQTT_DISCONNECT && direction === SERVER_TO_CLIENT) {
      this.#tell(NOTICES.serverDisconnected, session, origin, view.reasonCode < 0 ? null : nameOfCode(view));
    }
    if (anomalies.count > 0) this.#noteAnomalies(session, anomalies, origin);
  }

  onExchangeStart(session: MqttSessionState, _exchange: Exchange): void {
    const connection = this.connection(session.flow);
    if (connection !== null) connection.openExchanges++;
  }

  onExchange(session: MqttSessionState, exchange: Exchange): void {
    const { flow } = session;
    const connection = this.connection(flow);
    if (connection !== null && connection.openExchanges > 0) connection.openExchanges--;
    if (!exchange.refused) return;
    const kind =
      exchange.kind === 'publish'
        ? NOTICES.publishRefused
        : exchange.kind === 'subscribe'
          ? NOTICES.subscriptionRefused
          : null;
    const step = exchange.frame1 === 0 ? 0 : 1;
    if (kind !== null) this.#events.notice(kind, flow, exchange.lastFrame, exchange.timeNs(step), exchange.topic);
  }

  onViolation(session: MqttSessionState, kind: Parameters<typeof anomalyNotice>[0], frame: number): void {
    this.#events.notice(anomalyNotice(kind), session.flow, frame, session.flow.lastTimeNs, null);
  }

  /** Looks at what goes on without frames: silence, and answers that do not come. `nowNs`: since the flow's first frame. */
  tick(nowNs: (flow: Flow) => number): void {
    const ticks = this.#ticks++;
    for (const connection of this.#followed.mqtt()) {
      const { session, flow } = connection;
      if (session === null || flow.stream % TICKS_APART !== ticks % TICKS_APART) continue;
      if (limitOf(session) !== Number.POSITIVE_INFINITY) this.#checkSilence(connection, session, nowNs(flow));
      const looksAtExchanges = session.isFollowed
        ? connection.openExchanges > 0
        : flow.stream % UNHEARD_TICKS_APART === ticks % UNHEARD_TICKS_APART;
      if (looksAtExchanges) this.#checkOverdue(connection, session, nowNs(flow));
    }
  }

  #noteAnalysis(flow: Flow, packet: Packet, segment: SegmentView, analysis: number): void {
    const frame = packet.frame.number;
    const { timeNs } = segment;
    if ((analysis & ANY_RETRANSMISSION) !== 0) {
      const isSyn = (packet.tcp.flags & TCP_SYN) !== 0;
      this.#events.notice(isSyn ? NOTICES.synRetransmitted : NOTICES.retransmissions, flow, frame, timeNs, null);
    }
    if ((analysis & OUT_OF_ORDER) !== 0) this.#events.notice(NOTICES.outOfOrder, flow, frame, timeNs, null);
    if ((analysis & ZERO_WINDOW) !== 0) this.#events.notice(NOTICES.zeroWindow, flow, frame, timeNs, null);
  }

  /** A server that answers: with SYN-ACK (the client's first ACK completes it), or with RST. */
  #noteOpening(connection: FollowedConnection, packet: Packet, segment: SegmentView): void {
    const { flags } = packet.tcp;
    const { completeness } = connection.flow;
    const fromClient = segment.direction === CLIENT_TO_SERVER;
    if ((flags & TCP_RST) !== 0 || !fromClient || (flags & TCP_ACK) === 0) return;
    if ((completeness & (SAW_SYN | SAW_SYN_ACK)) !== (SAW_SYN | SAW_SYN_ACK)) return;
    connection.phase = 'open';
    this.#events.established?.(connection, packet.frame.number, segment.timeNs);
  }

  #noteClosing(connection: FollowedConnection, packet: Packet, segment: SegmentView): void {
    const { direction } = segment;
    connection.endedBy ??= direction;
    if ((packet.tcp.flags & TCP_RST) !== 0) {
      const refused = connection.phase === 'opening' && direction === SERVER_TO_CLIENT;
      connection.phase = refused ? 'refused' : connection.fins === 0 ? 'reset' : 'closed';
    } else {
      connection.fins |= 1 << direction;
      connection.phase = connection.fins === BOTH ? 'closed' : 'closing';
    }
    if (connection.hasEnded) this.#ending = connection;
  }

  #noteAnomalies(session: MqttSessionState, anomalies: AnomalyLog, origin: Origin): void {
    for (let i = 0; i < anomalies.count; i++) {
      const kind = anomalies.kind(i);
      // Said already, while it went on.
      if (kind === KEEP_ALIVE_EXCEEDED && (this.connection(session.flow)?.silentAfter ?? 0) > 0) continue;
      this.#tell(anomalyNotice(kind), session, origin, null);
    }
  }

  #tell(kind: NoticeKind, session: MqttSessionState, origin: Origin, detail: string | null): void {
    this.#events.notice(kind, session.flow, origin.lastFrame, origin.lastTimeNs, detail);
  }

  #checkSilence(connection: FollowedConnection, session: MqttSessionState, nowNs: number): void {
    const { lastTimeNs, lastFrame } = session.silence;
    if (lastTimeNs < 0 || nowNs - lastTimeNs <= limitOf(session) || lastFrame <= connection.silentAfter) return;
    if (session.disconnectedBy !== 0 || (session.holes & (1 << CLIENT_TO_SERVER)) !== 0) return;
    connection.silentAfter = lastFrame;
    this.#events.notice(NOTICES.keepAliveExceeded, session.flow, lastFrame, nowNs, null);
  }

  #checkOverdue(connection: FollowedConnection, session: MqttSessionState, nowNs: number): void {
    for (const exchange of session.exchanges.open()) {
      const { firstFrame, frame0 } = exchange;
      if (frame0 === 0 || exchange.finished || exchange.kind === 'auth' || frame0 <= connection.overdueUpTo) continue;
      if (nowNs - exchange.time0Ns <= OVERDUE_NS) break; // they come in order of their first frame
      connection.overdueUpTo = firstFrame;
      const detail = exchange.topic ?? exchange.kind.toUpperCase();
      this.#events.notice(NOTICES.answerOverdue, session.flow, firstFrame, nowNs, detail);
    }
  }

  /** Once: a word is not due for every connection. */
  #tellForgotten({ flow }: FollowedConnection): void {
    if (this.#hasForgotten) return;
    this.#hasForgotten = true;
    this.#events.notice(NOTICES.connectionsForgotten, flow, flow.lastFrame, flow.lastTimeNs, null);
  }
}

function nameOfCode(view: MqttView): string {
  return reasonName(view.packetType, view.version, view.reasonCode);
}

function limitOf({ records, recordAt }: MqttSessionState): number {
  return silenceLimit(records, recordAt);
}
