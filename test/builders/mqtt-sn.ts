// MQTT-SN messages as bytes, right or wrong — written from MQTT-SN 1.2 §5, independent of src.

import { type Bytes, be16, concat } from './bytes.ts';

const utf8 = new TextEncoder();

function bytesOf(content: string | Bytes): Bytes {
  return typeof content === 'string' ? utf8.encode(content) : content;
}

export interface HeaderFields {
  /** As the Length field says it; default: the truth. */
  readonly length?: number;
  /** Three octets of Length even where one would do. */
  readonly longLength?: boolean;
}

/** Header and body. */
export function snMessage(type: number, body: Bytes | readonly number[], fields: HeaderFields = {}): Bytes {
  const isLong = fields.longLength ?? body.length + 2 > 255;
  const length = fields.length ?? body.length + (isLong ? 4 : 2);
  return concat(isLong ? [1, ...be16(length)] : [length], [type], body);
}

export interface SnFlags {
  readonly dup?: boolean;
  readonly qos?: number;
  readonly retain?: boolean;
  readonly will?: boolean;
  readonly clean?: boolean;
  /** 0 normal, 1 predefined, 2 short, 3 reserved. */
  readonly topicType?: number;
  /** All eight bits, instead of the others. */
  readonly flags?: number;
}

export function snFlags(fields: SnFlags): number {
  if (fields.flags !== undefined) return fields.flags;
  return (
    (fields.dup === true ? 0x80 : 0) |
    (((fields.qos ?? 0) & 3) << 5) |
    (fields.retain === true ? 0x10 : 0) |
    (fields.will === true ? 0x08 : 0) |
    (fields.clean === true ? 0x04 : 0) |
    (fields.topicType ?? 0)
  );
}

export function snAdvertise(gatewayId: number, duration: number): Bytes {
  return snMessage(0x00, [gatewayId, ...be16(duration)]);
}

export function snSearchGateway(radius: number): Bytes {
  return snMessage(0x01, [radius]);
}

export function snGatewayInfo(gatewayId: number, address: readonly number[] = []): Bytes {
  return snMessage(0x02, [gatewayId, ...address]);
}

export interface SnConnectFields extends SnFlags {
  readonly clientId?: string | Bytes;
  readonly duration?: number;
  readonly protocolId?: number;
}

export function snConnect(fields: SnConnectFields = {}): Bytes {
  const head = [snFlags({ clean: true, ...fields }), fields.protocolId ?? 1, ...be16(fields.duration ?? 60)];
  return snMessage(0x04, concat(head, bytesOf(fields.clientId ?? 'sensor-1')));
}

export function snConnack(code = 0): Bytes {
  return snMessage(0x05, [code]);
}

export function snWillTopicRequest(): Bytes {
  return snMessage(0x06, []);
}

/** No topic: the empty message that deletes the will. */
export function snWillTopic(topic: string | null, fields: SnFlags = {}, update = false): Bytes {
  return snMessage(update ? 0x1a : 0x07, topic === null ? [] : concat([snFlags(fields)], bytesOf(topic)));
}

export function snWillMessageRequest(): Bytes {
  return snMessage(0x08, []);
}

export function snWillMessage(content: string | Bytes, update = false): Bytes {
  return snMessage(update ? 0x1c : 0x09, bytesOf(content));
}

export function snWillTopicResponse(code = 0): Bytes {
  return snMessage(0x1b, [code]);
}

export function snWillMessageResponse(code = 0): Bytes {
  return snMessage(0x1d, [code]);
}

export function snRegister(topicId: number, messageId: number, topic: string | Bytes): Bytes {
  return snMessage(0x0a, concat(be16(topicId), be16(messageId), bytesOf(topic)));
}

export function snRegack(topicId: number, messageId: number, code = 0): Bytes {
  return snMessage(0x0b, [...be16(topicId), ...be16(messageId), code]);
}

/** `topic`: a topic id, or a short topic name of two octets. */
export function snPublish(
  topic: number | string,
  messageId: number,
  content: string | Bytes,
  fields: SnFlags & HeaderFields = {},
): Bytes {
  const isShort = typeof topic === 'string';
  const flags = snFlags({ topicType: isShort ? 2 : 0, ...fields });
  const topicBytes = isShort ? bytesOf(topic) : be16(topic);
  return snMessage(0x0c, concat([flags], topicBytes, be16(messageId), bytesOf(content)), fields);
}

export function snPuback(topicId: number, messageId: number, code = 0): Bytes {
  return snMessage(0x0d, [...be16(topicId), ...be16(messageId), code]);
}

const MESSAGE_ID_TYPES = { PUBCOMP: 0x0e, PUBREC: 0x0f, PUBREL: 0x10, UNSUBACK: 0x15 } as const;

export function snMessageId(type: keyof typeof MESSAGE_ID_TYPES, messageId: number): Bytes {
  return snMessage(MESSAGE_ID_TYPES[type], be16(messageId));
}

/** `topic`: a name or filter (with topicType 2: a short name), or a predefined topic id. */
export function snSubscribe(messageId: number, topic: string | number, fields: SnFlags = {}): Bytes {
  const isId = typeof topic === 'number';
  const flags = snFlags({ topicType: isId ? 1 : 0, ...fields });
  return snMessage(0x12, concat([flags], be16(messageId), isId ? be16(topic) : bytesOf(topic)));
}

export function snSuback(topicId: number, messageId: number, code = 0, fields: SnFlags = {}): Bytes {
  return snMessage(0x13, [snFlags(fields), ...be16(topicId), ...be16(messageId), code]);
}

export function snUnsubscribe(messageId: number, topic: string | number, fields: SnFlags = {}): Bytes {
  const isId = typeof topic === 'number';
  const flags = snFlags({ topicType: isId ? 1 : 0, ...fields });
  return snMessage(0x14, concat([flags], be16(messageId), isId ? be16(topic) : bytesOf(topic)));
}

export function snPingRequest(clientId: string | null = null): Bytes {
  return snMessage(0x16, clientId === null ? [] : bytesOf(clientId));
}

export function snPingResponse(): Bytes {
  return snMessage(0x17, []);
}

export function snDisconnect(duration: number | null = null): Bytes {
  return snMessage(0x18, duration === null ? [] : be16(duration));
}

/** Forwarder encapsulation around a message. */
export function snEncapsulated(
  wirelessNodeId: readonly number[],
  inner: Bytes,
  fields: { readonly control?: number } & HeaderFields = {},
): Bytes {
  return concat(snMessage(0xfe, [fields.control ?? 0, ...wirelessNodeId], fields), inner);
}
