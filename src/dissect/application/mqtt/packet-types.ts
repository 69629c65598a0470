// The 16 control packet types — MQTT 3.1.1 §2.2.1 and §2.2.2, MQTT 5.0 §2.1.2 and §2.1.3.

export const MQTT_RESERVED = 0;
export const MQTT_CONNECT = 1;
export const MQTT_CONNACK = 2;
export const MQTT_PUBLISH = 3;
export const MQTT_PUBACK = 4;
export const MQTT_PUBREC = 5;
export const MQTT_PUBREL = 6;
export const MQTT_PUBCOMP = 7;
export const MQTT_SUBSCRIBE = 8;
export const MQTT_SUBACK = 9;
export const MQTT_UNSUBSCRIBE = 10;
export const MQTT_UNSUBACK = 11;
export const MQTT_PINGREQ = 12;
export const MQTT_PINGRESP = 13;
export const MQTT_DISCONNECT = 14;
export const MQTT_AUTH = 15;

/** In the place of required flags: the packet type gives its four flags a meaning of its own. */
export const FLAGS_HAVE_MEANING: number = -1;

const SENT_BY_CLIENT = 1;
const SENT_BY_SERVER = 2;
const SENT_BY_BOTH = 3;

export interface PacketType {
  readonly number: number;
  readonly name: string;
  /** What the low four bits of the first byte must be; FLAGS_HAVE_MEANING for PUBLISH. */
  readonly requiredFlags: number;
  /** Bit 0: clients send it; bit 1: servers do (in MQTT 5 where it differs). */
  readonly sentBy: number;
}

/** Index is the packet type number. */
export const PACKET_TYPES: readonly PacketType[] = [
  { number: MQTT_RESERVED, name: 'RESERVED', requiredFlags: FLAGS_HAVE_MEANING, sentBy: SENT_BY_BOTH },
  { number: MQTT_CONNECT, name: 'CONNECT', requiredFlags: 0, sentBy: SENT_BY_CLIENT },
  { number: MQTT_CONNACK, name: 'CONNACK', requiredFlags: 0, sentBy: SENT_BY_SERVER },
  { number: MQTT_PUBLISH, name: 'PUBLISH', requiredFlags: FLAGS_HAVE_MEANING, sentBy: SENT_BY_BOTH },
  { number: MQTT_PUBACK, name: 'PUBACK', requiredFlags: 0, sentBy: SENT_BY_BOTH },
  { number: MQTT_PUBREC, name: 'PUBREC', requiredFlags: 0, sentBy: SENT_BY_BOTH },
  { number: MQTT_PUBREL, name: 'PUBREL', requiredFlags: 2, sentBy: SENT_BY_BOTH },
  { number: MQTT_PUBCOMP, name: 'PUBCOMP', requiredFlags: 0, sentBy: SENT_BY_BOTH },
  { number: MQTT_SUBSCRIBE, name: 'SUBSCRIBE', requiredFlags: 2, sentBy: SENT_BY_CLIENT },
  { number: MQTT_SUBACK, name: 'SUBACK', requiredFlags: 0, sentBy: SENT_BY_SERVER },
  { number: MQTT_UNSUBSCRIBE, name: 'UNSUBSCRIBE', requiredFlags: 2, sentBy: SENT_BY_CLIENT },
  { number: MQTT_UNSUBACK, name: 'UNSUBACK', requiredFlags: 0, sentBy: SENT_BY_SERVER },
  { number: MQTT_PINGREQ, name: 'PINGREQ', requiredFlags: 0, sentBy: SENT_BY_CLIENT },
  { number: MQTT_PINGRESP, name: 'PINGRESP', requiredFlags: 0, sentBy: SENT_BY_SERVER },
  { number: MQTT_DISCONNECT, name: 'DISCONNECT', requiredFlags: 0, sentBy: SENT_BY_BOTH },
  { number: MQTT_AUTH, name: 'AUTH', requiredFlags: 0, sentBy: SENT_BY_BOTH },
];

const NAMES: readonly string[] = PACKET_TYPES.map((row) => row.name);
const REQUIRED_FLAGS = Int8Array.from(PACKET_TYPES, (row) => row.requiredFlags);
const SENT_BY = Uint8Array.from(PACKET_TYPES, (row) => row.sentBy);

/** 'CONNECT' … 'AUTH', 'RESERVED' for 0. */
export function packetTypeName(packetType: number): string {
  return NAMES[packetType] ?? 'RESERVED';
}

const QOS_BITS = 0x06;

/** Are these four flag bits what the specification prescribes for this type? QoS and DUP of PUBLISH are judged elsewhere. */
export function hasRequiredFlags(packetType: number, flags: number, version: number): boolean {
  const required = REQUIRED_FLAGS[packetType];
  if (required === undefined || required === FLAGS_HAVE_MEANING) return true;
  // MQTT 3.1 §2.1: PUBREL, SUBSCRIBE and UNSUBSCRIBE have QoS 1, and DUP when sent again; elsewhere the bits are just not used.
  if (version === 3) return required === 0 || (flags & QOS_BITS) === required;
  return required === flags;
}

/** May this side (0 client, 1 server) send this type in this protocol level (0: unknown)? */
export function mayBeSentBy(packetType: number, direction: number, version: number): boolean {
  // MQTT 3.1.1 §2.2.1: DISCONNECT goes from client to server only; MQTT 5.0 lets both send it.
  if (packetType === MQTT_DISCONNECT && direction === 1) return version !== 3 && version !== 4;
  return ((SENT_BY[packetType] ?? SENT_BY_BOTH) & (1 << direction)) !== 0;
}
