// One line per message for a timeline, in the words of the specification; cold.

import type {
  SnConnectMessage,
  SnMessage,
  SnPublishMessage,
  SnSubscribeMessage,
  SnWillTopicMessage,
} from './message.ts';
import { snReturnCodeName } from './return-codes.ts';

/** 'PUBLISH topic id 7, QoS 1, id 4, 12 bytes'; a forwarded message says for which node. */
export function snSummaryOf(message: SnMessage): string {
  const nodes = message.forwarding.map((one) => one.wirelessNodeId);
  return nodes.length === 0 ? bare(message) : `${bare(message)} (forwarded for node ${nodes.join(', ')})`;
}

function bare(message: SnMessage): string {
  switch (message.type) {
    case 'ADVERTISE':
      return `ADVERTISE gateway ${shown(message.gatewayId)}, again within ${shown(message.duration)} s`;
    case 'SEARCHGW':
      return `SEARCHGW radius ${shown(message.radius)}`;
    case 'GWINFO':
      return `GWINFO gateway ${shown(message.gatewayId)}${message.gatewayAddressHex === null ? '' : ` at ${message.gatewayAddressHex}`}`;
    case 'CONNECT':
      return connectSummary(message);
    case 'CONNACK':
    case 'WILLTOPICRESP':
    case 'WILLMSGRESP':
      return `${message.type} ${codeName(message.returnCode)}`;
    case 'WILLTOPIC':
    case 'WILLTOPICUPD':
      return willTopicSummary(message);
    case 'WILLMSG':
    case 'WILLMSGUPD':
      return `${message.type} ${message.payloadLength} bytes`;
    case 'REGISTER':
      return `REGISTER id ${shown(message.messageId)}: ${message.topic ?? '?'}${message.topicId ? ` = topic id ${message.topicId}` : ''}`;
    case 'REGACK':
    case 'PUBACK':
      return `${message.type} id ${shown(message.messageId)}, topic id ${shown(message.topicId)}: ${codeName(message.returnCode)}`;
    case 'PUBLISH':
      return publishSummary(message);
    case 'PUBREC':
    case 'PUBREL':
    case 'PUBCOMP':
    case 'UNSUBACK':
      return `${message.type} id ${shown(message.messageId)}`;
    case 'SUBSCRIBE':
    case 'UNSUBSCRIBE':
      return subscribeSummary(message);
    case 'SUBACK':
      return `SUBACK id ${shown(message.messageId)}, topic id ${shown(message.topicId)}, QoS ${shown(message.qos)}: ${codeName(message.returnCode)}`;
    case 'PINGREQ':
      return message.clientId === null ? 'PINGREQ' : `PINGREQ ${message.clientId}`;
    case 'DISCONNECT':
      return message.duration === null ? 'DISCONNECT' : `DISCONNECT, asleep for ${message.duration} s`;
    case 'RESERVED':
      return message.messageType === null
        ? 'RESERVED'
        : `RESERVED type 0x${message.messageType.toString(16).padStart(2, '0')}`;
    default:
      return message.type;
  }
}

function connectSummary(message: SnConnectMessage): string {
  const parts = [`CONNECT ${message.clientId ?? '?'}`, `keep alive ${shown(message.duration)} s`];
  if (message.cleanSession) parts.push('clean session');
  if (message.will) parts.push('will');
  return parts.join(', ');
}

function willTopicSummary(message: SnWillTopicMessage): string {
  if (message.topic === null) return `${message.type} (none)`;
  return `${message.type} ${message.topic}, QoS ${shown(message.qos)}${message.retain ? ', retain' : ''}`;
}

function publishSummary(message: SnPublishMessage): string {
  const parts = [
    message.topicIdType === 'short'
      ? `PUBLISH ${message.shortTopic ?? '?'}`
      : `PUBLISH ${idText(message.topicIdType, message.topicId)}`,
    `QoS ${shown(message.qos)}`,
  ];
  if (message.messageId !== null && message.messageId !== 0) parts.push(`id ${message.messageId}`);
  if (message.dup) parts.push('DUP');
  if (message.retain) parts.push('retain');
  parts.push(`${message.payloadLength} bytes`);
  return parts.join(', ');
}

function subscribeSummary(message: SnSubscribeMessage): string {
  const topic = message.topic ?? idText(message.topicIdType, message.topicId);
  return `${message.type} id ${shown(message.messageId)}: ${topic}${message.qos === null ? '' : ` (QoS ${message.qos})`}`;
}

function idText(type: string, topicId: number | null): string {
  return `${type === 'normal' ? '' : `${type} `}topic id ${shown(topicId)}`;
}

function codeName(code: number | null): string {
  return code === null ? '?' : snReturnCodeName(code);
}

function shown(value: number | null): string {
  return value === null ? '?' : String(value);
}
