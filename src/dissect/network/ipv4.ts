// IPv4 — RFC 791 §3.1.

import type { AnomalyKind } from '../../core/anomaly-kind.ts';
import { u8, u16be } from '../../core/bytes.ts';
import { KEY_ETHER_TYPE, KEY_IP_PROTOCOL, KEY_LINK_TYPE, type LayerDissector } from '../layer.ts';
import { ETHER_TYPE_IPV4 } from '../link/ether-types.ts';
import type { Packet } from '../packet.ts';
import { isShort, lowerEnd } from '../truncation.ts';
import { IP_IPV4 } from './ip-protocols.ts';

const LINKTYPE_IPV4 = 228;

// 0 1 version, header words · 1 1 traffic class · 2 2 total length · 4 2 identification · 6 2 flags, fragment offset
// 8 1 time to live · 9 1 protocol · 10 2 checksum · 12 4 source · 16 4 destination · 20 … options
const HEADER_MINIMUM = 20;
const DONT_FRAGMENT = 0x4000;
const MORE_FRAGMENTS = 0x2000;
const OFFSET_MASK = 0x1fff;

const TOO_SHORT: AnomalyKind = {
  id: 'ip.too-short',
  severity: 'error',
  spec: 'RFC 791 §3.1',
  text: { es: 'El datagrama termina dentro de la cabecera IPv4', en: 'The datagram ends inside the IPv4 header' },
};

const VERSION_WRONG: AnomalyKind = {
  id: 'ip.version-wrong',
  severity: 'error',
  spec: 'RFC 791 §3.1',
  text: { es: 'La cabecera IPv4 no lleva la versión 4', en: 'The IPv4 header does not carry version 4' },
};

const HEADER_LENGTH_TOO_SMALL: AnomalyKind = {
  id: 'ip.header-length-too-small',
  severity: 'error',
  spec: 'RFC 791 §3.1',
  text: { es: 'Longitud de cabecera IPv4 menor que 20 bytes', en: 'IPv4 header length below 20 bytes' },
};

const TOTAL_LENGTH_TOO_SMALL: AnomalyKind = {
  id: 'ip.total-length-too-small',
  severity: 'error',
  spec: 'RFC 791 §3.1',
  text: {
    es: 'La longitud total de IPv4 es menor que su propia cabecera',
    en: 'The IPv4 total length is smaller than its own header',
  },
};

const TOTAL_LENGTH_OVERRUN: AnomalyKind = {
  id: 'ip.total-length-overrun',
  severity: 'error',
  spec: 'RFC 791 §3.1',
  text: {
    es: 'La longitud total de IPv4 supera los bytes que iban en la trama',
    en: 'The IPv4 total length exceeds the bytes the frame carried',
  },
};

export const ipv4: LayerDissector = {
  name: 'ip',
  answers: [
    [KEY_LINK_TYPE, LINKTYPE_IPV4],
    [KEY_ETHER_TYPE, ETHER_TYPE_IPV4],
    [KEY_IP_PROTOCOL, IP_IPV4],
  ],
  dissect(packet: Packet): void {
    const buf = packet.buf;
    const at = packet.at;
    if (isShort(packet, TOO_SHORT, at, HEADER_MINIMUM)) return;
    const first = u8(buf, at);
    if (first >> 4 !== 4) {
      packet.flag(VERSION_WRONG, at, 4, first >> 4);
      return;
    }
    const headerLength = (first & 0x0f) << 2;
    const totalLength = u16be(buf, at + 2);
    const fragment = u16be(buf, at + 6);
    const protocol = u8(buf, at + 9);
    const payloadAt = at + headerLength;
    const ip = packet.ip;
    ip.present = true;
    ip.at = at;
    ip.version = 4;
    ip.addressLength = 4;
    ip.sourceAt = at + 12;
    ip.destinationAt = at + 16;
    ip.headerLength = headerLength;
    ip.totalLength = totalLength;
    ip.protocol = protocol;
    ip.ttl = u8(buf, at + 8);
    ip.identification = u16be(buf, at + 4);
    ip.dontFragment = (fragment & DONT_FRAGMENT) !== 0;
    ip.moreFragments = (fragment & MORE_FRAGMENTS) !== 0;
    ip.fragmentOffset = (fragment & OFFSET_MASK) << 3;
    ip.isFragment = (fragment & (MORE_FRAGMENTS | OFFSET_MASK)) !== 0;
    ip.payloadAt = payloadAt;
    ip.payloadEnd = payloadAt;
    ip.payloadLength = 0;

    if (headerLength < HEADER_MINIMUM) {
      packet.flag(HEADER_LENGTH_TOO_SMALL, at, HEADER_MINIMUM, headerLength);
      return;
    }
    if (totalLength === 0) {
      // Segmentation offload: the host captured before the length was written; the frame's own length counts.
      ip.payloadLength = Math.max(0, packet.wireEnd - payloadAt);
    } else if (totalLength < headerLength) {
      packet.flag(TOTAL_LENGTH_TOO_SMALL, at + 2, headerLength, totalLength);
      return;
    } else {
      ip.payloadLength = totalLength - headerLength;
      if (at + totalLength > packet.wireEnd) {
        packet.flag(TOTAL_LENGTH_OVERRUN, at + 2, totalLength, packet.wireEnd - at);
      }
      lowerEnd(packet, at + totalLength);
    }
    if (isShort(packet, TOO_SHORT, at, headerLength)) return;
    ip.payloadEnd = packet.end;
    if (ip.isFragment) return; // flow/defragmenter.ts puts it together
    packet.next(KEY_IP_PROTOCOL, protocol, payloadAt);
  },
};
