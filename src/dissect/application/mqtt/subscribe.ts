// SUBSCRIBE — MQTT 3.1.1 §3.8, MQTT 5.0 §3.8.
//
// packet identifier (2) · properties (5.0) · one or more of: topic filter (string), options (1)
// options: bits 0–1 QoS · 5.0: bit 2 No Local, bit 3 Retain As Published, bits 4–5 Retain Handling

import type { Flag } from '../protocol.ts';
import {
  FILTERS_MISSING,
  RETAIN_HANDLING_3,
  SHARED_NO_LOCAL,
  SUBSCRIBE_QOS_3,
  SUBSCRIBE_RESERVED_BITS,
} from './anomalies.ts';
import { type BodyCursor, READ_OK } from './body-cursor.ts';
import type { SubscribeFilter, SubscribeMessage } from './message.ts';
import { listProperties } from './properties.ts';
import { cursorBehindHead, readRequestHead } from './request-head.ts';
import { checkTopicFilter, isShared } from './topic-filter.ts';
import { decodeText } from './utf8.ts';
import type { MqttView } from './view.ts';

const QOS = 0x03;
const NO_LOCAL = 0x04;
const RETAIN_AS_PUBLISHED = 0x08;
const RETAIN_HANDLING_SHIFT = 4;
const RESERVED_3 = 0xfc;
const RESERVED_5 = 0xc0;

export function readSubscribe(view: MqttView, body: BodyCursor, flag: Flag): void {
  readRequestHead(view, body, flag);
  if (body.state === READ_OK && !body.hasMore()) flag(FILTERS_MISSING, body.at, 1, 0);
  while (body.hasMore()) {
    if (!body.field()) break;
    checkTopicFilter(body.buf, body.fieldAt, body.fieldEnd, view.version, flag);
    const options = body.byte();
    if (body.state === READ_OK) checkOptions(body, options, view.version, flag);
  }
  body.finish(flag);
}

function checkOptions(body: BodyCursor, options: number, version: number, flag: Flag): void {
  const at = body.at - 1;
  if ((options & QOS) === QOS) flag(SUBSCRIBE_QOS_3, at, 2, 3);
  if ((options & (version === 5 ? RESERVED_5 : RESERVED_3)) !== 0) flag(SUBSCRIBE_RESERVED_BITS, at, 0, options);
  if (version !== 5) return;
  if (((options >> RETAIN_HANDLING_SHIFT) & 3) === 3) flag(RETAIN_HANDLING_3, at, 2, 3);
  if ((options & NO_LOCAL) !== 0 && isShared(body.buf, body.fieldAt, body.fieldEnd)) flag(SHARED_NO_LOCAL, at, 0, 0);
}

/** The plain value; cold. */
export function subscribeMessage(view: MqttView): SubscribeMessage {
  const filters: SubscribeFilter[] = [];
  const body = cursorBehindHead(view);
  const is5 = view.version === 5;
  while (body.hasMore()) {
    if (!body.field()) break;
    const filter = decodeText(view.buf, body.fieldAt, body.fieldEnd);
    const options = body.byte();
    if (body.state !== READ_OK) break;
    filters.push({
      filter,
      qos: options & QOS,
      noLocal: is5 ? (options & NO_LOCAL) !== 0 : null,
      retainAsPublished: is5 ? (options & RETAIN_AS_PUBLISHED) !== 0 : null,
      retainHandling: is5 ? (options >> RETAIN_HANDLING_SHIFT) & 3 : null,
    });
  }
  return {
    protocol: 'mqtt',
    type: 'SUBSCRIBE',
    length: view.length,
    flags: view.flags,
    packetIdentifier: view.packetIdentifier,
    filters,
    properties: listProperties(view.buf, view.propertiesAt, view.propertiesEnd, view.headEnd),
  };
}
