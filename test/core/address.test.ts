import { describe, expect, it } from 'vitest';
import { formatEndpoint, formatIpv4, formatIpv6, formatMac } from '../../src/core/address.ts';

function ipv6(...groups: number[]): string {
  const bytes = new Uint8Array(16);
  groups.forEach((group, i) => {
    bytes[2 * i] = group >> 8;
    bytes[2 * i + 1] = group & 0xff;
  });
  return formatIpv6(bytes, 0);
}

describe('addresses', () => {
  it.each([
    [ipv6(0x2001, 0xdb8, 0, 0, 1, 0, 0, 1), '2001:db8::1:0:0:1'], // RFC 5952 §4.2.3: the first of equal runs
    [ipv6(0x2001, 0xdb8, 0, 1, 1, 1, 1, 1), '2001:db8:0:1:1:1:1:1'], // §4.2.2: a single zero group stays
    [ipv6(0, 0, 0, 0, 0, 0, 0, 1), '::1'],
    [ipv6(0, 0, 0, 0, 0, 0, 0, 0), '::'],
    [ipv6(0xfe80, 0, 0, 0, 0, 0, 0, 0), 'fe80::'],
    [ipv6(0, 0, 1, 0, 0, 0, 0, 0xabcd), '0:0:1::abcd'],
    [ipv6(0, 0, 0, 0, 0, 0xffff, 0xc000, 0x0201), '::ffff:192.0.2.1'],
  ])('writes IPv6 as RFC 5952: %s', (written, expected) => {
    expect(written).toBe(expected);
  });

  it('writes the rest', () => {
    expect(formatIpv4(new Uint8Array([9, 10, 20, 0, 255]), 1)).toBe('10.20.0.255');
    expect(formatMac(new Uint8Array([2, 0x42, 10, 0, 0, 255]), 0)).toBe('02:42:0a:00:00:ff');
    expect(formatEndpoint('10.0.0.1', 1883)).toBe('10.0.0.1:1883');
    expect(formatEndpoint('fd20::11', 1883)).toBe('[fd20::11]:1883');
  });
});
