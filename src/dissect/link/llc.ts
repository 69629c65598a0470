// Logical Link Control with the SNAP extension — IEEE 802.2 §3, RFC 1042.

import type { AnomalyKind } from '../../core/anomaly-kind.ts';
import { u8, u16be, u24be } from '../../core/bytes.ts';
import { KEY_ETHER_TYPE, type LayerDissector } from '../layer.ts';
import type { Packet } from '../packet.ts';
import { isShort } from '../truncation.ts';
import { ETHER_TYPE_IPV4, ETHER_TYPE_LLC } from './ether-types.ts';

// 0 1 destination SAP · 1 1 source SAP · 2 1 control; with SNAP: 3 3 organisation · 6 2 type
const LLC_LENGTH = 3;
const SNAP_LENGTH = 8;
const SAP_IP = 0x06;
const SAP_SNAP = 0xaa;
const CONTROL_UNNUMBERED_INFORMATION = 0x03;
const ORGANISATION_ETHERNET = 0x000000;

const TOO_SHORT: AnomalyKind = {
  id: 'llc.too-short',
  severity: 'error',
  spec: 'IEEE 802.2 §3.2',
  text: { es: 'La trama termina dentro de la cabecera LLC', en: 'The frame ends inside the LLC header' },
};

export const llc: LayerDissector = {
  name: 'llc',
  answers: [[KEY_ETHER_TYPE, ETHER_TYPE_LLC]],
  dissect(packet: Packet): void {
    const { buf, at } = packet;
    if (isShort(packet, TOO_SHORT, at, LLC_LENGTH)) return;
    const destinationSap = u8(buf, at);
    if (u8(buf, at + 2) !== CONTROL_UNNUMBERED_INFORMATION) return;
    if (destinationSap === SAP_IP) {
      packet.next(KEY_ETHER_TYPE, ETHER_TYPE_IPV4, at + LLC_LENGTH);
      return;
    }
    if (destinationSap !== SAP_SNAP) return;
    if (isShort(packet, TOO_SHORT, at, SNAP_LENGTH)) return;
    if (u24be(buf, at + 3) !== ORGANISATION_ETHERNET) return;
    packet.next(KEY_ETHER_TYPE, u16be(buf, at + 6), at + SNAP_LENGTH); // RFC 1042: the type of Ethernet II
  },
};
