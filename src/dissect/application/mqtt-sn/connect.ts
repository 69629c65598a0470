// CONNECT, and the answers that are a return code alone: CONNACK, WILLTOPICRESP, WILLMSGRESP — MQTT-SN 1.2 §5.4.4, §5.4.5, §5.4.24, §5.4.25.
//
// CONNECT: Flags (1) · ProtocolId (1) · Duration (2) · ClientId (n)    the others: ReturnCode (1)

import { PROTOCOL_ID } from './anomalies.ts';
import type { SnBodyCursor } from './body-cursor.ts';
import { FLAG_CLEAN_SESSION, FLAG_WILL } from './flags.ts';
import type { SnConnectMessage, SnMessageHead, SnReturnCodeMessage } from './message.ts';
import { SN_CONNECT } from './message-types.ts';

/** The only protocol id there is (§5.3.8). */
const PROTOCOL_1_2 = 0x01;

export function readConnect(head: SnMessageHead, body: SnBodyCursor): SnConnectMessage {
  const flags = body.flags(SN_CONNECT);
  const protocolId = body.byte();
  if (protocolId !== null && protocolId !== PROTOCOL_1_2) body.flag(PROTOCOL_ID, body.at - 1, PROTOCOL_1_2, protocolId);
  return {
    ...head,
    type: 'CONNECT',
    flags,
    will: ((flags ?? 0) & FLAG_WILL) !== 0,
    cleanSession: ((flags ?? 0) & FLAG_CLEAN_SESSION) !== 0,
    protocolId,
    duration: body.u16(),
    clientId: body.clientId(),
  };
}

export function readReturnCode(
  head: SnMessageHead,
  body: SnBodyCursor,
  type: SnReturnCodeMessage['type'],
): SnReturnCodeMessage {
  return { ...head, type, returnCode: body.returnCode() };
}
