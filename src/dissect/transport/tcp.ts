// TCP fixed header — RFC 9293 §3.1.

import type { AnomalyKind } from '../../core/anomaly-kind.ts';
import { i32be, u16be, u32be } from '../../core/bytes.ts';
import { KEY_IP_PROTOCOL, type LayerDissector } from '../layer.ts';
import { IP_TCP } from '../network/ip-protocols.ts';
import type { Packet } from '../packet.ts';
import { isShort } from '../truncation.ts';
import { TIMESTAMPS_ALIGNED } from './tcp-option-kinds.ts';
import { checkTcpOptions } from './tcp-option-lengths.ts';

// 0 2 source port · 2 2 destination port · 4 4 sequence number · 8 4 acknowledgment number
// 12 2 data offset (4 bits), control bits (12) · 14 2 window · 16 2 checksum · 18 2 urgent pointer · 20 … options
const HEADER_MINIMUM = 20;

const TOO_SHORT: AnomalyKind = {
  id: 'tcp.too-short',
  severity: 'error',
  spec: 'RFC 9293 §3.1',
  text: { es: 'El paquete termina dentro de la cabecera TCP', en: 'The packet ends inside the TCP header' },
};

const HEADER_LENGTH_TOO_SMALL: AnomalyKind = {
  id: 'tcp.header-length-too-small',
  severity: 'error',
  spec: 'RFC 9293 §3.1',
  text: { es: 'Longitud de cabecera TCP menor que 20 bytes', en: 'TCP header length below 20 bytes' },
};

const HEADER_LENGTH_OVERRUN: AnomalyKind = {
  id: 'tcp.header-length-overrun',
  severity: 'error',
  spec: 'RFC 9293 §3.1',
  text: {
    es: 'La cabecera TCP dice ser más larga que el paquete que la lleva',
    en: 'The TCP header claims to be longer than the packet that carries it',
  },
};

export const tcp: LayerDissector = {
  name: 'tcp',
  answers: [[KEY_IP_PROTOCOL, IP_TCP]],
  dissect(packet: Packet): void {
    const buf = packet.buf;
    const at = packet.at;
    if (isShort(packet, TOO_SHORT, at, HEADER_MINIMUM)) return;
    const offsetAndFlags = u16be(buf, at + 12);
    const headerLength = (offsetAndFlags >> 12) << 2;
    const payloadAt = at + headerLength;
    const view = packet.tcp;
    view.at = at;
    view.sourcePort = u16be(buf, at);
    view.destinationPort = u16be(buf, at + 2);
    view.seq = u32be(buf, at + 4);
    view.ack = u32be(buf, at + 8);
    view.headerLength = headerLength;
    view.flags = offsetAndFlags & 0x0fff;
    view.window = u16be(buf, at + 14);
    view.checksum = u16be(buf, at + 16);
    view.urgentPointer = u16be(buf, at + 18);
    view.optionsAt = at + HEADER_MINIMUM;
    if (headerLength < HEADER_MINIMUM) {
      packet.flag(HEADER_LENGTH_TOO_SMALL, at + 12, HEADER_MINIMUM, headerLength);
      return;
    }
    if (payloadAt > packet.wireEnd) {
      packet.flag(HEADER_LENGTH_OVERRUN, at + 12, headerLength, packet.wireEnd - at);
      return;
    }
    view.present = true;
    view.payloadAt = payloadAt;
    view.payloadLength = packet.wireEnd - payloadAt; // the IP layer has lowered wireEnd to its own length
    packet.at = payloadAt;
    view.optionsEnd = Math.min(payloadAt, packet.end);
    view.payloadEnd = Math.max(payloadAt, packet.end);
    if (isShort(packet, TOO_SHORT, at, headerLength)) return; // options cut: the segment and its length are known all the same
    // Nearly all options outside a SYN are one time stamp, laid out as RFC 7323 Appendix A advises: nothing to check there.
    const onlyTimestamps = headerLength === 32 && i32be(buf, at + HEADER_MINIMUM) === TIMESTAMPS_ALIGNED;
    if (headerLength > HEADER_MINIMUM && !onlyTimestamps) checkTcpOptions(packet, at + HEADER_MINIMUM, payloadAt);
    packet.stop();
  },
};
