// The dispatch loop: looks up what a layer named, until a layer names nothing.

import type { AnomalyKind } from '../core/anomaly-kind.ts';
import { u8 } from '../core/bytes.ts';
import type { Frame } from '../core/frame.ts';
import { KEY_END, KEY_IP_PROTOCOL, KEY_LINK_TYPE, type LayerDissector } from './layer.ts';
import { nextAfterIpv6Extensions } from './network/ipv6-extensions.ts';
import { MAX_LAYERS, Packet } from './packet.ts';
import { LAYERS } from './registry.ts';
import { FRAME_TRUNCATED } from './truncation.ts';

const LINK_TYPE_UNSUPPORTED: AnomalyKind = {
  id: 'capture.link-type-unsupported',
  severity: 'warn',
  spec: 'LINKTYPE_* registry',
  text: {
    es: 'Tipo de enlace que esta herramienta no sabe leer: la trama no se analiza',
    en: 'Link type this tool cannot read: the frame is not analysed',
  },
};

const LAYERS_TOO_DEEP: AnomalyKind = {
  id: 'packet.layers-too-deep',
  severity: 'warn',
  spec: 'limit of this tool',
  text: {
    es: `Más de ${MAX_LAYERS} capas anidadas: el resto no se lee`,
    en: `More than ${MAX_LAYERS} nested layers: the rest is not read`,
  },
};

/** One dissector owns one packet, which it fills again for every frame. */
export class Dissector {
  readonly packet: Packet = new Packet();
  readonly #layers: readonly LayerDissector[];
  /** Index (key space << 16 | id) → position in the registry + 1; 0: nobody answers. */
  readonly #table: Uint8Array = new Uint8Array(4 << 16);

  constructor(layers: readonly LayerDissector[] = LAYERS) {
    this.#layers = layers;
    layers.forEach((layer, position) => {
      for (const [space, id] of layer.answers) this.#table[(space << 16) | id] = position + 1;
    });
  }

  /** Reads all layers of a frame up to the transport header. The packet is REUSED. */
  dissect(frame: Frame): Packet {
    const packet = this.packet;
    packet.frame = frame;
    packet.buf = frame.buf;
    packet.start = frame.start;
    packet.at = frame.start;
    packet.end = frame.end;
    const wireEnd = frame.start + frame.wireLength;
    packet.wireEnd = Math.max(wireEnd, frame.end);
    packet.ethernet.present = false;
    packet.ip.present = false;
    packet.ip.isFragment = false;
    packet.tcp.present = false;
    packet.udp.present = false;
    packet.icmp.present = false;
    packet.arp.present = false;
    packet.layerCount = 0;
    packet.vlanId = -1;
    packet.anomalies.clear();
    if (wireEnd > frame.end) packet.flag(FRAME_TRUNCATED, frame.end, frame.wireLength, frame.end - frame.start);
    if (frame.linkType > 0xffff) {
      packet.flag(LINK_TYPE_UNSUPPORTED, frame.start, 0, frame.linkType);
      return packet;
    }
    packet.nextSpace = KEY_LINK_TYPE;
    packet.nextId = frame.linkType;
    this.#run(packet);
    return packet;
  }

  /**
   * Reads the transport layer of a datagram put together from fragments. The current packet must be one of them (the last to arrive):
   * its frame, its link-layer views and its IP view stay, the IP view moved to `buf`, no longer a fragment.
   * `buf` holds a copy of that packet's IP header at [headerAt, payloadAt) — from ip.at, at least up to the end of the addresses — and
   * the whole payload at [payloadAt, end). `protocol`: of the payload, as the first fragment names it.
   */
  dissectDatagram(buf: Uint8Array, headerAt: number, payloadAt: number, end: number, protocol: number): Packet {
    const packet = this.packet;
    const ip = packet.ip;
    packet.buf = buf;
    packet.start = headerAt;
    packet.end = end;
    packet.wireEnd = end;
    ip.sourceAt += headerAt - ip.at;
    ip.destinationAt += headerAt - ip.at;
    ip.at = headerAt;
    ip.headerLength = payloadAt - headerAt;
    ip.totalLength = end - headerAt;
    ip.isFragment = false;
    ip.moreFragments = false;
    ip.fragmentOffset = 0;
    ip.protocol = protocol;
    ip.payloadAt = payloadAt;
    ip.payloadEnd = end;
    ip.payloadLength = end - payloadAt;
    if (ip.version === 6) nextAfterIpv6Extensions(packet, protocol, payloadAt);
    else packet.next(KEY_IP_PROTOCOL, protocol, payloadAt);
    this.#run(packet);
    return packet;
  }

  /** Name of a layer by its index in `packet.layers`. */
  layerName(index: number): string {
    return this.#layers[index]?.name ?? `unknown (${index})`;
  }

  /** "eth:ip:tcp": the layers of the current packet; cold. */
  protocols(): string {
    const names: string[] = [];
    for (let i = 0; i < this.packet.layerCount; i++) names.push(this.layerName(u8(this.packet.layers, i)));
    return names.join(':');
  }

  #run(packet: Packet): void {
    const layers = this.#layers;
    while (packet.nextSpace !== KEY_END) {
      const position = u8(this.#table, (packet.nextSpace << 16) | packet.nextId) - 1;
      const layer = layers[position];
      if (layer === undefined) {
        if (packet.nextSpace === KEY_LINK_TYPE) packet.flag(LINK_TYPE_UNSUPPORTED, packet.at, 0, packet.nextId);
        packet.stop();
        return;
      }
      if (packet.layerCount === MAX_LAYERS) {
        packet.flag(LAYERS_TOO_DEEP, packet.at, 0, MAX_LAYERS);
        packet.stop();
        return;
      }
      packet.layers[packet.layerCount++] = position;
      packet.nextSpace = KEY_END; // a layer that names nothing stops
      layer.dissect(packet);
    }
  }
}
