// Return codes of MQTT 3.x (3.1.1 §3.2.2.3, §3.9.3) and reason codes of MQTT 5.0 (§2.4, table 2-6): number, name, where allowed.

import {
  MQTT_AUTH,
  MQTT_CONNACK,
  MQTT_DISCONNECT,
  MQTT_PUBACK,
  MQTT_PUBCOMP,
  MQTT_PUBREC,
  MQTT_PUBREL,
  MQTT_SUBACK,
  MQTT_UNSUBACK,
} from './packet-types.ts';

export interface ReasonCode {
  readonly code: number;
  readonly name: string;
  /** Bit n: allowed in packet type n. */
  readonly packets: number;
}

const CONNACK = 1 << MQTT_CONNACK;
const PUBACK = 1 << MQTT_PUBACK;
const PUBREC = 1 << MQTT_PUBREC;
const PUBREL = 1 << MQTT_PUBREL;
const PUBCOMP = 1 << MQTT_PUBCOMP;
const SUBACK = 1 << MQTT_SUBACK;
const UNSUBACK = 1 << MQTT_UNSUBACK;
const DISCONNECT = 1 << MQTT_DISCONNECT;
const AUTH = 1 << MQTT_AUTH;
const RECEIVED = PUBACK | PUBREC;

function row(code: number, name: string, packets: number): ReasonCode {
  return { code, name, packets };
}

/** MQTT 5.0, by number; the same number has other names in SUBACK and DISCONNECT. */
export const REASON_CODES: readonly ReasonCode[] = [
  row(0x00, 'Success', CONNACK | RECEIVED | PUBREL | PUBCOMP | UNSUBACK | AUTH),
  row(0x00, 'Normal disconnection', DISCONNECT),
  row(0x00, 'Granted QoS 0', SUBACK),
  row(0x01, 'Granted QoS 1', SUBACK),
  row(0x02, 'Granted QoS 2', SUBACK),
  row(0x04, 'Disconnect with Will Message', DISCONNECT),
  row(0x10, 'No matching subscribers', RECEIVED),
  row(0x11, 'No subscription existed', UNSUBACK),
  row(0x18, 'Continue authentication', AUTH),
  row(0x19, 'Re-authenticate', AUTH),
  row(0x80, 'Unspecified error', CONNACK | RECEIVED | SUBACK | UNSUBACK | DISCONNECT),
  row(0x81, 'Malformed Packet', CONNACK | DISCONNECT),
  row(0x82, 'Protocol Error', CONNACK | DISCONNECT),
  row(0x83, 'Implementation specific error', CONNACK | RECEIVED | SUBACK | UNSUBACK | DISCONNECT),
  row(0x84, 'Unsupported Protocol Version', CONNACK),
  row(0x85, 'Client Identifier not valid', CONNACK),
  row(0x86, 'Bad User Name or Password', CONNACK),
  row(0x87, 'Not authorized', CONNACK | RECEIVED | SUBACK | UNSUBACK | DISCONNECT),
  row(0x88, 'Server unavailable', CONNACK),
  row(0x89, 'Server busy', CONNACK | DISCONNECT),
  row(0x8a, 'Banned', CONNACK),
  row(0x8b, 'Server shutting down', DISCONNECT),
  row(0x8c, 'Bad authentication method', CONNACK | DISCONNECT),
  row(0x8d, 'Keep Alive timeout', DISCONNECT),
  row(0x8e, 'Session taken over', DISCONNECT),
  row(0x8f, 'Topic Filter invalid', SUBACK | UNSUBACK | DISCONNECT),
  row(0x90, 'Topic Name invalid', CONNACK | RECEIVED | DISCONNECT),
  row(0x91, 'Packet Identifier in use', RECEIVED | SUBACK | UNSUBACK),
  row(0x92, 'Packet Identifier not found', PUBREL | PUBCOMP),
  row(0x93, 'Receive Maximum exceeded', DISCONNECT),
  row(0x94, 'Topic Alias invalid', DISCONNECT),
  row(0x95, 'Packet too large', CONNACK | DISCONNECT),
  row(0x96, 'Message rate too high', DISCONNECT),
  row(0x97, 'Quota exceeded', CONNACK | RECEIVED | SUBACK | DISCONNECT),
  row(0x98, 'Administrative action', DISCONNECT),
  row(0x99, 'Payload format invalid', CONNACK | RECEIVED | DISCONNECT),
  row(0x9a, 'Retain not supported', CONNACK | DISCONNECT),
  row(0x9b, 'QoS not supported', CONNACK | DISCONNECT),
  row(0x9c, 'Use another server', CONNACK | DISCONNECT),
  row(0x9d, 'Server moved', CONNACK | DISCONNECT),
  row(0x9e, 'Shared Subscriptions not supported', SUBACK | DISCONNECT),
  row(0x9f, 'Connection rate exceeded', CONNACK | DISCONNECT),
  row(0xa0, 'Maximum connect time', DISCONNECT),
  row(0xa1, 'Subscription Identifiers not supported', SUBACK | DISCONNECT),
  row(0xa2, 'Wildcard Subscriptions not supported', SUBACK | DISCONNECT),
];

/** MQTT 3.1 and 3.1.1: return codes of CONNACK, and what SUBACK grants. */
export const RETURN_CODES: readonly ReasonCode[] = [
  row(0, 'Connection Accepted', CONNACK),
  row(1, 'Connection Refused, unacceptable protocol version', CONNACK),
  row(2, 'Connection Refused, identifier rejected', CONNACK),
  row(3, 'Connection Refused, Server unavailable', CONNACK),
  row(4, 'Connection Refused, bad user name or password', CONNACK),
  row(5, 'Connection Refused, not authorized', CONNACK),
  row(0, 'Granted QoS 0', SUBACK),
  row(1, 'Granted QoS 1', SUBACK),
  row(2, 'Granted QoS 2', SUBACK),
  row(0x80, 'Failure', SUBACK),
];

const ALLOWED_5 = new Uint16Array(256);
for (const { code, packets } of REASON_CODES) ALLOWED_5[code] = (ALLOWED_5[code] ?? 0) | packets;

/** MQTT 5: may this packet type carry this reason code? */
export function isReasonAllowed(packetType: number, code: number): boolean {
  return (((ALLOWED_5[code] ?? 0) >> packetType) & 1) !== 0;
}

/** The name in the specification of this level (3, 4; 5); "unknown (0x2b)" for a number it does not have in this packet type. */
export function reasonName(packetType: number, version: number, code: number): string {
  const table = version === 5 ? REASON_CODES : RETURN_CODES;
  const known = table.find((entry) => entry.code === code && ((entry.packets >> packetType) & 1) !== 0);
  // A code that stands in a packet it does not belong to still has its name; numbers below 0x80 mean different things by packet.
  const elsewhere = version === 5 && code >= 0x80 ? table.find((entry) => entry.code === code) : undefined;
  return (known ?? elsewhere)?.name ?? `unknown (0x${code.toString(16).padStart(2, '0')})`;
}
