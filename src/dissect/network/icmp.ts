// ICMP and ICMPv6 — RFC 792, RFC 4443 §3. The packet an error message quotes is located, never dissected: it is no traffic.

import type { AnomalyKind } from '../../core/anomaly-kind.ts';
import { u8 } from '../../core/bytes.ts';
import { KEY_IP_PROTOCOL, type LayerDissector } from '../layer.ts';
import type { Packet } from '../packet.ts';
import { isShort } from '../truncation.ts';
import { IP_ICMP, IP_ICMPV6 } from './ip-protocols.ts';

// 0 1 type · 1 1 code · 2 2 checksum · 4 4 depends on the type; errors: 8 … the packet complained about
const FIXED_LENGTH = 4;
const QUOTE_AT = 8;

export const ICMP_UNREACHABLE = 3;
export const ICMP_SOURCE_QUENCH = 4;
export const ICMP_REDIRECT = 5;
export const ICMP_TIME_EXCEEDED = 11;
export const ICMP_PARAMETER_PROBLEM = 12;
/** ICMPv6 errors are the types below 128 (RFC 4443 §2.1); 1 to 4 are defined. */
export const ICMPV6_UNREACHABLE = 1;
export const ICMPV6_PARAMETER_PROBLEM = 4;

const TOO_SHORT: AnomalyKind = {
  id: 'icmp.too-short',
  severity: 'error',
  spec: 'RFC 792',
  text: { es: 'El paquete termina dentro de la cabecera ICMP', en: 'The packet ends inside the ICMP header' },
};

export const icmp: LayerDissector = {
  name: 'icmp',
  answers: [[KEY_IP_PROTOCOL, IP_ICMP]],
  dissect: (packet: Packet): void => dissectIcmp(packet, 4),
};

export const icmpv6: LayerDissector = {
  name: 'icmpv6',
  answers: [[KEY_IP_PROTOCOL, IP_ICMPV6]],
  dissect: (packet: Packet): void => dissectIcmp(packet, 6),
};

function dissectIcmp(packet: Packet, version: number): void {
  const { buf, at, end } = packet;
  if (isShort(packet, TOO_SHORT, at, FIXED_LENGTH)) return;
  const type = u8(buf, at);
  const quotes = quotesPacket(version, type) && end > at + QUOTE_AT;
  const view = packet.icmp;
  view.present = true;
  view.at = at;
  view.version = version;
  view.type = type;
  view.code = u8(buf, at + 1);
  view.embeddedAt = quotes ? at + QUOTE_AT : 0;
  view.embeddedEnd = quotes ? end : 0;
  packet.stop();
}

function quotesPacket(version: number, type: number): boolean {
  if (version === 6) return type >= ICMPV6_UNREACHABLE && type <= ICMPV6_PARAMETER_PROBLEM;
  return (
    type === ICMP_UNREACHABLE ||
    type === ICMP_SOURCE_QUENCH ||
    type === ICMP_REDIRECT ||
    type === ICMP_TIME_EXCEEDED ||
    type === ICMP_PARAMETER_PROBLEM
  );
}
