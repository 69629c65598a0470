// Generic Routing Encapsulation — RFC 2784 §2, RFC 2890 (key and sequence number). Version 0 only.

import type { AnomalyKind } from '../../core/anomaly-kind.ts';
import { u16be } from '../../core/bytes.ts';
import { KEY_ETHER_TYPE, KEY_IP_PROTOCOL, KEY_LINK_TYPE, type LayerDissector } from '../layer.ts';
import { ETHER_TYPE_BRIDGED } from '../link/ether-types.ts';
import type { Packet } from '../packet.ts';
import { isShort } from '../truncation.ts';
import { IP_GRE } from './ip-protocols.ts';

// 0 2 flags, version · 2 2 protocol type · then 4 bytes for each of checksum, key, sequence number
const FIXED_LENGTH = 4;
const CHECKSUM_PRESENT = 0x8000;
const ROUTING_PRESENT = 0x4000;
const KEY_PRESENT = 0x2000;
const SEQUENCE_PRESENT = 0x1000;
const VERSION_MASK = 0x0007;
const LINKTYPE_ETHERNET = 1;

const TOO_SHORT: AnomalyKind = {
  id: 'gre.too-short',
  severity: 'error',
  spec: 'RFC 2784 §2',
  text: { es: 'El paquete termina dentro de la cabecera GRE', en: 'The packet ends inside the GRE header' },
};

export const gre: LayerDissector = {
  name: 'gre',
  answers: [[KEY_IP_PROTOCOL, IP_GRE]],
  dissect(packet: Packet): void {
    const { buf, at } = packet;
    if (isShort(packet, TOO_SHORT, at, FIXED_LENGTH)) return;
    const flags = u16be(buf, at);
    if ((flags & (VERSION_MASK | ROUTING_PRESENT)) !== 0) return; // PPTP, source routes: not followed
    let length = FIXED_LENGTH;
    if ((flags & CHECKSUM_PRESENT) !== 0) length += 4;
    if ((flags & KEY_PRESENT) !== 0) length += 4;
    if ((flags & SEQUENCE_PRESENT) !== 0) length += 4;
    if (isShort(packet, TOO_SHORT, at, length)) return;
    const type = u16be(buf, at + 2);
    if (type === ETHER_TYPE_BRIDGED) {
      packet.next(KEY_LINK_TYPE, LINKTYPE_ETHERNET, at + length);
      return;
    }
    packet.next(KEY_ETHER_TYPE, type, at + length);
  },
};
