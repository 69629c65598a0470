// PINGREQ and DISCONNECT, which sleeping clients lengthen by a field — MQTT-SN 1.2 §5.4.19, §5.4.21, §6.14.
//
// PINGREQ: ClientId (n; only from a sleeping client)    DISCONNECT: Duration (2; only from a client that goes to sleep)

import type { SnBodyCursor } from './body-cursor.ts';
import type { SnDisconnectMessage, SnMessageHead, SnPingRequestMessage } from './message.ts';

export function readPingRequest(head: SnMessageHead, body: SnBodyCursor): SnPingRequestMessage {
  return { ...head, type: 'PINGREQ', clientId: body.left === 0 ? null : body.clientId() };
}

export function readDisconnect(head: SnMessageHead, body: SnBodyCursor): SnDisconnectMessage {
  return { ...head, type: 'DISCONNECT', duration: body.left === 0 ? null : body.u16() };
}
