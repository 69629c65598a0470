// UDP — RFC 768.

import type { AnomalyKind } from '../../core/anomaly-kind.ts';
import { u16be } from '../../core/bytes.ts';
import { KEY_IP_PROTOCOL, type LayerDissector } from '../layer.ts';
import { IP_UDP } from '../network/ip-protocols.ts';
import type { Packet } from '../packet.ts';
import { isShort, lowerEnd } from '../truncation.ts';

// 0 2 source port · 2 2 destination port · 4 2 length · 6 2 checksum
const HEADER_LENGTH = 8;

const TOO_SHORT: AnomalyKind = {
  id: 'udp.too-short',
  severity: 'error',
  spec: 'RFC 768',
  text: { es: 'El paquete termina dentro de la cabecera UDP', en: 'The packet ends inside the UDP header' },
};

const LENGTH_TOO_SMALL: AnomalyKind = {
  id: 'udp.length-too-small',
  severity: 'error',
  spec: 'RFC 768',
  text: { es: 'Longitud UDP menor que su cabecera (8 bytes)', en: 'UDP length smaller than its header (8 bytes)' },
};

const LENGTH_OVERRUN: AnomalyKind = {
  id: 'udp.length-overrun',
  severity: 'error',
  spec: 'RFC 768',
  text: {
    es: 'La longitud UDP supera los bytes que iban en el paquete IP',
    en: 'The UDP length exceeds the bytes the IP packet carried',
  },
};

export const udp: LayerDissector = {
  name: 'udp',
  answers: [[KEY_IP_PROTOCOL, IP_UDP]],
  dissect(packet: Packet): void {
    const { buf, at } = packet;
    if (isShort(packet, TOO_SHORT, at, HEADER_LENGTH)) return;
    const length = u16be(buf, at + 4);
    const view = packet.udp;
    view.present = true;
    view.at = at;
    view.sourcePort = u16be(buf, at);
    view.destinationPort = u16be(buf, at + 2);
    view.length = length;
    view.payloadAt = at + HEADER_LENGTH;
    view.payloadEnd = at + HEADER_LENGTH;
    packet.at = view.payloadAt;
    if (length !== 0) {
      // 0: a jumbogram or offload, all of the IP payload (RFC 2675 §4)
      if (length < HEADER_LENGTH) {
        packet.flag(LENGTH_TOO_SMALL, at + 4, HEADER_LENGTH, length);
        return;
      }
      if (at + length > packet.wireEnd) packet.flag(LENGTH_OVERRUN, at + 4, length, packet.wireEnd - at);
      lowerEnd(packet, at + length);
    }
    view.payloadEnd = packet.end;
    packet.stop();
  },
};
