// CONNACK — MQTT 3.1.1 §3.2, MQTT 5.0 §3.2.
//
// acknowledge flags (1; bit 0: session present) · return code or reason code (1) · properties (5.0)

import { u8 } from '../../../core/bytes.ts';
import type { Flag } from '../protocol.ts';
import {
  AUTH_DATA_WITHOUT_METHOD,
  CONNACK_FLAGS,
  REASON_CODE_NOT_ALLOWED,
  RETURN_CODE_RESERVED,
  SESSION_PRESENT_WITH_REFUSAL,
} from './anomalies.ts';
import { type BodyCursor, READ_OK } from './body-cursor.ts';
import type { ConnackMessage } from './message.ts';
import { MQTT_CONNACK } from './packet-types.ts';
import { listProperties, readProperties } from './properties.ts';
import { AUTHENTICATION_DATA, AUTHENTICATION_METHOD } from './property-table.ts';
import { isReasonAllowed } from './reason-codes.ts';
import type { MqttView } from './view.ts';

const SESSION_PRESENT = 0x01;
const RESERVED_FLAGS = 0xfe;
const LAST_RETURN_CODE = 5;

export function readConnack(view: MqttView, body: BodyCursor, flag: Flag): void {
  const flagsAt = body.at;
  const flags = body.byte();
  const code = body.byte();
  if (body.state === READ_OK) {
    view.reasonCode = code;
    checkCodes(flags, code, flagsAt, view.version, flag);
  }
  if (view.version === 5 && body.state === READ_OK) {
    readProperties(body, MQTT_CONNACK, flag);
    view.propertiesAt = body.propertiesAt;
    view.propertiesEnd = body.propertiesEnd;
    if (body.state === READ_OK && body.hasProperty(AUTHENTICATION_DATA) && !body.hasProperty(AUTHENTICATION_METHOD)) {
      flag(AUTH_DATA_WITHOUT_METHOD, body.propertiesAt, 0, 0);
    }
  }
  body.finish(flag);
}

function checkCodes(flags: number, code: number, flagsAt: number, version: number, flag: Flag): void {
  // MQTT 3.1 §3.2: "reserved values, not used"; Session Present came with 3.1.1.
  if (version !== 3) {
    if ((flags & RESERVED_FLAGS) !== 0) flag(CONNACK_FLAGS, flagsAt, 0, flags);
    if ((flags & SESSION_PRESENT) !== 0 && code !== 0) flag(SESSION_PRESENT_WITH_REFUSAL, flagsAt, 0, code);
  }
  if (version === 5) {
    if (!isReasonAllowed(MQTT_CONNACK, code)) flag(REASON_CODE_NOT_ALLOWED, flagsAt + 1, 0, code);
  } else if (code > LAST_RETURN_CODE) {
    flag(RETURN_CODE_RESERVED, flagsAt + 1, LAST_RETURN_CODE, code);
  }
}

/** The plain value; cold. */
export function connackMessage(view: MqttView): ConnackMessage {
  return {
    protocol: 'mqtt',
    type: 'CONNACK',
    length: view.length,
    flags: view.flags,
    sessionPresent: view.bodyAt < view.headEnd && (u8(view.buf, view.bodyAt) & SESSION_PRESENT) !== 0,
    reasonCode: view.reasonCode,
    properties: listProperties(view.buf, view.propertiesAt, view.propertiesEnd, view.headEnd),
  };
}
