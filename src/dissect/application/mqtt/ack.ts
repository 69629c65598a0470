// PUBACK, PUBREC, PUBREL, PUBCOMP: one shape — MQTT 3.1.1 §3.4–§3.7, MQTT 5.0 §3.4–§3.7. Hot: numbers only.
//
// packet identifier (2) · reason code (1; 5.0, may be left out: 0) · properties (5.0, may be left out)

import type { Flag } from '../protocol.ts';
import { PACKET_IDENTIFIER_ZERO, REASON_CODE_NOT_ALLOWED } from './anomalies.ts';
import { type BodyCursor, READ_OK } from './body-cursor.ts';
import type { AckMessage } from './message.ts';
import { listProperties, readProperties } from './properties.ts';
import { isReasonAllowed } from './reason-codes.ts';
import type { MqttView } from './view.ts';

export function readAck(view: MqttView, body: BodyCursor, flag: Flag): void {
  const identifier = body.u16();
  if (body.state === READ_OK) {
    view.packetIdentifier = identifier;
    if (identifier === 0) flag(PACKET_IDENTIFIER_ZERO, body.at - 2, 1, 0);
    if (view.version === 5) readReason(view, body, flag);
  }
  body.finish(flag);
}

function readReason(view: MqttView, body: BodyCursor, flag: Flag): void {
  view.reasonCode = 0; // §3.4.2.1: left out means success
  if (!body.hasMore()) return;
  const code = body.byte();
  if (body.state !== READ_OK) return;
  view.reasonCode = code;
  if (!isReasonAllowed(view.packetType, code)) flag(REASON_CODE_NOT_ALLOWED, body.at - 1, 0, code);
  if (!body.hasMore()) return;
  readProperties(body, view.packetType, flag);
  view.propertiesAt = body.propertiesAt;
  view.propertiesEnd = body.propertiesEnd;
}

/** The plain value; cold. */
export function ackMessage(view: MqttView, type: AckMessage['type']): AckMessage {
  return {
    protocol: 'mqtt',
    type,
    length: view.length,
    flags: view.flags,
    packetIdentifier: view.packetIdentifier,
    reasonCode: view.reasonCode < 0 ? null : view.reasonCode,
    properties: listProperties(view.buf, view.propertiesAt, view.propertiesEnd, view.headEnd),
  };
}
