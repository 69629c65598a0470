// The MQTT-SN message types — MQTT-SN 1.2 §5.2.2 (table 3), and how long what follows the header may be (§5.4, §5.5).

export const SN_ADVERTISE = 0x00;
export const SN_SEARCHGW = 0x01;
export const SN_GWINFO = 0x02;
export const SN_CONNECT = 0x04;
export const SN_CONNACK = 0x05;
export const SN_WILLTOPICREQ = 0x06;
export const SN_WILLTOPIC = 0x07;
export const SN_WILLMSGREQ = 0x08;
export const SN_WILLMSG = 0x09;
export const SN_REGISTER = 0x0a;
export const SN_REGACK = 0x0b;
export const SN_PUBLISH = 0x0c;
export const SN_PUBACK = 0x0d;
export const SN_PUBCOMP = 0x0e;
export const SN_PUBREC = 0x0f;
export const SN_PUBREL = 0x10;
export const SN_SUBSCRIBE = 0x12;
export const SN_SUBACK = 0x13;
export const SN_UNSUBSCRIBE = 0x14;
export const SN_UNSUBACK = 0x15;
export const SN_PINGREQ = 0x16;
export const SN_PINGRESP = 0x17;
export const SN_DISCONNECT = 0x18;
export const SN_WILLTOPICUPD = 0x1a;
export const SN_WILLTOPICRESP = 0x1b;
export const SN_WILLMSGUPD = 0x1c;
export const SN_WILLMSGRESP = 0x1d;
export const SN_ENCAPSULATED = 0xfe;

/** The message type carries no flags. */
export const NO_FLAGS: number = -1;

export interface SnMessageType {
  readonly number: number;
  readonly name: string;
  /** Flag bits that mean nothing in this message and should be 0; NO_FLAGS: it has no Flags field. */
  readonly unusedFlags: number;
  readonly section: string;
}

/** Sorted by number; the numbers between are reserved. */
export const SN_MESSAGE_TYPES: readonly SnMessageType[] = [
  { number: SN_ADVERTISE, name: 'ADVERTISE', unusedFlags: NO_FLAGS, section: '§5.4.1' },
  { number: SN_SEARCHGW, name: 'SEARCHGW', unusedFlags: NO_FLAGS, section: '§5.4.2' },
  { number: SN_GWINFO, name: 'GWINFO', unusedFlags: NO_FLAGS, section: '§5.4.3' },
  { number: SN_CONNECT, name: 'CONNECT', unusedFlags: 0xf3, section: '§5.4.4' },
  { number: SN_CONNACK, name: 'CONNACK', unusedFlags: NO_FLAGS, section: '§5.4.5' },
  { number: SN_WILLTOPICREQ, name: 'WILLTOPICREQ', unusedFlags: NO_FLAGS, section: '§5.4.6' },
  { number: SN_WILLTOPIC, name: 'WILLTOPIC', unusedFlags: 0x8f, section: '§5.4.7' },
  { number: SN_WILLMSGREQ, name: 'WILLMSGREQ', unusedFlags: NO_FLAGS, section: '§5.4.8' },
  { number: SN_WILLMSG, name: 'WILLMSG', unusedFlags: NO_FLAGS, section: '§5.4.9' },
  { number: SN_REGISTER, name: 'REGISTER', unusedFlags: NO_FLAGS, section: '§5.4.10' },
  { number: SN_REGACK, name: 'REGACK', unusedFlags: NO_FLAGS, section: '§5.4.11' },
  { number: SN_PUBLISH, name: 'PUBLISH', unusedFlags: 0x0c, section: '§5.4.12' },
  { number: SN_PUBACK, name: 'PUBACK', unusedFlags: NO_FLAGS, section: '§5.4.13' },
  { number: SN_PUBCOMP, name: 'PUBCOMP', unusedFlags: NO_FLAGS, section: '§5.4.14' },
  { number: SN_PUBREC, name: 'PUBREC', unusedFlags: NO_FLAGS, section: '§5.4.14' },
  { number: SN_PUBREL, name: 'PUBREL', unusedFlags: NO_FLAGS, section: '§5.4.14' },
  { number: SN_SUBSCRIBE, name: 'SUBSCRIBE', unusedFlags: 0x1c, section: '§5.4.15' },
  { number: SN_SUBACK, name: 'SUBACK', unusedFlags: 0x9f, section: '§5.4.16' },
  { number: SN_UNSUBSCRIBE, name: 'UNSUBSCRIBE', unusedFlags: 0xfc, section: '§5.4.17' },
  { number: SN_UNSUBACK, name: 'UNSUBACK', unusedFlags: NO_FLAGS, section: '§5.4.18' },
  { number: SN_PINGREQ, name: 'PINGREQ', unusedFlags: NO_FLAGS, section: '§5.4.19' },
  { number: SN_PINGRESP, name: 'PINGRESP', unusedFlags: NO_FLAGS, section: '§5.4.20' },
  { number: SN_DISCONNECT, name: 'DISCONNECT', unusedFlags: NO_FLAGS, section: '§5.4.21' },
  { number: SN_WILLTOPICUPD, name: 'WILLTOPICUPD', unusedFlags: 0x8f, section: '§5.4.22' },
  { number: SN_WILLTOPICRESP, name: 'WILLTOPICRESP', unusedFlags: NO_FLAGS, section: '§5.4.24' },
  { number: SN_WILLMSGUPD, name: 'WILLMSGUPD', unusedFlags: NO_FLAGS, section: '§5.4.23' },
  { number: SN_WILLMSGRESP, name: 'WILLMSGRESP', unusedFlags: NO_FLAGS, section: '§5.4.25' },
  { number: SN_ENCAPSULATED, name: 'ENCAPSULATED', unusedFlags: NO_FLAGS, section: '§5.5' },
];

const BY_NUMBER: readonly (SnMessageType | null)[] = Array.from(
  { length: 256 },
  (_, number) => SN_MESSAGE_TYPES.find((row) => row.number === number) ?? null,
);

/** false: reserved. */
export function isKnownType(messageType: number): boolean {
  return (BY_NUMBER[messageType] ?? null) !== null;
}

/** 'CONNECT' …; 'RESERVED' for a number the specification does not assign. */
export function snTypeName(messageType: number): string {
  return BY_NUMBER[messageType]?.name ?? 'RESERVED';
}

/** Flag bits without a meaning in this message. */
export function unusedFlagsOf(messageType: number): number {
  const row = BY_NUMBER[messageType] ?? null;
  return row === null || row.unusedFlags === NO_FLAGS ? 0 : row.unusedFlags;
}
