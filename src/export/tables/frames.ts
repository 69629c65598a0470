// Table `frames`: one record per captured frame, with what tshark's tcp.* and tcp.analysis.* fields say of it.

import { formatIp, formatMac } from '../../core/address.ts';
import { u8 } from '../../core/bytes.ts';
import { CLIENT_TO_SERVER } from '../../core/direction.ts';
import { formatInstant } from '../../core/time.ts';
import type { Packet } from '../../dissect/packet.ts';
import { LAYERS } from '../../dissect/registry.ts';
import type { Flow } from '../../flow/flow.ts';
import type { SegmentView } from '../../flow/segment.ts';
import { analysisNames } from '../../flow/segment-kind.ts';
import type { Cell } from '../row.ts';
import type { RowSink, Table, TableReader } from '../table.ts';

export const frames: Table = {
  name: 'frames',
  summary: { es: 'las tramas capturadas', en: 'the captured frames' },
  columns: [
    'frame',
    'time',
    'interfaceId',
    'capturedLength',
    'wireLength',
    'protocols',
    'source',
    'destination',
    'sourcePort',
    'destinationPort',
    'stream',
    'seq',
    'ack',
    'relativeSeq',
    'relativeAck',
    'tcpLength',
    'tcpHeaderLength',
    'flags',
    'window',
    'scaledWindow',
    'windowScaleFactor',
    'analysis',
    'duplicateAckNumber',
    'duplicateAckFrame',
    'ackedFrame',
    'ackRttNs',
    'initialRttNs',
    'rtoNs',
    'bytesInFlight',
    'mqtt',
  ],
  needsAnalysis: false,
  open: (emit, { stream }) => new FrameRows(emit, stream),
};

/** Cells 10 … 28: all that only a TCP segment has. */
const NO_SEGMENT: readonly Cell[] = [...Array<null>(11).fill(null), [], ...Array<null>(7).fill(null)];
const NO_NAMES: readonly string[] = [];
/** Deeper stacks are rare and many: their names are put together each time. */
const LAYERS_KEPT = 5;

class FrameRows implements TableReader {
  readonly #emit: RowSink;
  readonly #stream: number | null;
  readonly #protocolsByLayers = new Map<number, string>();
  readonly #namesByAnalysis = new Map<number, readonly string[]>([[0, NO_NAMES]]);
  /** Of the frame being read. */
  #mqttTypes: string[] = [];
  #application = '';

  constructor(emit: RowSink, stream: number | null) {
    this.#emit = emit;
    this.#stream = stream;
  }

  onMessage(flow: Flow, _direction: unknown, view: { readonly protocol: string; readonly type: string }): void {
    if (view.protocol === 'mqtt') this.#mqttTypes.push(view.type);
    this.#application = applicationOf(flow);
  }

  onDatagram(_packet: Packet, view: { readonly protocol: string }): void {
    this.#application = `:${view.protocol}`;
  }

  onPacket(packet: Packet, flow: Flow | null, segment: SegmentView | null): void {
    if (this.#stream === null || flow?.stream === this.#stream) this.#emitRow(packet, flow, segment);
    if (this.#mqttTypes.length > 0) this.#mqttTypes = [];
    this.#application = '';
  }

  #emitRow(packet: Packet, flow: Flow | null, segment: SegmentView | null): void {
    const { frame, tcp, udp } = packet;
    const transport = tcp.present ? tcp : udp.present ? udp : null;
    const isFromClient = segment === null || segment.direction === CLIENT_TO_SERVER;
    this.#emit([
      frame.number,
      frame.timed === 1 ? formatInstant(frame.sec, frame.nsec) : null,
      frame.interfaceId,
      frame.end - frame.start,
      frame.wireLength,
      this.#layersOf(packet) + this.#applicationOf(flow, segment),
      flow === null ? sourceOf(packet) : isFromClient ? flow.client.address : flow.server.address,
      flow === null ? destinationOf(packet) : isFromClient ? flow.server.address : flow.client.address,
      transport === null ? null : transport.sourcePort,
      transport === null ? null : transport.destinationPort,
      ...(tcp.present ? this.#segmentCells(packet, flow, segment) : NO_SEGMENT),
      this.#mqttTypes,
    ]);
  }

  #segmentCells(packet: Packet, flow: Flow | null, segment: SegmentView | null): readonly Cell[] {
    const { tcp } = packet;
    return [
      flow === null ? null : flow.stream,
      tcp.seq,
      tcp.ack,
      segment === null ? null : segment.relativeSeq,
      segment === null ? null : segment.relativeAck,
      segment === null ? tcp.payloadLength : segment.length,
      tcp.headerLength,
      tcp.flags,
      tcp.window,
      segment === null ? null : segment.scaledWindow,
      segment === null ? null : segment.windowScaleFactor,
      segment === null ? [] : this.#analysisOf(segment.analysis),
      segment === null ? null : orNull(segment.duplicateAckNumber),
      segment === null ? null : orNull(segment.duplicateAckFrame),
      segment === null ? null : orNull(segment.ackedFrame),
      segment === null ? null : orNull(segment.ackRttNs),
      segment === null ? null : orNull(segment.initialRttNs),
      segment === null ? null : orNull(segment.rtoNs),
      segment === null ? null : orNull(segment.bytesInFlight),
    ];
  }

  #analysisOf(bits: number): readonly string[] {
    let names = this.#namesByAnalysis.get(bits);
    if (names === undefined) {
      names = analysisNames(bits);
      this.#namesByAnalysis.set(bits, names);
    }
    return names;
  }

  /** "eth:ip:tcp": made once for each order of layers. */
  #layersOf(packet: Packet): string {
    if (packet.layerCount > LAYERS_KEPT) return layerNames(packet);
    let key = 1;
    for (let i = 0; i < packet.layerCount; i++) key = key * LAYERS.length + u8(packet.layers, i);
    let names = this.#protocolsByLayers.get(key);
    if (names === undefined) {
      names = layerNames(packet);
      this.#protocolsByLayers.set(key, names);
    }
    return names;
  }

  /** The application protocol where a message of it is complete, as Wireshark names it; else the carrier of this data. */
  #applicationOf(flow: Flow | null, segment: SegmentView | null): string {
    if (this.#application !== '' || flow === null || segment === null) return this.#application;
    return segment.length > 0 && flow.carriers.length > 0 ? `:${flow.carriers.join(':')}` : '';
  }
}

function layerNames(packet: Packet): string {
  return Array.from(packet.layers.subarray(0, packet.layerCount), (layer) => LAYERS[layer]?.name).join(':');
}

function applicationOf(flow: Flow): string {
  return `:${[...flow.carriers, flow.protocol ?? 'unknown'].join(':')}`;
}

/** 0: the tracker has nothing to say, as tshark leaves the field out. */
function orNull(value: number): number | null {
  return value === 0 ? null : value;
}

function sourceOf(packet: Packet): string | null {
  const { ip, ethernet } = packet;
  if (ip.present) return formatIp(packet.buf, ip.sourceAt, ip.addressLength);
  return ethernet.present ? formatMac(packet.frame.buf, ethernet.sourceAt) : null;
}

function destinationOf(packet: Packet): string | null {
  const { ip, ethernet } = packet;
  if (ip.present) return formatIp(packet.buf, ip.destinationAt, ip.addressLength);
  return ethernet.present ? formatMac(packet.frame.buf, ethernet.destinationAt) : null;
}
