// Hears the capture and makes an event of what happens. Every event is made in the frame that shows it, in the order of the capture.

import { formatIp } from '../../core/address.ts';
import type { AnomalyKind } from '../../core/anomaly-kind.ts';
import { type Direction, SENDERS } from '../../core/direction.ts';
import type { Lang } from '../../core/text.ts';
import { formatInstant } from '../../core/time.ts';
import type { AnomalyLog } from '../../dissect/anomaly-log.ts';
import { MQTT_PUBLISH } from '../../dissect/application/mqtt/packet-types.ts';
import type { MqttView } from '../../dissect/application/mqtt/view.ts';
import type { MessageView } from '../../dissect/application/protocol.ts';
import type { Packet } from '../../dissect/packet.ts';
import type { Flow } from '../../flow/flow.ts';
import type { FlowEnd, Gap, Listener, Origin } from '../../flow/listener.ts';
import { EVENT_ANALYSIS, type SegmentView } from '../../flow/segment.ts';
import { analysisNames } from '../../flow/segment-kind.ts';
import { type Exchange, exchangeRecord } from '../../session/exchange.ts';
import type { SessionListener } from '../../session/session-listener.ts';
import type { MqttSessionState } from '../../session/session-state.ts';
import { CaptureClock } from '../model/capture-clock.ts';
import { ANY_RETRANSMISSION, ConnectionFollower, type FollowerEvents } from '../model/connection-follower.ts';
import type { FollowedConnection } from '../model/followed-connection.ts';
import { gapNotice, NOTICES, type NoticeKind } from '../model/notice-kinds.ts';
import type { ConnectionClosed, LiveEvent } from './live-event.ts';
import { PayloadTexts } from './payload-texts.ts';

/** Those that are events of their own. */
const TOLD_OTHERWISE: ReadonlySet<NoticeKind> = new Set([
  NOTICES.retransmissions,
  gapNotice('capture-loss'),
  gapNotice('network-loss'),
  gapNotice('unknown'),
]);

export class EventSource implements Listener, SessionListener, FollowerEvents {
  readonly #lang: Lang;
  readonly #emit: (event: LiveEvent) => void;
  readonly #clock: CaptureClock = new CaptureClock();
  readonly #follower: ConnectionFollower = new ConnectionFollower(this);
  readonly #texts: PayloadTexts = new PayloadTexts();
  /** Exchanges of the session at hand that have ended with the message at hand. */
  readonly #ended: Exchange[] = [];

  constructor(lang: Lang, emit: (event: LiveEvent) => void) {
    this.#lang = lang;
    this.#emit = emit;
  }

  /** Of the first frame; null: none yet. */
  get firstInstant(): string | null {
    return this.#clock.firstInstant;
  }

  get frames(): number {
    return this.#clock.frames;
  }

  /** What shows only by waiting. */
  tick(elapsedMs: number): void {
    this.#clock.tick(elapsedMs);
    this.#follower.tick((flow) => this.#clock.nowNs - this.#clock.sinceFirst(flow.time.sec, flow.time.nsec));
  }

  onFlowOpen(flow: Flow, packet: Packet): void {
    this.#follower.onFlowOpen(flow, packet);
  }

  onSegmentEvent(flow: Flow, packet: Packet, segment: SegmentView): void {
    if (
      (segment.events & EVENT_ANALYSIS) !== 0 &&
      (segment.analysis & ANY_RETRANSMISSION) !== 0 &&
      segment.length > 0
    ) {
      this.#emit({
        event: 'tcp.retransmission',
        frame: packet.frame.number,
        time: flow.time.instant(segment.timeNs),
        stream: flow.stream,
        direction: SENDERS[segment.direction],
        analysis: analysisNames(segment.analysis & ANY_RETRANSMISSION),
        relativeSeq: segment.relativeSeq,
        length: segment.length,
        afterNs: segment.resentAfterNs > 0 ? segment.resentAfterNs : null,
      });
    }
    this.#follower.onSegmentEvent(flow, packet, segment);
  }

  onPacket(packet: Packet, flow: Flow | null, segment: SegmentView | null): void {
    const { frame } = packet;
    if (frame.timed === 1) this.#clock.note(frame.sec, frame.nsec);
    this.#follower.onPacket(packet, flow, segment);
  }

  onDatagram(packet: Packet, view: MessageView): void {
    const { frame, ip, udp, buf } = packet;
    const address = (at: number): string => formatIp(buf, at, ip.addressLength);
    this.#emit({
      event: 'datagram.message',
      frame: frame.number,
      time: frame.timed === 1 ? formatInstant(frame.sec, frame.nsec) : null,
      stream: null,
      protocol: view.protocol,
      type: view.type,
      source: { address: address(ip.sourceAt), port: udp.sourcePort },
      destination: { address: address(ip.destinationAt), port: udp.destinationPort },
      summary: view.summary(),
    });
  }

  onGap(flow: Flow, gap: Gap): void {
    this.#emit({
      event: 'tcp.gap',
      frame: gap.beforeFrame,
      time: flow.time.instant(flow.lastTimeNs),
      stream: flow.stream,
      direction: SENDERS[gap.direction],
      relativeSeq: gap.relativeSeq,
      bytes: gap.bytes,
      afterFrame: gap.afterFrame,
      beforeFrame: gap.beforeFrame,
      cause: gap.cause,
    });
    this.#follower.onGap(flow, gap);
  }

  onUnparsed(flow: Flow, direction: Direction, bytes: number, frame: number): void {
    this.#follower.onUnparsed(flow, direction, bytes, frame);
  }

  onPayload(flow: Flow, direction: Direction, buf: Uint8Array, at: number, end: number, missing: number): void {
    this.#texts.add(flow, direction, buf, at, end, missing);
  }

  onFlowClose(flow: Flow, how: FlowEnd): void {
    const connection = this.#follower.connection(flow);
    const goesOn = connection !== null && !connection.hasEnded;
    if (goesOn && (how === 'replaced' || how === 'evicted'))
      this.#closed(flow, how, null, flow.lastFrame, flow.lastTimeNs);
    this.#follower.onFlowClose(flow, how);
    this.#texts.forget(flow);
  }

  onSession(session: MqttSessionState): void {
    this.#follower.onSession(session);
  }

  onSessionMessageStart(session: MqttSessionState, direction: Direction, view: MqttView): void {
    if (view.packetType === MQTT_PUBLISH) this.#texts.begin(session.flow, direction);
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
    const isPublish = view.packetType === MQTT_PUBLISH;
    this.#emit({
      event: 'mqtt.message',
      frame: origin.lastFrame,
      time: session.flow.time.instant(origin.lastTimeNs),
      stream: session.stream,
      direction: SENDERS[direction],
      number,
      type: view.type,
      firstFrame: origin.firstFrame,
      length: view.length,
      dup: isPublish ? view.dup : null,
      qos: isPublish ? view.qos : null,
      retain: isPublish ? view.retain : null,
      packetIdentifier: view.packetIdentifier < 0 ? null : view.packetIdentifier,
      topic: isPublish ? topic : null,
      payloadLength: isPublish ? view.payloadLength : null,
      payloadText: isPublish ? this.#texts.take(session.flow, direction, view.payloadLength) : null,
      reasonCode: view.reasonCode < 0 ? null : view.reasonCode,
      summary: view.summary(),
    });
    this.#follower.onSessionMessage(session, direction, view, origin, topic, number, anomalies);
    this.#tellExchanges(session);
  }

  onExchangeStart(session: MqttSessionState, exchange: Exchange): void {
    this.#follower.onExchangeStart(session, exchange);
  }

  /** Told behind the message that ends it, which is announced only now. */
  onExchange(session: MqttSessionState, exchange: Exchange): void {
    this.#ended.push(exchange);
    if (session.end !== null) this.#tellExchanges(session);
  }

  onSessionEnd(session: MqttSessionState): void {
    this.#tellExchanges(session);
  }

  onViolation(session: MqttSessionState, kind: AnomalyKind, frame: number): void {
    this.#follower.onViolation(session, kind, frame);
  }

  opened({ flow, fromMiddle }: FollowedConnection, frame: number): void {
    const { client, server, orientation, stream, time } = flow;
    this.#emit({
      event: 'connection.opened',
      ...{ frame, time: time.instant(0), stream, client, server, orientation, fromStart: !fromMiddle },
    });
  }

  established({ flow }: FollowedConnection, frame: number, timeNs: number): void {
    const { initialRttNs, stream, time } = flow;
    this.#emit({ event: 'connection.established', frame, time: time.instant(timeNs), stream, initialRttNs });
  }

  ended({ flow, phase, endedBy }: FollowedConnection, frame: number, timeNs: number): void {
    const how = phase === 'reset' || phase === 'refused' ? phase : 'fin';
    this.#closed(flow, how, endedBy, frame, timeNs);
  }

  notice(kind: NoticeKind, flow: Flow, frame: number, timeNs: number, detail: string | null): void {
    if (TOLD_OTHERWISE.has(kind)) return;
    this.#emit({
      event: 'notice',
      frame,
      time: flow.time.instant(Math.round(timeNs)),
      stream: flow.stream,
      rule: kind.id,
      severity: kind.severity,
      title: kind.title[this.#lang],
      detail,
      clause: kind.clause,
    });
  }

  #tellExchanges(session: MqttSessionState): void {
    const { flow } = session;
    for (const exchange of this.#ended) {
      const record = exchangeRecord(exchange, flow.stream, flow.time);
      const last = record.steps.at(-1) ?? null;
      this.#emit({ event: 'mqtt.exchange', frame: last?.frame ?? null, time: last?.time ?? null, ...record });
      this.#follower.onExchange(session, exchange);
    }
    this.#ended.length = 0;
  }

  #closed(flow: Flow, how: ConnectionClosed['how'], endedBy: Direction | null, frame: number, timeNs: number): void {
    const [client, server] = flow.sides;
    this.#emit({
      event: 'connection.closed',
      frame,
      time: flow.time.instant(timeNs),
      stream: flow.stream,
      how,
      initiator: endedBy === null ? null : SENDERS[endedBy],
      frames: flow.frames,
      bytes: { client: client.bytes, server: server.bytes },
      durationNs: timeNs,
    });
  }
}
