// What takes a tcp.stream number in tshark without being a segment that is tracked: TCP headers that are broken or cut, and those
// quoted by ICMP errors (RFC 792, RFC 4443). Only the number matters, so that later streams are numbered as Wireshark numbers them.

import { u8, u16be } from '../core/bytes.ts';
import { IP_TCP } from '../dissect/network/ip-protocols.ts';
import type { Packet } from '../dissect/packet.ts';
import type { FlowDirectory } from './flow-directory.ts';

/** Captured TCP header bytes from which on tshark opens a stream (found by experiment). */
const ENOUGH_OF_SEGMENT = 16;
const ENOUGH_OF_QUOTATION = 18;
const IPV4_HEADER = 20;
const IPV6_HEADER = 40;

/** For packets without a TCP view. */
export function reserveStreamNumber(packet: Packet, directory: FlowDirectory): void {
  const { buf, ip, icmp } = packet;
  if (ip.protocol === IP_TCP && !ip.isFragment) {
    const at = ip.payloadAt;
    if (ip.payloadEnd - at < ENOUGH_OF_SEGMENT) return;
    directory.reserveStream(buf, ip.sourceAt, ip.destinationAt, ip.addressLength, u16be(buf, at), u16be(buf, at + 2));
  } else if (icmp.present && icmp.embeddedAt > 0) reserveQuoted(buf, icmp.embeddedAt, icmp.embeddedEnd, directory);
}

function reserveQuoted(buf: Uint8Array, at: number, end: number, directory: FlowDirectory): void {
  const version = end > at ? u8(buf, at) >> 4 : 0;
  const fixedLength = version === 6 ? IPV6_HEADER : IPV4_HEADER;
  if ((version !== 4 && version !== 6) || end - at < fixedLength) return;
  const protocol = version === 6 ? u8(buf, at + 6) : u8(buf, at + 9);
  const headerLength = version === 6 ? IPV6_HEADER : (u8(buf, at) & 0x0f) << 2;
  const isFragment = version === 4 && (u16be(buf, at + 6) & 0x3fff) !== 0;
  const tcpAt = at + headerLength;
  if (protocol !== IP_TCP || isFragment || headerLength < fixedLength || end - tcpAt < ENOUGH_OF_QUOTATION) return;
  const addressLength = version === 6 ? 16 : 4;
  const sourceAt = version === 6 ? at + 8 : at + 12;
  directory.reserveStream(
    buf,
    sourceAt,
    sourceAt + addressLength,
    addressLength,
    u16be(buf, tcpAt),
    u16be(buf, tcpAt + 2),
  );
}
