// The header of a message: Length in one or three octets, MsgType — MQTT-SN 1.2 §5.2.
//
// 0 1 Length, or 0x01 and two octets of it · 1 (3) 1 MsgType

import { u8, u16be } from '../../../core/bytes.ts';

const LONG_FORM = 0x01;
const SHORT_HEADER = 2;
const LONG_HEADER = 4;

/** Octets of Length and MsgType together; 0: too few bytes are here to tell. */
export function headerLengthAt(buf: Uint8Array, at: number, end: number): number {
  if (at >= end) return 0;
  return u8(buf, at) === LONG_FORM ? LONG_HEADER : SHORT_HEADER;
}

/** What the Length field says; −1: it is not here. */
export function lengthFieldAt(buf: Uint8Array, at: number, end: number): number {
  const header = headerLengthAt(buf, at, end);
  if (header === 0) return -1;
  if (header === SHORT_HEADER) return u8(buf, at);
  return end - at < 3 ? -1 : u16be(buf, at + 1);
}

/** The message type; −1: it is not here. */
export function messageTypeAt(buf: Uint8Array, at: number, end: number): number {
  const header = headerLengthAt(buf, at, end);
  return header === 0 || end - at < header ? -1 : u8(buf, at + header - 1);
}
