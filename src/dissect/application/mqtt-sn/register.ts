// REGISTER, and REGACK and PUBACK, which share one shape — MQTT-SN 1.2 §5.4.10, §5.4.11, §5.4.13.
//
// REGISTER: TopicId (2; 0 from a client) · MsgId (2) · TopicName (n)    REGACK, PUBACK: TopicId (2) · MsgId (2) · ReturnCode (1)

import { MESSAGE_ID_ZERO, TOPIC_ID_RESERVED } from './anomalies.ts';
import type { SnBodyCursor } from './body-cursor.ts';
import type { SnMessageHead, SnRegisterMessage, SnTopicAckMessage } from './message.ts';

export function readRegister(head: SnMessageHead, body: SnBodyCursor): SnRegisterMessage {
  return {
    ...head,
    type: 'REGISTER',
    topicId: body.topicId(true),
    messageId: body.messageId(),
    topic: body.topic(false),
  };
}

export function readTopicAck(
  head: SnMessageHead,
  body: SnBodyCursor,
  type: SnTopicAckMessage['type'],
): SnTopicAckMessage {
  const at = body.at;
  const topicId = body.u16();
  const messageId = body.u16();
  const returnCode = body.returnCode();
  // A refusal need not name a topic id, and one may answer a PUBLISH without MsgId (QoS 0; §5.4.13).
  if (returnCode === 0) {
    if (topicId === 0 || topicId === 0xffff) body.flag(TOPIC_ID_RESERVED, at, 0, topicId);
    if (messageId === 0) body.flag(MESSAGE_ID_ZERO, at + 2, 1, 0);
  }
  return { ...head, type, topicId, messageId, returnCode };
}
