// SUBACK — MQTT 3.1.1 §3.9, MQTT 5.0 §3.9.
//
// packet identifier (2) · properties (5.0) · one code (1) per filter: granted QoS, or a failure

import type { Flag } from '../protocol.ts';
import { REASON_CODE_NOT_ALLOWED, REASON_CODES_MISSING, SUBACK_CODE_RESERVED } from './anomalies.ts';
import { type BodyCursor, READ_OK } from './body-cursor.ts';
import type { SubackMessage } from './message.ts';
import { MQTT_SUBACK } from './packet-types.ts';
import { listProperties } from './properties.ts';
import { isReasonAllowed } from './reason-codes.ts';
import { cursorBehindHead, readRequestHead } from './request-head.ts';
import type { MqttView } from './view.ts';

const FAILURE = 0x80;

export function readSuback(view: MqttView, body: BodyCursor, flag: Flag): void {
  readRequestHead(view, body, flag);
  if (body.state === READ_OK && !body.hasMore()) flag(REASON_CODES_MISSING, body.at, 1, 0);
  while (body.hasMore()) {
    const code = body.byte();
    if (body.state !== READ_OK) break;
    if (view.version === 5) {
      if (!isReasonAllowed(MQTT_SUBACK, code)) flag(REASON_CODE_NOT_ALLOWED, body.at - 1, 0, code);
    } else if (code > 2 && (code !== FAILURE || view.version === 3)) {
      flag(SUBACK_CODE_RESERVED, body.at - 1, 0, code); // [MQTT-3.9.3-2]; MQTT 3.1 has no failure code
    }
  }
  body.finish(flag);
}

/** The codes of a SUBACK or UNSUBACK; cold. */
export function listCodes(view: MqttView): number[] {
  const codes: number[] = [];
  const body = cursorBehindHead(view);
  while (body.hasMore()) {
    const code = body.byte();
    if (body.state === READ_OK) codes.push(code);
  }
  return codes;
}

/** The plain value; cold. */
export function subackMessage(view: MqttView): SubackMessage {
  return {
    protocol: 'mqtt',
    type: 'SUBACK',
    length: view.length,
    flags: view.flags,
    packetIdentifier: view.packetIdentifier,
    reasonCodes: listCodes(view),
    properties: listProperties(view.buf, view.propertiesAt, view.propertiesEnd, view.headEnd),
  };
}
