// ARP and ICMP.

import { describe, expect, test } from 'vitest';
import { formatIpv4, formatMac } from '../../../src/core/address.ts';
import { concat, fromHex } from '../../builders/bytes.ts';
import { ethernet } from '../../builders/ethernet.ts';
import { ipv4 } from '../../builders/ipv4.ts';
import { ipv6 } from '../../builders/ipv6.ts';
import { tcp } from '../../builders/tcp.ts';
import { dissect } from '../harness.ts';

describe('ARP', () => {
  test('reads a valid one', () => {
    const body = fromHex('0001 0800 06 04 0002 020000000001 0a000001 020000000002 0a000002');
    const { packet, protocols, anomalies } = dissect(ethernet({ type: 0x0806, padding: 'minimum' }, body));
    const { arp, buf } = packet;
    expect([protocols, anomalies, arp.present, arp.operation]).toEqual(['eth:arp', [], true, 2]);
    expect([formatMac(buf, arp.senderMacAt), formatIpv4(buf, arp.senderIpAt)]).toEqual([
      '02:00:00:00:00:01',
      '10.0.0.1',
    ]);
    expect([formatMac(buf, arp.targetMacAt), formatIpv4(buf, arp.targetIpAt)]).toEqual([
      '02:00:00:00:00:02',
      '10.0.0.2',
    ]);
  });

  test('other address families are named and left', () => {
    const { packet, anomalies } = dissect(ethernet({ type: 0x0806 }, fromHex('0006 0800 08 04 0001')));
    expect([packet.arp.present, anomalies]).toEqual([false, []]);
  });
});

describe('ICMP', () => {
  const quoted4 = ipv4({}, tcp({})).subarray(0, 28);
  const quoted6 = ipv6({}, tcp({})).subarray(0, 48);
  const icmp4 = (type: number, code: number): Uint8Array =>
    ethernet({}, ipv4({ protocol: 1 }, concat([type, code, 0, 0, 0, 0, 0, 0], quoted4)));
  const icmp6 = (type: number, code: number): Uint8Array =>
    ethernet({}, ipv6({ protocol: 58 }, concat([type, code, 0, 0, 0, 0, 0, 0], quoted6)));

  test.each([3, 4, 5, 11, 12])('version 4, type %i: locates the quoted packet and never dissects it', (type) => {
    const { packet, protocols } = dissect(icmp4(type, 1));
    expect([protocols, packet.tcp.present]).toEqual(['eth:ip:icmp', false]);
    expect(packet.icmp).toMatchObject({ present: true, version: 4, type, code: 1, embeddedAt: 42, embeddedEnd: 70 });
    expect(formatIpv4(packet.buf, packet.icmp.embeddedAt + 12)).toBe('10.0.0.1');
  });

  test.each([1, 2, 3, 4])('version 6, type %i', (type) => {
    const { packet, protocols } = dissect(icmp6(type, 4));
    expect([protocols, packet.tcp.present]).toEqual(['eth:ipv6:icmpv6', false]);
    expect(packet.icmp).toMatchObject({ version: 6, type, code: 4, embeddedAt: 62, embeddedEnd: 110 });
  });

  test('an echo quotes nothing, an unknown type keeps its number', () => {
    for (const type of [8, 0, 200]) {
      expect(dissect(icmp4(type, 0)).packet.icmp).toMatchObject({ type, embeddedAt: 0, embeddedEnd: 0 });
    }
    for (const type of [128, 129, 5])
      expect(dissect(icmp6(type, 0)).packet.icmp).toMatchObject({ type, embeddedAt: 0 });
  });

  test('an error without a quote', () => {
    const { packet } = dissect(ethernet({}, ipv4({ protocol: 1 }, Uint8Array.of(3, 1, 0, 0))));
    expect(packet.icmp).toMatchObject({ present: true, type: 3, embeddedAt: 0 });
  });
});
