// Captures for the tests of this floor: frames written one by one with their times, read by the whole pipeline.

import type { FrameSource } from '../../src/capture/source.ts';
import { Frame, type FrameSink, type SourceSummary } from '../../src/core/frame.ts';
import { TCP_ACK, TCP_FIN, TCP_PSH, TCP_SYN } from '../../src/dissect/transport/tcp-flags.ts';
import type { Analysis, ConnectionReport } from '../../src/index.ts';
import { type AnalysisOptions, runPipeline } from '../../src/pipeline.ts';
import { type EthernetFields, ethernet } from '../builders/ethernet.ts';
import { type Ipv4Fields, ipv4 } from '../builders/ipv4.ts';
import { tcp, tcpOption } from '../builders/tcp.ts';
import { udp } from '../builders/udp.ts';

export {
  TCP_ACK as ACK,
  TCP_FIN as FIN,
  TCP_RST as RST,
  TCP_SYN as SYN,
} from '../../src/dissect/transport/tcp-flags.ts';
export const MS = 1_000_000;
export const CLIENT = '10.0.0.1';
export const SERVER = '10.0.0.2';

export interface Written {
  readonly bytes: Uint8Array;
  readonly timeNs: number;
  readonly captured?: number;
}

export interface SegmentFields {
  readonly flags?: number;
  readonly payload?: Uint8Array;
  /** Relative to the sender's initial sequence number; default: what comes next. */
  readonly seq?: number;
  /** Relative to the other side's; default: everything it has sent. */
  readonly ack?: number;
  readonly window?: number;
  readonly options?: readonly number[];
  readonly ip?: Ipv4Fields;
  readonly ethernet?: EthernetFields;
  readonly checksum?: number;
  /** Bytes the capture keeps. */
  readonly captured?: number;
  /** The segment is sent but not captured. */
  readonly lost?: boolean;
}

type Side = 'client' | 'server';

export interface ConversationFields {
  readonly client?: string;
  readonly server?: string;
  readonly clientPort?: number;
  readonly serverPort?: number;
  readonly ttl?: Readonly<Record<Side, number>>;
}

/** One TCP connection that writes itself into a capture, segment by segment. */
export class Conversation {
  readonly #capture: CaptureWriter;
  readonly #fields: ConversationFields;
  readonly #initial: Record<Side, number> = { client: 1000, server: 0xffff_fff0 };
  readonly #next: Record<Side, number> = { client: 0, server: 0 };

  constructor(capture: CaptureWriter, fields: ConversationFields = {}) {
    this.#capture = capture;
    this.#fields = fields;
  }

  /** Writes a segment `afterNs` later than the frame before it. */
  send(from: Side, afterNs: number, segment: SegmentFields = {}): this {
    const to: Side = from === 'client' ? 'server' : 'client';
    const { client = CLIENT, server = SERVER, clientPort = 50000, serverPort = 1883, ttl } = this.#fields;
    const flags = segment.flags ?? (segment.payload === undefined ? TCP_ACK : TCP_ACK | TCP_PSH);
    const payload = segment.payload ?? new Uint8Array(0);
    const seq = segment.seq ?? this.#next[from];
    this.#next[from] = Math.max(this.#next[from], seq + payload.length + ((flags & (TCP_SYN | TCP_FIN)) !== 0 ? 1 : 0));
    const ack = (flags & TCP_ACK) === 0 ? 0 : this.#initial[to] + (segment.ack ?? this.#next[to]);
    const [source, destination] = from === 'client' ? [client, server] : [server, client];
    const bytes = ethernet(
      segment.ethernet ?? {},
      ipv4(
        {
          source,
          destination,
          identification: this.#capture.nextIdentification(),
          ...(ttl === undefined ? {} : { ttl: ttl[from] }),
          ...segment.ip,
        },
        tcp(
          {
            sourcePort: from === 'client' ? clientPort : serverPort,
            destinationPort: from === 'client' ? serverPort : clientPort,
            seq: (this.#initial[from] + seq) >>> 0,
            ack: ack >>> 0,
            flags,
            window: segment.window ?? 502,
            ...(segment.options === undefined ? {} : { options: segment.options }),
            ...(segment.checksum === undefined ? {} : { checksum: segment.checksum }),
          },
          payload,
        ),
      ),
    );
    this.#capture.write(afterNs, bytes, segment.captured, segment.lost);
    return this;
  }

  /** SYN, SYN-ACK, ACK with the given times between them. */
  open(synAckAfterNs: number = 10 * MS, ackAfterNs = 20_000, options: readonly number[] = SYN_OPTIONS): this {
    return this.send('client', MS, { flags: TCP_SYN, window: 64240, options })
      .send('server', synAckAfterNs, { flags: TCP_SYN | TCP_ACK, window: 65160, options })
      .send('client', ackAfterNs);
  }

  /** FIN of the client, FIN of the server, last ACK. */
  close(): this {
    return this.send('client', MS, { flags: TCP_FIN | TCP_ACK })
      .send('server', 10 * MS, { flags: TCP_FIN | TCP_ACK })
      .send('client', 20_000);
  }
}

export const SYN_OPTIONS: readonly number[] = [
  ...tcpOption.mss(1460),
  ...tcpOption.sackPermitted(),
  ...tcpOption.nop(),
  ...tcpOption.windowScale(7),
];

/** A capture in the making, and the source that plays it. */
export class CaptureWriter implements FrameSource {
  readonly label: string = 'test';
  readonly frames: Written[] = [];
  #timeNs = 0;
  #identification = 0;
  readonly #summary: Partial<SourceSummary>;

  constructor(summary: Partial<SourceSummary> = {}) {
    this.#summary = summary;
  }

  nextIdentification(): number {
    return ++this.#identification & 0xffff;
  }

  write(afterNs: number, bytes: Uint8Array, captured?: number, lost = false): this {
    this.#timeNs += afterNs;
    if (!lost) this.frames.push({ bytes, timeNs: this.#timeNs, ...(captured === undefined ? {} : { captured }) });
    return this;
  }

  /** A frame that is in the capture already, once more. */
  repeat(frame: number, afterNs: number): this {
    const written = this.frames[frame - 1];
    return written === undefined ? this : this.write(afterNs, written.bytes);
  }

  datagram(
    afterNs: number,
    from: readonly [address: string, port: number],
    to: readonly [address: string, port: number],
    payload: Uint8Array,
  ): this {
    const datagram = udp({ sourcePort: from[1], destinationPort: to[1] }, payload);
    return this.write(afterNs, ethernet({}, ipv4({ source: from[0], destination: to[0], protocol: 17 }, datagram)));
  }

  run(sink: FrameSink): Promise<SourceSummary> {
    for (const [index, { bytes, timeNs, captured }] of this.frames.entries()) {
      const frame = new Frame();
      frame.buf = bytes;
      frame.end = Math.min(bytes.length, captured ?? bytes.length);
      frame.number = index + 1;
      frame.sec = 1_700_000_000 + Math.floor(timeNs / 1e9);
      frame.nsec = timeNs - Math.floor(timeNs / 1e9) * 1e9;
      frame.linkType = 1;
      frame.wireLength = bytes.length;
      sink(frame);
    }
    return Promise.resolve({ ...NO_SUMMARY, frames: this.frames.length, ...this.#summary });
  }

  stop(): void {}
}

const NO_SUMMARY: SourceSummary = {
  files: [],
  frames: 0,
  bytes: 0,
  firstTime: null,
  lastTime: null,
  durationNs: null,
  timeResolution: '1e-9',
  strictTimeOrder: true,
  interfaces: [],
  comments: [],
  dropped: null,
  clock: 'capture',
  endedBy: 'end-of-input',
  notes: [],
};

export async function analysisOf(capture: CaptureWriter, options: AnalysisOptions = {}): Promise<Analysis> {
  return (await runPipeline(capture, options)).analysis;
}

/** The only connection of a capture. */
export async function connectionOf(capture: CaptureWriter): Promise<ConnectionReport> {
  const { connections } = await analysisOf(capture);
  const [connection] = connections;
  if (connection === undefined || connections.length > 1) throw new Error(`${connections.length} connections`);
  return connection;
}

/** `length` bytes that no protocol recognises. */
export function bytes(length: number): Uint8Array {
  return new Uint8Array(length).fill(0xee);
}
