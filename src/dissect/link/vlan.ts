// VLAN tags, single and stacked — IEEE 802.1Q §9, 802.1ad.

import type { AnomalyKind } from '../../core/anomaly-kind.ts';
import { u16be } from '../../core/bytes.ts';
import { KEY_ETHER_TYPE, type LayerDissector } from '../layer.ts';
import type { Packet } from '../packet.ts';
import { isShort } from '../truncation.ts';
import { ETHER_TYPE_QINQ, ETHER_TYPE_QINQ_OLD, ETHER_TYPE_VLAN } from './ether-types.ts';
import { nextByTypeOrLength } from './ethernet.ts';

// 0 2 priority (3 bits), drop eligible (1), VLAN id (12) · 2 2 type or length
const TAG_LENGTH = 4;

const TAG_TOO_SHORT: AnomalyKind = {
  id: 'vlan.too-short',
  severity: 'error',
  spec: 'IEEE 802.1Q §9.6',
  text: { es: 'La trama termina dentro de la etiqueta VLAN', en: 'The frame ends inside the VLAN tag' },
};

export const vlan: LayerDissector = {
  name: 'vlan',
  answers: [
    [KEY_ETHER_TYPE, ETHER_TYPE_VLAN],
    [KEY_ETHER_TYPE, ETHER_TYPE_QINQ_OLD],
  ],
  dissect: dissectTag,
};

/** The service tag of provider bridges; the same four bytes under another name. */
export const vlanService: LayerDissector = {
  name: 'ieee8021ad',
  answers: [[KEY_ETHER_TYPE, ETHER_TYPE_QINQ]],
  dissect: dissectTag,
};

function dissectTag(packet: Packet): void {
  const at = packet.at;
  if (isShort(packet, TAG_TOO_SHORT, at, TAG_LENGTH)) return;
  if (packet.vlanId === -1) packet.vlanId = u16be(packet.buf, at) & 0x0fff; // the outermost tag counts
  nextByTypeOrLength(packet, u16be(packet.buf, at + 2), at + TAG_LENGTH);
}
