// DISCONNECT — MQTT 3.1.1 §3.14 (no body), MQTT 5.0 §3.14.
//
// 5.0: reason code (1; may be left out: 0) · properties (may be left out)

import type { Flag } from '../protocol.ts';
import { BODY_NOT_ALLOWED, REASON_CODE_NOT_ALLOWED } from './anomalies.ts';
import { type BodyCursor, READ_OK } from './body-cursor.ts';
import type { DisconnectMessage } from './message.ts';
import { MQTT_DISCONNECT } from './packet-types.ts';
import { listProperties, readProperties } from './properties.ts';
import { isReasonAllowed } from './reason-codes.ts';
import type { MqttView } from './view.ts';

export function readDisconnect(view: MqttView, body: BodyCursor, flag: Flag): void {
  if (view.version !== 5) {
    if (body.hasMore()) flag(BODY_NOT_ALLOWED, body.at, 0, body.packetEnd - body.at);
    return;
  }
  view.reasonCode = 0; // §3.14.2.1
  if (!body.hasMore()) return;
  const code = body.byte();
  if (body.state !== READ_OK) return;
  view.reasonCode = code;
  if (!isReasonAllowed(MQTT_DISCONNECT, code)) flag(REASON_CODE_NOT_ALLOWED, body.at - 1, 0, code);
  if (body.hasMore()) {
    readProperties(body, MQTT_DISCONNECT, flag);
    view.propertiesAt = body.propertiesAt;
    view.propertiesEnd = body.propertiesEnd;
  }
  body.finish(flag);
}

/** The plain value; cold. */
export function disconnectMessage(view: MqttView): DisconnectMessage {
  return {
    protocol: 'mqtt',
    type: 'DISCONNECT',
    length: view.length,
    flags: view.flags,
    reasonCode: view.reasonCode < 0 ? null : view.reasonCode,
    properties: listProperties(view.buf, view.propertiesAt, view.propertiesEnd, view.headEnd),
  };
}
