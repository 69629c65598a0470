// ARP for IPv4 over Ethernet — RFC 826.

import type { AnomalyKind } from '../../core/anomaly-kind.ts';
import { u8, u16be } from '../../core/bytes.ts';
import { KEY_ETHER_TYPE, type LayerDissector } from '../layer.ts';
import { ETHER_TYPE_ARP, ETHER_TYPE_IPV4 } from '../link/ether-types.ts';
import type { Packet } from '../packet.ts';
import { isShort } from '../truncation.ts';

// 0 2 hardware type · 2 2 protocol type · 4 1 hardware length · 5 1 protocol length · 6 2 operation
// 8 6 sender MAC · 14 4 sender IP · 18 6 target MAC · 24 4 target IP
const FIXED_LENGTH = 8;
const WHOLE_LENGTH = 28;

const TOO_SHORT: AnomalyKind = {
  id: 'arp.too-short',
  severity: 'error',
  spec: 'RFC 826',
  text: { es: 'La trama termina dentro del mensaje ARP', en: 'The frame ends inside the ARP message' },
};

export const arp: LayerDissector = {
  name: 'arp',
  answers: [[KEY_ETHER_TYPE, ETHER_TYPE_ARP]],
  dissect(packet: Packet): void {
    const { buf, at } = packet;
    if (isShort(packet, TOO_SHORT, at, FIXED_LENGTH)) return;
    const isIpv4OverMac = u16be(buf, at + 2) === ETHER_TYPE_IPV4 && u8(buf, at + 4) === 6 && u8(buf, at + 5) === 4;
    if (!isIpv4OverMac) return; // other address families are legal and of no interest here
    if (isShort(packet, TOO_SHORT, at, WHOLE_LENGTH)) return;
    const view = packet.arp;
    view.present = true;
    view.at = at;
    view.operation = u16be(buf, at + 6);
    view.senderMacAt = at + 8;
    view.senderIpAt = at + 14;
    view.targetMacAt = at + 18;
    view.targetIpAt = at + 24;
    packet.stop();
  },
};
