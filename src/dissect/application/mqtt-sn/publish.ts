// PUBLISH — MQTT-SN 1.2 §5.4.12, §6.6–§6.8, §6.10.
//
// Flags (1) · TopicId (2) · MsgId (2; 0 with QoS 0 and −1) · Data (n)

import { u16be } from '../../../core/bytes.ts';
import {
  DUP_WITHOUT_ACKNOWLEDGEMENT,
  MESSAGE_ID_NOT_ZERO,
  MESSAGE_ID_ZERO,
  QOS_MINUS_ONE_NORMAL_TOPIC,
  TOPIC_ID_TYPE_RESERVED,
} from './anomalies.ts';
import type { SnBodyCursor } from './body-cursor.ts';
import { FLAG_DUP, FLAG_RETAIN, qosOf, topicIdTypeOf } from './flags.ts';
import type { SnMessageHead, SnPublishMessage } from './message.ts';
import { SN_PUBLISH } from './message-types.ts';

export function readPublish(head: SnMessageHead, body: SnBodyCursor): SnPublishMessage {
  const flagsAt = body.at;
  const flags = body.flags(SN_PUBLISH);
  const dup = ((flags ?? 0) & FLAG_DUP) !== 0;
  const qos = flags === null ? null : qosOf(flags);
  const topicIdType = topicIdTypeOf(flags ?? 0);
  const isAcknowledged = qos === 1 || qos === 2;
  if (flags !== null) {
    if (topicIdType === 'reserved') body.flag(TOPIC_ID_TYPE_RESERVED, flagsAt, 0, 3);
    if (qos === -1 && topicIdType === 'normal') body.flag(QOS_MINUS_ONE_NORMAL_TOPIC, flagsAt, 0, 0);
    if (dup && !isAcknowledged) body.flag(DUP_WITHOUT_ACKNOWLEDGEMENT, flagsAt, 0, 0);
  }
  const topicAt = body.at;
  const shortTopic = topicIdType === 'short' ? body.shortTopic(false) : null;
  const hasWholeShortTopic = shortTopic !== null && topicAt + 2 <= body.captureEnd;
  const topicId = topicIdType !== 'short' ? body.topicId(false) : hasWholeShortTopic ? u16be(body.buf, topicAt) : null;
  const messageId = body.u16();
  if (messageId === 0 && isAcknowledged) body.flag(MESSAGE_ID_ZERO, body.at - 2, 1, 0);
  if (messageId !== null && messageId !== 0 && !isAcknowledged)
    body.flag(MESSAGE_ID_NOT_ZERO, body.at - 2, 0, messageId);
  const payloadLength = body.left;
  return {
    ...head,
    type: 'PUBLISH',
    flags,
    dup,
    qos,
    retain: ((flags ?? 0) & FLAG_RETAIN) !== 0,
    topicIdType,
    topicId,
    shortTopic,
    messageId,
    payload: body.payload(),
    payloadLength,
  };
}
