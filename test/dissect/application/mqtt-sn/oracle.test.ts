// The fields of every message equal those of tshark's mqttsn dissector, on a capture written here.

import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { mqttSn } from '../../../../src/dissect/application/mqtt-sn/index.ts';
import type { SnMessage } from '../../../../src/dissect/application/mqtt-sn/message.ts';
import { MqttSnView } from '../../../../src/dissect/application/mqtt-sn/view.ts';
import type { Bytes } from '../../../builders/bytes.ts';
import { ethernet } from '../../../builders/ethernet.ts';
import { ipv4 } from '../../../builders/ipv4.ts';
import * as sn from '../../../builders/mqtt-sn.ts';
import { pcap } from '../../../builders/pcap.ts';
import { udp } from '../../../builders/udp.ts';

const hasTshark = spawnSync('tshark', ['--version']).status === 0;
const required = process.env['REQUIRE_SYSTEM'] === '1';
if (!hasTshark) console.warn('MQTT-SN is not compared: tshark is not installed');

const folder = mkdtempSync(join(tmpdir(), 'mqttscope-mqtt-sn-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const FIELDS = [
  ...['frame.number', 'mqttsn.msg.type', 'mqttsn.msg.len', 'mqttsn.msg.id', 'mqttsn.topic.id', 'mqttsn.qos'],
  ...['mqttsn.client.id', 'mqttsn.dup', 'mqttsn.retain', 'mqttsn.return.code', 'mqttsn.topic', 'mqttsn.gw.id'],
  ...[
    'mqttsn.keep.alive',
    'mqttsn.sleep.timer',
    'mqttsn.adv.interv',
    'mqttsn.radius',
    'mqttsn.will',
    'mqttsn.clean.session',
  ],
];

const MESSAGES: readonly Bytes[] = [
  sn.snAdvertise(7, 900),
  sn.snSearchGateway(1),
  sn.snGatewayInfo(7),
  sn.snConnect({ clientId: 'sensor-1', duration: 300, will: true }),
  sn.snConnect({ clientId: 'b', clean: false }),
  sn.snConnack(1),
  sn.snWillTopicRequest(),
  sn.snWillTopic('will/topic', { qos: 1, retain: true }),
  sn.snWillMessageRequest(),
  sn.snWillMessage('gone'),
  sn.snRegister(0, 1, 'a/b'),
  sn.snRegister(258, 770, 'x'),
  sn.snRegack(258, 1),
  sn.snPublish(258, 0, '21.5'),
  sn.snPublish(258, 4096, '21.5', { qos: 1, retain: true }),
  sn.snPublish(258, 4096, '21.5', { qos: 1, dup: true }),
  sn.snPublish(3, 9, 'z', { qos: 2, topicType: 1 }),
  sn.snPublish(3, 0, 'z', { qos: 3, topicType: 1 }),
  sn.snPublish(5, 0, 'x'.repeat(300)),
  sn.snPuback(258, 4096, 2),
  sn.snMessageId('PUBREC', 9),
  sn.snMessageId('PUBREL', 9),
  sn.snMessageId('PUBCOMP', 9),
  sn.snSubscribe(11, 'a/#', { qos: 2 }),
  sn.snSuback(258, 11, 0, { qos: 1 }),
  sn.snUnsubscribe(12, 'a/#'),
  sn.snMessageId('UNSUBACK', 12),
  sn.snPingRequest(),
  sn.snPingRequest('sensor-1'),
  sn.snPingResponse(),
  sn.snDisconnect(),
  sn.snDisconnect(600),
  sn.snWillTopic('new', { qos: 2 }, true),
  sn.snWillTopicResponse(),
  sn.snWillMessage('other', true),
  sn.snWillMessageResponse(3),
];

interface Row {
  readonly [field: string]: string;
}

function theirs(messages: readonly Bytes[]): Row[] {
  const path = join(folder, 'messages.pcap');
  const records = messages.map((message, i) => ({
    sec: 1_700_000_000 + i,
    bytes: ethernet({}, ipv4({ protocol: 17 }, udp({ sourcePort: 50001, destinationPort: 10000 }, message))),
  }));
  writeFileSync(path, pcap({}, records));
  const columns = FIELDS.flatMap((field) => ['-e', field]);
  const text = execFileSync(
    'tshark',
    ['-r', path, '-d', 'udp.port==10000,mqttsn', '-T', 'fields', '-E', 'occurrence=l', ...columns],
    { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] },
  );
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => Object.fromEntries(line.split('\t').map((cell, i) => [FIELDS[i] ?? '', cell])));
}

function ours(bytes: Bytes): SnMessage {
  const view = mqttSn.open().decode(bytes, 0, bytes.length, bytes.length, 0, (kind) => {
    throw new Error(kind.id);
  });
  if (!(view instanceof MqttSnView)) throw new Error('not a view of MQTT-SN');
  return view.toMessage();
}

/** Field of tshark → the same of ours; undefined: this message has none. */
const PAIRS: Readonly<Record<string, (message: SnMessage) => unknown>> = {
  'mqttsn.msg.type': (message) => message.messageType,
  'mqttsn.msg.len': (message) => message.length,
  'mqttsn.msg.id': (message) => ('messageId' in message ? message.messageId : undefined),
  'mqttsn.topic.id': (message) => ('topicId' in message ? (message.topicId ?? undefined) : undefined),
  // tshark 4.0 takes the flags of PUBLISH and CONNECT apart, not those of SUBSCRIBE, SUBACK and WILLTOPIC.
  'mqttsn.qos': (message) => (message.type === 'PUBLISH' ? (message.qos ?? 0) & 3 : undefined),
  'mqttsn.client.id': (message) => ('clientId' in message ? (message.clientId ?? undefined) : undefined),
  'mqttsn.dup': (message) => (message.type === 'PUBLISH' ? Number(message.dup) : undefined),
  'mqttsn.retain': (message) => (message.type === 'PUBLISH' ? Number(message.retain) : undefined),
  'mqttsn.return.code': (message) => ('returnCode' in message ? message.returnCode : undefined),
  'mqttsn.topic': (message) => (message.type === 'REGISTER' ? message.topic : undefined),
  'mqttsn.gw.id': (message) => ('gatewayId' in message ? message.gatewayId : undefined),
  'mqttsn.keep.alive': (message) => (message.type === 'CONNECT' ? message.duration : undefined),
  'mqttsn.sleep.timer': (message) => (message.type === 'DISCONNECT' ? (message.duration ?? undefined) : undefined),
  'mqttsn.adv.interv': (message) => (message.type === 'ADVERTISE' ? message.duration : undefined),
  'mqttsn.radius': (message) => ('radius' in message ? message.radius : undefined),
  'mqttsn.will': (message) => (message.type === 'CONNECT' ? Number(message.will) : undefined),
  'mqttsn.clean.session': (message) => (message.type === 'CONNECT' ? Number(message.cleanSession) : undefined),
};

describe.skipIf(!hasTshark && !required)('tshark', () => {
  it('reads the same fields', () => {
    const rows = theirs(MESSAGES);
    expect(rows).toHaveLength(MESSAGES.length);
    const differences: string[] = [];
    let compared = 0;
    MESSAGES.forEach((bytes, i) => {
      const message = ours(bytes);
      for (const [field, get] of Object.entries(PAIRS)) {
        const cell = rows[i]?.[field] ?? '';
        const value = get(message);
        if (value === undefined && cell === '') continue;
        compared++;
        // Numbers as hex or decimal, booleans as 0/1 or True/False.
        const isSame =
          typeof value === 'number'
            ? cell !== '' && Number(cell.replace('True', '1').replace('False', '0')) === value
            : cell === String(value ?? '');
        if (!isSame) differences.push(`${message.type} ${field}: tshark '${cell}', ours '${String(value)}'`);
      }
    });
    expect(differences).toEqual([]);
    expect(compared).toBeGreaterThan(120);
  });

  it('unwraps the same message from a forwarder encapsulation', () => {
    const bytes = sn.snEncapsulated([0xaa, 0xbb], sn.snPublish(5, 0, '1'), { control: 1 });
    const [row] = theirs([bytes]);
    const message = ours(bytes);
    expect(Number(row?.['mqttsn.msg.type'])).toBe(message.messageType);
    expect(Number(row?.['mqttsn.topic.id'])).toBe(5);
    expect(message.forwarding).toEqual([{ wirelessNodeId: 'aabb', radius: 1 }]);
  });
});
