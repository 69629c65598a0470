// The listeners, sorted by hook once: a hook nobody implements costs nothing.

import type { Direction } from '../core/direction.ts';
import type { SourceSummary } from '../core/frame.ts';
import type { AnomalyLog } from '../dissect/anomaly-log.ts';
import type { CarrierEvent } from '../dissect/application/carrier.ts';
import type { MessageView } from '../dissect/application/protocol.ts';
import type { Packet } from '../dissect/packet.ts';
import type { Flow } from './flow.ts';
import type { FlowEnd, Gap, Listener, Origin } from './listener.ts';
import type { SegmentView } from './segment.ts';

type Hook = keyof Listener;

export class Hooks {
  readonly hearsPackets: boolean;
  readonly hearsSegments: boolean;
  readonly hearsSegmentEvents: boolean;
  readonly hearsDatagrams: boolean;
  readonly hearsMessageStarts: boolean;
  readonly hearsPayload: boolean;
  readonly #preview: readonly Listener[];
  readonly #packet: readonly Listener[];
  readonly #datagram: readonly Listener[];
  readonly #flowOpen: readonly Listener[];
  readonly #segment: readonly Listener[];
  readonly #segmentEvent: readonly Listener[];
  readonly #gap: readonly Listener[];
  readonly #protocol: readonly Listener[];
  readonly #messageStart: readonly Listener[];
  readonly #payload: readonly Listener[];
  readonly #message: readonly Listener[];
  readonly #unparsed: readonly Listener[];
  readonly #carrier: readonly Listener[];
  readonly #flowClose: readonly Listener[];
  readonly #lateAnomalies: readonly Listener[];
  readonly #end: readonly Listener[];

  constructor(listeners: readonly Listener[]) {
    const having = (hook: Hook): readonly Listener[] => listeners.filter((listener) => listener[hook] !== undefined);
    this.#preview = having('onPreview');
    this.#packet = having('onPacket');
    this.#datagram = having('onDatagram');
    this.#flowOpen = having('onFlowOpen');
    this.#segment = having('onSegment');
    this.#segmentEvent = having('onSegmentEvent');
    this.#gap = having('onGap');
    this.#protocol = having('onProtocol');
    this.#messageStart = having('onMessageStart');
    this.#payload = having('onPayload');
    this.#message = having('onMessage');
    this.#unparsed = having('onUnparsed');
    this.#carrier = having('onCarrier');
    this.#flowClose = having('onFlowClose');
    this.#lateAnomalies = having('onLateAnomalies');
    this.#end = having('onEnd');
    this.hearsPackets = this.#packet.length > 0;
    this.hearsSegments = this.#segment.length > 0;
    this.hearsSegmentEvents = this.#segmentEvent.length > 0;
    this.hearsDatagrams = this.#datagram.length > 0;
    this.hearsMessageStarts = this.#messageStart.length > 0;
    this.hearsPayload = this.#payload.length > 0;
  }

  preview(flow: Flow): void {
    for (const listener of this.#preview) listener.onPreview?.(flow);
  }

  packet(packet: Packet, flow: Flow | null, segment: SegmentView | null): void {
    for (const listener of this.#packet) listener.onPacket?.(packet, flow, segment);
  }

  datagram(packet: Packet, view: MessageView): void {
    for (const listener of this.#datagram) listener.onDatagram?.(packet, view);
  }

  flowOpen(flow: Flow, packet: Packet): void {
    for (const listener of this.#flowOpen) listener.onFlowOpen?.(flow, packet);
  }

  segment(flow: Flow, packet: Packet, segment: SegmentView): void {
    for (const listener of this.#segment) listener.onSegment?.(flow, packet, segment);
  }

  segmentEvent(flow: Flow, packet: Packet, segment: SegmentView): void {
    for (const listener of this.#segmentEvent) listener.onSegmentEvent?.(flow, packet, segment);
  }

  gap(flow: Flow, gap: Gap): void {
    for (const listener of this.#gap) listener.onGap?.(flow, gap);
  }

  protocol(flow: Flow): void {
    for (const listener of this.#protocol) listener.onProtocol?.(flow);
  }

  messageStart(flow: Flow, direction: Direction, view: MessageView, origin: Origin): void {
    for (const listener of this.#messageStart) listener.onMessageStart?.(flow, direction, view, origin);
  }

  payload(flow: Flow, direction: Direction, buf: Uint8Array, at: number, end: number, missing: number): void {
    for (const listener of this.#payload) listener.onPayload?.(flow, direction, buf, at, end, missing);
  }

  message(flow: Flow, direction: Direction, view: MessageView, origin: Origin, anomalies: AnomalyLog): void {
    for (const listener of this.#message) listener.onMessage?.(flow, direction, view, origin, anomalies);
  }

  unparsed(flow: Flow, direction: Direction, bytes: number, frame: number): void {
    for (const listener of this.#unparsed) listener.onUnparsed?.(flow, direction, bytes, frame);
  }

  carrier(flow: Flow, direction: Direction, event: CarrierEvent, origin: Origin): void {
    for (const listener of this.#carrier) listener.onCarrier?.(flow, direction, event, origin);
  }

  flowClose(flow: Flow, how: FlowEnd): void {
    for (const listener of this.#flowClose) listener.onFlowClose?.(flow, how);
  }

  lateAnomalies(anomalies: AnomalyLog, frame: number): void {
    for (const listener of this.#lateAnomalies) listener.onLateAnomalies?.(anomalies, frame);
  }

  end(summary: SourceSummary): void {
    for (const listener of this.#end) listener.onEnd?.(summary);
  }
}
