// UNSUBSCRIBE — MQTT 3.1.1 §3.10, MQTT 5.0 §3.10.
//
// packet identifier (2) · properties (5.0) · one or more topic filters (string)

import type { Flag } from '../protocol.ts';
import { FILTERS_MISSING } from './anomalies.ts';
import { type BodyCursor, READ_OK } from './body-cursor.ts';
import type { UnsubscribeMessage } from './message.ts';
import { listProperties } from './properties.ts';
import { cursorBehindHead, readRequestHead } from './request-head.ts';
import { checkTopicFilter } from './topic-filter.ts';
import { decodeText } from './utf8.ts';
import type { MqttView } from './view.ts';

export function readUnsubscribe(view: MqttView, body: BodyCursor, flag: Flag): void {
  readRequestHead(view, body, flag);
  if (body.state === READ_OK && !body.hasMore()) flag(FILTERS_MISSING, body.at, 1, 0);
  while (body.hasMore()) {
    if (body.field()) checkTopicFilter(body.buf, body.fieldAt, body.fieldEnd, view.version, flag);
  }
  body.finish(flag);
}

/** The plain value; cold. */
export function unsubscribeMessage(view: MqttView): UnsubscribeMessage {
  const filters: string[] = [];
  const body = cursorBehindHead(view);
  while (body.hasMore()) {
    if (body.field()) filters.push(decodeText(view.buf, body.fieldAt, body.fieldEnd));
  }
  return {
    protocol: 'mqtt',
    type: 'UNSUBSCRIBE',
    length: view.length,
    flags: view.flags,
    packetIdentifier: view.packetIdentifier,
    filters,
    properties: listProperties(view.buf, view.propertiesAt, view.propertiesEnd, view.headEnd),
  };
}
