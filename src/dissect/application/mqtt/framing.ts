// Where one control packet ends — fixed header and Remaining Length: MQTT 3.1.1 §2.2, MQTT 5.0 §1.5.5 and §2.1.
//
// offset size
// 0      1     packet type (high four bits), flags (low four bits)
// 1      1…4   Remaining Length: seven bits a byte, low ones first; bit 7: another byte follows

import { u8, u16be } from '../../../core/bytes.ts';
import { MALFORMED, NEED_MORE } from '../protocol.ts';
import { MQTT_PUBLISH, MQTT_RESERVED } from './packet-types.ts';
import { isAllowedProperty } from './properties.ts';

/** Largest Remaining Length that four bytes can say. */
export const MAX_REMAINING_LENGTH = 268_435_455;

/** A head is never longer: of a CONNECT or SUBSCRIBE beyond it the first mebibyte is decoded, and an anomaly says so. */
export const MAX_HEAD = 1_048_576;

/** A type 0 packet is a violation that leaves framing intact; longer than this it is more likely that framing is lost. */
export const MAX_RESERVED_LENGTH = 65_535;

/** Whole length of the packet at `at`, NEED_MORE while the length is not known, or MALFORMED. */
export function measurePacket(buf: Uint8Array, at: number, end: number): number {
  if (at + 2 > end) return NEED_MORE;
  let value = 0;
  let unit = 1;
  for (let i = at + 1; i < at + 5; i++) {
    if (i >= end) return NEED_MORE;
    const byte = u8(buf, i);
    value += (byte & 0x7f) * unit;
    if (byte < 0x80) {
      if (u8(buf, at) >> 4 === MQTT_RESERVED && value > MAX_RESERVED_LENGTH) return MALFORMED;
      return i + 1 - at + value;
    }
    unit *= 128;
  }
  return MALFORMED; // four bytes, and the fourth announces a fifth
}

/** Where the variable header starts; `end` where the fixed header runs past it. */
export function bodyStart(buf: Uint8Array, at: number, end: number): number {
  let i = at + 1;
  while (i < end && i < at + 4 && u8(buf, i) >= 0x80) i++;
  return i < end ? i + 1 : end;
}

/**
 * How many leading bytes of a packet must be seen at once. All of it, except for PUBLISH: topic, identifier and what may be MQTT 5
 * properties. This function does not know the protocol level, so in MQTT 3.x it may cover some payload:
 * the payload starts at the view's `payloadAt`, not behind the head.
 */
export function packetHeadLength(buf: Uint8Array, at: number, end: number, length: number): number {
  if (at >= end) return NEED_MORE;
  const most = Math.min(length, MAX_HEAD);
  if (u8(buf, at) >> 4 !== MQTT_PUBLISH) return most;
  const topicAt = bodyStart(buf, at, end);
  if (topicAt + 2 - at > most) return most;
  if (topicAt + 2 > end) return NEED_MORE;
  const qos = (u8(buf, at) >> 1) & 3;
  let i = topicAt + 2 + u16be(buf, topicAt) + (qos === 0 ? 0 : 2);
  let propertyBytes = 0;
  let unit = 1;
  for (let byte = 0x80; byte >= 0x80 && unit <= 0x20_0000; unit *= 128) {
    if (i - at >= most) return most;
    if (i >= end) return NEED_MORE;
    byte = u8(buf, i++);
    propertyBytes += (byte & 0x7f) * unit;
  }
  if (propertyBytes === 0 || i - at >= most) return i - at;
  if (i >= end) return NEED_MORE;
  // A payload rarely begins like a property list: look at the first identifier before asking for all of it.
  if (!isAllowedProperty(u8(buf, i), MQTT_PUBLISH)) return i + 1 - at;
  return Math.min(i - at + propertyBytes, most);
}
