// The Flags octet — MQTT-SN 1.2 §5.3.4.
//
// 7 DUP · 6-5 QoS · 4 Retain · 3 Will · 2 CleanSession · 1-0 TopicIdType

export const FLAG_DUP = 0x80;
export const FLAG_RETAIN = 0x10;
export const FLAG_WILL = 0x08;
export const FLAG_CLEAN_SESSION = 0x04;

/** What the two octets of a topic id are. */
export type TopicIdType = 'normal' | 'predefined' | 'short' | 'reserved';

const TOPIC_ID_TYPES: readonly TopicIdType[] = ['normal', 'predefined', 'short', 'reserved'];

export function topicIdTypeOf(flags: number): TopicIdType {
  return TOPIC_ID_TYPES[flags & 3] ?? 'reserved';
}

/** 0, 1, 2, or −1 where the bits are 0b11. */
export function qosOf(flags: number): number {
  const bits = (flags >> 5) & 3;
  return bits === 3 ? -1 : bits;
}
