// PUBLISH — MQTT 3.1.1 §3.3, MQTT 5.0 §3.3. Hot: numbers only.
//
// topic name (string) · packet identifier (2; QoS 1 and 2 only) · properties (5.0) · payload (the rest)

import type { Flag } from '../protocol.ts';
import { DUP_WITH_QOS_0, PACKET_IDENTIFIER_ZERO, PUBLISH_QOS_3, TOPIC_EMPTY } from './anomalies.ts';
import { type BodyCursor, READ_CUT, READ_OK } from './body-cursor.ts';
import type { PublishMessage } from './message.ts';
import { MQTT_PUBLISH } from './packet-types.ts';
import { listProperties, readProperties } from './properties.ts';
import { checkTopicName } from './topic-filter.ts';
import type { MqttView } from './view.ts';

export function readPublish(view: MqttView, body: BodyCursor, flag: Flag): void {
  const qos = (view.flags >> 1) & 3;
  view.dup = (view.flags & 8) !== 0;
  view.qos = qos;
  view.retain = (view.flags & 1) !== 0;
  if (qos === 3)
    flag(PUBLISH_QOS_3, view.at, 0, 0); // [MQTT-3.3.1-4]
  else if (qos === 0 && view.dup) flag(DUP_WITH_QOS_0, view.at, 0, 0); // [MQTT-3.3.1-2]
  if (body.field()) {
    view.topicAt = body.fieldAt;
    view.topicLength = body.fieldEnd - body.fieldAt;
    checkTopicName(body.buf, body.fieldAt, body.fieldEnd, flag);
  }
  if (qos !== 0) {
    const identifier = body.u16();
    if (body.state === READ_OK) {
      view.packetIdentifier = identifier;
      if (identifier === 0) flag(PACKET_IDENTIFIER_ZERO, body.at - 2, 1, 0);
    }
  }
  if (view.version === 5 && body.state === READ_OK) {
    readProperties(body, MQTT_PUBLISH, flag);
    view.propertiesAt = body.propertiesAt;
    view.propertiesEnd = body.propertiesEnd;
    view.topicAlias = body.topicAlias;
  }
  endHead(view, body, flag);
  // MQTT 5.0 §3.3.2.1: empty only where an alias stands for it; 3.x: never [MQTT-4.7.3-1].
  if (view.topicLength === 0 && view.topicAlias < 0 && body.state === READ_OK) flag(TOPIC_EMPTY, view.bodyAt, 1, 0);
}

/** What is left of the packet is payload; unless its head could not be read to the end. */
function endHead(view: MqttView, body: BodyCursor, flag: Flag): void {
  // Cut behind the length of the properties: the cursor stands where the payload starts, outside of what is here.
  if (body.state === READ_OK || (body.state === READ_CUT && body.at > body.headEnd)) {
    view.payloadAt = body.at;
    view.payloadLength = body.packetEnd - body.at;
    return;
  }
  view.payloadAt = body.packetEnd;
  view.payloadLength = 0;
  body.finish(flag);
}

/** The plain value; cold. */
export function publishMessage(view: MqttView): PublishMessage {
  return {
    protocol: 'mqtt',
    type: 'PUBLISH',
    length: view.length,
    flags: view.flags,
    dup: view.dup,
    qos: view.qos,
    retain: view.retain,
    topic: view.topic(),
    topicAlias: view.topicAlias < 0 ? null : view.topicAlias,
    packetIdentifier: view.packetIdentifier < 0 ? null : view.packetIdentifier,
    payloadLength: view.payloadLength,
    properties: listProperties(view.buf, view.propertiesAt, view.propertiesEnd, view.headEnd),
  };
}
