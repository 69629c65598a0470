// Table `messages` beside tshark's mqtt fields: both as one object per MQTT control packet.

import { createHash } from 'node:crypto';
import { PACKET_TYPES } from '../../src/dissect/application/mqtt/packet-types.ts';
import type { TableRecord } from '../export/read-table.ts';
import { nodesOf, type PdmlNode } from './pdml.ts';

/** Values that one side does not have are null or []. */
export interface ComparedMessage {
  readonly frame: number;
  readonly type: string;
  readonly length: number;
  readonly dup: boolean | null;
  readonly qos: number | null;
  readonly retain: boolean | null;
  readonly packetIdentifier: number | null;
  readonly topic: string | null;
  readonly payloadSha256: string | null;
  readonly protocolLevel: number | null;
  readonly clientId: string | null;
  readonly keepAlive: number | null;
  readonly cleanSession: boolean | null;
  readonly reasonCodes: readonly number[];
  /** "filter qos" */
  readonly filters: readonly string[];
  /** "identifier value": numbers as such, the rest in hex. */
  readonly properties: readonly string[];
}

const CODE_FIELDS = [
  'mqtt.conack.val',
  'mqtt.connack.reason_code',
  'mqtt.puback.reason_code',
  'mqtt.pubrec.reason_code',
  'mqtt.pubrel.reason_code',
  'mqtt.pubcomp.reason_code',
  'mqtt.suback.qos',
  'mqtt.suback.reason_code',
  'mqtt.unsuback.reason_code',
  'mqtt.disconnect.reason_code',
  'mqtt.auth.reason_code',
];
/** Shortest packets of these types have no room for a reason code: MQTT 5 §3.4.2.1, §3.14.2.1. */
const LENGTH_WITHOUT_CODE: Readonly<Record<string, number>> = {
  PUBACK: 4,
  PUBREC: 4,
  PUBREL: 4,
  PUBCOMP: 4,
  DISCONNECT: 2,
  AUTH: 2,
};

/** One message of tshark: a `proto` of a packet. */
export function messageOfTshark(frame: number, proto: PdmlNode): ComparedMessage {
  const shown = (name: string): string | null => nodesOf(proto, name)[0]?.show ?? null;
  const number = (name: string): number | null => numberOrNull(shown(name));
  const flag = (name: string): boolean | null => (shown(name) === null ? null : number(name) === 1);
  const type = PACKET_TYPES[number('mqtt.msgtype') ?? -1]?.name ?? 'none';
  const remaining = nodesOf(proto, 'mqtt.len')[0];
  const topics = nodesOf(proto, 'mqtt.topic').map(({ show }) => show);
  const payload = nodesOf(proto, 'mqtt.msg')[0];
  const options = [...nodesOf(proto, 'mqtt.sub.qos'), ...nodesOf(proto, 'mqtt.subscription_options_qos')];
  const isPublish = type === 'PUBLISH';
  return {
    frame,
    type,
    length: 1 + (remaining?.hex.length ?? 0) / 2 + Number(remaining?.show),
    // MQTT 3.1 gave these flags to other packets too, without a use for them.
    dup: isPublish ? flag('mqtt.dupflag') : null,
    qos: isPublish ? number('mqtt.qos') : null,
    retain: isPublish ? flag('mqtt.retain') : null,
    packetIdentifier: number('mqtt.msgid'),
    topic: isPublish ? (topics[0] ?? null) : null,
    payloadSha256: isPublish ? sha256(payload?.hex ?? '') : null,
    protocolLevel: number('mqtt.ver'),
    clientId: shown('mqtt.clientid'),
    keepAlive: number('mqtt.kalive'),
    cleanSession: flag('mqtt.conflag.cleansess'),
    reasonCodes: CODE_FIELDS.flatMap((name) => nodesOf(proto, name)).map(({ show }) => Number(show)),
    filters: isPublish ? [] : topics.map((topic, index) => `${topic} ${numberOrNull(options[index]?.show ?? null)}`),
    properties: proto.children.filter(({ name }) => name === 'mqtt.properties').flatMap(propertiesOfTshark),
  };
}

const NUMBERS = new Set(['mqtt.prop_number', 'mqtt.property.max_qos', 'mqtt.property.topic_alias']);

/** Identifiers and values stand one after the other, a user property has two values. */
function propertiesOfTshark(list: PdmlNode): string[] {
  const found: string[] = [];
  for (const { name, show, hex } of list.children) {
    if (name === 'mqtt.property_id') found.push(String(Number(show)));
    else if (NUMBERS.has(name)) found.push(`${found.pop()} ${show}`);
    else if (name === 'mqtt.property.content_type')
      found.push(`${found.pop()} ${hex.slice(4)}`); // with its length
    else if (!name.endsWith('_len')) found.push(`${found.pop()} ${hex}`);
  }
  return found;
}

/** One record of the table. */
export function messageOfTable(record: TableRecord): ComparedMessage {
  const type = record['type'] as string;
  const length = record['length'] as number;
  const codes = record['reasonCodes'] as readonly number[];
  const filters = record['filters'] as readonly { filter: string; qos: number | null }[];
  const properties = record['properties'] as readonly TableProperty[];
  const { dup, qos, retain, packetIdentifier, topic, payloadSha256, protocolLevel, clientId, keepAlive, cleanSession } =
    record as unknown as ComparedMessage;
  return {
    frame: record['deliveredFrame'] as number,
    type,
    length,
    dup,
    qos,
    retain,
    packetIdentifier,
    topic,
    payloadSha256,
    protocolLevel,
    clientId,
    keepAlive,
    cleanSession,
    reasonCodes: length <= (LENGTH_WITHOUT_CODE[type] ?? -1) ? [] : codes,
    filters: filters.map(({ filter, qos }) => `${filter} ${qos}`),
    properties: properties.map(propertyOfTable),
  };
}

interface TableProperty {
  readonly id: number;
  readonly value?: number | string | { readonly name: string; readonly value: string };
  readonly valueHex?: string;
}

function propertyOfTable({ id, value, valueHex }: TableProperty): string {
  if (typeof value === 'string') return `${id} ${hexOf(value)}`;
  if (typeof value === 'object') return `${id} ${hexOf(value.name)} ${hexOf(value.value)}`;
  return `${id} ${valueHex ?? value}`;
}

function hexOf(text: string): string {
  return Buffer.from(text, 'utf8').toString('hex');
}

function numberOrNull(shown: string | null): number | null {
  return shown === null ? null : Number(shown);
}

function sha256(hex: string): string {
  return createHash('sha256').update(Buffer.from(hex, 'hex')).digest('hex');
}
