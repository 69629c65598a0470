// One line per packet for a timeline, in the words of the specification; cold.

import type { AckMessage, ConnackMessage, ConnectMessage, PublishMessage, SubscribeMessage } from './message.ts';
import { messageOf } from './messages.ts';
import { MQTT_CONNACK, MQTT_SUBACK, MQTT_UNSUBACK } from './packet-types.ts';
import { reasonName } from './reason-codes.ts';
import type { MqttView } from './view.ts';

const VERSION_NAMES: readonly (string | undefined)[] = [undefined, undefined, undefined, '3.1', '3.1.1', '5.0'];

/** "3.1.1" for level 4; "level 6" for one that does not exist. */
export function versionName(protocolLevel: number): string {
  return VERSION_NAMES[protocolLevel] ?? `level ${protocolLevel}`;
}

export function summaryOf(view: MqttView): string {
  const message = messageOf(view);
  switch (message.type) {
    case 'CONNECT':
      return connectSummary(message);
    case 'CONNACK':
      return connackSummary(message, view.version);
    case 'PUBLISH':
      return publishSummary(message);
    case 'PUBACK':
    case 'PUBREC':
    case 'PUBREL':
    case 'PUBCOMP':
      return ackSummary(message, view);
    case 'SUBSCRIBE':
      return `SUBSCRIBE id ${message.packetIdentifier}: ${message.filters.map(filterText).join(', ') || 'no filter'}`;
    case 'UNSUBSCRIBE':
      return `UNSUBSCRIBE id ${message.packetIdentifier}: ${message.filters.join(', ') || 'no filter'}`;
    case 'SUBACK':
      return `SUBACK id ${message.packetIdentifier}: ${codes(MQTT_SUBACK, view.version, message.reasonCodes) || 'no code'}`;
    case 'UNSUBACK': {
      const list = codes(MQTT_UNSUBACK, view.version, message.reasonCodes);
      return `UNSUBACK id ${message.packetIdentifier}${list === '' ? '' : `: ${list}`}`;
    }
    case 'DISCONNECT':
    case 'AUTH':
      return message.reasonCode === null ? message.type : `${message.type} ${nameOf(view, message.reasonCode)}`;
    case 'RESERVED':
      return `RESERVED, ${message.length} bytes`;
    default:
      return message.type;
  }
}

function connectSummary(message: ConnectMessage): string {
  const parts = [
    `CONNECT ${message.clientId === '' ? '(no client id)' : message.clientId}`,
    `MQTT ${versionName(message.protocolLevel)}`,
    `keep alive ${message.keepAlive} s`,
  ];
  if (message.cleanSession) parts.push(message.protocolLevel >= 5 ? 'clean start' : 'clean session');
  if (message.will !== null) parts.push(`will ${message.will.topic} QoS ${message.will.qos}`);
  if (message.userName !== null) parts.push(`user ${message.userName}`);
  return parts.join(', ');
}

function connackSummary(message: ConnackMessage, version: number): string {
  if (message.reasonCode < 0) return 'CONNACK';
  const name = reasonName(MQTT_CONNACK, version, message.reasonCode);
  return `CONNACK ${name}${message.sessionPresent ? ', session present' : ''}`;
}

function publishSummary(message: PublishMessage): string {
  const words = ['PUBLISH'];
  if (message.dup) words.push('DUP');
  if (message.retain) words.push('retain');
  words.push(`QoS ${message.qos}`);
  if (message.packetIdentifier !== null) words.push(`id ${message.packetIdentifier}`);
  if (message.topic !== '') words.push(message.topic);
  if (message.topicAlias !== null) words.push(`(alias ${message.topicAlias})`);
  return `${words.join(' ')}, ${message.payloadLength} ${message.payloadLength === 1 ? 'byte' : 'bytes'}`;
}

function ackSummary(message: AckMessage, view: MqttView): string {
  const text = message.packetIdentifier < 0 ? message.type : `${message.type} id ${message.packetIdentifier}`;
  return message.reasonCode === null || message.reasonCode === 0
    ? text
    : `${text}: ${nameOf(view, message.reasonCode)}`;
}

function filterText(filter: SubscribeMessage['filters'][number]): string {
  return `${filter.filter} (QoS ${filter.qos})`;
}

function codes(packetType: number, version: number, list: readonly number[]): string {
  return list.map((code) => reasonName(packetType, version, code)).join(', ');
}

function nameOf(view: MqttView, code: number): string {
  return reasonName(view.packetType, view.version, code);
}
