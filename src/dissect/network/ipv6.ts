// IPv6 fixed header — RFC 8200 §3.

import type { AnomalyKind } from '../../core/anomaly-kind.ts';
import { u8, u16be } from '../../core/bytes.ts';
import { KEY_ETHER_TYPE, KEY_IP_PROTOCOL, KEY_LINK_TYPE, type LayerDissector } from '../layer.ts';
import { ETHER_TYPE_IPV6 } from '../link/ether-types.ts';
import type { Packet } from '../packet.ts';
import { isShort, lowerEnd } from '../truncation.ts';
import { IP_HOP_BY_HOP, IP_IPV6, IP_TCP, IP_UDP } from './ip-protocols.ts';
import { JUMBO_UNKNOWN, jumboPayloadLength, nextAfterIpv6Extensions } from './ipv6-extensions.ts';

const LINKTYPE_IPV6 = 229;

// 0 4 version, traffic class, flow label · 4 2 payload length · 6 1 next header · 7 1 hop limit · 8 16 source · 24 16 destination
const HEADER_LENGTH = 40;

const TOO_SHORT: AnomalyKind = {
  id: 'ipv6.too-short',
  severity: 'error',
  spec: 'RFC 8200 §3',
  text: { es: 'El paquete termina dentro de la cabecera IPv6', en: 'The packet ends inside the IPv6 header' },
};

const VERSION_WRONG: AnomalyKind = {
  id: 'ipv6.version-wrong',
  severity: 'error',
  spec: 'RFC 8200 §3',
  text: { es: 'La cabecera IPv6 no lleva la versión 6', en: 'The IPv6 header does not carry version 6' },
};

const PAYLOAD_LENGTH_OVERRUN: AnomalyKind = {
  id: 'ipv6.payload-length-overrun',
  severity: 'error',
  spec: 'RFC 8200 §3',
  text: {
    es: 'La longitud de carga IPv6 supera los bytes que iban en la trama',
    en: 'The IPv6 payload length exceeds the bytes the frame carried',
  },
};

export const ipv6: LayerDissector = {
  name: 'ipv6',
  answers: [
    [KEY_LINK_TYPE, LINKTYPE_IPV6],
    [KEY_ETHER_TYPE, ETHER_TYPE_IPV6],
    [KEY_IP_PROTOCOL, IP_IPV6],
  ],
  dissect(packet: Packet): void {
    const buf = packet.buf;
    const at = packet.at;
    if (isShort(packet, TOO_SHORT, at, HEADER_LENGTH)) return;
    const version = u8(buf, at) >> 4;
    if (version !== 6) {
      packet.flag(VERSION_WRONG, at, 6, version);
      return;
    }
    const nextHeader = u8(buf, at + 6);
    const payloadAt = at + HEADER_LENGTH;
    let payloadLength = u16be(buf, at + 4);
    // 0 without a jumbo option: segmentation offload, as in IPv4, and the frame's own length counts.
    let isFrameLength = payloadLength === 0 && (nextHeader === IP_TCP || nextHeader === IP_UDP);
    if (payloadLength === 0 && nextHeader === IP_HOP_BY_HOP) {
      payloadLength = jumboPayloadLength(packet, payloadAt);
      isFrameLength = payloadLength === JUMBO_UNKNOWN;
    }
    if (isFrameLength) payloadLength = packet.wireEnd - payloadAt;
    const ip = packet.ip;
    ip.present = true;
    ip.at = at;
    ip.version = 6;
    ip.addressLength = 16;
    ip.sourceAt = at + 8;
    ip.destinationAt = at + 24;
    ip.headerLength = HEADER_LENGTH;
    ip.totalLength = isFrameLength ? 0 : HEADER_LENGTH + payloadLength;
    ip.protocol = nextHeader;
    ip.ttl = u8(buf, at + 7);
    ip.identification = 0;
    ip.dontFragment = false;
    ip.moreFragments = false;
    ip.fragmentOffset = 0;
    ip.isFragment = false;

    if (payloadAt + payloadLength > packet.wireEnd) {
      packet.flag(PAYLOAD_LENGTH_OVERRUN, at + 4, payloadLength, packet.wireEnd - payloadAt);
    }
    lowerEnd(packet, payloadAt + payloadLength);
    ip.payloadAt = payloadAt;
    ip.payloadEnd = packet.end;
    ip.payloadLength = payloadLength;
    nextAfterIpv6Extensions(packet, nextHeader, payloadAt);
  },
};
