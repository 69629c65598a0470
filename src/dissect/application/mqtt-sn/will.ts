// WILLTOPIC, WILLTOPICUPD, WILLMSG, WILLMSGUPD — MQTT-SN 1.2 §5.4.7, §5.4.9, §5.4.22, §5.4.23.
//
// WILLTOPIC(UPD): Flags (1) · WillTopic (n), or nothing at all: deletes the will    WILLMSG(UPD): WillMsg (n)

import { QOS_MINUS_ONE_NOT_ALLOWED } from './anomalies.ts';
import type { SnBodyCursor } from './body-cursor.ts';
import { FLAG_RETAIN, qosOf } from './flags.ts';
import type { SnMessageHead, SnWillMessageMessage, SnWillTopicMessage } from './message.ts';
import { SN_WILLTOPIC } from './message-types.ts';

export function readWillTopic(
  head: SnMessageHead,
  body: SnBodyCursor,
  type: SnWillTopicMessage['type'],
): SnWillTopicMessage {
  if (body.left === 0) return { ...head, type, flags: null, qos: null, retain: false, topic: null };
  const flags = body.flags(SN_WILLTOPIC);
  const qos = flags === null ? null : qosOf(flags);
  if (qos === -1) body.flag(QOS_MINUS_ONE_NOT_ALLOWED, body.at - 1, 0, 3);
  return { ...head, type, flags, qos, retain: ((flags ?? 0) & FLAG_RETAIN) !== 0, topic: body.topic(false) };
}

export function readWillMessage(
  head: SnMessageHead,
  body: SnBodyCursor,
  type: SnWillMessageMessage['type'],
): SnWillMessageMessage {
  const payloadLength = body.left;
  return { ...head, type, payload: body.payload(), payloadLength };
}
