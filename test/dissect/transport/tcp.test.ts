// TCP and UDP headers and their lengths.

import { describe, expect, test } from 'vitest';
import { flagNames, TCP_ACK, TCP_FIN, TCP_PSH, TCP_RST, TCP_SYN } from '../../../src/dissect/transport/tcp-flags.ts';
import { ethernet } from '../../builders/ethernet.ts';
import { ipv4 } from '../../builders/ipv4.ts';
import { type TcpFields, tcp, tcpOption } from '../../builders/tcp.ts';
import { udp } from '../../builders/udp.ts';
import { dissect } from '../harness.ts';

const data = new Uint8Array(10).fill(0x30);

describe('TCP', () => {
  test('reads a valid one', () => {
    const fields: TcpFields = {
      sourcePort: 65535,
      destinationPort: 1883,
      seq: 0xfffffff0,
      ack: 0x80000001,
      flags: TCP_PSH | TCP_ACK,
      window: 0xfedc,
      urgentPointer: 3,
      checksum: 0xabcd,
      options: [...tcpOption.nop(), ...tcpOption.nop(), ...tcpOption.timestamps(1, 2)],
    };
    const { packet, protocols, anomalies } = dissect(ethernet({}, ipv4({}, tcp(fields, data))), { margin: 2 });
    expect([protocols, anomalies]).toEqual(['eth:ip:tcp', []]);
    expect(packet.tcp).toEqual({
      present: true,
      at: 36,
      sourcePort: 65535,
      destinationPort: 1883,
      seq: 0xfffffff0,
      ack: 0x80000001,
      headerLength: 32,
      flags: 0x018,
      window: 0xfedc,
      checksum: 0xabcd,
      urgentPointer: 3,
      optionsAt: 56,
      optionsEnd: 68,
      payloadAt: 68,
      payloadEnd: 78,
      payloadLength: 10,
    });
  });

  test('all twelve flag bits', () => {
    expect(dissect(ethernet({}, ipv4({}, tcp({ flags: 0xfff })))).packet.tcp).toMatchObject({
      flags: 0xfff,
      headerLength: 20,
    });
  });

  test('captured only in part: the length on the wire stays', () => {
    const bytes = ethernet({}, ipv4({}, tcp({ options: tcpOption.mss(1460) }, data)));
    const inPayload = dissect(bytes, { captured: 62 }).packet.tcp;
    expect([inPayload.payloadLength, inPayload.payloadEnd - inPayload.payloadAt]).toEqual([10, 4]);
    const inOptions = dissect(bytes, { captured: 56 });
    expect(inOptions.packet.tcp).toMatchObject({ present: true, headerLength: 24, payloadLength: 10, optionsEnd: 56 });
    expect(inOptions.packet.tcp.payloadEnd).toBe(inOptions.packet.tcp.payloadAt);
    expect(inOptions.anomalies).toEqual(['capture.frame-truncated', 'capture.header-truncated']);
    const inHeader = dissect(bytes, { captured: 53 });
    expect([inHeader.packet.tcp.present, inHeader.packet.ip.present]).toEqual([false, true]);
  });

  test('an impossible header length leaves no segment', () => {
    for (const headerWords of [0, 4, 9, 15]) {
      const { packet } = dissect(ethernet({ padding: 40 }, ipv4({}, tcp({ headerWords }, data))));
      expect([packet.tcp.present, packet.anomalies.count]).toEqual([false, 1]);
    }
    expect(dissect(ethernet({}, ipv4({}, tcp({ headerWords: 7 }, data)))).packet.tcp.payloadLength).toBe(2);
  });

  test('a segment without payload', () => {
    const { packet } = dissect(ethernet({ padding: 'minimum' }, ipv4({}, tcp({}))));
    expect([packet.tcp.payloadLength, packet.tcp.payloadAt]).toEqual([0, packet.tcp.payloadEnd]);
  });
});

describe('flag names', () => {
  test.each([
    [TCP_SYN | TCP_ACK, 'SYN, ACK'],
    [TCP_FIN | TCP_PSH | TCP_ACK, 'FIN, PSH, ACK'],
    [TCP_RST, 'RST'],
    [0, '<None>'],
    [0xfff, 'FIN, SYN, RST, PSH, ACK, URG, ECE, CWR, AE, Reserved'],
    [0x800, 'Reserved'],
  ])('%i: %s', (flags, names) => {
    expect(flagNames(flags)).toBe(names);
  });
});

describe('UDP', () => {
  const datagram = (length?: number): Uint8Array =>
    ethernet(
      { padding: 12 },
      ipv4({ protocol: 17 }, udp({ sourcePort: 5353, ...(length !== undefined && { length }) }, data)),
    );

  test('reads a valid one', () => {
    const { packet, protocols, anomalies } = dissect(datagram());
    expect([protocols, anomalies]).toEqual(['eth:ip:udp', []]);
    expect(packet.udp).toEqual({
      present: true,
      at: 34,
      sourcePort: 5353,
      destinationPort: 53,
      length: 18,
      payloadAt: 42,
      payloadEnd: 52,
    });
  });

  test('its own length may be shorter than the IP payload, or zero', () => {
    expect(dissect(datagram(12)).packet.udp.payloadEnd).toBe(46);
    expect(dissect(datagram(8)).packet.udp.payloadEnd).toBe(42);
    expect(dissect(datagram(0)).packet.udp.payloadEnd).toBe(52);
  });

  test('an impossible length keeps what is there', () => {
    const { packet } = dissect(datagram(999));
    expect([packet.udp.length, packet.udp.payloadEnd, packet.anomalies.needed(0), packet.anomalies.had(0)]).toEqual([
      999, 52, 999, 18,
    ]);
    expect(dissect(datagram(7)).packet.udp).toMatchObject({ present: true, payloadAt: 42, payloadEnd: 42 });
  });
});
