// Addresses as text — RFC 5952 for IPv6. Cold path only: one text per flow or table row, never per packet.

import { u8, u16be } from './bytes.ts';

export function formatMac(buf: Uint8Array, at: number): string {
  const parts: string[] = [];
  for (let i = 0; i < 6; i++)
    parts.push(
      u8(buf, at + i)
        .toString(16)
        .padStart(2, '0'),
    );
  return parts.join(':');
}

export function formatIpv4(buf: Uint8Array, at: number): string {
  return `${u8(buf, at)}.${u8(buf, at + 1)}.${u8(buf, at + 2)}.${u8(buf, at + 3)}`;
}

export function formatIpv6(buf: Uint8Array, at: number): string {
  if (isIpv4Mapped(buf, at)) return `::ffff:${formatIpv4(buf, at + 12)}`; // RFC 5952 §5
  const groups: number[] = [];
  for (let i = 0; i < 16; i += 2) groups.push(u16be(buf, at + i));
  const zeros = longestZeroRun(groups);
  const text = (from: number, to: number): string =>
    groups
      .slice(from, to)
      .map((group) => group.toString(16))
      .join(':');
  return zeros.length < 2 ? text(0, 8) : `${text(0, zeros.at)}::${text(zeros.at + zeros.length, 8)}`;
}

/** Text of the 4 or 16 bytes at `at`. */
export function formatIp(buf: Uint8Array, at: number, addressLength: number): string {
  return addressLength === 16 ? formatIpv6(buf, at) : formatIpv4(buf, at);
}

/** "10.0.0.1:1883", "[fd20::11]:1883". */
export function formatEndpoint(address: string, port: number): string {
  return address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`;
}

function isIpv4Mapped(buf: Uint8Array, at: number): boolean {
  for (let i = 0; i < 10; i++) if (u8(buf, at + i) !== 0) return false;
  return u16be(buf, at + 10) === 0xffff;
}

/** RFC 5952 §4.2: the longest run of zero groups, the first of equals, never a single one. */
function longestZeroRun(groups: readonly number[]): { at: number; length: number } {
  let best = { at: 0, length: 0 };
  for (let i = 0; i < groups.length; i++) {
    let length = 0;
    while (groups[i + length] === 0) length++;
    if (length > best.length) best = { at: i, length };
    i += length;
  }
  return best;
}
