// IPv4, IPv6 and its extension headers, tunnels.

import { describe, expect, test } from 'vitest';
import { formatIp } from '../../../src/core/address.ts';
import { ipProtocolName } from '../../../src/dissect/network/ip-protocols.ts';
import { be16, be32, concat } from '../../builders/bytes.ts';
import { ethernet } from '../../builders/ethernet.ts';
import { type Ipv4Fields, ipv4 } from '../../builders/ipv4.ts';
import { authenticationHeader, fragmentHeader, ipv6, jumboHeader, optionsHeader } from '../../builders/ipv6.ts';
import { tcp } from '../../builders/tcp.ts';
import { udp } from '../../builders/udp.ts';
import { dissect } from '../harness.ts';

const data = new Uint8Array(6).fill(0x32);
const segment = tcp({}, data);

describe('IPv4', () => {
  test('reads a valid one', () => {
    const fields: Ipv4Fields = {
      source: '192.0.2.1',
      destination: '198.51.100.255',
      ttl: 57,
      identification: 0xbeef,
      dontFragment: true,
    };
    const { packet } = dissect(ethernet({}, ipv4(fields, segment)));
    const { ip, buf } = packet;
    expect(ip).toMatchObject({
      present: true,
      version: 4,
      addressLength: 4,
      headerLength: 20,
      totalLength: 46,
      protocol: 6,
      ttl: 57,
      identification: 0xbeef,
      dontFragment: true,
      moreFragments: false,
      fragmentOffset: 0,
      isFragment: false,
      payloadLength: 26,
    });
    expect([formatIp(buf, ip.sourceAt, 4), formatIp(buf, ip.destinationAt, 4)]).toEqual([
      '192.0.2.1',
      '198.51.100.255',
    ]);
    expect(ip.payloadEnd - ip.payloadAt).toBe(26);
  });

  test('skips options', () => {
    const { packet } = dissect(ipv4({ options: [0x94, 4, 0, 0, 1] }, segment), { linkType: 228 });
    expect([packet.ip.headerLength, packet.tcp.at, packet.tcp.payloadLength]).toEqual([28, 28, 6]);
  });

  test('total length 0 is offload: the frame’s length counts', () => {
    const { packet, anomalies } = dissect(ethernet({}, ipv4({ totalLength: 0 }, segment)));
    expect([packet.ip.totalLength, packet.ip.payloadLength, packet.tcp.payloadLength, anomalies]).toEqual([
      0,
      26,
      6,
      [],
    ]);
    const cut = dissect(ethernet({}, ipv4({ totalLength: 0 }, segment)), { captured: 56 }).packet.tcp;
    expect([cut.payloadLength, cut.payloadEnd - cut.payloadAt]).toEqual([6, 2]);
  });

  test('an impossible total length is bounded by the frame', () => {
    const { packet } = dissect(ethernet({}, ipv4({ totalLength: 60000 }, segment)));
    expect([packet.ip.totalLength, packet.tcp.payloadLength]).toEqual([60000, 6]);
    expect([packet.anomalies.at(0), packet.anomalies.needed(0), packet.anomalies.had(0)]).toEqual([16, 60000, 46]);
  });

  test.each([
    [{ moreFragments: true }, 0],
    [{ fragmentOffset: 1480 }, 1480],
    [{ fragmentOffset: 65528, moreFragments: true }, 65528],
  ])('a fragment stops there: %o', (fields, offset) => {
    const { packet, protocols } = dissect(ipv4(fields, segment), { linkType: 228 });
    expect([packet.ip.isFragment, packet.ip.fragmentOffset, packet.tcp.present, protocols]).toEqual([
      true,
      offset,
      false,
      'ip',
    ]);
  });

  test('the reserved flag is no fragment', () => {
    const bytes = ipv4({}, segment);
    bytes[6] = 0x80;
    expect(dissect(bytes, { linkType: 228 }).packet.ip.isFragment).toBe(false);
  });
});

describe('IPv6', () => {
  test('reads a valid one', () => {
    const fields = {
      source: '2001:db8::1',
      destination: 'ff02::fb',
      hopLimit: 9,
      trafficClass: 0xb8,
      flowLabel: 0x12345,
    };
    const { packet } = dissect(ethernet({}, ipv6(fields, segment)));
    const { ip, buf } = packet;
    expect(ip).toMatchObject({
      present: true,
      version: 6,
      addressLength: 16,
      headerLength: 40,
      totalLength: 66,
      protocol: 6,
      ttl: 9,
      identification: 0,
      isFragment: false,
      payloadLength: 26,
    });
    expect([formatIp(buf, ip.sourceAt, 16), formatIp(buf, ip.destinationAt, 16)]).toEqual(['2001:db8::1', 'ff02::fb']);
  });

  test('walks the extension chain', () => {
    const extensions = [0, 60, 43, 135, 139, 140].map((header) => optionsHeader(header));
    const chain = [...extensions, authenticationHeader(), optionsHeader(60, new Array<number>(22).fill(0))];
    const { packet, anomalies } = dissect(ipv6({ extensions: chain }, segment), { linkType: 229 });
    expect([packet.ip.headerLength, packet.ip.protocol, packet.tcp.payloadLength, anomalies]).toEqual([136, 6, 6, []]);
    expect(packet.ip.payloadLength).toBe(26);
  });

  test.each([
    ['no next header', 59],
    ['ESP', 50],
    ['an unknown header', 201],
  ])('stops at %s and keeps its number', (_title, protocol) => {
    const { packet, protocols, anomalies } = dissect(ipv6({ protocol }, segment), { linkType: 229 });
    expect([packet.ip.protocol, protocols, anomalies]).toEqual([protocol, 'ipv6', []]);
  });

  test('a fragment', () => {
    const extensions = [optionsHeader(0), fragmentHeader(0xfeedbeef, 1448, true)];
    const { packet, protocols } = dissect(ipv6({ extensions }, new Uint8Array(32)), { linkType: 229 });
    expect(protocols).toBe('ipv6');
    expect(packet.ip).toMatchObject({
      isFragment: true,
      moreFragments: true,
      fragmentOffset: 1448,
      identification: 0xfeedbeef,
      protocol: 6,
      headerLength: 56,
      payloadLength: 32,
    });
    expect(packet.ip.payloadEnd - packet.ip.payloadAt).toBe(32);
  });

  test('an atomic fragment is a whole packet (RFC 6946)', () => {
    const { packet } = dissect(ipv6({ extensions: [fragmentHeader(7, 0, false)] }, segment), { linkType: 229 });
    expect([packet.ip.isFragment, packet.ip.identification, packet.tcp.payloadLength]).toEqual([false, 7, 6]);
  });

  test('a jumbogram (RFC 2675)', () => {
    const big = tcp({}, new Uint8Array(70000));
    const bytes = ipv6({ payloadLength: 0, extensions: [jumboHeader(8 + big.length)] }, big);
    const { packet, anomalies } = dissect(bytes, { linkType: 229 });
    expect([packet.tcp.payloadLength, packet.ip.totalLength, anomalies]).toEqual([70000, bytes.length, []]);
    const cut = dissect(bytes, { linkType: 229, captured: 200 }).packet.tcp;
    expect([cut.payloadLength, cut.payloadEnd - cut.payloadAt]).toEqual([70000, 132]);
  });

  test('payload length 0 without jumbo option', () => {
    expect(dissect(ipv6({ payloadLength: 0 }, segment), { linkType: 229 }).packet.tcp.payloadLength).toBe(6);
    const empty = dissect(ipv6({ payloadLength: 0, protocol: 59 }, segment), { linkType: 229 });
    expect([empty.packet.ip.payloadLength, empty.anomalies]).toEqual([0, []]);
    const padded = ipv6({ payloadLength: 0, extensions: [optionsHeader(0, [1, 200, 0, 0, 0, 0])] }, segment);
    expect(dissect(padded, { linkType: 229 }).anomalies).toEqual(['ipv6.extension-overrun']);
  });
});

describe('tunnels', () => {
  const inner4 = ipv4({ source: '10.9.9.9' }, segment);
  const inner6 = ipv6({ source: 'fd99::9' }, segment);

  test.each([
    ['IPv4 in IPv4', ipv4({ protocol: 4 }, inner4), 'eth:ip:ip:tcp', '10.9.9.9'],
    ['IPv6 in IPv4', ipv4({ protocol: 41 }, inner6), 'eth:ip:ipv6:tcp', 'fd99::9'],
    ['IPv4 in IPv6', ipv6({ protocol: 4 }, inner4), 'eth:ipv6:ip:tcp', '10.9.9.9'],
    ['GRE', ipv4({ protocol: 47 }, concat(be16(0), be16(0x0800), inner4)), 'eth:ip:gre:ip:tcp', '10.9.9.9'],
    [
      'GRE with checksum, key and sequence number',
      ipv4({ protocol: 47 }, concat(be16(0xb000), be16(0x86dd), be32(1), be32(2), be32(3), inner6)),
      'eth:ip:gre:ipv6:tcp',
      'fd99::9',
    ],
    [
      'Ethernet in GRE',
      ipv4({ protocol: 47 }, concat(be16(0), be16(0x6558), ethernet({}, inner4))),
      'eth:ip:gre:eth:ip:tcp',
      '10.9.9.9',
    ],
  ])('%s: the innermost header counts', (_title, bytes, protocols, source) => {
    const result = dissect(ethernet({}, bytes));
    const { ip, buf } = result.packet;
    expect([result.protocols, formatIp(buf, ip.sourceAt, ip.addressLength)]).toEqual([protocols, source]);
    expect(result.packet.tcp.payloadLength).toBe(6);
  });

  test('GRE version 1 (PPTP) is left alone', () => {
    expect(dissect(ethernet({}, ipv4({ protocol: 47 }, concat(be16(0x3001), be16(0x880b), be32(0)))))).toMatchObject({
      protocols: 'eth:ip:gre',
      anomalies: [],
    });
  });
});

test('protocol names keep unknown numbers', () => {
  expect([6, 58, 143].map(ipProtocolName)).toEqual(['TCP', 'ICMPv6', 'unknown (0x8f)']);
  expect(dissect(ipv4({ protocol: 17 }, udp({})), { linkType: 228 }).packet.ip.protocol).toBe(17);
});
