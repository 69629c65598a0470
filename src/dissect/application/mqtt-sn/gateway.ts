// ADVERTISE, SEARCHGW, GWINFO: how clients find gateways — MQTT-SN 1.2 §5.4.1–§5.4.3, §6.1.
//
// ADVERTISE: GwId (1) · Duration (2)    SEARCHGW: Radius (1)    GWINFO: GwId (1) · GwAdd (n; only from a client)

import { hexText } from '../mqtt/utf8.ts';
import type { SnBodyCursor } from './body-cursor.ts';
import type { SnAdvertiseMessage, SnGatewayInfoMessage, SnMessageHead, SnSearchGatewayMessage } from './message.ts';

export function readAdvertise(head: SnMessageHead, body: SnBodyCursor): SnAdvertiseMessage {
  return { ...head, type: 'ADVERTISE', gatewayId: body.byte(), duration: body.u16() };
}

export function readSearchGateway(head: SnMessageHead, body: SnBodyCursor): SnSearchGatewayMessage {
  return { ...head, type: 'SEARCHGW', radius: body.byte() };
}

export function readGatewayInfo(head: SnMessageHead, body: SnBodyCursor): SnGatewayInfoMessage {
  const gatewayId = body.byte();
  const address = body.payload();
  const gatewayAddressHex = address.length === 0 ? null : hexText(address, 0, address.length);
  return { ...head, type: 'GWINFO', gatewayId, gatewayAddressHex };
}
