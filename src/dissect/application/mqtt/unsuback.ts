// UNSUBACK — MQTT 3.1.1 §3.11, MQTT 5.0 §3.11.
//
// packet identifier (2) · 5.0: properties, one reason code (1) per filter

import type { Flag } from '../protocol.ts';
import { REASON_CODE_NOT_ALLOWED, REASON_CODES_MISSING } from './anomalies.ts';
import { type BodyCursor, READ_OK } from './body-cursor.ts';
import type { UnsubackMessage } from './message.ts';
import { MQTT_UNSUBACK } from './packet-types.ts';
import { listProperties } from './properties.ts';
import { isReasonAllowed } from './reason-codes.ts';
import { readRequestHead } from './request-head.ts';
import { listCodes } from './suback.ts';
import type { MqttView } from './view.ts';

export function readUnsuback(view: MqttView, body: BodyCursor, flag: Flag): void {
  readRequestHead(view, body, flag);
  if (view.version === 5) {
    if (body.state === READ_OK && !body.hasMore()) flag(REASON_CODES_MISSING, body.at, 1, 0);
    while (body.hasMore()) {
      const code = body.byte();
      if (body.state !== READ_OK) break;
      if (!isReasonAllowed(MQTT_UNSUBACK, code)) flag(REASON_CODE_NOT_ALLOWED, body.at - 1, 0, code);
    }
  }
  body.finish(flag);
}

/** The plain value; cold. */
export function unsubackMessage(view: MqttView): UnsubackMessage {
  return {
    protocol: 'mqtt',
    type: 'UNSUBACK',
    length: view.length,
    flags: view.flags,
    packetIdentifier: view.packetIdentifier,
    reasonCodes: view.version === 5 ? listCodes(view) : [],
    properties: listProperties(view.buf, view.propertiesAt, view.propertiesEnd, view.headEnd),
  };
}
