// UDP datagrams.

import { be16, concat } from './bytes.ts';
import { leaveChecksumOpen } from './checksum.ts';

export interface UdpFields {
  readonly sourcePort?: number;
  readonly destinationPort?: number;
  readonly length?: number;
  /** Default: computed by the IP builder around it (give that one protocol 17). */
  readonly checksum?: number;
}

export function udp(fields: UdpFields, payload: Uint8Array = new Uint8Array(0)): Uint8Array {
  const datagram = concat(
    be16(fields.sourcePort ?? 50001),
    be16(fields.destinationPort ?? 53),
    be16(fields.length ?? 8 + payload.length),
    be16(fields.checksum ?? 0),
    payload,
  );
  return fields.checksum === undefined ? leaveChecksumOpen(datagram, 6) : datagram;
}
