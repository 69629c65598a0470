// Every MQTT-SN message type: bytes, the message they are, what is wrong with them.

import { describe, expect, it } from 'vitest';
import { MQTT_SN_ANOMALIES } from '../../../../src/dissect/application/mqtt-sn/anomaly-list.ts';
import { mqttSn } from '../../../../src/dissect/application/mqtt-sn/index.ts';
import type { SnMessage } from '../../../../src/dissect/application/mqtt-sn/message.ts';
import { SN_MESSAGE_TYPES } from '../../../../src/dissect/application/mqtt-sn/message-types.ts';
import { MqttSnView } from '../../../../src/dissect/application/mqtt-sn/view.ts';
import { type Bytes, concat, fromHex } from '../../../builders/bytes.ts';
import * as sn from '../../../builders/mqtt-sn.ts';

interface Row {
  readonly description: string;
  readonly bytes: Bytes;
  /** Bytes the capture kept; default: all. */
  readonly captured?: number;
  readonly message: Partial<Record<string, unknown>>;
  /** Ids without their 'mqttsn.', in the order they are raised. None: the message is right. */
  readonly anomalies?: readonly string[];
  readonly summary?: string;
}

function readSn(
  bytes: Bytes,
  captured: number = bytes.length,
): { message: SnMessage; anomalies: string[]; summary: string } {
  const before = 5;
  const buf = new Uint8Array(before + captured + 5).fill(0xff);
  buf.set(bytes.subarray(0, captured), before);
  const anomalies: string[] = [];
  const view = mqttSn.open().decode(buf, before, before + captured, bytes.length, 0, (kind, at) => {
    expect(at).toBeGreaterThanOrEqual(before);
    expect(at).toBeLessThanOrEqual(before + bytes.length);
    anomalies.push(kind.id.replace('mqttsn.', ''));
  });
  if (!(view instanceof MqttSnView)) throw new Error('not a view of MQTT-SN');
  expect(view.type).toBe(view.toMessage().type);
  return { message: view.toMessage(), anomalies, summary: view.summary() };
}

const ROWS: readonly Row[] = [
  {
    description: 'ADVERTISE',
    bytes: fromHex('05 00 07 03 84'),
    message: { type: 'ADVERTISE', messageType: 0, length: 5, gatewayId: 7, duration: 900, forwarding: [] },
    summary: 'ADVERTISE gateway 7, again within 900 s',
  },
  {
    description: 'ADVERTISE too short',
    bytes: fromHex('04 00 07 03'),
    message: { gatewayId: 7, duration: null },
    anomalies: ['body-too-short'],
  },
  {
    description: 'ADVERTISE too long',
    bytes: fromHex('06 00 07 03 84 00'),
    message: { duration: 900 },
    anomalies: ['body-too-long'],
  },
  {
    description: 'SEARCHGW',
    bytes: fromHex('03 01 00'),
    message: { type: 'SEARCHGW', radius: 0 },
    summary: 'SEARCHGW radius 0',
  },
  {
    description: 'GWINFO of a gateway',
    bytes: fromHex('03 02 07'),
    message: { type: 'GWINFO', gatewayId: 7, gatewayAddressHex: null },
    summary: 'GWINFO gateway 7',
  },
  {
    description: 'GWINFO of a client',
    bytes: fromHex('07 02 07 0a 00 00 02'),
    message: { gatewayId: 7, gatewayAddressHex: '0a000002' },
    summary: 'GWINFO gateway 7 at 0a000002',
  },
  {
    description: 'CONNECT',
    bytes: fromHex('0a 04 0c 01 00 3c 64 65 76 31'),
    message: {
      type: 'CONNECT',
      flags: 0x0c,
      will: true,
      cleanSession: true,
      protocolId: 1,
      duration: 60,
      clientId: 'dev1',
    },
    summary: 'CONNECT dev1, keep alive 60 s, clean session, will',
  },
  {
    description: 'CONNECT with unused flags',
    bytes: sn.snConnect({ flags: 0x84 }),
    message: { cleanSession: true },
    anomalies: ['unused-flag-bits'],
  },
  {
    description: 'CONNECT of another protocol',
    bytes: sn.snConnect({ protocolId: 2 }),
    message: { protocolId: 2 },
    anomalies: ['protocol-id'],
  },
  {
    description: 'CONNECT without client id',
    bytes: sn.snConnect({ clientId: '' }),
    message: { clientId: '' },
    anomalies: ['client-id-length'],
  },
  {
    description: 'CONNECT with 23 characters',
    bytes: sn.snConnect({ clientId: 'ñ'.repeat(23) }),
    message: { clientId: 'ñ'.repeat(23) },
  },
  {
    description: 'CONNECT with 24 characters',
    bytes: sn.snConnect({ clientId: 'a'.repeat(24) }),
    message: { clientId: 'a'.repeat(24) },
    anomalies: ['client-id-length'],
  },
  {
    description: 'CONNECT whose client id is no UTF-8',
    bytes: sn.snConnect({ clientId: fromHex('61 ff') }),
    message: { clientId: 'a\ufffd' },
    anomalies: ['text-not-utf8'],
  },
  {
    description: 'CONNECT whose client id has a NUL',
    bytes: sn.snConnect({ clientId: fromHex('61 00') }),
    message: { clientId: 'a\0' },
    anomalies: ['text-control-character'],
  },
  {
    description: 'CONNACK',
    bytes: fromHex('03 05 00'),
    message: { type: 'CONNACK', returnCode: 0 },
    summary: 'CONNACK accepted',
  },
  {
    description: 'CONNACK congestion',
    bytes: sn.snConnack(1),
    message: { returnCode: 1 },
    summary: 'CONNACK rejected: congestion',
  },
  {
    description: 'CONNACK invalid topic id',
    bytes: sn.snConnack(2),
    message: { returnCode: 2 },
    summary: 'CONNACK rejected: invalid topic ID',
  },
  {
    description: 'CONNACK not supported',
    bytes: sn.snConnack(3),
    message: { returnCode: 3 },
    summary: 'CONNACK rejected: not supported',
  },
  {
    description: 'CONNACK reserved',
    bytes: sn.snConnack(0x2b),
    message: { returnCode: 0x2b },
    anomalies: ['return-code-reserved'],
    summary: 'CONNACK reserved (0x2b)',
  },
  { description: 'WILLTOPICREQ', bytes: fromHex('02 06'), message: { type: 'WILLTOPICREQ' }, summary: 'WILLTOPICREQ' },
  {
    description: 'WILLTOPICREQ too long',
    bytes: fromHex('03 06 00'),
    message: { type: 'WILLTOPICREQ' },
    anomalies: ['body-too-long'],
  },
  {
    description: 'WILLTOPIC',
    bytes: fromHex('07 07 30 6c 61 73 74'),
    message: { type: 'WILLTOPIC', flags: 0x30, qos: 1, retain: true, topic: 'last' },
    summary: 'WILLTOPIC last, QoS 1, retain',
  },
  {
    description: 'WILLTOPIC empty',
    bytes: fromHex('02 07'),
    message: { flags: null, qos: null, topic: null },
    summary: 'WILLTOPIC (none)',
  },
  {
    description: 'WILLTOPIC with flags alone',
    bytes: fromHex('03 07 00'),
    message: { topic: '' },
    anomalies: ['topic-empty'],
  },
  {
    description: 'WILLTOPIC with QoS −1',
    bytes: sn.snWillTopic('a', { qos: 3 }),
    message: { qos: -1 },
    anomalies: ['qos-minus-one-not-allowed'],
  },
  {
    description: 'WILLTOPIC with a wildcard',
    bytes: sn.snWillTopic('a/#'),
    message: { topic: 'a/#' },
    anomalies: ['topic-wildcard'],
  },
  {
    description: 'WILLTOPIC with unused flags',
    bytes: sn.snWillTopic('a', { clean: true }),
    message: { topic: 'a' },
    anomalies: ['unused-flag-bits'],
  },
  { description: 'WILLMSGREQ', bytes: fromHex('02 08'), message: { type: 'WILLMSGREQ' } },
  {
    description: 'WILLMSG',
    bytes: fromHex('05 09 62 79 65'),
    message: { type: 'WILLMSG', payloadLength: 3, payload: fromHex('62 79 65') },
    summary: 'WILLMSG 3 bytes',
  },
  {
    description: 'REGISTER of a client',
    bytes: fromHex('09 0a 00 00 00 01 61 2f 62'),
    message: { type: 'REGISTER', topicId: 0, messageId: 1, topic: 'a/b' },
    summary: 'REGISTER id 1: a/b',
  },
  {
    description: 'REGISTER of a gateway',
    bytes: sn.snRegister(5, 2, 'a/b'),
    message: { topicId: 5 },
    summary: 'REGISTER id 2: a/b = topic id 5',
  },
  {
    description: 'REGISTER without MsgId',
    bytes: sn.snRegister(0, 0, 'a'),
    message: { messageId: 0 },
    anomalies: ['message-id-zero'],
  },
  {
    description: 'REGISTER of 0xFFFF',
    bytes: sn.snRegister(0xffff, 1, 'a'),
    message: { topicId: 0xffff },
    anomalies: ['topic-id-reserved'],
  },
  {
    description: 'REGISTER without a name',
    bytes: sn.snRegister(0, 1, ''),
    message: { topic: '' },
    anomalies: ['topic-empty'],
  },
  {
    description: 'REGISTER with a wildcard',
    bytes: sn.snRegister(0, 1, 'a/+'),
    message: { topic: 'a/+' },
    anomalies: ['topic-wildcard'],
  },
  {
    description: 'REGISTER cut short',
    bytes: fromHex('05 0a 00 00 00'),
    message: { topicId: 0, messageId: null, topic: null },
    anomalies: ['body-too-short'],
  },
  {
    description: 'REGACK',
    bytes: fromHex('07 0b 00 05 00 01 00'),
    message: { type: 'REGACK', topicId: 5, messageId: 1, returnCode: 0 },
    summary: 'REGACK id 1, topic id 5: accepted',
  },
  {
    description: 'REGACK accepted without an id',
    bytes: sn.snRegack(0, 1),
    message: { topicId: 0 },
    anomalies: ['topic-id-reserved'],
  },
  { description: 'REGACK rejected without an id', bytes: sn.snRegack(0, 1, 3), message: { returnCode: 3 } },
  {
    description: 'PUBLISH QoS 0',
    bytes: fromHex('0b 0c 00 00 05 00 00 32 31 2e 35'),
    message: {
      ...{ type: 'PUBLISH', dup: false, qos: 0, retain: false, topicIdType: 'normal', topicId: 5, shortTopic: null },
      ...{ messageId: 0, payloadLength: 4, payload: fromHex('32 31 2e 35') },
    },
    summary: 'PUBLISH topic id 5, QoS 0, 4 bytes',
  },
  {
    description: 'PUBLISH QoS 1 again',
    bytes: sn.snPublish(5, 9, 'x', { qos: 1, dup: true, retain: true }),
    message: { dup: true, qos: 1, retain: true, messageId: 9 },
    summary: 'PUBLISH topic id 5, QoS 1, id 9, DUP, retain, 1 bytes',
  },
  {
    description: 'PUBLISH QoS 2 predefined',
    bytes: sn.snPublish(3, 9, '', { qos: 2, topicType: 1 }),
    message: { qos: 2, topicIdType: 'predefined', payloadLength: 0 },
  },
  {
    description: 'PUBLISH QoS −1 short name',
    bytes: sn.snPublish('tt', 0, '1', { qos: 3 }),
    message: { qos: -1, topicIdType: 'short', shortTopic: 'tt', topicId: 0x7474 },
    summary: 'PUBLISH tt, QoS -1, 1 bytes',
  },
  {
    description: 'PUBLISH QoS −1 predefined',
    bytes: sn.snPublish(1, 0, '1', { qos: 3, topicType: 1 }),
    message: { qos: -1, topicIdType: 'predefined' },
  },
  {
    description: 'PUBLISH QoS −1 normal',
    bytes: sn.snPublish(1, 0, '1', { qos: 3 }),
    message: { qos: -1 },
    anomalies: ['qos-minus-one-normal-topic'],
  },
  {
    description: 'PUBLISH of the reserved topic type',
    bytes: sn.snPublish(1, 0, '1', { topicType: 3 }),
    message: { topicIdType: 'reserved' },
    anomalies: ['topic-id-type-reserved'],
  },
  {
    description: 'PUBLISH with unused flags',
    bytes: sn.snPublish(1, 0, '1', { will: true }),
    message: { topicId: 1 },
    anomalies: ['unused-flag-bits'],
  },
  {
    description: 'PUBLISH QoS 0 again',
    bytes: sn.snPublish(1, 0, '1', { dup: true }),
    message: { dup: true },
    anomalies: ['dup-without-acknowledgement'],
  },
  {
    description: 'PUBLISH to topic id 0',
    bytes: sn.snPublish(0, 0, '1'),
    message: { topicId: 0 },
    anomalies: ['topic-id-reserved'],
  },
  {
    description: 'PUBLISH QoS 1 without MsgId',
    bytes: sn.snPublish(1, 0, '1', { qos: 1 }),
    message: { messageId: 0 },
    anomalies: ['message-id-zero'],
  },
  {
    description: 'PUBLISH QoS 0 with MsgId',
    bytes: sn.snPublish(1, 4, '1'),
    message: { messageId: 4 },
    anomalies: ['message-id-not-zero'],
  },
  {
    description: 'PUBLISH to a short wildcard',
    bytes: sn.snPublish('a#', 0, '1'),
    message: { shortTopic: 'a#' },
    anomalies: ['topic-wildcard'],
  },
  {
    description: 'PUBLISH of 300 bytes, Length in three octets',
    bytes: sn.snPublish(1, 0, 'x'.repeat(300)),
    message: { length: 309, payloadLength: 300 },
  },
  {
    description: 'PUBLISH, three octets where one would do',
    bytes: sn.snPublish(1, 0, 'x', { longLength: true }),
    message: { length: 10, payloadLength: 1 },
  },
  {
    description: 'PUBACK',
    bytes: sn.snPuback(5, 9),
    message: { type: 'PUBACK', topicId: 5, messageId: 9, returnCode: 0 },
  },
  {
    description: 'PUBACK accepted without MsgId',
    bytes: sn.snPuback(5, 0),
    message: { messageId: 0 },
    anomalies: ['message-id-zero'],
  },
  {
    description: 'PUBACK that refuses a QoS 0 message',
    bytes: sn.snPuback(5, 0, 2),
    message: { messageId: 0, returnCode: 2 },
  },
  ...(['PUBREC', 'PUBREL', 'PUBCOMP', 'UNSUBACK'] as const).flatMap((type): Row[] => [
    {
      description: type,
      bytes: sn.snMessageId(type, 0x0102),
      message: { type, messageId: 0x0102 },
      summary: `${type} id 258`,
    },
    {
      description: `${type} without MsgId`,
      bytes: sn.snMessageId(type, 0),
      message: { messageId: 0 },
      anomalies: ['message-id-zero'],
    },
  ]),
  {
    description: 'SUBSCRIBE by name',
    bytes: fromHex('08 12 20 00 03 61 2f 23'),
    message: {
      type: 'SUBSCRIBE',
      dup: false,
      qos: 1,
      topicIdType: 'normal',
      messageId: 3,
      topic: 'a/#',
      topicId: null,
    },
    summary: 'SUBSCRIBE id 3: a/# (QoS 1)',
  },
  {
    description: 'SUBSCRIBE predefined',
    bytes: sn.snSubscribe(3, 9),
    message: { topicIdType: 'predefined', topic: null, topicId: 9 },
    summary: 'SUBSCRIBE id 3: predefined topic id 9 (QoS 0)',
  },
  {
    description: 'SUBSCRIBE short name',
    bytes: sn.snSubscribe(3, 'tt', { topicType: 2, dup: true }),
    message: { topicIdType: 'short', topic: 'tt', dup: true },
  },
  {
    description: 'SUBSCRIBE short name of three octets',
    bytes: sn.snSubscribe(3, 'ttt', { topicType: 2 }),
    message: { topic: 'tt' },
    anomalies: ['body-too-long'],
  },
  {
    description: 'SUBSCRIBE short name of one octet',
    bytes: sn.snSubscribe(3, 't', { topicType: 2 }),
    message: { topic: null },
    anomalies: ['body-too-short'],
  },
  {
    description: 'SUBSCRIBE without a topic',
    bytes: sn.snSubscribe(3, ''),
    message: { topic: '' },
    anomalies: ['topic-empty'],
  },
  {
    description: 'SUBSCRIBE with QoS −1',
    bytes: sn.snSubscribe(3, 'a', { qos: 3 }),
    message: { qos: -1 },
    anomalies: ['qos-minus-one-not-allowed'],
  },
  {
    description: 'SUBSCRIBE of the reserved topic type',
    bytes: sn.snSubscribe(3, 'a', { topicType: 3 }),
    message: {},
    anomalies: ['topic-id-type-reserved'],
  },
  {
    description: 'SUBACK',
    bytes: fromHex('08 13 20 00 05 00 03 00'),
    message: { type: 'SUBACK', qos: 1, topicId: 5, messageId: 3, returnCode: 0 },
    summary: 'SUBACK id 3, topic id 5, QoS 1: accepted',
  },
  {
    description: 'SUBACK with QoS −1',
    bytes: sn.snSuback(5, 3, 0, { qos: 3 }),
    message: { qos: -1 },
    anomalies: ['qos-minus-one-not-allowed'],
  },
  { description: 'SUBACK for wildcards', bytes: sn.snSuback(0, 3), message: { topicId: 0 } },
  {
    description: 'UNSUBSCRIBE',
    bytes: sn.snUnsubscribe(4, 'a/b'),
    message: { type: 'UNSUBSCRIBE', qos: null, topic: 'a/b' },
    summary: 'UNSUBSCRIBE id 4: a/b',
  },
  {
    description: 'UNSUBSCRIBE with a QoS',
    bytes: sn.snUnsubscribe(4, 'a/b', { qos: 1 }),
    message: { qos: null },
    anomalies: ['unused-flag-bits'],
  },
  { description: 'PINGREQ', bytes: fromHex('02 16'), message: { type: 'PINGREQ', clientId: null }, summary: 'PINGREQ' },
  {
    description: 'PINGREQ of a sleeping client',
    bytes: sn.snPingRequest('dev1'),
    message: { clientId: 'dev1' },
    summary: 'PINGREQ dev1',
  },
  { description: 'PINGRESP', bytes: fromHex('02 17'), message: { type: 'PINGRESP' } },
  {
    description: 'DISCONNECT',
    bytes: fromHex('02 18'),
    message: { type: 'DISCONNECT', duration: null },
    summary: 'DISCONNECT',
  },
  {
    description: 'DISCONNECT to sleep',
    bytes: fromHex('04 18 00 78'),
    message: { duration: 120 },
    summary: 'DISCONNECT, asleep for 120 s',
  },
  {
    description: 'DISCONNECT with half a duration',
    bytes: fromHex('03 18 00'),
    message: { duration: null },
    anomalies: ['body-too-short'],
  },
  {
    description: 'WILLTOPICUPD',
    bytes: sn.snWillTopic('w', { qos: 2 }, true),
    message: { type: 'WILLTOPICUPD', qos: 2, topic: 'w' },
  },
  { description: 'WILLTOPICUPD empty', bytes: sn.snWillTopic(null, {}, true), message: { topic: null } },
  { description: 'WILLTOPICRESP', bytes: sn.snWillTopicResponse(), message: { type: 'WILLTOPICRESP', returnCode: 0 } },
  {
    description: 'WILLMSGUPD',
    bytes: sn.snWillMessage('bye', true),
    message: { type: 'WILLMSGUPD', payloadLength: 3 },
  },
  { description: 'WILLMSGRESP', bytes: sn.snWillMessageResponse(1), message: { type: 'WILLMSGRESP', returnCode: 1 } },
  {
    description: 'a reserved type keeps its number',
    bytes: fromHex('04 03 aa bb'),
    message: { type: 'RESERVED', messageType: 3, payload: fromHex('aa bb') },
    anomalies: ['reserved-message-type'],
    summary: 'RESERVED type 0x03',
  },
  {
    description: 'an encapsulated message',
    bytes: fromHex('05 fe 02 aa bb 02 16'),
    message: { type: 'PINGREQ', length: 2, forwarding: [{ wirelessNodeId: 'aabb', radius: 2 }] },
    summary: 'PINGREQ (forwarded for node aabb)',
  },
  {
    description: 'an encapsulation with nothing inside',
    bytes: fromHex('05 fe 00 aa bb'),
    message: { type: 'ENCAPSULATED' },
    anomalies: ['encapsulation-empty'],
  },
  {
    description: 'an encapsulation with control bits',
    bytes: sn.snEncapsulated([1], sn.snPingResponse(), { control: 0x11 }),
    message: { type: 'PINGRESP' },
    anomalies: ['encapsulation-control-bits'],
  },
  {
    description: 'an encapsulation with a long Length',
    bytes: sn.snEncapsulated([1], sn.snPingResponse(), { longLength: true }),
    message: { type: 'PINGRESP' },
    anomalies: ['encapsulation-length-form'],
  },
  {
    description: 'an encapsulation shorter than its header',
    bytes: fromHex('02 fe 00 02 16'),
    message: { type: 'ENCAPSULATED' },
    anomalies: ['length-too-small'],
  },
  {
    description: 'an encapsulation beyond the datagram',
    bytes: fromHex('09 fe 00 02 16'),
    message: { type: 'ENCAPSULATED' },
    anomalies: ['length-overrun'],
  },
  {
    description: 'encapsulated twice',
    bytes: sn.snEncapsulated([1], sn.snEncapsulated([2], sn.snPingResponse())),
    message: {
      type: 'PINGRESP',
      forwarding: [
        { wirelessNodeId: '01', radius: 0 },
        { wirelessNodeId: '02', radius: 0 },
      ],
    },
    anomalies: ['encapsulation-nested'],
  },
  {
    description: 'encapsulated five times',
    bytes: [1, 2, 3, 4, 5].reduce((inner, node) => sn.snEncapsulated([node], inner), sn.snPingResponse()),
    message: { type: 'ENCAPSULATED' },
    anomalies: ['encapsulation-nested', 'encapsulation-too-deep'],
  },
  {
    description: 'one byte',
    bytes: fromHex('02'),
    message: { type: 'RESERVED', messageType: null, length: 2 },
    anomalies: ['message-too-short'],
  },
  {
    description: 'a Length of 1 octet that says 0',
    bytes: fromHex('00 17'),
    message: { type: 'PINGRESP', length: 0 },
    anomalies: ['length-too-small'],
  },
  {
    description: 'a long Length smaller than its header',
    bytes: fromHex('01 00 03 17'),
    message: { type: 'PINGRESP', length: 3 },
    anomalies: ['length-too-small'],
  },
  {
    description: 'a Length beyond the datagram',
    bytes: fromHex('09 0b 00 05 00 01'),
    message: { type: 'REGACK', topicId: 5, returnCode: null },
    anomalies: ['length-overrun'],
  },
  {
    description: 'bytes behind the message',
    bytes: concat(sn.snPingResponse(), [0, 0]),
    message: { type: 'PINGRESP' },
    anomalies: ['bytes-after-message'],
  },
  {
    description: 'a PUBLISH the capture cut',
    bytes: sn.snPublish(5, 9, 'abcdef', { qos: 1 }),
    captured: 9,
    message: { topicId: 5, payloadLength: 6, payload: fromHex('61 62') },
    anomalies: ['message-truncated'],
  },
];

describe('MQTT-SN messages', () => {
  it.each(ROWS.map((row) => [row.description, row] as const))('%s', (_, row) => {
    const reading = readSn(row.bytes, row.captured);
    expect(reading.anomalies).toEqual(row.anomalies ?? []);
    expect(reading.message).toMatchObject(row.message);
    if (row.summary !== undefined) expect(reading.summary).toBe(row.summary);
  });

  it('has a row for every type and every anomaly', () => {
    const types = new Set(ROWS.map((row) => readSn(row.bytes).message.type));
    expect(SN_MESSAGE_TYPES.map((row) => row.name).filter((name) => !types.has(name as SnMessage['type']))).toEqual([]);
    const raised = new Set(ROWS.flatMap((row) => row.anomalies ?? []));
    expect(MQTT_SN_ANOMALIES.map((kind) => kind.id.replace('mqttsn.', '')).filter((id) => !raised.has(id))).toEqual([]);
  });

  it.each(ROWS.map((row) => [row.description, row] as const))('%s: cut at every length', (_, row) => {
    for (let length = 0; length < row.bytes.length; length++) {
      // By the capture: nothing but the cut is new, and no fault is invented.
      const whole = new Set(readSn(row.bytes).anomalies);
      const cut = readSn(row.bytes, length).anomalies;
      expect(cut[0]).toBe('message-truncated');
      expect(cut.slice(1).filter((id) => !whole.has(id))).toEqual([]);
      // By the sender: never silent, unless what is left is a whole message.
      const short = readSn(row.bytes.subarray(0, length));
      const isWhole = short.message.length === length;
      if (!isWhole) expect(short.anomalies.length).toBeGreaterThan(0);
      expect(short.summary).not.toBe('');
    }
  });
});
