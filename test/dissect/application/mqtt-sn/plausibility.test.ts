// What is taken for MQTT-SN, and what never is.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dns } from '../../../../src/dissect/application/dns.ts';
import { mqttSn } from '../../../../src/dissect/application/mqtt-sn/index.ts';
import { SN_MESSAGE_TYPES } from '../../../../src/dissect/application/mqtt-sn/message-types.ts';
import { type Bytes, concat, fromHex } from '../../../builders/bytes.ts';
import { dnsMessage, dnsName, dnsPointer, dnsQuestion, dnsRecord } from '../../../builders/dns.ts';
import * as sn from '../../../builders/mqtt-sn.ts';

/** The probe's answer for bytes that lie behind and before others. */
function probe(bytes: Bytes): string {
  const buf = concat([0xff, 0x18], bytes, [0x02, 0x18]);
  return mqttSn.probe(buf, 2, 2 + bytes.length);
}

const PROOF: readonly (readonly [string, Bytes])[] = [
  ['CONNECT', sn.snConnect()],
  ['CONNECT of one character', sn.snConnect({ clientId: 'a' })],
  ['REGISTER of a client', sn.snRegister(0, 1, 'a/b')],
  ['REGISTER of a gateway', sn.snRegister(5, 1, 'sensors/temperature')],
  ['PUBLISH QoS 0', sn.snPublish(5, 0, fromHex('00 ff'))],
  ['PUBLISH QoS −1', sn.snPublish('tt', 0, '1', { qos: 3 })],
  ['PUBLISH QoS 1 of text', sn.snPublish(5, 7, 'temperature 21.5', { qos: 1 })],
  ['SUBSCRIBE', sn.snSubscribe(1, 'sensors/#')],
  ['SUBACK', sn.snSuback(5, 1)],
  ['PINGREQ of a sleeping client', sn.snPingRequest('sensor-0001')],
  ['an encapsulated CONNECT', sn.snEncapsulated([1, 2], sn.snConnect())],
  ['a long PUBLISH', sn.snPublish(5, 0, 'x'.repeat(400))],
];

/** Right, and too little to prove anything. */
const HINTS: readonly (readonly [string, Bytes])[] = [
  ['PINGREQ', sn.snPingRequest()],
  ['PINGRESP', sn.snPingResponse()],
  ['DISCONNECT', sn.snDisconnect()],
  ['DISCONNECT to sleep', sn.snDisconnect(60)],
  ['CONNACK', sn.snConnack()],
  ['REGACK', sn.snRegack(5, 1)],
  ['PUBLISH QoS 1 of bytes', sn.snPublish(5, 7, fromHex('00 ff'), { qos: 1 })],
  ['PUBREL', sn.snMessageId('PUBREL', 7)],
  ['ADVERTISE', sn.snAdvertise(1, 900)],
  ['GWINFO', sn.snGatewayInfo(1)],
  ['WILLMSG', sn.snWillMessage('bye')],
  ['a CONNECT with a fault', sn.snConnect({ protocolId: 9 })],
  ['an encapsulated PINGREQ', sn.snEncapsulated([1], sn.snPingRequest())],
];

const OTHERS: readonly (readonly [string, Bytes])[] = [
  ['nothing', new Uint8Array(0)],
  ['one byte', fromHex('01')],
  ['a reserved type', sn.snMessage(0x03, [1, 2])],
  ['a Length below the datagram', concat(sn.snConnect(), [0])],
  ['a Length of zero', fromHex('00 17')],
  ['a Length far beyond the datagram', fromHex('ff 10 00 01')],
  ['an encapsulation around nothing', fromHex('05 fe 00 aa bb')],
  ['NTP, a client', concat(fromHex('23 00 06 20'), new Uint8Array(44))],
  ['NTP, a server', concat(fromHex('24 01 06 e9 00 00 00 00 00 00 00 1e'), new Uint8Array(36).fill(0xe4))],
  ['SNMP', fromHex('30 26 02 01 01 04 06 70 75 62 6c 69 63 a0 19 02 04 71 b4 b5 68 02 01 00')],
  ['STUN', concat(fromHex('00 01 00 00 21 12 a4 42'), new Uint8Array(12).fill(7))],
  ['CoAP', fromHex('40 01 7d 34 bb 74 65 6d 70')],
  ['SSDP', new TextEncoder().encode('M-SEARCH * HTTP/1.1\r\nHOST: 239.255.255.250:1900\r\n\r\n')],
  ['syslog', new TextEncoder().encode('<34>Oct 11 22:14:15 mymachine su: failed')],
  ['DHCP', concat(fromHex('01 01 06 00'), new Uint8Array(296))],
  ['QUIC', concat(fromHex('c3 00 00 00 01 08'), new Uint8Array(1194).fill(0x5a))],
];

describe('the probe', () => {
  it.each(PROOF)('is sure of %s', (_, bytes) => expect(probe(bytes)).toBe('yes'));
  it.each(HINTS)('takes %s where more speaks for it', (_, bytes) => expect(probe(bytes)).toBe('more'));
  it.each(OTHERS)('refuses %s', (_, bytes) => expect(probe(bytes)).toBe('no'));

  it('believes a message the capture cut by its content', () => {
    expect(probe(sn.snConnect({ clientId: 'a-long-client-id' }).subarray(0, 14))).toBe('yes');
    expect(probe(sn.snPublish(5, 0, 'x'.repeat(100)).subarray(0, 30))).toBe('yes');
  });

  it('never claims DNS, whatever its identification looks like', () => {
    const question = dnsQuestion(dnsName('broker.example.net'), 1);
    const answer = dnsRecord(dnsPointer(12), 1, [10, 0, 0, 1]);
    for (const { number } of SN_MESSAGE_TYPES) {
      for (const fields of [
        { flags: 0x0100, questions: [question] },
        { flags: 0x8180, questions: [question], answers: [answer] },
        { flags: 0x8183, questions: [question] },
        { flags: 0x8400, answers: [answer] },
        { flags: 0x0010, questions: [question] },
      ]) {
        const length = dnsMessage(fields).length;
        const message = dnsMessage({ ...fields, id: (length << 8) | number });
        expect(probe(message), `type ${number}`).not.toBe('yes');
        // Where the first message is DNS, DNS is asked first (registry order).
        if (fields.questions !== undefined) expect(dns.probe(message, 0, message.length)).toBe('yes');
      }
    }
  });

  it('claims none of 200 000 random datagrams, nor of those made to look right', () => {
    let state = 0x2545f491;
    const random = (): number => {
      state ^= state << 13;
      state ^= state >>> 17;
      state ^= state << 5;
      return state & 0xff;
    };
    let claimed = 0;
    let hinted = 0;
    for (let i = 0; i < 200_000; i++) {
      const bytes = Uint8Array.from({ length: 1 + (i % 64) }, random);
      if (i % 2 === 0) bytes[0] = bytes.length; // a length octet is common elsewhere too
      const answer = mqttSn.probe(bytes, 0, bytes.length);
      if (answer === 'yes') claimed++;
      if (answer === 'more') hinted++;
    }
    expect(claimed).toBe(0);
    expect(hinted).toBeLessThan(200_000 / 8);
  });

  it('never throws and never hangs, whatever the bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 80 }), fc.nat(80), (bytes, more) => {
        expect(['yes', 'no', 'more']).toContain(mqttSn.probe(bytes, 0, bytes.length));
        let raised = 0;
        const view = mqttSn.open().decode(bytes, 0, bytes.length, bytes.length + more, 0, () => raised++);
        expect(view.summary().length).toBeGreaterThan(0);
        expect(typeof view.toMessage().type).toBe('string');
        expect(raised).toBeLessThan(32);
      }),
      { numRuns: 2000, seed: 20 },
    );
  });

  it('never throws on encapsulations of anything', () => {
    fc.assert(
      fc.property(
        fc.array(fc.uint8Array({ maxLength: 6 }), { maxLength: 8 }),
        fc.uint8Array({ maxLength: 30 }),
        (nodes, inner) => {
          const bytes = nodes.reduce((inside, node) => sn.snEncapsulated([...node], inside), inner as Bytes);
          const view = mqttSn.open().decode(bytes, 0, bytes.length, bytes.length, 1, () => undefined);
          expect(view.protocol).toBe('mqttsn');
        },
      ),
      { numRuns: 500, seed: 21 },
    );
  });
});
