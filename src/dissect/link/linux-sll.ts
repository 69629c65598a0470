// Linux cooked captures ("any" device) — LINKTYPE_LINUX_SLL (113) and LINKTYPE_LINUX_SLL2 (276).

import type { AnomalyKind } from '../../core/anomaly-kind.ts';
import { u16be } from '../../core/bytes.ts';
import { KEY_ETHER_TYPE, KEY_LINK_TYPE, type LayerDissector } from '../layer.ts';
import type { Packet } from '../packet.ts';
import { isShort } from '../truncation.ts';

const LINKTYPE_LINUX_SLL = 113;
const LINKTYPE_LINUX_SLL2 = 276;

// 0 2 packet type · 2 2 ARPHRD type · 4 2 address length · 6 8 address · 14 2 protocol
const SLL_HEADER_LENGTH = 16;
// 0 2 protocol · 2 2 reserved · 4 4 interface index · 8 2 ARPHRD type · 10 1 packet type · 11 1 address length · 12 8 address
const SLL2_HEADER_LENGTH = 20;

const TOO_SHORT: AnomalyKind = {
  id: 'sll.too-short',
  severity: 'error',
  spec: 'LINKTYPE_LINUX_SLL',
  text: {
    es: 'Trama más corta que la cabecera de captura de Linux (SLL)',
    en: 'Frame shorter than the Linux cooked capture header (SLL)',
  },
};

export const linuxSll: LayerDissector = {
  name: 'sll',
  answers: [[KEY_LINK_TYPE, LINKTYPE_LINUX_SLL]],
  dissect(packet: Packet): void {
    const at = packet.at;
    if (isShort(packet, TOO_SHORT, at, SLL_HEADER_LENGTH)) return;
    // Numbers below 0x0600 are Linux's own: 4 is LLC, as ETHER_TYPE_LLC; nobody answers the others.
    packet.next(KEY_ETHER_TYPE, u16be(packet.buf, at + 14), at + SLL_HEADER_LENGTH);
  },
};

export const linuxSll2: LayerDissector = {
  name: 'sll',
  answers: [[KEY_LINK_TYPE, LINKTYPE_LINUX_SLL2]],
  dissect(packet: Packet): void {
    const at = packet.at;
    if (isShort(packet, TOO_SHORT, at, SLL2_HEADER_LENGTH)) return;
    packet.next(KEY_ETHER_TYPE, u16be(packet.buf, at), at + SLL2_HEADER_LENGTH);
  },
};
