// AUTH — MQTT 5.0 §3.15; the type is forbidden in MQTT 3.x.
//
// reason code (1) · properties; both may be left out together: success

import type { Flag } from '../protocol.ts';
import { AUTH_BEFORE_5, AUTH_DATA_WITHOUT_METHOD, AUTH_METHOD_MISSING, REASON_CODE_NOT_ALLOWED } from './anomalies.ts';
import { type BodyCursor, READ_OK } from './body-cursor.ts';
import type { AuthMessage } from './message.ts';
import { MQTT_AUTH } from './packet-types.ts';
import { listProperties, readProperties } from './properties.ts';
import { AUTHENTICATION_DATA, AUTHENTICATION_METHOD } from './property-table.ts';
import { isReasonAllowed } from './reason-codes.ts';
import type { MqttView } from './view.ts';

export function readAuth(view: MqttView, body: BodyCursor, flag: Flag): void {
  view.reasonCode = 0; // §3.15.2.1
  if (view.version !== 5) flag(AUTH_BEFORE_5, view.at, 0, 0);
  if (!body.hasMore()) return;
  const code = body.byte();
  if (body.state !== READ_OK) return;
  view.reasonCode = code;
  if (view.version !== 5) return; // what the body of a forbidden packet means nobody has defined
  if (!isReasonAllowed(MQTT_AUTH, code)) flag(REASON_CODE_NOT_ALLOWED, body.at - 1, 0, code);
  readProperties(body, MQTT_AUTH, flag);
  view.propertiesAt = body.propertiesAt;
  view.propertiesEnd = body.propertiesEnd;
  if (body.state === READ_OK && !body.hasProperty(AUTHENTICATION_METHOD)) {
    flag(AUTH_METHOD_MISSING, body.propertiesAt, 0, 0);
    if (body.hasProperty(AUTHENTICATION_DATA)) flag(AUTH_DATA_WITHOUT_METHOD, body.propertiesAt, 0, 0);
  }
  body.finish(flag);
}

/** The plain value; cold. */
export function authMessage(view: MqttView): AuthMessage {
  return {
    protocol: 'mqtt',
    type: 'AUTH',
    length: view.length,
    flags: view.flags,
    reasonCode: view.reasonCode,
    properties: listProperties(view.buf, view.propertiesAt, view.propertiesEnd, view.headEnd),
  };
}
