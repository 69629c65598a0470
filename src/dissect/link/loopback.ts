// BSD loopback — LINKTYPE_NULL (0, byte order of the capturing host) and LINKTYPE_LOOP (108, network byte order).

import type { AnomalyKind } from '../../core/anomaly-kind.ts';
import { u16be, u32be, u32le } from '../../core/bytes.ts';
import { KEY_ETHER_TYPE, KEY_LINK_TYPE, type LayerDissector } from '../layer.ts';
import type { Packet } from '../packet.ts';
import { isShort } from '../truncation.ts';
import { ETHER_TYPE_IPV4, ETHER_TYPE_IPV6, TYPE_MINIMUM } from './ether-types.ts';

const LINKTYPE_NULL = 0;
const LINKTYPE_LOOP = 108;
const HEADER_LENGTH = 4; // the address family

// Address families are numbered by the operating system that captured; AF_INET is 2 everywhere.
const AF_INET = 2;
/** Linux, Windows, NetBSD and OpenBSD, FreeBSD, Darwin. */
const AF_INET6: readonly number[] = [10, 23, 24, 28, 30];

const TOO_SHORT: AnomalyKind = {
  id: 'loopback.too-short',
  severity: 'error',
  spec: 'LINKTYPE_NULL',
  text: { es: 'Trama más corta que la cabecera de loopback', en: 'Frame shorter than the loopback header' },
};

export const loopback: LayerDissector = {
  name: 'null',
  answers: [
    [KEY_LINK_TYPE, LINKTYPE_NULL],
    [KEY_LINK_TYPE, LINKTYPE_LOOP],
  ],
  dissect(packet: Packet): void {
    const at = packet.at;
    if (isShort(packet, TOO_SHORT, at, HEADER_LENGTH)) return;
    // Families are small numbers: the byte order that makes this one small is the right one.
    const bigEndian = u32be(packet.buf, at);
    const family = bigEndian > 0xffff ? u32le(packet.buf, at) : bigEndian;
    const type = u16be(packet.buf, at + 2); // no family: some capturers leave an EtherType in the last two bytes
    if (family === AF_INET) packet.next(KEY_ETHER_TYPE, ETHER_TYPE_IPV4, at + HEADER_LENGTH);
    else if (AF_INET6.includes(family)) packet.next(KEY_ETHER_TYPE, ETHER_TYPE_IPV6, at + HEADER_LENGTH);
    else if (type >= TYPE_MINIMUM) packet.next(KEY_ETHER_TYPE, type, at + HEADER_LENGTH);
  },
};
