// A connection told packet by packet: real MQTT bytes through the real decoder into a listener, one frame and one millisecond per packet.

import { CLIENT_TO_SERVER, type Direction, SERVER_TO_CLIENT } from '../../src/core/direction.ts';
import { TimeBase } from '../../src/core/time.ts';
import { AnomalyLog } from '../../src/dissect/anomaly-log.ts';
import { mqtt } from '../../src/dissect/application/mqtt/index.ts';
import type { MessageDecoder } from '../../src/dissect/application/protocol.ts';
import type { Flow, FlowSide } from '../../src/flow/flow.ts';
import { type FlowEnd, type Gap, type Listener, Origin } from '../../src/flow/listener.ts';

const MILLISECOND = 1_000_000;

function side(initialSeq: number | null): FlowSide {
  return {
    initialSeq,
    baseSeq: 0,
    frames: 0,
    bytes: 0,
    dataSegments: 0,
    retransmittedBytes: 0,
    windowScale: null,
    initialWindow: null,
    minimumWindow: null,
    maximumWindow: null,
    synOptions: null,
    rtt: null,
    ackRtt: null,
  };
}

export interface ScriptOptions {
  readonly stream?: number;
  /** false: the capture starts in the middle. */
  readonly syn?: boolean;
  readonly carriers?: readonly string[];
}

export class ScriptedFlow {
  readonly flow: Flow;
  readonly log: AnomalyLog = new AnomalyLog();
  /** Ids of what the messages' own logs held, "id frame". */
  readonly logged: string[] = [];
  frame = 0;
  timeNs = 0;
  readonly #listener: Listener;
  readonly #decoder: MessageDecoder = mqtt.open();
  readonly #origin = new Origin();

  constructor(listener: Listener, options: ScriptOptions = {}) {
    this.#listener = listener;
    const isn = options.syn === false ? null : 1000;
    const script = this;
    this.flow = {
      stream: options.stream ?? 0,
      client: { address: '10.0.0.1', port: 40000 },
      server: { address: '10.0.0.2', port: 1883 },
      orientation: 'syn',
      time: new TimeBase(1_700_000_000, 5),
      firstFrame: 1,
      get lastFrame() {
        return script.frame;
      },
      get frames() {
        return script.frame;
      },
      get lastTimeNs() {
        return script.timeNs;
      },
      sides: [side(isn), side(isn)],
      completeness: 31,
      initialRttNs: null,
      protocol: 'mqtt',
      protocolEvidence: 'content',
      carriers: options.carriers ?? [],
      watchAck: () => undefined,
      watchData: false,
      observer: null,
      keepsDetails: true,
    };
    listener.onProtocol?.(this.flow);
  }

  client(...packets: readonly Uint8Array[]): this {
    for (const bytes of packets) this.#message(CLIENT_TO_SERVER, bytes, 1);
    return this;
  }

  server(...packets: readonly Uint8Array[]): this {
    for (const bytes of packets) this.#message(SERVER_TO_CLIENT, bytes, 1);
    return this;
  }

  /** One packet over several frames, its payload in as many pieces. */
  clientInPieces(bytes: Uint8Array, pieces: number): this {
    this.#message(CLIENT_TO_SERVER, bytes, pieces);
    return this;
  }

  /** A PUBLISH of which the capture holds only the first `kept` bytes of the payload. */
  clientWithHole(bytes: Uint8Array, kept: number): this {
    this.#message(CLIENT_TO_SERVER, bytes, 1, kept);
    return this;
  }

  /** One packet in frame `frame`, told only now: its direction was held up. */
  late(direction: Direction, bytes: Uint8Array, frame: number): this {
    const now = this.frame;
    const time = this.timeNs;
    this.frame = frame - 1;
    this.timeNs = (frame - 1) * MILLISECOND;
    this.#message(direction, bytes, 1);
    this.frame = now;
    this.timeNs = time;
    return this;
  }

  wait(milliseconds: number): this {
    this.timeNs += milliseconds * MILLISECOND;
    return this;
  }

  /** A hole between the last frame of this direction (`after`) and the next one. */
  gap(direction: Direction, after: number, cause: Gap['cause'] = 'capture-loss'): this {
    this.#listener.onGap?.(this.flow, {
      direction,
      relativeSeq: 1,
      bytes: 10,
      afterFrame: after,
      beforeFrame: this.frame + 1,
      cause,
    });
    return this;
  }

  unparsed(direction: Direction, bytes: number): this {
    this.#listener.onUnparsed?.(this.flow, direction, bytes, this.frame + 1);
    return this;
  }

  close(how: FlowEnd = 'fin'): this {
    this.#listener.onFlowClose?.(this.flow, how);
    return this;
  }

  #message(direction: Direction, bytes: Uint8Array, pieces: number, kept = Number.POSITIVE_INFINITY): void {
    const { flow, log } = this;
    const origin = this.#origin;
    this.#step();
    origin.firstFrame = this.frame;
    origin.firstTimeNs = this.timeNs;
    origin.lastFrame = 0;
    log.clear();
    const flag = log.add.bind(log);
    const view = this.#decoder.decode(bytes, 0, bytes.length, bytes.length, direction, flag);
    this.#listener.onMessageStart?.(flow, direction, view, origin);
    if (view.type === 'PUBLISH') {
      const { payloadAt, payloadLength } = view as unknown as { payloadAt: number; payloadLength: number };
      for (let piece = 0; piece < pieces; piece++) {
        if (piece > 0) this.#step();
        const from = payloadAt + Math.floor((payloadLength * piece) / pieces);
        const to = Math.min(payloadAt + Math.floor((payloadLength * (piece + 1)) / pieces), payloadAt + kept);
        // A copy, as the bytes of each segment lie in another buffer.
        if (to > from) this.#listener.onPayload?.(flow, direction, bytes.slice(from, to), 0, to - from, 0);
      }
      if (kept < payloadLength) this.#listener.onPayload?.(flow, direction, bytes, 0, 0, payloadLength - kept);
    }
    origin.lastFrame = this.frame;
    origin.lastTimeNs = this.timeNs;
    origin.deliveredFrame = this.frame;
    log.clear();
    const again = this.#decoder.decode(bytes, 0, bytes.length, bytes.length, direction, flag);
    this.#listener.onMessage?.(flow, direction, again, origin, log);
    for (let i = 0; i < log.count; i++) this.logged.push(`${log.kind(i).id} ${this.frame}`);
  }

  #step(): void {
    this.frame++;
    this.timeNs += MILLISECOND;
  }
}
