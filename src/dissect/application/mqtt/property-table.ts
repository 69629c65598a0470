// MQTT 5 properties — MQTT 5.0 §2.2.2.2, table 2-4: identifier, name, type, and the packets that may hold it.

import {
  MQTT_AUTH,
  MQTT_CONNACK,
  MQTT_CONNECT,
  MQTT_DISCONNECT,
  MQTT_PUBACK,
  MQTT_PUBCOMP,
  MQTT_PUBLISH,
  MQTT_PUBREC,
  MQTT_PUBREL,
  MQTT_SUBACK,
  MQTT_SUBSCRIBE,
  MQTT_UNSUBACK,
  MQTT_UNSUBSCRIBE,
} from './packet-types.ts';

export const SUBSCRIPTION_IDENTIFIER = 0x0b;
export const SESSION_EXPIRY_INTERVAL = 0x11;
export const AUTHENTICATION_METHOD = 0x15;
export const AUTHENTICATION_DATA = 0x16;
export const TOPIC_ALIAS = 0x23;
export const RESPONSE_TOPIC = 0x08;

/** The will has properties of its own inside CONNECT; type 0 has none, so its bit is free. */
export const WILL_PROPERTIES = 0;

export const PROPERTY_TYPES = {
  byte: 1,
  u16: 2,
  u32: 3,
  varint: 4,
  string: 5,
  binary: 6,
  pair: 7,
} as const;
export type PropertyType = keyof typeof PROPERTY_TYPES;

/** Values beyond what the type allows: any; 0 and 1 only; anything but 0. */
type ValueRule = 'any' | 'bit' | 'positive';

export interface PropertyKind {
  readonly id: number;
  readonly name: string;
  /** As the specification writes it: "Session Expiry Interval". */
  readonly displayName: string;
  readonly type: PropertyType;
  readonly rule: ValueRule;
  /** Bit n: allowed in packet type n; bit 0: among the will's. */
  readonly packets: number;
  /** May appear more than once (Subscription Identifier: in PUBLISH only). */
  readonly repeatable: boolean;
  readonly spec: string;
}

const CONNECT = 1 << MQTT_CONNECT;
const CONNACK = 1 << MQTT_CONNACK;
const PUBLISH = 1 << MQTT_PUBLISH;
const SUBSCRIBE = 1 << MQTT_SUBSCRIBE;
const DISCONNECT = 1 << MQTT_DISCONNECT;
const AUTH = 1 << MQTT_AUTH;
const WILL = 1 << WILL_PROPERTIES;
const ACKS = (1 << MQTT_PUBACK) | (1 << MQTT_PUBREC) | (1 << MQTT_PUBREL) | (1 << MQTT_PUBCOMP);
const ANSWERS = CONNACK | ACKS | (1 << MQTT_SUBACK) | (1 << MQTT_UNSUBACK) | DISCONNECT | AUTH;
const EVERYWHERE = ANSWERS | CONNECT | PUBLISH | WILL | SUBSCRIBE | (1 << MQTT_UNSUBSCRIBE);

function row(
  id: number,
  displayName: string,
  type: PropertyType,
  packets: number,
  spec: string,
  rule: ValueRule = 'any',
): PropertyKind {
  const words = displayName.replaceAll(' ', '');
  const name = words.charAt(0).toLowerCase() + words.slice(1);
  return {
    id,
    name,
    displayName,
    type,
    rule,
    packets,
    repeatable: id === 0x26 || id === SUBSCRIPTION_IDENTIFIER,
    spec,
  };
}

export const PROPERTIES: readonly PropertyKind[] = [
  row(0x01, 'Payload Format Indicator', 'byte', PUBLISH | WILL, '§3.3.2.3.2', 'bit'),
  row(0x02, 'Message Expiry Interval', 'u32', PUBLISH | WILL, '§3.3.2.3.3'),
  row(0x03, 'Content Type', 'string', PUBLISH | WILL, '§3.3.2.3.9'),
  row(RESPONSE_TOPIC, 'Response Topic', 'string', PUBLISH | WILL, '§3.3.2.3.5'),
  row(0x09, 'Correlation Data', 'binary', PUBLISH | WILL, '§3.3.2.3.6'),
  row(SUBSCRIPTION_IDENTIFIER, 'Subscription Identifier', 'varint', PUBLISH | SUBSCRIBE, '§3.8.2.1.2', 'positive'),
  row(SESSION_EXPIRY_INTERVAL, 'Session Expiry Interval', 'u32', CONNECT | CONNACK | DISCONNECT, '§3.1.2.11.2'),
  row(0x12, 'Assigned Client Identifier', 'string', CONNACK, '§3.2.2.3.7'),
  row(0x13, 'Server Keep Alive', 'u16', CONNACK, '§3.2.2.3.14'),
  row(AUTHENTICATION_METHOD, 'Authentication Method', 'string', CONNECT | CONNACK | AUTH, '§3.1.2.11.9'),
  row(AUTHENTICATION_DATA, 'Authentication Data', 'binary', CONNECT | CONNACK | AUTH, '§3.1.2.11.10'),
  row(0x17, 'Request Problem Information', 'byte', CONNECT, '§3.1.2.11.7', 'bit'),
  row(0x18, 'Will Delay Interval', 'u32', WILL, '§3.1.3.2.2'),
  row(0x19, 'Request Response Information', 'byte', CONNECT, '§3.1.2.11.6', 'bit'),
  row(0x1a, 'Response Information', 'string', CONNACK, '§3.2.2.3.15'),
  row(0x1c, 'Server Reference', 'string', CONNACK | DISCONNECT, '§3.2.2.3.16'),
  row(0x1f, 'Reason String', 'string', ANSWERS, '§3.2.2.3.9'),
  row(0x21, 'Receive Maximum', 'u16', CONNECT | CONNACK, '§3.1.2.11.3', 'positive'),
  row(0x22, 'Topic Alias Maximum', 'u16', CONNECT | CONNACK, '§3.1.2.11.5'),
  row(TOPIC_ALIAS, 'Topic Alias', 'u16', PUBLISH, '§3.3.2.3.4', 'positive'),
  row(0x24, 'Maximum QoS', 'byte', CONNACK, '§3.2.2.3.4', 'bit'),
  row(0x25, 'Retain Available', 'byte', CONNACK, '§3.2.2.3.5', 'bit'),
  row(0x26, 'User Property', 'pair', EVERYWHERE, '§3.1.2.11.8'),
  row(0x27, 'Maximum Packet Size', 'u32', CONNECT | CONNACK, '§3.1.2.11.4', 'positive'),
  row(0x28, 'Wildcard Subscription Available', 'byte', CONNACK, '§3.2.2.3.11', 'bit'),
  row(0x29, 'Subscription Identifier Available', 'byte', CONNACK, '§3.2.2.3.12', 'bit'),
  row(0x2a, 'Shared Subscription Available', 'byte', CONNACK, '§3.2.2.3.13', 'bit'),
];
