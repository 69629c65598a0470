// Every way into IP: what the link layers read, name next, and leave outside the payload.

import { describe, expect, test } from 'vitest';
import { formatMac } from '../../../src/core/address.ts';
import { concat } from '../../builders/bytes.ts';
import { ethernet, ethernetSnap, linuxSll, linuxSll2, loopback, ppp, pppoe } from '../../builders/ethernet.ts';
import { ipv4 } from '../../builders/ipv4.ts';
import { ipv6 } from '../../builders/ipv6.ts';
import { tcp } from '../../builders/tcp.ts';
import { cutEverywhere, dissect } from '../harness.ts';

const data = new Uint8Array(3).fill(0x31);
const packet4 = ipv4({}, tcp({ seq: 4 }, data));
const packet6 = ipv6({}, tcp({ seq: 6 }, data));
const padding = new Uint8Array(9);

const WAYS: readonly (readonly [title: string, linkType: number, bytes: Uint8Array, protocols: string])[] = [
  ['Ethernet, IPv4', 1, ethernet({}, packet4), 'eth:ip:tcp'],
  ['Ethernet, IPv6', 1, ethernet({}, packet6), 'eth:ipv6:tcp'],
  ['Ethernet, padding', 1, ethernet({ padding: 9 }, packet4), 'eth:ip:tcp'],
  ['802.3 with SNAP and padding', 1, ethernetSnap(packet4, 0x0800, 9), 'eth:llc:ip:tcp'],
  [
    '802.3, LLC with the SAP of IP',
    1,
    ethernet({ type: 3 + packet4.length }, concat([6, 6, 3], packet4)),
    'eth:llc:ip:tcp',
  ],
  ['VLAN', 1, ethernet({ vlans: [{ id: 9 }] }, packet4), 'eth:vlan:ip:tcp'],
  ['VLAN, priority only', 1, ethernet({ vlans: [{ id: 0, priority: 7 }] }, packet6), 'eth:vlan:ipv6:tcp'],
  [
    'VLAN, 802.3 inside',
    1,
    ethernet({ type: 0x8100 }, concat([0, 9], ethernetSnap(packet4).subarray(12))),
    'eth:vlan:llc:ip:tcp',
  ],
  [
    'service tag and VLAN',
    1,
    ethernet({ vlans: [{ id: 9, type: 0x88a8 }, { id: 5 }] }, packet4),
    'eth:ieee8021ad:vlan:ip:tcp',
  ],
  ['old stacked tags', 1, ethernet({ vlans: [{ id: 9, type: 0x9100 }, { id: 5 }] }, packet4), 'eth:vlan:vlan:ip:tcp'],
  ['PPPoE with padding', 1, ethernet({ type: 0x8864, padding: 9 }, pppoe(ppp(packet4))), 'eth:pppoes:ppp:ip:tcp'],
  ['NULL, little-endian', 0, loopback(2, 'little', packet4), 'null:ip:tcp'],
  ['NULL, big-endian', 0, loopback(2, 'big', packet4), 'null:ip:tcp'],
  ...[10, 23, 24, 28, 30].flatMap((family) =>
    (['little', 'big'] as const).map(
      (order) =>
        [`NULL, IPv6 family ${family} ${order}`, 0, loopback(family, order, packet6), 'null:ipv6:tcp'] as const,
    ),
  ),
  ['NULL, EtherType instead of a family', 0, concat([0x0f, 0, 8, 0], packet4), 'null:ip:tcp'],
  ['LOOP', 108, loopback(2, 'big', packet4), 'null:ip:tcp'],
  ['LOOP, IPv6', 108, loopback(30, 'big', packet6), 'null:ipv6:tcp'],
  ['SLL', 113, linuxSll(packet4), 'sll:ip:tcp'],
  ['SLL, LLC', 113, linuxSll(ethernetSnap(packet4).subarray(14), 4), 'sll:llc:ip:tcp'],
  ['SLL2', 276, linuxSll2(packet6), 'sll:ipv6:tcp'],
  ['RAW 12', 12, packet4, 'raw:ip:tcp'],
  ['RAW 14', 14, packet6, 'raw:ipv6:tcp'],
  ['RAW 101', 101, packet4, 'raw:ip:tcp'],
  ['IPV4', 228, packet4, 'ip:tcp'],
  ['IPV6', 229, packet6, 'ipv6:tcp'],
  ['PPP', 9, ppp(packet6), 'ppp:ipv6:tcp'],
  ['PPP, protocol field of one byte', 9, concat([0x21], packet4), 'ppp:ip:tcp'],
  ['PPP, HDLC', 50, ppp(packet4, true), 'ppp:ip:tcp'],
  ['PPP_ETHER', 51, pppoe(ppp(packet4)), 'pppoes:ppp:ip:tcp'],
];

describe('link layers', () => {
  test.each(WAYS)('%s: reads a valid one and names the next layer', (_title, linkType, bytes, protocols) => {
    const result = dissect(bytes, { linkType, margin: 7 });
    expect([result.protocols, result.anomalies]).toEqual([protocols, []]);
    expect(result.packet.tcp.seq).toBe(result.packet.ip.version);
    expect(result.packet.tcp.payloadLength).toBe(data.length);
  });

  test.each(WAYS)('%s: cut at every length', (_title, linkType, bytes) => {
    cutEverywhere(bytes, linkType, (length, captureCut, senderCut) => {
      expect(captureCut.anomalies[0], `captured ${length}`).toBe('capture.frame-truncated');
      expect(captureCut.anomalies.slice(1).every((id) => id === 'capture.header-truncated')).toBe(true);
      expect(
        senderCut.anomalies.some((id) => id.startsWith('capture.')),
        `sent ${length}`,
      ).toBe(false);
    });
  });

  test('trailers behind a cut capture do not count either', () => {
    const bytes = concat(ethernet({}, packet4), padding);
    const { packet } = dissect(bytes, { captured: bytes.length - 2 });
    expect([packet.tcp.payloadLength, packet.tcp.payloadEnd - packet.tcp.payloadAt]).toEqual([3, 3]);
  });

  test('Ethernet addresses', () => {
    const { packet } = dissect(ethernet({ destination: 'aa:bb:cc:dd:ee:ff', source: '02:03:04:05:06:07' }, packet4));
    expect(formatMac(packet.buf, packet.ethernet.destinationAt)).toBe('aa:bb:cc:dd:ee:ff');
    expect(formatMac(packet.buf, packet.ethernet.sourceAt)).toBe('02:03:04:05:06:07');
    expect(packet.ethernet.etherType).toBe(0x0800);
  });

  test('the outermost VLAN id counts', () => {
    expect(dissect(ethernet({ vlans: [{ id: 4094, priority: 7 }, { id: 5 }] }, packet4)).packet.vlanId).toBe(4094);
    expect(dissect(ethernet({ vlans: [{ id: 0 }] }, packet4)).packet.vlanId).toBe(0);
    expect(dissect(ethernet({}, packet4)).packet.vlanId).toBe(-1);
  });

  test('unknown numbers end the walk in silence', () => {
    const unknown: readonly (readonly [linkType: number, bytes: Uint8Array, protocols: string])[] = [
      [1, ethernet({ type: 0x88cc }, padding), 'eth'],
      [1, ethernet({ type: 0x8863 }, padding), 'eth:pppoed'],
      [1, ethernet({ type: 3 }, Uint8Array.of(0x42, 0x42, 3)), 'eth:llc'],
      [1, ethernet({ type: 8 }, Uint8Array.of(0xaa, 0xaa, 3, 0, 0, 0x0c, 8, 0)), 'eth:llc'],
      [1, ethernet({ type: 3 }, Uint8Array.of(6, 6, 0xbf)), 'eth:llc'],
      [0, loopback(7, 'little', packet4), 'null'],
      [9, Uint8Array.of(0xc0, 0x21, 1, 1, 0, 4), 'ppp'],
      [113, linuxSll(padding, 0x0001), 'sll'],
    ];
    for (const [linkType, bytes, protocols] of unknown) {
      expect(dissect(bytes, { linkType })).toMatchObject({ protocols, anomalies: [] });
    }
  });
});
