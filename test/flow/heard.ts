// A listener that writes down what it hears, and an engine run over frames.

import type { Direction } from '../../src/core/direction.ts';
import type { Frame } from '../../src/core/frame.ts';
import type { AnomalyLog } from '../../src/dissect/anomaly-log.ts';
import { mqtt } from '../../src/dissect/application/mqtt/index.ts';
import type { MessageView } from '../../src/dissect/application/protocol.ts';
import { Dissector } from '../../src/dissect/dissector.ts';
import type { Flow } from '../../src/flow/flow.ts';
import { FlowEngine, type FlowOptions } from '../../src/flow/flow-engine.ts';
import type { FlowEnd, Gap, Listener, Origin } from '../../src/flow/listener.ts';
import { NO_SUMMARY } from './no-summary.ts';

export interface HeardMessage {
  readonly stream: number;
  readonly direction: Direction;
  readonly type: string;
  readonly firstFrame: number;
  readonly lastFrame: number;
  readonly deliveredFrame: number;
  readonly relativeSeq: number;
  readonly resynchronised: boolean;
  /** Bytes onPayload gave, in hex; holes as <n>. */
  readonly payload: string;
  readonly anomalies: readonly string[];
}

export class Heard implements Listener {
  readonly messages: HeardMessage[] = [];
  readonly gaps: Gap[] = [];
  readonly unparsed: { direction: Direction; bytes: number; frame: number }[] = [];
  readonly starts: string[] = [];
  readonly closed: FlowEnd[] = [];
  readonly packetAnomalies: string[] = [];
  /** Hooks in the order in which they came. */
  readonly order: string[] = [];
  readonly #payload = new Map<string, string>();

  onFlowOpen(flow: Flow): void {
    this.order.push(`open ${flow.stream}`);
  }

  onSegment(flow: Flow): void {
    this.order.push(`segment ${flow.stream}`);
  }

  onGap(_flow: Flow, gap: Gap): void {
    this.order.push('gap');
    this.gaps.push({ ...gap });
  }

  onProtocol(flow: Flow): void {
    this.order.push(`protocol ${flow.protocol} by ${flow.protocolEvidence}`);
  }

  onMessageStart(_flow: Flow, direction: Direction, view: MessageView): void {
    this.starts.push(`${direction} ${view.type}`);
  }

  onPayload(flow: Flow, direction: Direction, buf: Uint8Array, at: number, end: number, missing: number): void {
    const key = `${flow.stream} ${direction}`;
    const bytes = Buffer.from(buf.subarray(at, end)).toString('hex');
    this.#payload.set(key, (this.#payload.get(key) ?? '') + (missing > 0 ? `<${missing}>` : '') + bytes);
  }

  onMessage(flow: Flow, direction: Direction, view: MessageView, origin: Origin, anomalies: AnomalyLog): void {
    const key = `${flow.stream} ${direction}`;
    this.order.push(`message ${view.type}`);
    const { firstFrame, lastFrame, deliveredFrame, relativeSeq, resynchronised } = origin;
    this.messages.push({
      stream: flow.stream,
      direction,
      type: view.type,
      firstFrame,
      lastFrame,
      deliveredFrame,
      relativeSeq,
      resynchronised,
      payload: this.#payload.get(key) ?? '',
      anomalies: Array.from({ length: anomalies.count }, (_, index) => anomalies.kind(index).id),
    });
    this.#payload.delete(key);
  }

  onUnparsed(_flow: Flow, direction: Direction, bytes: number, frame: number): void {
    this.unparsed.push({ direction, bytes, frame });
  }

  onFlowClose(_flow: Flow, how: FlowEnd): void {
    this.closed.push(how);
  }

  onPacket(packet: { anomalies: AnomalyLog }): void {
    this.order.push('packet');
    for (let i = 0; i < packet.anomalies.count; i++) this.packetAnomalies.push(packet.anomalies.kind(i).id);
  }

  /** "PUBLISH 3-4" */
  get shown(): string[] {
    return this.messages.map(({ type, firstFrame, lastFrame }) => `${type} ${firstFrame}-${lastFrame}`);
  }
}

export interface HeardRun {
  readonly heard: Heard;
  readonly engine: FlowEngine;
}

export function listenTo(frames: readonly Frame[], options: FlowOptions = { protocols: [mqtt] }): HeardRun {
  const heard = new Heard();
  const engine = new FlowEngine(new Dissector(), [heard], options);
  for (const frame of frames) engine.onFrame(frame);
  engine.end(NO_SUMMARY);
  return { heard, engine };
}
