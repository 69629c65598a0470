// The flow floor's one entrance: frames in, flows, segments and messages out.
// Order of the hooks for one frame: flow opened → segment → gaps, payload, messages → packet.

import type { Frame, FramePreview, SourceSummary } from '../core/frame.ts';
import { AnomalyLog } from '../dissect/anomaly-log.ts';
import type { Carrier } from '../dissect/application/carrier.ts';
import type { AppProtocol } from '../dissect/application/protocol.ts';
import { APP_PROTOCOLS, CARRIERS } from '../dissect/application/registry.ts';
import type { Dissector } from '../dissect/dissector.ts';
import type { Packet } from '../dissect/packet.ts';
import { TCP_ACK, TCP_FIN, TCP_RST, TCP_SYN } from '../dissect/transport/tcp-flags.ts';
import { PieceOrigin } from './byte-sink.ts';
import { Conversation } from './conversation.ts';
import { DatagramProtocols } from './datagram-protocols.ts';
import { Defragmenter } from './defragmenter.ts';
import type { Flow } from './flow.ts';
import { FlowDirectory } from './flow-directory.ts';
import { FlowPreview } from './flow-preview.ts';
import { Hooks } from './hooks.ts';
import { InStep } from './in-step.ts';
import { DEFAULT_LIMITS, type FlowLimits } from './limits.ts';
import { type FlowEnd, type Listener, Origin } from './listener.ts';
import type { MessageContext } from './message-context.ts';
import type { OverlapPolicy } from './reassembly-context.ts';
import type { SegmentView } from './segment.ts';
import { DUPLICATE_ACK } from './segment-kind.ts';
import { reserveStreamNumber } from './stream-numbers.ts';
import type { TcpFlow } from './tcp-flow.ts';
import { TcpTracker } from './tcp-tracker.ts';
import { provesUnseenData, startUnseen } from './unseen-data.ts';

export interface FlowOptions {
  readonly limits?: Partial<FlowLimits>;
  readonly overlapPolicy?: OverlapPolicy;
  /** Application protocols to look for; default: all that are registered. */
  readonly protocols?: readonly AppProtocol[];
  /** Carriers to look for; default: all that are registered. */
  readonly carriers?: readonly Carrier[];
  /** TCP port → AppProtocol.name or Carrier.name, as the user states it. */
  readonly decodeAs?: ReadonlyMap<number, string>;
}

export class FlowEngine {
  readonly #dissector: Dissector;
  readonly #hooks: Hooks;
  readonly #directory: FlowDirectory;
  readonly #tracker: TcpTracker;
  readonly #defragmenter: Defragmenter;
  readonly #datagrams: DatagramProtocols;
  readonly #context: MessageContext;
  readonly #inStep: InStep;
  readonly #preview: FlowPreview;

  constructor(dissector: Dissector, listeners: readonly Listener[], options: FlowOptions = {}) {
    const limits = { ...DEFAULT_LIMITS, ...options.limits };
    const protocols = options.protocols ?? APP_PROTOCOLS;
    const streams = protocols.filter((protocol) => protocol.transport === 'stream');
    const carriers = options.carriers ?? CARRIERS;
    const serverPorts = [...streams, ...carriers].flatMap(({ ports }) => ports);
    const ports = new Set([...serverPorts, ...(options.decodeAs?.keys() ?? [])]);
    const anomalies = new AnomalyLog();
    this.#dissector = dissector;
    this.#hooks = new Hooks(listeners);
    this.#directory = new FlowDirectory(limits, (port) => ports.has(port));
    this.#preview = new FlowPreview(this.#directory, this.#hooks);
    this.#tracker = new TcpTracker(this.#directory);
    this.#defragmenter = new Defragmenter(limits);
    this.#datagrams = new DatagramProtocols(protocols.filter((protocol) => protocol.transport === 'datagram'));
    this.#context = {
      hooks: this.#hooks,
      limits,
      overlapPolicy: options.overlapPolicy ?? 'first',
      protocols: streams,
      carriers,
      decodeAs: options.decodeAs ?? new Map<number, string>(),
      origin: new Origin(),
      replayOrigin: new PieceOrigin(),
      anomalies,
      flagMessage: (kind, at, needed, had) => anomalies.add(kind, at, needed, had),
      heldBytes: 0,
      flag: (kind, frame) => dissector.packet.flag(kind, 0, frame),
    };
    this.#inStep = new InStep(this.#directory.records, this.#context);
  }

  /** For whoever can look ahead in the input. */
  get preview(): FramePreview {
    return this.#preview;
  }

  /** In the order of their first frames. */
  get flows(): readonly Flow[] {
    return this.#directory.flows;
  }

  onFrame(frame: Frame): void {
    let packet = this.#dissector.dissect(frame);
    if (packet.ip.present && packet.ip.isFragment) packet = this.#defragmenter.add(packet, this.#dissector);
    if (packet.tcp.present) {
      this.#onSegment(packet);
      return;
    }
    if (packet.ip.present && !packet.udp.present) reserveStreamNumber(packet, this.#directory);
    if (packet.udp.present && this.#hooks.hearsDatagrams) {
      const view = this.#datagrams.decode(packet);
      if (view !== null) this.#hooks.datagram(packet, view);
    }
    if (this.#hooks.hearsPackets) this.#hooks.packet(packet, null, null);
  }

  /** The input has ended: closes all flows. */
  end(summary: SourceSummary): void {
    const { anomalies } = this.#dissector.packet;
    for (const flow of this.#directory.flows) {
      if (flow.closed) continue;
      anomalies.clear();
      this.#close(flow, 'end-of-input');
      if (anomalies.count > 0) this.#hooks.lateAnomalies(anomalies, flow.lastFrame);
    }
    this.#hooks.end(summary);
  }

  #onSegment(packet: Packet): void {
    const tracker = this.#tracker;
    const hooks = this.#hooks;
    const flow = tracker.track(packet);
    const view = tracker.view;
    if (tracker.opened) this.#announceOpening(flow, packet);
    if (view.events !== 0 && hooks.hearsSegmentEvents) hooks.segmentEvent(flow, packet, view);
    if (hooks.hearsSegments) hooks.segment(flow, packet, view);
    if (flow.observer !== null) flow.observer.noteSegment(packet, view);
    if (view.length > 0 || flow.hasStream || provesUnseenData(packet, view)) {
      if (!this.#inStep.take(flow, packet, view)) this.#reassemble(flow, packet, view);
    }
    if (hooks.hearsPackets) hooks.packet(packet, flow, view);
  }

  #announceOpening(flow: TcpFlow, packet: Packet): void {
    const { evicted } = this.#directory;
    if (evicted.length > 0) {
      for (const old of evicted) this.#close(old, 'evicted');
      this.#directory.evicted = [];
    }
    const { replaced } = this.#tracker;
    if (replaced !== null && !replaced.closed) this.#close(replaced, 'replaced');
    this.#hooks.flowOpen(flow, packet);
  }

  #reassemble(flow: TcpFlow, packet: Packet, view: SegmentView): void {
    const { tcp } = packet;
    const { direction, timeNs } = view;
    let conversation = this.#inStep.conversationOf(flow);
    if (conversation === null) {
      if ((tcp.flags & TCP_RST) !== 0) return; // text in a RST explains it, it is no data (RFC 9293 §3.5.2)
      conversation = new Conversation(flow, this.#context);
      flow.conversation = conversation;
    }
    const { order } = conversation;
    if ((tcp.flags & TCP_RST) === 0) startUnseen(flow, conversation, packet, view);
    if ((tcp.flags & TCP_ACK) !== 0) {
      order.acknowledge(direction, tcp.ack | 0, (view.analysis & DUPLICATE_ACK) !== 0 || this.#tracker.hasSack, timeNs);
    }
    const seq = (tcp.flags & TCP_SYN) !== 0 ? (tcp.seq + 1) | 0 : tcp.seq | 0;
    if (view.length > 0 && (tcp.flags & TCP_RST) === 0) {
      if (!order.sides[direction].started) {
        const { initialSeq } = flow.sides[direction];
        conversation.start(direction, initialSeq === null ? seq : (initialSeq + 1) | 0, initialSeq !== null);
      }
      const { payloadAt, payloadEnd } = tcp;
      order.data(
        direction,
        seq,
        tcp.ack | 0,
        packet.buf,
        payloadAt,
        payloadEnd,
        view.length,
        packet.frame.number,
        timeNs,
      );
    }
    if ((tcp.flags & TCP_FIN) !== 0 && order.sides[direction].started)
      order.sides[direction].noteFin((seq + view.length) | 0);
    if (order.isWaiting) order.settle(timeNs);
    this.#inStep.note(flow, conversation);
  }

  /** Flushes what waits, then says how the connection ended. */
  #close(flow: TcpFlow, how: FlowEnd): void {
    flow.closed = true;
    if (flow.conversation !== null) this.#inStep.conversationOf(flow)?.finish();
    flow.conversation = null;
    flow.framing = null;
    this.#hooks.flowClose(flow, flow.hasReset ? 'reset' : flow.hasBothFins ? 'fin' : how);
  }
}
