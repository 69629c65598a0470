// The topic of a PUBLISH: as written, or what its alias stands for — MQTT 5 §3.3.2.3.4.

import { u8 } from '../core/bytes.ts';
import { CLIENT_TO_SERVER, type Direction } from '../core/direction.ts';
import type { MqttView } from '../dissect/application/mqtt/view.ts';
import type { MqttSessionState } from './session-state.ts';
import { TopicAliases } from './topic-alias.ts';

const FIRST_NOT_ASCII = 0x80;

/** The topic of a PUBLISH that is complete. Where nobody follows the session only those that the session itself must know are read. */
export function topicOf(session: MqttSessionState, direction: Direction, view: MqttView): string | null {
  if (session.isFollowed) return session.topic(direction); // known since its head was here
  if (direction === CLIENT_TO_SERVER && view.qos === 0 && view.topicAlias < 0) return null;
  const topic = resolveTopic(session, direction, view);
  session.setTopic(direction, topic);
  return topic;
}

/** null: nothing explains its alias. */
export function resolveTopic(session: MqttSessionState, direction: Direction, view: MqttView): string | null {
  if (view.topicAlias < 0) return writtenTopic(session, direction, view);
  if (view.topicLength === 0) return session.aliases?.resolve(direction, view.topicAlias) ?? null;
  const topic = writtenTopic(session, direction, view);
  session.aliases ??= new TopicAliases();
  session.aliases.define(direction, view.topicAlias, topic);
  return topic;
}

/** Many senders have one topic: then it is the one that went by before, and need not be looked up among all. */
function writtenTopic(session: MqttSessionState, direction: Direction, view: MqttView): string {
  const before = session.topic(direction);
  return before !== null && isWrittenAs(before, view) ? before : view.topic();
}

/** Is this the topic of the PUBLISH? From the end on, where topics of one sender differ; false for text that is not ASCII, whatever it is. */
export function isWrittenAs(topic: string, { buf, topicAt, topicLength }: MqttView): boolean {
  if (topic.length !== topicLength) return false;
  for (let i = topicLength - 1; i >= 0; i--) {
    const byte = u8(buf, topicAt + i);
    if (byte !== topic.charCodeAt(i) || byte >= FIRST_NOT_ASCII) return false;
  }
  return true;
}
