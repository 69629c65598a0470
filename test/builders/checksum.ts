// Transport checksums need the addresses of the IP header, which is built later: tcp() and udp() leave a mark, ipv4() and ipv6() fill it in.

import { addWords, foldChecksum } from '../../src/core/checksum.ts';
import { be16, concat } from './bytes.ts';

const openChecksums = new WeakMap<Uint8Array, number>();

/** Marks that the checksum at `checksumAt` of this segment is still to be computed. */
export function leaveChecksumOpen(segment: Uint8Array, checksumAt: number): Uint8Array {
  openChecksums.set(segment, checksumAt);
  return segment;
}

/** A copy of the segment with its checksum over the pseudo-header; the segment itself where none was left open. */
export function closeChecksum(
  segment: Uint8Array,
  source: Uint8Array,
  destination: Uint8Array,
  protocol: number,
): Uint8Array {
  const checksumAt = openChecksums.get(segment);
  if (checksumAt === undefined) return segment;
  const pseudoHeader = concat(source, destination, be16(segment.length >>> 16), be16(segment.length), be16(protocol));
  const sum = addWords(addWords(0, pseudoHeader, 0, pseudoHeader.length), segment, 0, segment.length);
  const checksum = foldChecksum(sum);
  const closed = segment.slice();
  closed.set(be16(protocol === 17 && checksum === 0 ? 0xffff : checksum), checksumAt); // RFC 768: 0 means none
  return closed;
}
