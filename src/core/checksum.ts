// The Internet checksum — RFC 1071.

import { u8, u16be } from './bytes.ts';

/** Ones' complement sum of the 16-bit words of [at, end), added to `sum`; not yet folded. */
export function addWords(sum: number, buf: Uint8Array, at: number, end: number): number {
  let i = at;
  for (; i + 1 < end; i += 2) sum += u16be(buf, i);
  if (i < end) sum += u8(buf, i) << 8; // RFC 1071 §4.1: pad an odd byte with zero
  return sum;
}

/** Folds the carries in and complements: the value of a checksum field, 0 … 0xffff. */
export function foldChecksum(sum: number): number {
  while (sum > 0xffff) sum = (sum & 0xffff) + Math.floor(sum / 0x10000);
  return ~sum & 0xffff;
}
