// PPP over Ethernet — RFC 2516 §4 to §6; LINKTYPE_PPP_ETHER (51) starts at its header.

import type { AnomalyKind } from '../../core/anomaly-kind.ts';
import { u16be } from '../../core/bytes.ts';
import { KEY_ETHER_TYPE, KEY_LINK_TYPE, type LayerDissector } from '../layer.ts';
import type { Packet } from '../packet.ts';
import { isShort, lowerEnd } from '../truncation.ts';
import { ETHER_TYPE_PPPOE_DISCOVERY, ETHER_TYPE_PPPOE_SESSION } from './ether-types.ts';
import { LINKTYPE_PPP } from './ppp.ts';

const LINKTYPE_PPP_ETHER = 51;

// 0 1 version and type · 1 1 code · 2 2 session · 4 2 length of what follows
const HEADER_LENGTH = 6;

const TOO_SHORT: AnomalyKind = {
  id: 'pppoe.too-short',
  severity: 'error',
  spec: 'RFC 2516 §4',
  text: { es: 'La trama termina dentro de la cabecera PPPoE', en: 'The frame ends inside the PPPoE header' },
};

const LENGTH_OVERRUN: AnomalyKind = {
  id: 'pppoe.length-overrun',
  severity: 'error',
  spec: 'RFC 2516 §4',
  text: {
    es: 'La longitud PPPoE supera los bytes de la trama',
    en: 'The PPPoE length exceeds the bytes of the frame',
  },
};

export const pppoeSession: LayerDissector = {
  name: 'pppoes',
  answers: [
    [KEY_ETHER_TYPE, ETHER_TYPE_PPPOE_SESSION],
    [KEY_LINK_TYPE, LINKTYPE_PPP_ETHER],
  ],
  dissect(packet: Packet): void {
    const at = packet.at;
    if (isShort(packet, TOO_SHORT, at, HEADER_LENGTH)) return;
    const payloadAt = at + HEADER_LENGTH;
    const length = u16be(packet.buf, at + 4);
    if (payloadAt + length > packet.wireEnd) {
      packet.flag(LENGTH_OVERRUN, at + 4, length, packet.wireEnd - payloadAt);
    } else {
      lowerEnd(packet, payloadAt + length);
    }
    packet.next(KEY_LINK_TYPE, LINKTYPE_PPP, payloadAt);
  },
};

/** Discovery carries no data: it is named and left. */
export const pppoeDiscovery: LayerDissector = {
  name: 'pppoed',
  answers: [[KEY_ETHER_TYPE, ETHER_TYPE_PPPOE_DISCOVERY]],
  dissect: (packet: Packet): void => packet.stop(),
};
