// The chain of IPv6 extension headers — RFC 8200 §4, RFC 2675 (jumbograms), RFC 4302 (AH), RFC 6946 (atomic fragments).

import type { AnomalyKind } from '../../core/anomaly-kind.ts';
import { u8, u16be, u32be } from '../../core/bytes.ts';
import { KEY_IP_PROTOCOL } from '../layer.ts';
import type { Packet } from '../packet.ts';
import { isShort } from '../truncation.ts';
import {
  IP_AUTHENTICATION,
  IP_DESTINATION_OPTIONS,
  IP_ESP,
  IP_FRAGMENT,
  IP_HOP_BY_HOP,
  IP_HOST_IDENTITY,
  IP_MOBILITY,
  IP_NO_NEXT_HEADER,
  IP_ROUTING,
  IP_SHIM6,
} from './ip-protocols.ts';

/** RFC 8200 §4.1 recommends at most seven; more than this is no honest packet. */
const MAX_EXTENSIONS = 32;
// 0 1 next header · 1 1 length in units of 8 (AH: of 4) bytes · 2 … contents
const EXTENSION_MINIMUM = 8;
// 0 1 next header · 1 1 reserved · 2 2 offset (13 bits), reserved, more · 4 4 identification
const FRAGMENT_LENGTH = 8;
const OPTION_PAD1 = 0x00;
const OPTION_JUMBO = 0xc2;

const EXTENSION_TOO_SHORT: AnomalyKind = {
  id: 'ipv6.extension-overrun',
  severity: 'error',
  spec: 'RFC 8200 §4',
  text: {
    es: 'Una cabecera de extensión IPv6 sobrepasa el final del paquete',
    en: 'An IPv6 extension header runs past the end of the packet',
  },
};

const CHAIN_TOO_LONG: AnomalyKind = {
  id: 'ipv6.extension-chain-too-long',
  severity: 'error',
  spec: 'RFC 8200 §4.1',
  text: {
    es: `Más de ${MAX_EXTENSIONS} cabeceras de extensión IPv6: el resto no se lee`,
    en: `More than ${MAX_EXTENSIONS} IPv6 extension headers: the rest is not read`,
  },
};

const FRAGMENT_LENGTH_UNALIGNED: AnomalyKind = {
  id: 'ipv6.fragment-length-unaligned',
  severity: 'error',
  spec: 'RFC 8200 §4.5',
  text: {
    es: 'Un fragmento IPv6 que no es el último no mide un múltiplo de 8 bytes',
    en: 'An IPv6 fragment that is not the last is no multiple of 8 bytes long',
  },
};

/** Walks the headers from `nextHeader` at `at`, updates the IP view, and names the layer behind them (or stops). */
export function nextAfterIpv6Extensions(packet: Packet, nextHeader: number, at: number): void {
  const { buf, ip } = packet;
  for (let steps = 0; isExtension(nextHeader); steps++) {
    if (steps === MAX_EXTENSIONS) {
      packet.flag(CHAIN_TOO_LONG, at, 0, MAX_EXTENSIONS);
      return;
    }
    if (isShort(packet, EXTENSION_TOO_SHORT, at, EXTENSION_MINIMUM)) return;
    const length = extensionLength(nextHeader, u8(buf, at + 1));
    if (isShort(packet, EXTENSION_TOO_SHORT, at, length)) return;
    const isFragmentHeader = nextHeader === IP_FRAGMENT;
    nextHeader = u8(buf, at);
    if (isFragmentHeader) readFragmentHeader(packet, at);
    at += length;
    ip.protocol = nextHeader;
    ip.headerLength = at - ip.at;
    ip.payloadAt = at;
    ip.payloadLength -= length;
    if (isFragmentHeader && ip.isFragment) {
      if (ip.moreFragments && (ip.payloadLength & 7) !== 0) {
        packet.flag(FRAGMENT_LENGTH_UNALIGNED, at, 8, ip.payloadLength & 7);
      }
      return; // flow/defragmenter.ts puts it together
    }
  }
  if (nextHeader === IP_NO_NEXT_HEADER || nextHeader === IP_ESP) return;
  packet.next(KEY_IP_PROTOCOL, nextHeader, at);
}

function readFragmentHeader(packet: Packet, at: number): void {
  const ip = packet.ip;
  const offsetAndFlags = u16be(packet.buf, at + 2);
  ip.fragmentOffset = offsetAndFlags & 0xfff8;
  ip.moreFragments = (offsetAndFlags & 1) !== 0;
  ip.identification = u32be(packet.buf, at + 4);
  ip.isFragment = ip.moreFragments || ip.fragmentOffset !== 0; // RFC 6946: an atomic fragment is a whole packet
}

function isExtension(header: number): boolean {
  switch (header) {
    case IP_HOP_BY_HOP:
    case IP_ROUTING:
    case IP_FRAGMENT:
    case IP_AUTHENTICATION:
    case IP_DESTINATION_OPTIONS:
    case IP_MOBILITY:
    case IP_HOST_IDENTITY:
    case IP_SHIM6:
      return true;
    default:
      return false;
  }
}

function extensionLength(header: number, lengthField: number): number {
  if (header === IP_FRAGMENT) return FRAGMENT_LENGTH;
  if (header === IP_AUTHENTICATION) return (lengthField + 2) << 2; // RFC 4302 §2.2
  return (lengthField + 1) << 3;
}

/** The hop-by-hop header was cut before a jumbo payload option could be seen. */
export const JUMBO_UNKNOWN = -1;

/** The jumbo payload length (RFC 2675 §2) in the hop-by-hop header at `at`; 0 where there is none. */
export function jumboPayloadLength(packet: Packet, at: number): number {
  const { buf, end } = packet;
  if (end - at < EXTENSION_MINIMUM) return JUMBO_UNKNOWN;
  const headerEnd = at + extensionLength(IP_HOP_BY_HOP, u8(buf, at + 1));
  const optionsEnd = Math.min(end, headerEnd);
  const none = headerEnd > end ? JUMBO_UNKNOWN : 0;
  let optionAt = at + 2;
  while (optionAt < optionsEnd) {
    if (u8(buf, optionAt) === OPTION_PAD1) {
      optionAt++;
      continue;
    }
    if (optionAt + 2 > optionsEnd) return none;
    const length = u8(buf, optionAt + 1);
    if (u8(buf, optionAt) === OPTION_JUMBO && length === 4 && optionAt + 6 <= optionsEnd)
      return u32be(buf, optionAt + 2);
    optionAt += 2 + length; // at least two bytes further: the walk ends
  }
  return none;
}
