// Everything later floors may hear. Implement only the hooks you need; take out what you keep: arguments are REUSED.

import type { Direction } from '../core/direction.ts';
import type { SourceSummary } from '../core/frame.ts';
import type { AnomalyLog } from '../dissect/anomaly-log.ts';
import type { CarrierEvent } from '../dissect/application/carrier.ts';
import type { MessageView } from '../dissect/application/protocol.ts';
import type { Packet } from '../dissect/packet.ts';
import type { Flow } from './flow.ts';
import type { SegmentView } from './segment.ts';

/** Which frames carried a message, and when. REUSED. Times are ns since the flow's first frame. */
export class Origin {
  /** Frame of the first byte. */
  firstFrame = 0;
  firstTimeNs = 0;
  /** Frame that carried the last byte first. */
  lastFrame = 0;
  lastTimeNs = 0;
  /** Frame after which the message is complete in stream order (what Wireshark shows). */
  deliveredFrame = 0;
  /** Offset of the first byte in its direction's stream, as tshark's relative sequence number of that byte (inner stream: of the carrier's first byte). */
  relativeSeq = 0;
  /** true: found by resynchronising behind a hole or in the middle of a stream. */
  resynchronised = false;
}

/** A hole in the ordered bytes of one direction. */
export interface Gap {
  readonly direction: Direction;
  /** Relative sequence number of the first missing byte. */
  readonly relativeSeq: number;
  readonly bytes: number;
  /** Last frame of this direction before the hole (0: none) and first frame behind it. */
  readonly afterFrame: number;
  readonly beforeFrame: number;
  readonly cause: 'capture-loss' | 'network-loss' | 'unknown';
}

export type FlowEnd = 'fin' | 'reset' | 'replaced' | 'evicted' | 'end-of-input';

export interface Listener {
  /** A segment of this flow may come soon: whoever keeps much about many flows may read what it will need (flow-preview.ts). Changes nothing. */
  onPreview?(flow: Flow): void;
  /** Last of all hooks for a frame. `flow` and `segment` are null where the frame is no TCP segment of a flow. */
  onPacket?(packet: Packet, flow: Flow | null, segment: SegmentView | null): void;
  /** UDP datagram that an application protocol decoded. */
  onDatagram?(packet: Packet, view: MessageView): void;
  onFlowOpen?(flow: Flow, packet: Packet): void;
  /** Every segment. Costly with millions of packets: prefer onSegmentEvent. */
  onSegment?(flow: Flow, packet: Packet, segment: SegmentView): void;
  /** Only segments with `segment.events` ≠ 0. */
  onSegmentEvent?(flow: Flow, packet: Packet, segment: SegmentView): void;
  onGap?(flow: Flow, gap: Gap): void;
  /** The application protocol of a flow is known now. */
  onProtocol?(flow: Flow): void;
  /**
   * The head of a message is here (for a PUBLISH: all but its payload): called once per message, before its onPayload pieces and its onMessage,
   * at the latest in the same frame as onMessage. `origin.last…`/`delivered…` are not known yet.
   */
  onMessageStart?(flow: Flow, direction: Direction, view: MessageView, origin: Origin): void;
  /**
   * A piece of the payload of the message that `onMessage` will announce next in this direction, in order: bytes [at, end) of `buf`.
   * Also for messages that lie in one segment. Never called without a listener for it. `missing` > 0: that many payload bytes are lost
   * in a hole before this piece (at = end when the hole ends the payload).
   */
  onPayload?(flow: Flow, direction: Direction, buf: Uint8Array, at: number, end: number, missing: number): void;
  onMessage?(flow: Flow, direction: Direction, view: MessageView, origin: Origin, anomalies: AnomalyLog): void;
  /** Bytes of a recognised stream that belong to no message (middle of a message, garbage): never lost in silence. */
  onUnparsed?(flow: Flow, direction: Direction, bytes: number, frame: number): void;
  /** A carrier (WebSocket, TLS) says something of its own: a handshake message, a frame. `origin`: of its bytes in TCP. */
  onCarrier?(flow: Flow, direction: Direction, event: CarrierEvent, origin: Origin): void;
  onFlowClose?(flow: Flow, how: FlowEnd): void;
  /** What was raised while a connection was flushed behind the last frame; no onPacket follows that would tell it. */
  onLateAnomalies?(anomalies: AnomalyLog, frame: number): void;
  onEnd?(summary: SourceSummary): void;
}
