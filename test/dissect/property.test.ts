// Laws for any bytes: the dissector never throws, never reads outside [start, end), ends, and remembers nothing.

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CLIENT_TO_SERVER } from '../../src/core/direction.ts';
import { dns, dnsOverTcp } from '../../src/dissect/application/dns.ts';
import type { AppProtocol } from '../../src/dissect/application/protocol.ts';
import { Dissector } from '../../src/dissect/dissector.ts';
import { describeTcpOptions, scanTcpOptions, TcpOptionsView } from '../../src/dissect/transport/tcp-options.ts';
import { fromHex } from '../builders/bytes.ts';
import { dnsMessage, dnsName, dnsOpt, dnsPointer, dnsQuestion, dnsRecord } from '../builders/dns.ts';
import { ethernet, ethernetSnap, linuxSll, linuxSll2, loopback, ppp, pppoe } from '../builders/ethernet.ts';
import { frameOf } from '../builders/frame.ts';
import { ipv4 } from '../builders/ipv4.ts';
import { authenticationHeader, fragmentHeader, ipv6, jumboHeader, optionsHeader } from '../builders/ipv6.ts';
import { tcp, tcpOption } from '../builders/tcp.ts';
import { udp } from '../builders/udp.ts';
import { snapshot } from './harness.ts';

const SEED = 20260901;
const RUNS = 400;

const options = [
  ...tcpOption.mss(1460),
  ...tcpOption.sackPermitted(),
  ...tcpOption.timestamps(1, 2),
  ...tcpOption.nop(),
  ...tcpOption.windowScale(7),
];
const payload = new Uint8Array(20).fill(0x30);
const segment4 = ipv4({ options: [7, 4, 0, 0] }, tcp({ options }, payload));
const segment6 = ipv6(
  { extensions: [optionsHeader(0), optionsHeader(60), fragmentHeader(1, 0, false), authenticationHeader()] },
  tcp({ options: tcpOption.sack([1, 2], [3, 4]) }, payload),
);
const answer = dnsMessage({
  flags: 0x8180,
  questions: [dnsQuestion(dnsName('broker.hivemq.com'), 1)],
  answers: [
    dnsRecord(dnsPointer(12), 5, dnsName('alias.example')),
    dnsRecord(dnsPointer(12), 1, [10, 0, 0, 9]),
    dnsRecord(dnsPointer(19), 65, fromHex('0001 00 0001 0003 02 6832 0004 0004 0a000001')),
  ],
  additionals: [dnsOpt()],
});
const datagram = ipv4({ protocol: 17 }, udp({ sourcePort: 53 }, answer));

/** One honest frame for each way into the dissectors. */
const FRAMES: readonly (readonly [linkType: number, bytes: Uint8Array])[] = [
  [1, ethernet({ padding: 'minimum' }, segment4)],
  [1, ethernet({ vlans: [{ id: 3, type: 0x88a8 }, { id: 4 }] }, segment6)],
  [1, ethernetSnap(datagram, 0x0800, 4)],
  [1, ethernet({ type: 0x8864 }, pppoe(ppp(segment4)))],
  [1, ethernet({ type: 0x0806 }, fromHex('0001 0800 06 04 0001 020000000001 0a000001 000000000000 0a000002'))],
  [0, loopback(2, 'little', datagram)],
  [9, ppp(segment6, true)],
  [12, segment4],
  [14, segment6],
  [50, ppp(segment4, true)],
  [51, pppoe(ppp(segment4))],
  [101, ipv6({ payloadLength: 0, extensions: [jumboHeader(60)] }, tcp({ options }, payload))],
  [108, loopback(30, 'big', segment6)],
  [113, linuxSll(segment4)],
  [228, ipv4({ protocol: 4 }, ipv4({ protocol: 41 }, segment6))],
  [228, ipv4({ protocol: 47 }, fromHex(`3000 0800 00000001 00000002 ${Buffer.from(segment4).toString('hex')}`))],
  [228, ipv4({ protocol: 1 }, fromHex(`0301 0000 00000000 ${Buffer.from(segment4).toString('hex')}`))],
  [229, ipv6({ protocol: 58 }, fromHex(`0100 0000 00000000 ${Buffer.from(segment6).toString('hex')}`))],
  [229, ipv6({ extensions: [fragmentHeader(5, 1480, true)] }, new Uint8Array(24))],
  [276, linuxSll2(segment6)],
];

/** The same bytes between other neighbours, in a fresh and in a used dissector: the packet must say the same. */
function checkLaws(used: Dissector, bytes: Uint8Array, linkType: number, wireLength: number): void {
  const fields = { linkType, wireLength, margin: 64 };
  const frame = frameOf(bytes, fields);
  const first = snapshot(used, used.dissect(frame));
  frame.buf.fill(0xff, 0, frame.start);
  frame.buf.fill(0xff, frame.end);
  const fresh = new Dissector();
  expect(snapshot(fresh, fresh.dissect(frame))).toEqual(first);
  const { packet } = used;
  expect(packet.end).toBeLessThanOrEqual(frame.end);
  expect(packet.wireEnd).toBeGreaterThanOrEqual(packet.end);
  if (packet.tcp.present) {
    expect(packet.tcp.payloadEnd).toBeGreaterThanOrEqual(packet.tcp.payloadAt);
    expect(packet.tcp.payloadEnd - packet.tcp.payloadAt).toBeLessThanOrEqual(packet.tcp.payloadLength);
    expect(packet.tcp.optionsEnd).toBeLessThanOrEqual(frame.end);
  }
  if (packet.udp.present) expect(packet.udp.payloadEnd).toBeGreaterThanOrEqual(packet.udp.payloadAt);
}

describe('any frame', () => {
  test('random bytes, any link type', () => {
    const used = new Dissector();
    const linkTypes = [...new Set([...FRAMES.map(([linkType]) => linkType), 147])];
    fc.assert(
      fc.property(
        fc.constantFrom(...linkTypes),
        fc.uint8Array({ maxLength: 120 }),
        fc.nat(40),
        (linkType, bytes, more) => checkLaws(used, bytes, linkType, bytes.length + more),
      ),
      { seed: SEED, numRuns: RUNS * 5 },
    );
  });

  test.each(FRAMES)('honest frame of link type %i: read without anomaly', (linkType, bytes) => {
    const dissector = new Dissector();
    const said = snapshot(dissector, dissector.dissect(frameOf(bytes, { linkType })));
    expect(said['anomalies']).toEqual([]);
    expect(said['ip'] ?? said['arp']).toBeDefined();
  });

  test.each(FRAMES)('flipped bits and cuts, link type %i', (linkType, bytes) => {
    const used = new Dissector();
    const flips = fc.array(fc.nat(bytes.length * 8 - 1), { maxLength: 6 });
    fc.assert(
      fc.property(flips, fc.nat(bytes.length), fc.boolean(), (bits, cut, byCapture) => {
        const changed = bytes.slice();
        for (const bit of bits) changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
        const kept = changed.subarray(0, bytes.length - cut);
        checkLaws(used, kept, linkType, byCapture ? bytes.length : kept.length);
      }),
      { seed: SEED, numRuns: RUNS },
    );
  });

  test.each(FRAMES)('a shorter snap length only removes, link type %i', (linkType, bytes) => {
    const dissector = new Dissector();
    const whole = snapshot(dissector, dissector.dissect(frameOf(bytes, { linkType })));
    for (let captured = 0; captured < bytes.length; captured++) {
      const cut = snapshot(dissector, dissector.dissect(frameOf(bytes, { linkType, captured })));
      const kinds = (cut['anomalies'] as unknown[][]).map(([id]) => id);
      expect(kinds.slice(1)).toEqual(kinds.length > 1 ? ['capture.header-truncated'] : []);
      expect(kinds[0]).toBe('capture.frame-truncated');
      const layers = String(cut['protocols']);
      expect(String(whole['protocols']).startsWith(layers)).toBe(true);
      const tcpCut = cut['tcp'] as { payloadLength: number } | undefined;
      const tcpWhole = whole['tcp'] as { payloadLength: number } | undefined;
      if (tcpCut !== undefined) expect(tcpCut.payloadLength).toBe(tcpWhole?.payloadLength);
    }
  });
});

describe('any TCP options', () => {
  test('scan and description end, agree, and stay inside', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
        const buffer = frameOf(bytes, { margin: 16 });
        const view = new TcpOptionsView();
        scanTcpOptions(buffer.buf, buffer.start, buffer.end, view);
        const described = describeTcpOptions(bytes);
        const last = <T>(values: readonly T[]): T | undefined => values[values.length - 1];
        expect(view.mss).toBe(last(described.flatMap((option) => option.value ?? [])) ?? -1);
        expect(view.windowScale).toBe(last(described.flatMap((option) => option.shift ?? [])) ?? -1);
        const blocks = described.flatMap((option) => option.blocks ?? []).slice(0, 4);
        expect([...view.sackLeft.slice(0, view.sackBlocks)]).toEqual(blocks.map((block) => block.left));
        expect(JSON.parse(JSON.stringify(described))).toEqual(described);
      }),
      { seed: SEED, numRuns: RUNS * 5 },
    );
  });
});

describe.each([
  ['datagram', dns],
  ['stream', dnsOverTcp],
] as const)('any bytes as DNS, %s', (_title, protocol) => {
  const prefix = protocol === dns ? [] : [0, answer.length];
  const honest = Uint8Array.from([...prefix, ...answer]);

  function said(bytes: Uint8Array, margin: number, fill: number): unknown {
    const frame = frameOf(bytes, { margin });
    frame.buf.fill(fill, 0, frame.start);
    frame.buf.fill(fill, frame.end);
    return readAs(protocol, frame.buf, frame.start, frame.end);
  }

  test('never throws, never reads outside', () => {
    const flips = fc.array(fc.nat(honest.length * 8 - 1), { maxLength: 8 });
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 90 }), flips, fc.nat(honest.length), (random, bits, cut) => {
        const changed = honest.slice(0, honest.length - cut);
        for (const bit of bits)
          if (bit >> 3 < changed.length) changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
        for (const bytes of [random, changed]) expect(said(bytes, 40, 0x00)).toEqual(said(bytes, 40, 0xff));
      }),
      { seed: SEED, numRuns: RUNS },
    );
  });

  test('random bytes are hardly ever taken for it', () => {
    let taken = 0;
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 30, maxLength: 200 }), (bytes) => {
        if (protocol.probe(bytes, 0, bytes.length) === 'yes') taken++;
      }),
      { seed: SEED, numRuns: 5000 },
    );
    expect(taken).toBeLessThanOrEqual(2);
  });
});

function readAs(protocol: AppProtocol, buf: Uint8Array, at: number, end: number): unknown {
  const anomalies: unknown[] = [];
  const measured = protocol.measure(buf, at, end);
  const length = measured > 0 ? measured : end - at;
  const view = protocol
    .open()
    .decode(buf, at, Math.min(end, at + length), length, CLIENT_TO_SERVER, (kind, where) =>
      anomalies.push([kind.id, where]),
    );
  return [protocol.probe(buf, at, end), measured, view.summary(), view.toMessage(), anomalies];
}
