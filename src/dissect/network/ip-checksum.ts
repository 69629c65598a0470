// Are the checksums right? Asked on demand, never per packet — RFC 791 §3.1, RFC 9293 §3.1, RFC 768, RFC 8200 §8.1.

import { u16be } from '../../core/bytes.ts';
import { addWords, foldChecksum } from '../../core/checksum.ts';
import type { Packet } from '../packet.ts';
import { IP_TCP, IP_UDP } from './ip-protocols.ts';

/**
 * 'partial': only the pseudo-header is summed, which is what a host leaves for its network card to finish (offload);
 * 'unknown': no such header here, or not all of its bytes were captured.
 */
export type ChecksumState = 'good' | 'bad' | 'partial' | 'absent' | 'unknown';

/** Of the IPv4 header; IPv6 has none. */
export function ipv4HeaderChecksum(packet: Packet): ChecksumState {
  const { ip, buf } = packet;
  if (!ip.present || ip.headerLength < 20 || ip.payloadAt > packet.end) return 'unknown';
  if (ip.version !== 4) return 'absent';
  return foldChecksum(addWords(0, buf, ip.at, ip.at + ip.headerLength)) === 0 ? 'good' : 'bad';
}

export function tcpChecksum(packet: Packet): ChecksumState {
  const { tcp } = packet;
  if (!tcp.present || tcp.payloadEnd < tcp.payloadAt + tcp.payloadLength) return 'unknown';
  return transportChecksum(packet, IP_TCP, tcp.at, tcp.payloadEnd, tcp.at + 16);
}

export function udpChecksum(packet: Packet): ChecksumState {
  const { udp, buf } = packet;
  if (!udp.present || udp.payloadEnd < udp.at + udp.length) return 'unknown';
  if (u16be(buf, udp.at + 6) === 0) return 'absent'; // RFC 768: the sender computed none
  return transportChecksum(packet, IP_UDP, udp.at, udp.payloadEnd, udp.at + 6);
}

function transportChecksum(
  packet: Packet,
  protocol: number,
  at: number,
  end: number,
  checksumAt: number,
): ChecksumState {
  const { ip, buf } = packet;
  const addresses = addWords(
    addWords(0, buf, ip.sourceAt, ip.sourceAt + ip.addressLength),
    buf,
    ip.destinationAt,
    ip.destinationAt + ip.addressLength,
  );
  const pseudoHeader = addresses + protocol + (end - at);
  if (foldChecksum(addWords(pseudoHeader, buf, at, end)) === 0) return 'good';
  return u16be(buf, checksumAt) === (~foldChecksum(pseudoHeader) & 0xffff) ? 'partial' : 'bad';
}
