// Checksums, asked for on demand; the builders' own are right by default.

import { describe, expect, test } from 'vitest';
import { foldChecksum } from '../../../src/core/checksum.ts';
import { ipv4HeaderChecksum, tcpChecksum, udpChecksum } from '../../../src/dissect/network/ip-checksum.ts';
import { ethernet } from '../../builders/ethernet.ts';
import { ipv4 } from '../../builders/ipv4.ts';
import { ipv6 } from '../../builders/ipv6.ts';
import { tcp } from '../../builders/tcp.ts';
import { udp } from '../../builders/udp.ts';
import { dissect } from '../harness.ts';

const data = new Uint8Array(7).fill(0x99);

describe('checksums', () => {
  test('good ones, both IP versions, odd lengths', () => {
    for (const bytes of [
      ethernet({}, ipv4({ options: [1, 1] }, tcp({}, data))),
      ethernet({}, ipv6({}, tcp({}, data))),
    ]) {
      const { packet } = dissect(bytes, { margin: 3 });
      expect(tcpChecksum(packet)).toBe('good');
      expect(ipv4HeaderChecksum(packet)).toBe(packet.ip.version === 4 ? 'good' : 'absent');
    }
    expect(udpChecksum(dissect(ethernet({}, ipv4({ protocol: 17 }, udp({}, data)))).packet)).toBe('good');
    expect(udpChecksum(dissect(ethernet({}, ipv6({ protocol: 17 }, udp({}, data)))).packet)).toBe('good');
  });

  test('bad, absent and unknown ones', () => {
    const bad = dissect(ethernet({}, ipv4({ checksum: 1 }, tcp({ checksum: 1 }, data)))).packet;
    expect([ipv4HeaderChecksum(bad), tcpChecksum(bad), udpChecksum(bad)]).toEqual(['bad', 'bad', 'unknown']);
    expect(udpChecksum(dissect(ethernet({}, ipv4({ protocol: 17 }, udp({ checksum: 0 }, data)))).packet)).toBe(
      'absent',
    );
    const cut = dissect(ethernet({}, ipv4({}, tcp({}, data))), { captured: 57 }).packet;
    expect([ipv4HeaderChecksum(cut), tcpChecksum(cut)]).toEqual(['good', 'unknown']);
  });

  test('offload leaves the sum of the pseudo-header', () => {
    // 10.0.0.1 + 10.0.0.2 + protocol 6 + length 27, not complemented
    const sum = 0x0a00 + 0x0001 + 0x0a00 + 0x0002 + 6 + 27;
    const packet = dissect(ethernet({}, ipv4({}, tcp({ checksum: ~foldChecksum(sum) & 0xffff }, data)))).packet;
    expect(tcpChecksum(packet)).toBe('partial');
  });
});
