// SUBSCRIBE, SUBACK, UNSUBSCRIBE — MQTT-SN 1.2 §5.4.15–§5.4.17, §6.9 — and the messages that are a MsgId alone: PUBREC, PUBREL, PUBCOMP,
// UNSUBACK (§5.4.14, §5.4.18).
//
// (UN)SUBSCRIBE: Flags (1) · MsgId (2) · TopicName (n), or TopicId (2)    SUBACK: Flags (1) · TopicId (2) · MsgId (2) · ReturnCode (1)

import { QOS_MINUS_ONE_NOT_ALLOWED, TOPIC_ID_TYPE_RESERVED } from './anomalies.ts';
import type { SnBodyCursor } from './body-cursor.ts';
import { FLAG_DUP, qosOf, topicIdTypeOf } from './flags.ts';
import type { SnMessageHead, SnMessageIdMessage, SnSubackMessage, SnSubscribeMessage } from './message.ts';
import { SN_SUBACK, SN_SUBSCRIBE, SN_UNSUBSCRIBE } from './message-types.ts';

export function readSubscribe(
  head: SnMessageHead,
  body: SnBodyCursor,
  type: SnSubscribeMessage['type'],
): SnSubscribeMessage {
  const flagsAt = body.at;
  const flags = body.flags(type === 'SUBSCRIBE' ? SN_SUBSCRIBE : SN_UNSUBSCRIBE);
  const qos = flags === null || type === 'UNSUBSCRIBE' ? null : qosOf(flags);
  const topicIdType = topicIdTypeOf(flags ?? 0);
  if (qos === -1) body.flag(QOS_MINUS_ONE_NOT_ALLOWED, flagsAt, 0, 3);
  if (topicIdType === 'reserved') body.flag(TOPIC_ID_TYPE_RESERVED, flagsAt, 0, 3);
  const messageId = body.messageId();
  const isId = topicIdType === 'predefined';
  const topic = isId ? null : topicIdType === 'short' ? body.shortTopic(true) : body.topic(true);
  return {
    ...head,
    type,
    flags,
    dup: ((flags ?? 0) & FLAG_DUP) !== 0,
    qos,
    topicIdType,
    messageId,
    topic,
    topicId: isId ? body.topicId(false) : null,
  };
}

export function readSuback(head: SnMessageHead, body: SnBodyCursor): SnSubackMessage {
  const flags = body.flags(SN_SUBACK);
  const qos = flags === null ? null : qosOf(flags);
  if (qos === -1) body.flag(QOS_MINUS_ONE_NOT_ALLOWED, body.at - 1, 0, 3);
  return {
    ...head,
    type: 'SUBACK',
    flags,
    qos,
    topicId: body.topicId(true), // 0: a filter with wildcards, a short name, or a refusal (§5.4.16)
    messageId: body.messageId(),
    returnCode: body.returnCode(),
  };
}

export function readMessageId(
  head: SnMessageHead,
  body: SnBodyCursor,
  type: SnMessageIdMessage['type'],
): SnMessageIdMessage {
  return { ...head, type, messageId: body.messageId() };
}
