// What a live screen knows: hears the capture, keeps the latest of it in rings and short lists. Nothing here grows with the capture.

import type { AnomalyKind } from '../../core/anomaly-kind.ts';
import { type Direction, opposite } from '../../core/direction.ts';
import type { AnomalyLog } from '../../dissect/anomaly-log.ts';
import {
  MQTT_PINGREQ,
  MQTT_PINGRESP,
  MQTT_PUBCOMP,
  MQTT_PUBLISH,
} from '../../dissect/application/mqtt/packet-types.ts';
import { MqttView } from '../../dissect/application/mqtt/view.ts';
import type { MessageView } from '../../dissect/application/protocol.ts';
import type { Packet } from '../../dissect/packet.ts';
import type { Flow } from '../../flow/flow.ts';
import type { FlowEnd, Gap, Listener, Origin } from '../../flow/listener.ts';
import { EVENT_ANALYSIS, type SegmentView } from '../../flow/segment.ts';
import type { Exchange } from '../../session/exchange.ts';
import type { SessionListener } from '../../session/session-listener.ts';
import type { MqttSessionState } from '../../session/session-state.ts';
import { CaptureClock } from './capture-clock.ts';
import { ANY_RETRANSMISSION, ConnectionFollower, type FollowerEvents } from './connection-follower.ts';
import { ConnectionList } from './connection-list.ts';
import type { FollowedConnection } from './followed-connection.ts';
import { LiveConnection, MESSAGES_KEPT } from './live-connection.ts';
import { HEAD_BYTES, MessageRing } from './message-ring.ts';
import type { NoticeKind } from './notice-kinds.ts';
import { NoticeList } from './notice-list.ts';
import { RateWindow } from './rate-window.ts';
import type { TopicFilter } from './topic-filter.ts';

/** MQTT-SN messages kept. */
const DATAGRAMS_KEPT = 48;

export class LiveModel implements Listener, SessionListener, FollowerEvents {
  readonly clock: CaptureClock = new CaptureClock();
  readonly connections: ConnectionList = new ConnectionList();
  readonly notices: NoticeList = new NoticeList();
  readonly rates: RateWindow = new RateWindow();
  /** Of MQTT-SN, which has no connections. */
  readonly datagrams: MessageRing = new MessageRing(DATAGRAMS_KEPT);
  mqttMessages = 0;
  filter: TopicFilter | null = null;
  readonly #follower: ConnectionFollower = new ConnectionFollower(this);
  /** The connection that was looked up last. */
  #last: LiveConnection | null = null;

  onFlowOpen(flow: Flow, packet: Packet): void {
    this.#follower.onFlowOpen(flow, packet);
  }

  onSegmentEvent(flow: Flow, packet: Packet, segment: SegmentView): void {
    if ((segment.events & EVENT_ANALYSIS) !== 0 && (segment.analysis & ANY_RETRANSMISSION) !== 0) {
      const connection = this.#of(flow);
      if (connection !== null) connection.retransmissions++;
    }
    this.#follower.onSegmentEvent(flow, packet, segment);
  }

  /** Every frame: its time, and the round trip that its ACK completes. */
  onPacket(packet: Packet, flow: Flow | null, segment: SegmentView | null): void {
    const { frame } = packet;
    if (frame.timed === 1) this.clock.note(frame.sec, frame.nsec);
    if (flow === null || segment === null) return;
    if (segment.ackRttNs > 0 && !segment.isAckAmbiguous) {
      this.#of(flow)?.addRtt(opposite(segment.direction), segment.ackRttNs);
    }
    this.#follower.onPacket(packet, flow, segment);
  }

  onDatagram(packet: Packet, view: MessageView): void {
    if (view.protocol !== 'mqttsn') return;
    const message = this.datagrams.next();
    this.mqttMessages++;
    message.stream = -1;
    message.direction = 0;
    message.type = view.type;
    message.packetType = -1;
    message.frame = packet.frame.number;
    message.timeNs = this.clock.sinceFirst(packet.frame.sec, packet.frame.nsec);
    message.topic = null;
    message.summary = `MQTT-SN ${view.summary()}`;
    message.headLength = 0;
  }

  onPayload(flow: Flow, direction: Direction, buf: Uint8Array, at: number, end: number, missing: number): void {
    this.#of(flow)?.head(direction)?.add(buf, at, end, missing);
  }

  onGap(flow: Flow, gap: Gap): void {
    this.#follower.onGap(flow, gap);
  }

  onUnparsed(flow: Flow, direction: Direction, bytes: number, frame: number): void {
    this.#follower.onUnparsed(flow, direction, bytes, frame);
  }

  onFlowClose(flow: Flow, how: FlowEnd): void {
    const connection = this.connections.get(flow.stream);
    // The same ports are in use again, or there was no room: it will not end by itself.
    if (connection !== null && how !== 'end-of-input' && !connection.followed.hasEnded) {
      connection.followed.phase = 'closed';
    }
    this.#follower.onFlowClose(flow, how);
  }

  /** Every message, of which those of listed connections are heard in their sessions, too. */
  onMessage(flow: Flow, direction: Direction, view: MessageView, origin: Origin, anomalies: AnomalyLog): void {
    if (view instanceof MqttView) this.mqttMessages++;
    this.#follower.onMessage(flow, direction, view, origin, anomalies);
  }

  /** Only the connections that have a place on the screen: of the others the session floor need not tell every message and exchange. */
  follows(session: MqttSessionState): boolean {
    return this.connections.get(session.stream) !== null;
  }

  onSession(session: MqttSessionState): void {
    this.#follower.onSession(session);
    if (this.connections.get(session.stream) !== null) return;
    const followed = this.#follower.connection(session.flow);
    if (followed !== null) this.#add(followed, false); // it had no place, or lost it: MQTT comes first
  }

  onSessionMessageStart(
    session: MqttSessionState,
    direction: Direction,
    view: MqttView,
    _origin: Origin,
    topic: string | null,
  ): void {
    if (view.packetType !== MQTT_PUBLISH) return;
    const connection = this.#of(session.flow);
    if (connection === null) return;
    const wanted = connection.fragmentsFor(direction).begin(topic ?? '');
    connection.headFor(direction).begin(Math.max(HEAD_BYTES, wanted));
  }

  onSessionMessage(
    session: MqttSessionState,
    direction: Direction,
    view: MqttView,
    origin: Origin,
    topic: string | null,
    number: number,
    anomalies: AnomalyLog,
  ): void {
    const connection = this.#of(session.flow);
    if (connection !== null) this.#keep(connection, direction, view, origin, topic);
    this.#follower.onSessionMessage(session, direction, view, origin, topic, number, anomalies);
  }

  onExchangeStart(session: MqttSessionState, exchange: Exchange): void {
    this.#follower.onExchangeStart(session, exchange);
  }

  onExchange(session: MqttSessionState, exchange: Exchange): void {
    this.#follower.onExchange(session, exchange);
  }

  onViolation(session: MqttSessionState, kind: AnomalyKind, frame: number): void {
    this.#follower.onViolation(session, kind, frame);
  }

  opened(followed: FollowedConnection): void {
    this.#add(followed, true);
  }

  ended(): void {
    this.connections.reconsider();
  }

  notice(kind: NoticeKind, flow: Flow, frame: number, _timeNs: number, detail: string | null): void {
    const { stream } = flow;
    this.notices.add(kind, stream, frame, detail);
    this.connections.get(stream)?.notices.add(kind, stream, frame, detail);
  }

  /** At most four times a second: rates, and what shows only by waiting. `bytes`: captured so far. */
  tick(elapsedMs: number, bytes: number): void {
    const { clock } = this;
    clock.tick(elapsedMs);
    this.connections.reconsider();
    this.rates.note(clock.nowNs, this.mqttMessages, bytes);
    for (const connection of this.connections.values()) {
      connection.rates.note(clock.nowNs, connection.messageCount, connection.bytes);
    }
    this.#follower.tick((flow) => clock.nowNs - clock.sinceFirst(flow.time.sec, flow.time.nsec));
  }

  /** Only PUBLISH on topics that match; null: every message. */
  setFilter(filter: TopicFilter | null): void {
    this.filter = filter;
    for (const connection of this.connections.values()) {
      connection.filtered = filter === null ? null : new MessageRing(MESSAGES_KEPT);
      if (filter === null) continue;
      for (const message of connection.messages.last(MESSAGES_KEPT)) {
        if (filter.passes(message)) connection.filtered?.next().assign(message);
      }
    }
  }

  #keep(connection: LiveConnection, direction: Direction, view: MqttView, origin: Origin, topic: string | null): void {
    const message = connection.messages.next();
    const { packetType } = view;
    message.stream = connection.stream;
    message.direction = direction;
    message.type = view.type;
    message.packetType = packetType;
    message.version = view.version;
    message.frame = origin.lastFrame;
    message.timeNs = connection.offsetNs + origin.lastTimeNs;
    message.dup = view.dup;
    message.qos = view.qos;
    message.retain = view.retain;
    message.packetIdentifier = view.packetIdentifier;
    message.reasonCode = view.reasonCode;
    message.topic = topic;
    message.payloadLength = view.payloadLength;
    message.summary = isFrequent(packetType) ? null : view.summary();
    message.headLength = 0;
    message.headMissing = false;
    if (packetType !== MQTT_PUBLISH) return;
    const head = connection.headFor(direction);
    message.takeHead(head);
    connection.fragmentsFor(direction).end(head, view.payloadLength, origin.lastFrame, view.dup);
    if (this.filter?.passes(message) === true) this.#filteredOf(connection).next().assign(message);
  }

  #filteredOf(connection: LiveConnection): MessageRing {
    connection.filtered ??= new MessageRing(MESSAGES_KEPT);
    return connection.filtered;
  }

  #add(followed: FollowedConnection, isNew: boolean): void {
    if (isNew) this.connections.seen++;
    if (!this.connections.hasPlaceFor(followed)) return;
    const { time } = followed.flow;
    // The first frame of the capture may open a connection: the clock hears of it only afterwards.
    const offsetNs = this.clock.sinceFirst(time.sec, time.nsec);
    this.#last = null; // it may be the one that makes room
    this.connections.add(new LiveConnection(followed, offsetNs, this.connections.makeRoom()));
  }

  #of(flow: Flow): LiveConnection | null {
    if (this.#last?.flow === flow) return this.#last;
    const connection = this.connections.get(flow.stream);
    if (connection !== null) this.#last = connection;
    return connection;
  }
}

/** Types whose line is made from the fields of the message when it is shown. */
function isFrequent(packetType: number): boolean {
  return (
    (packetType >= MQTT_PUBLISH && packetType <= MQTT_PUBCOMP) ||
    packetType === MQTT_PINGREQ ||
    packetType === MQTT_PINGRESP
  );
}
