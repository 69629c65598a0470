// Every anomaly of the dissectors: the bytes that raise it, once and alone.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { LANGS } from '../../src/core/text.ts';
import { TCP_SYN } from '../../src/dissect/transport/tcp-flags.ts';
import { be16, be32, concat } from '../builders/bytes.ts';
import { ethernet, ethernetSnap, linuxSll, linuxSll2, loopback, ppp, pppoe } from '../builders/ethernet.ts';
import { ipv4 } from '../builders/ipv4.ts';
import { fragmentHeader, ipv6, optionsHeader } from '../builders/ipv6.ts';
import { tcp, tcpOption } from '../builders/tcp.ts';
import { udp } from '../builders/udp.ts';
import { dissect } from './harness.ts';

const segment = tcp({});
const packet = ipv4({}, segment);
const datagram = ipv4({ protocol: 17 }, udp({}, new Uint8Array(4)));

function nested(depth: number): Uint8Array {
  return depth === 0 ? packet : ipv4({ protocol: 4 }, nested(depth - 1));
}

function withOptions(...options: readonly (readonly number[])[]): Uint8Array {
  return ethernet({}, ipv4({}, tcp({ flags: TCP_SYN, options: options.flat() })));
}

interface Case {
  readonly id: string;
  readonly title?: string;
  readonly bytes: Uint8Array;
  readonly linkType?: number;
  readonly captured?: number;
  readonly protocols: string;
}

const CASES: readonly Case[] = [
  { id: 'capture.link-type-unsupported', bytes: packet, linkType: 147, protocols: '' },
  {
    id: 'capture.frame-truncated',
    bytes: ethernet({}, ipv4({}, tcp({}, new Uint8Array(9)))),
    captured: 60,
    protocols: 'eth:ip:tcp',
  },
  {
    id: 'packet.layers-too-deep',
    bytes: nested(30),
    linkType: 228,
    protocols: Array.from({ length: 24 }, () => 'ip').join(':'),
  },
  { id: 'ethernet.too-short', bytes: ethernet({}, packet).subarray(0, 13), protocols: 'eth' },
  { id: 'ethernet.type-undefined', bytes: ethernet({ type: 1501 }, packet), protocols: 'eth' },
  {
    id: 'ethernet.length-overrun',
    bytes: ethernet({ type: 60 }, ethernetSnap(packet).subarray(14)),
    protocols: 'eth:llc:ip:tcp',
  },
  { id: 'vlan.too-short', bytes: ethernet({ type: 0x8100 }, Uint8Array.of(0, 1, 8)), protocols: 'eth:vlan' },
  { id: 'sll.too-short', bytes: linuxSll(packet).subarray(0, 15), linkType: 113, protocols: 'sll' },
  {
    id: 'sll.too-short',
    title: 'version 2',
    bytes: linuxSll2(packet).subarray(0, 19),
    linkType: 276,
    protocols: 'sll',
  },
  { id: 'llc.too-short', bytes: ethernet({ type: 2 }, Uint8Array.of(0xaa, 0xaa)), protocols: 'eth:llc' },
  {
    id: 'llc.too-short',
    title: 'SNAP',
    bytes: ethernet({ type: 7 }, Uint8Array.of(0xaa, 0xaa, 3, 0, 0, 0, 8)),
    protocols: 'eth:llc',
  },
  { id: 'loopback.too-short', bytes: loopback(2, 'little', packet).subarray(0, 3), linkType: 0, protocols: 'null' },
  { id: 'raw.empty', bytes: new Uint8Array(0), linkType: 101, protocols: 'raw' },
  { id: 'raw.version-unknown', bytes: Uint8Array.of(0x55), linkType: 101, protocols: 'raw' },
  { id: 'pppoe.too-short', bytes: pppoe(ppp(packet)).subarray(0, 5), linkType: 51, protocols: 'pppoes' },
  { id: 'pppoe.length-overrun', bytes: pppoe(ppp(packet), 900), linkType: 51, protocols: 'pppoes:ppp:ip:tcp' },
  { id: 'ppp.too-short', bytes: Uint8Array.of(0), linkType: 9, protocols: 'ppp' },
  {
    id: 'ppp.too-short',
    title: 'behind address and control',
    bytes: Uint8Array.of(0xff, 3, 0),
    linkType: 50,
    protocols: 'ppp',
  },
  { id: 'ip.too-short', bytes: packet.subarray(0, 19), linkType: 228, protocols: 'ip' },
  { id: 'ip.version-wrong', bytes: ipv4({ version: 6 }, segment), linkType: 228, protocols: 'ip' },
  { id: 'ip.header-length-too-small', bytes: ipv4({ headerWords: 4 }, segment), linkType: 228, protocols: 'ip' },
  { id: 'ip.total-length-too-small', bytes: ipv4({ totalLength: 19 }, segment), linkType: 228, protocols: 'ip' },
  { id: 'ip.total-length-overrun', bytes: ipv4({ totalLength: 41 }, segment), linkType: 228, protocols: 'ip:tcp' },
  { id: 'ipv6.too-short', bytes: ipv6({}, segment).subarray(0, 39), linkType: 229, protocols: 'ipv6' },
  { id: 'ipv6.version-wrong', bytes: ipv6({ version: 4 }, segment), linkType: 229, protocols: 'ipv6' },
  {
    id: 'ipv6.payload-length-overrun',
    bytes: ipv6({ payloadLength: 21 }, segment),
    linkType: 229,
    protocols: 'ipv6:tcp',
  },
  {
    id: 'ipv6.extension-overrun',
    bytes: ipv6({ protocol: 43 }, Uint8Array.of(6, 9, 0, 0, 0, 0, 0, 0)),
    linkType: 229,
    protocols: 'ipv6',
  },
  {
    id: 'ipv6.extension-overrun',
    title: 'no room for one',
    bytes: ipv6({ protocol: 60 }, new Uint8Array(7)),
    linkType: 229,
    protocols: 'ipv6',
  },
  {
    id: 'ipv6.extension-chain-too-long',
    bytes: ipv6({ extensions: Array.from({ length: 40 }, () => optionsHeader(60)) }, segment),
    linkType: 229,
    protocols: 'ipv6',
  },
  {
    id: 'ipv6.fragment-length-unaligned',
    bytes: ipv6({ extensions: [fragmentHeader(1, 0, true)] }, new Uint8Array(9)),
    linkType: 229,
    protocols: 'ipv6',
  },
  {
    id: 'arp.too-short',
    bytes: ethernet({ type: 0x0806 }, concat(be16(1), be16(0x0800), [6, 4], be16(1), be32(0))),
    protocols: 'eth:arp',
  },
  { id: 'icmp.too-short', bytes: ipv4({ protocol: 1 }, Uint8Array.of(3, 1, 0)), linkType: 228, protocols: 'ip:icmp' },
  { id: 'gre.too-short', bytes: ipv4({ protocol: 47 }, Uint8Array.of(0, 0, 8)), linkType: 228, protocols: 'ip:gre' },
  {
    id: 'gre.too-short',
    title: 'with key',
    bytes: ipv4({ protocol: 47 }, Uint8Array.of(0x20, 0, 8, 0, 1)),
    linkType: 228,
    protocols: 'ip:gre',
  },
  { id: 'tcp.too-short', bytes: ipv4({}, segment.subarray(0, 19)), linkType: 228, protocols: 'ip:tcp' },
  { id: 'tcp.header-length-too-small', bytes: ipv4({}, tcp({ headerWords: 4 })), linkType: 228, protocols: 'ip:tcp' },
  { id: 'tcp.header-length-overrun', bytes: ipv4({}, tcp({ headerWords: 6 })), linkType: 228, protocols: 'ip:tcp' },
  { id: 'tcp.options-overrun', bytes: withOptions([2, 5, 5, 180]), protocols: 'eth:ip:tcp' },
  { id: 'tcp.options-overrun', title: 'no length byte', bytes: withOptions([1, 1, 1, 2]), protocols: 'eth:ip:tcp' },
  { id: 'tcp.option-length-too-small', bytes: withOptions([2, 1, 5, 180]), protocols: 'eth:ip:tcp' },
  { id: 'tcp.option-length-too-small', title: 'zero', bytes: withOptions([0x2b, 0, 0, 0]), protocols: 'eth:ip:tcp' },
  { id: 'tcp.option-length-wrong', bytes: withOptions([3, 4, 7, 7]), protocols: 'eth:ip:tcp' },
  { id: 'udp.too-short', bytes: ipv4({ protocol: 17 }, new Uint8Array(7)), linkType: 228, protocols: 'ip:udp' },
  { id: 'udp.length-too-small', bytes: ipv4({ protocol: 17 }, udp({ length: 7 })), linkType: 228, protocols: 'ip:udp' },
  { id: 'udp.length-overrun', bytes: ipv4({ protocol: 17 }, udp({ length: 9 })), linkType: 228, protocols: 'ip:udp' },
];

describe('anomalies of the layers', () => {
  test.each(CASES.map((row) => ({ title: '', ...row })))(
    '$id $title',
    ({ id, bytes, linkType, captured, protocols }) => {
      const result = dissect(bytes, { linkType: linkType ?? 1, ...(captured && { captured }) });
      expect(result.anomalies).toEqual([id]);
      expect(result.protocols).toBe(protocols);
    },
  );

  test('a header cut by the capture is truncated, never malformed', () => {
    const result = dissect(ethernet({}, datagram), { captured: 40 });
    expect(result.anomalies).toEqual(['capture.frame-truncated', 'capture.header-truncated']);
    expect(result.protocols).toBe('eth:ip:udp');
  });

  test('each kind the source declares has a case here, or in the tests of DNS and WebSocket', () => {
    const tested = new Set([...CASES.map(({ id }) => id), 'capture.header-truncated']);
    const declared = declaredIds().filter((id) => !/^(?:dns|websocket)\./.test(id));
    expect(declared.filter((id) => !tested.has(id))).toEqual([]);
    expect(declared.length).toBeGreaterThan(35);
  });

  test('each text exists in both languages and they differ', () => {
    for (const { bytes, linkType, captured } of CASES) {
      const { packet: result } = dissect(bytes, { linkType: linkType ?? 1, ...(captured && { captured }) });
      const { text, spec } = result.anomalies.kind(0);
      for (const lang of LANGS) expect(text[lang].length).toBeGreaterThan(10);
      expect(text.es).not.toBe(text.en);
      expect(spec).not.toBe('');
    }
  });
});

function declaredIds(): string[] {
  const root = fileURLToPath(new URL('../../src/dissect', import.meta.url));
  return readdirSync(root, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && !name.startsWith(join('application', 'mqtt')))
    .flatMap((name) => [...readFileSync(join(root, name), 'utf8').matchAll(/^ {2}id: '([a-z0-9]+\.[a-z0-9-]+)'/gm)])
    .map((match) => match[1] ?? '');
}

test('SACK permitted twice is no anomaly', () => {
  expect(dissect(withOptions(tcpOption.sackPermitted(), tcpOption.sackPermitted())).anomalies).toEqual([]);
});
