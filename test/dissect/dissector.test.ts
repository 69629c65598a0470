// The dispatch loop, the packet's frame, and datagrams put together from fragments.

import { describe, expect, test } from 'vitest';
import { formatIp } from '../../src/core/address.ts';
import { u8 } from '../../src/core/bytes.ts';
import { Dissector } from '../../src/dissect/dissector.ts';
import { LAYERS } from '../../src/dissect/registry.ts';
import { concat } from '../builders/bytes.ts';
import { ethernet } from '../builders/ethernet.ts';
import { frameOf } from '../builders/frame.ts';
import { ipv4 } from '../builders/ipv4.ts';
import { fragmentHeader, ipv6, optionsHeader } from '../builders/ipv6.ts';
import { tcp } from '../builders/tcp.ts';
import { udp } from '../builders/udp.ts';
import { anomalyIds, dissect } from './harness.ts';

describe('Dissector', () => {
  test('reads the layers and names them', () => {
    const dissector = new Dissector();
    const packet = dissector.dissect(frameOf(ethernet({}, ipv4({}, tcp({})))));
    const names = Array.from({ length: packet.layerCount }, (_, i) => dissector.layerName(u8(packet.layers, i)));
    expect(names).toEqual(['eth', 'ip', 'tcp']);
    expect(dissector.protocols()).toBe('eth:ip:tcp');
  });

  test('the frame is the source’s own', () => {
    const frame = frameOf(ethernet({}, ipv4({}, tcp({}))), { number: 42, margin: 5 });
    const packet = new Dissector().dissect(frame);
    expect(packet.frame).toBe(frame);
    expect(packet.start).toBe(5);
  });

  test('nothing of one frame is left in the next', () => {
    const dissector = new Dissector();
    dissector.dissect(frameOf(ethernet({ vlans: [{ id: 7 }] }, ipv4({ totalLength: 900 }, tcp({})))));
    const next = dissector.dissect(frameOf(ethernet({ type: 0x0806 }, new Uint8Array(46))));
    expect([next.ip.present, next.tcp.present, next.vlanId, anomalyIds(next)]).toEqual([false, false, -1, []]);
    expect(dissector.protocols()).toBe('eth:arp');
  });

  test('an unsupported link type keeps its number', () => {
    for (const linkType of [147, 0x1_0001]) {
      const { packet, anomalies } = dissect(new Uint8Array(60), { linkType });
      expect(anomalies).toEqual(['capture.link-type-unsupported']);
      expect(packet.anomalies.had(0)).toBe(linkType);
    }
  });

  test('an EtherType or IP protocol nobody answers ends the walk in silence', () => {
    expect(dissect(ethernet({ type: 0x88cc }, new Uint8Array(46)))).toMatchObject({ protocols: 'eth', anomalies: [] });
    const { packet, protocols, anomalies } = dissect(ethernet({}, ipv4({ protocol: 99 }, new Uint8Array(8))));
    expect([protocols, anomalies, packet.ip.protocol]).toEqual(['eth:ip', [], 99]);
  });

  test('a wire length below the captured length is not believed', () => {
    const bytes = ethernet({}, ipv4({}, tcp({}, new Uint8Array(10))));
    const { packet, anomalies } = dissect(bytes, { wireLength: 20 });
    expect([packet.tcp.payloadLength, anomalies]).toEqual([10, []]);
  });

  test('no two layers answer the same number', () => {
    const keys = LAYERS.flatMap((layer) => layer.answers.map(([space, id]) => `${space}/${id}`));
    expect(new Set(keys).size).toBe(keys.length);
  });
});

describe('dissectDatagram', () => {
  test('reads TCP out of IPv4 fragments', () => {
    const dissector = new Dissector();
    const whole = ipv4({ source: '10.1.1.1', destination: '10.1.1.2' }, tcp({ seq: 77 }, new Uint8Array(12)));
    const last = ipv4({ source: '10.1.1.1', destination: '10.1.1.2', fragmentOffset: 24 }, whole.subarray(44));
    const fragment = dissector.dissect(frameOf(ethernet({}, last), { number: 9, margin: 3 }));
    expect([fragment.ip.isFragment, fragment.tcp.present, dissector.protocols()]).toEqual([true, false, 'eth:ip']);

    const buffer = concat([9, 9, 9, 9], last.subarray(0, 20), whole.subarray(20), [7, 7]);
    const packet = dissector.dissectDatagram(buffer, 4, 24, buffer.length - 2, 6);
    expect(dissector.protocols()).toBe('eth:ip:tcp');
    expect([packet.tcp.present, packet.tcp.seq, packet.tcp.payloadLength]).toEqual([true, 77, 12]);
    expect(packet.tcp.payloadEnd - packet.tcp.payloadAt).toBe(12);
    expect([packet.ip.isFragment, packet.ip.totalLength, packet.ip.payloadLength]).toEqual([false, 52, 32]);
    expect(formatIp(packet.buf, packet.ip.sourceAt, 4)).toBe('10.1.1.1');
    expect(formatIp(packet.buf, packet.ip.destinationAt, 4)).toBe('10.1.1.2');
    expect([packet.frame.number, anomalyIds(packet)]).toEqual([9, []]);
  });

  test('goes on through the extension headers behind an IPv6 fragment header', () => {
    const dissector = new Dissector();
    const rest = ipv6(
      { protocol: 17, extensions: [optionsHeader(60)] },
      udp({ sourcePort: 5 }, new Uint8Array(4)),
    ).subarray(40);
    const fragment = ipv6({ protocol: 60, extensions: [fragmentHeader(8, 0, true)] }, rest.subarray(0, 8));
    dissector.dissect(frameOf(fragment, { linkType: 229 }));
    const buffer = concat(fragment.subarray(0, 48), rest);
    const packet = dissector.dissectDatagram(buffer, 0, 48, buffer.length, 60);
    expect([dissector.protocols(), packet.udp.sourcePort, packet.ip.protocol]).toEqual(['ipv6:udp', 5, 17]);
    expect(formatIp(packet.buf, packet.ip.sourceAt, 16)).toBe('fd00::1');
    expect(packet.ip.payloadLength).toBe(12);
  });
});
