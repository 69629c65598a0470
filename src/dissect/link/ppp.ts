// PPP — RFC 1661 §2, RFC 1662 §3.1 (HDLC address and control); LINKTYPE_PPP (9) and LINKTYPE_PPP_HDLC (50).

import type { AnomalyKind } from '../../core/anomaly-kind.ts';
import { u8, u16be } from '../../core/bytes.ts';
import { KEY_ETHER_TYPE, KEY_LINK_TYPE, type LayerDissector } from '../layer.ts';
import type { Packet } from '../packet.ts';
import { isShort } from '../truncation.ts';
import { ETHER_TYPE_IPV4, ETHER_TYPE_IPV6 } from './ether-types.ts';

export const LINKTYPE_PPP = 9;
const LINKTYPE_PPP_HDLC = 50;

const ADDRESS_AND_CONTROL = 0xff03;
const PROTOCOL_IPV4 = 0x0021;
const PROTOCOL_IPV6 = 0x0057;

const TOO_SHORT: AnomalyKind = {
  id: 'ppp.too-short',
  severity: 'error',
  spec: 'RFC 1661 §2',
  text: { es: 'La trama termina dentro de la cabecera PPP', en: 'The frame ends inside the PPP header' },
};

export const ppp: LayerDissector = {
  name: 'ppp',
  answers: [
    [KEY_LINK_TYPE, LINKTYPE_PPP],
    [KEY_LINK_TYPE, LINKTYPE_PPP_HDLC],
  ],
  dissect(packet: Packet): void {
    const buf = packet.buf;
    let at = packet.at;
    if (isShort(packet, TOO_SHORT, at, 2)) return;
    if (u16be(buf, at) === ADDRESS_AND_CONTROL) {
      at += 2;
      if (isShort(packet, TOO_SHORT, at, 2)) return;
    }
    // RFC 1661 §6.5: a compressed protocol field is one byte, recognised by its low bit.
    const compressed = (u8(buf, at) & 1) === 1;
    const protocol = compressed ? u8(buf, at) : u16be(buf, at);
    const payloadAt = compressed ? at + 1 : at + 2;
    if (protocol === PROTOCOL_IPV4) {
      packet.next(KEY_ETHER_TYPE, ETHER_TYPE_IPV4, payloadAt);
      return;
    }
    if (protocol === PROTOCOL_IPV6) {
      packet.next(KEY_ETHER_TYPE, ETHER_TYPE_IPV6, payloadAt);
      return;
    }
    packet.stop(); // LCP, IPCP, …
  },
};
