// Notes every TCP segment of a capture while it is read, so that two captures can be laid side by side. Bounded; the limit speaks.

import { u8, u16be } from '../../core/bytes.ts';
import { finish, mix } from '../../core/hash.ts';
import { TimeBase } from '../../core/time.ts';
import type { IpView, Packet } from '../../dissect/packet.ts';
import { TCP_SYN } from '../../dissect/transport/tcp-flags.ts';
import { OPTION_END, OPTION_NOP, OPTION_TIMESTAMPS, optionLength } from '../../dissect/transport/tcp-option-kinds.ts';
import { scanTcpOptions, TcpOptionsView } from '../../dissect/transport/tcp-options.ts';
import type { Endpoint, Flow } from '../../flow/flow.ts';
import type { Listener } from '../../flow/listener.ts';
import type { SegmentView } from '../../flow/segment.ts';
import { ContentHash } from './content-hash.ts';
import { CONTENT_KNOWN, growColumns, makeColumns, SENT_BY_SERVER, type SegmentColumns } from './segment-columns.ts';

const FIRST_CAPACITY = 4096;
/** 160 MB a capture. */
const MOST_SEGMENTS = 2_000_000;

/** A TCP connection of the log. */
export interface LoggedStream {
  readonly stream: number;
  readonly client: Endpoint;
  readonly server: Endpoint;
  /** Option bytes of the first SYN of [client, server]; null: not in the capture. */
  readonly synOptions: [Uint8Array | null, Uint8Array | null];
  segments: number;
}

export class SegmentLog implements Listener {
  columns: SegmentColumns = makeColumns(FIRST_CAPACITY);
  count = 0;
  /** Segments beyond the limit. */
  omitted = 0;
  /** By stream number, in order; streams beyond the limit have no segment here. */
  readonly streams: Map<number, LoggedStream> = new Map();
  readonly limit: number;
  #base: TimeBase | null = null;
  readonly #hash = new ContentHash();
  readonly #options = new TcpOptionsView();
  #order: Int32Array | null = null;
  #starts: Map<number, number> = new Map();

  constructor(limit: number = MOST_SEGMENTS) {
    this.limit = limit;
  }

  /** Of the first segment; every `timeNs` counts from here. null: no segment. */
  get time(): TimeBase | null {
    return this.#base;
  }

  onSegment(flow: Flow, packet: Packet, segment: SegmentView): void {
    if (this.count >= this.limit) {
      this.omitted++;
      return;
    }
    const { frame, ip, tcp } = packet;
    this.#base ??= new TimeBase(frame.sec, frame.nsec);
    if (this.count === this.columns.frame.length) {
      this.columns = growColumns(this.columns, Math.min(this.limit, this.count * 2));
    }
    const columns = this.columns;
    const i = this.count++;
    let stream = this.streams.get(flow.stream);
    if (stream === undefined) {
      stream = openStream(flow);
      this.streams.set(flow.stream, stream);
    }
    stream.segments++;
    columns.stream[i] = flow.stream;
    columns.frame[i] = frame.number;
    columns.timeNs[i] = this.#base.since(frame.sec, frame.nsec);
    columns.seq[i] = tcp.seq;
    columns.ack[i] = tcp.ack;
    columns.length[i] = tcp.payloadLength;
    columns.window[i] = tcp.window;
    columns.flags[i] = tcp.flags;
    columns.ttl[i] = ip.ttl;
    columns.trafficClass[i] = trafficClassOf(packet.buf, ip);
    columns.ipId[i] = ip.version === 4 ? ip.identification : 0;
    const isWhole = tcp.payloadEnd - tcp.payloadAt >= tcp.payloadLength;
    columns.marks[i] = (segment.direction === 0 ? 0 : SENT_BY_SERVER) | (isWhole ? CONTENT_KNOWN : 0);
    if (isWhole && tcp.payloadLength > 0) {
      this.#hash.ofBytes(packet.buf, tcp.payloadAt, tcp.payloadAt + tcp.payloadLength);
      columns.contentLow[i] = this.#hash.low;
      columns.contentHigh[i] = this.#hash.high;
    }
    if (tcp.optionsEnd > tcp.optionsAt) this.#noteOptions(packet, i);
    if ((tcp.flags & TCP_SYN) !== 0) {
      stream.synOptions[segment.direction] ??= packet.buf.slice(tcp.optionsAt, tcp.optionsEnd);
    }
  }

  #noteOptions(packet: Packet, i: number): void {
    const { columns } = this;
    const { optionsAt, optionsEnd } = packet.tcp;
    const options = this.#options;
    scanTcpOptions(packet.buf, optionsAt, optionsEnd, options);
    columns.optionKinds[i] = optionKindsOf(packet.buf, optionsAt, optionsEnd);
    if (options.hasTimestamps) {
      columns.tsVal[i] = options.tsVal;
      columns.tsEcr[i] = options.tsEcr;
    }
    if (options.sackBlocks === 0) return;
    let hash = options.sackBlocks;
    for (let block = 0; block < options.sackBlocks; block++) {
      hash = mix(hash, ((options.sackLeft[block] ?? 0) - packet.tcp.ack) | 0);
      hash = mix(hash, ((options.sackRight[block] ?? 0) - packet.tcp.ack) | 0);
    }
    columns.sackHash[i] = finish(hash);
  }

  /** Indexes of a stream's segments, in the order of the capture. Valid until more is logged. */
  segmentsOf(stream: number): Int32Array {
    const order = this.#ordered();
    const start = this.#starts.get(stream) ?? 0;
    return order.subarray(start, start + (this.streams.get(stream)?.segments ?? 0));
  }

  #ordered(): Int32Array {
    if (this.#order !== null && this.#order.length === this.count) return this.#order;
    const next = new Map<number, number>();
    this.#starts = new Map();
    let start = 0;
    for (const { stream, segments } of this.streams.values()) {
      this.#starts.set(stream, start);
      next.set(stream, start);
      start += segments;
    }
    const order = new Int32Array(this.count);
    for (let i = 0; i < this.count; i++) {
      const stream = this.columns.stream[i] ?? 0;
      const slot = next.get(stream) ?? 0;
      order[slot] = i;
      next.set(stream, slot + 1);
    }
    this.#order = order;
    return order;
  }
}

function openStream(flow: Flow): LoggedStream {
  const { stream, client, server } = flow;
  return { stream, client, server, synOptions: [null, null], segments: 0 };
}

/** RFC 2474 §3: the same eight bits in both versions of IP. */
function trafficClassOf(buf: Uint8Array, ip: IpView): number {
  if (ip.version === 4) return u8(buf, ip.at + 1);
  return (u16be(buf, ip.at) >> 4) & 0xff;
}

function optionKindsOf(buf: Uint8Array, from: number, end: number): number {
  // NOP, NOP, Timestamps: what most segments carry (RFC 7323 Appendix A).
  if (end - from === 12 && u8(buf, from) === OPTION_NOP && u8(buf, from + 2) === OPTION_TIMESTAMPS)
    return 1 << OPTION_TIMESTAMPS;
  let kinds = 0;
  let at = from;
  while (at < end) {
    const kind = u8(buf, at);
    if (kind === OPTION_END) break;
    const length = optionLength(buf, at, end);
    if (length === 0) break;
    if (kind !== OPTION_NOP) kinds |= 1 << Math.min(kind, 31);
    at += length;
  }
  return kinds >>> 0;
}
