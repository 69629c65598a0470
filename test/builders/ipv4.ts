// IPv4 packets.

import { addWords, foldChecksum } from '../../src/core/checksum.ts';
import { be16, concat, ipv4Bytes } from './bytes.ts';
import { closeChecksum } from './checksum.ts';

export interface Ipv4Fields {
  readonly source?: string;
  readonly destination?: string;
  /** Default 6, TCP. */
  readonly protocol?: number;
  readonly ttl?: number;
  readonly identification?: number;
  readonly dontFragment?: boolean;
  readonly moreFragments?: boolean;
  /** In bytes, a multiple of 8. */
  readonly fragmentOffset?: number;
  /** Padded with zero to a multiple of four. */
  readonly options?: readonly number[];
  readonly trafficClass?: number;
  readonly version?: number;
  /** In 32-bit words. */
  readonly headerWords?: number;
  readonly totalLength?: number;
  readonly checksum?: number;
}

export function ipv4(fields: Ipv4Fields, payload: Uint8Array): Uint8Array {
  const source = ipv4Bytes(fields.source ?? '10.0.0.1');
  const destination = ipv4Bytes(fields.destination ?? '10.0.0.2');
  const protocol = fields.protocol ?? 6;
  const options = concat(fields.options ?? [], new Uint8Array(-(fields.options?.length ?? 0) & 3));
  const headerLength = 20 + options.length;
  const fragment =
    (fields.dontFragment ? 0x4000 : 0) | (fields.moreFragments ? 0x2000 : 0) | ((fields.fragmentOffset ?? 0) >> 3);
  const header = concat(
    [((fields.version ?? 4) << 4) | (fields.headerWords ?? headerLength >> 2), fields.trafficClass ?? 0],
    be16(fields.totalLength ?? headerLength + payload.length),
    be16(fields.identification ?? 1),
    be16(fragment),
    [fields.ttl ?? 64, protocol, 0, 0],
    source,
    destination,
    options,
  );
  header.set(be16(fields.checksum ?? foldChecksum(addWords(0, header, 0, header.length))), 10);
  return concat(header, closeChecksum(payload, source, destination, protocol));
}
