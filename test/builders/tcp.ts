// TCP segments and their options.

import { be16, be32, concat } from './bytes.ts';
import { leaveChecksumOpen } from './checksum.ts';

export interface TcpFields {
  readonly sourcePort?: number;
  readonly destinationPort?: number;
  readonly seq?: number;
  readonly ack?: number;
  /** TCP_SYN | TCP_ACK …; default ACK. */
  readonly flags?: number;
  readonly window?: number;
  readonly urgentPointer?: number;
  /** Padded with EOL to a multiple of four. */
  readonly options?: readonly number[];
  /** In 32-bit words. */
  readonly headerWords?: number;
  /** Default: computed by the IP builder around it. */
  readonly checksum?: number;
}

export function tcp(fields: TcpFields, payload: Uint8Array = new Uint8Array(0)): Uint8Array {
  const options = concat(fields.options ?? [], new Uint8Array(-(fields.options?.length ?? 0) & 3));
  const headerWords = fields.headerWords ?? 5 + options.length / 4;
  const segment = concat(
    be16(fields.sourcePort ?? 50000),
    be16(fields.destinationPort ?? 1883),
    be32(fields.seq ?? 1000),
    be32(fields.ack ?? 0),
    be16((headerWords << 12) | (fields.flags ?? 0x10)),
    be16(fields.window ?? 502),
    be16(fields.checksum ?? 0),
    be16(fields.urgentPointer ?? 0),
    options,
    payload,
  );
  return fields.checksum === undefined ? leaveChecksumOpen(segment, 16) : segment;
}

export const tcpOption = {
  nop: (): number[] => [1],
  end: (): number[] => [0],
  mss: (value: number): number[] => [2, 4, ...be16(value)],
  windowScale: (shift: number): number[] => [3, 3, shift],
  sackPermitted: (): number[] => [4, 2],
  sack: (...blocks: readonly (readonly [left: number, right: number])[]): number[] => [
    5,
    2 + 8 * blocks.length,
    ...blocks.flatMap(([left, right]) => [...be32(left), ...be32(right)]),
  ],
  timestamps: (tsval: number, tsecr: number): number[] => [8, 10, ...be32(tsval), ...be32(tsecr)],
  fastOpen: (cookie: readonly number[] = []): number[] => [34, 2 + cookie.length, ...cookie],
  of: (kind: number, contents: readonly number[]): number[] => [kind, 2 + contents.length, ...contents],
};
