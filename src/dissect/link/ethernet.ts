// Ethernet II and IEEE 802.3 with a length field — IEEE 802.3 §3.

import type { AnomalyKind } from '../../core/anomaly-kind.ts';
import { u16be } from '../../core/bytes.ts';
import { KEY_ETHER_TYPE, KEY_LINK_TYPE, type LayerDissector } from '../layer.ts';
import type { Packet } from '../packet.ts';
import { isShort, lowerEnd } from '../truncation.ts';
import { ETHER_TYPE_LLC, LENGTH_MAXIMUM, TYPE_MINIMUM } from './ether-types.ts';

const LINKTYPE_ETHERNET = 1;

// 0 6 destination · 6 6 source · 12 2 type or length
const HEADER_LENGTH = 14;

const TOO_SHORT: AnomalyKind = {
  id: 'ethernet.too-short',
  severity: 'error',
  spec: 'IEEE 802.3 §3.2',
  text: { es: 'Trama Ethernet más corta que su cabecera', en: 'Ethernet frame shorter than its header' },
};

const TYPE_UNDEFINED: AnomalyKind = {
  id: 'ethernet.type-undefined',
  severity: 'warn',
  spec: 'IEEE 802.3 §3.2.6',
  text: {
    es: 'El campo tipo/longitud no es ni un tipo ni una longitud (1501 a 1535)',
    en: 'The type/length field is neither a type nor a length (1501 to 1535)',
  },
};

const LENGTH_OVERRUN: AnomalyKind = {
  id: 'ethernet.length-overrun',
  severity: 'error',
  spec: 'IEEE 802.3 §3.2.6',
  text: {
    es: 'El campo longitud de 802.3 supera los bytes de la trama',
    en: 'The 802.3 length field exceeds the bytes of the frame',
  },
};

export const ethernet: LayerDissector = {
  name: 'eth',
  answers: [[KEY_LINK_TYPE, LINKTYPE_ETHERNET]],
  dissect(packet: Packet): void {
    const at = packet.at;
    if (isShort(packet, TOO_SHORT, at, HEADER_LENGTH)) return;
    const view = packet.ethernet;
    const type = u16be(packet.buf, at + 12);
    view.present = true;
    view.at = at;
    view.destinationAt = at;
    view.sourceAt = at + 6;
    view.etherType = type;
    nextByTypeOrLength(packet, type, at + HEADER_LENGTH);
  },
};

/** Ethernet and VLAN tags end in the same two bytes: a type names what follows, a length says that LLC does. */
export function nextByTypeOrLength(packet: Packet, type: number, payloadAt: number): void {
  if (type >= TYPE_MINIMUM) {
    packet.next(KEY_ETHER_TYPE, type, payloadAt);
    return;
  }
  if (type > LENGTH_MAXIMUM) {
    packet.flag(TYPE_UNDEFINED, payloadAt - 2, 0, type);
    packet.stop();
    return;
  }
  if (payloadAt + type > packet.wireEnd) packet.flag(LENGTH_OVERRUN, payloadAt - 2, type, packet.wireEnd - payloadAt);
  else lowerEnd(packet, payloadAt + type);
  packet.next(KEY_ETHER_TYPE, ETHER_TYPE_LLC, payloadAt);
}
