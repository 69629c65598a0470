// IPv6 packets and extension headers.

import { be16, be32, concat, ipv6Bytes } from './bytes.ts';
import { closeChecksum } from './checksum.ts';

export interface Ipv6Fields {
  readonly source?: string;
  readonly destination?: string;
  /** Protocol of the payload; default 6, TCP. */
  readonly protocol?: number;
  readonly hopLimit?: number;
  readonly extensions?: readonly Ipv6Extension[];
  readonly version?: number;
  readonly payloadLength?: number;
  readonly trafficClass?: number;
  readonly flowLabel?: number;
}

/** An extension header: its own number, and its bytes once the number of the next header is known. */
export interface Ipv6Extension {
  readonly header: number;
  build(nextHeader: number): Uint8Array;
}

export function ipv6(fields: Ipv6Fields, payload: Uint8Array): Uint8Array {
  const source = ipv6Bytes(fields.source ?? 'fd00::1');
  const destination = ipv6Bytes(fields.destination ?? 'fd00::2');
  const protocol = fields.protocol ?? 6;
  const extensions = fields.extensions ?? [];
  const chain = extensions.map((extension, i) => extension.build(extensions[i + 1]?.header ?? protocol));
  const body = concat(...chain, closeChecksum(payload, source, destination, protocol));
  return concat(
    be32((((fields.version ?? 6) << 28) | ((fields.trafficClass ?? 0) << 20) | (fields.flowLabel ?? 0)) >>> 0),
    be16(fields.payloadLength ?? body.length),
    [extensions[0]?.header ?? protocol, fields.hopLimit ?? 64],
    source,
    destination,
    body,
  );
}

/** Hop-by-hop (0), destination options (60) and other headers counted in eight bytes; padded with zero. */
export function optionsHeader(header: number, contents: readonly number[] = [1, 4, 0, 0, 0, 0]): Ipv6Extension {
  const padded = concat(contents, new Uint8Array(-(contents.length + 2) & 7));
  return { header, build: (nextHeader) => concat([nextHeader, (padded.length + 2) / 8 - 1], padded) };
}

/** Hop-by-hop with the jumbo payload option (RFC 2675). */
export function jumboHeader(payloadLength: number): Ipv6Extension {
  return optionsHeader(0, [0xc2, 4, ...be32(payloadLength)]);
}

export function fragmentHeader(identification: number, offset: number, more: boolean): Ipv6Extension {
  return {
    header: 44,
    build: (nextHeader) => concat([nextHeader, 0], be16(offset | (more ? 1 : 0)), be32(identification)),
  };
}

/** Authentication header with a 12-byte check value. */
export function authenticationHeader(): Ipv6Extension {
  return { header: 51, build: (nextHeader) => concat([nextHeader, 4, 0, 0], new Uint8Array(20)) };
}
