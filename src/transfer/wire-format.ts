// The payloads of the lab: "7|bytes", the announced length, the end packets of the restart format.

import { u32be } from '../core/bytes.ts';
import { MOST_FRAGMENTS } from './limits.ts';

/** plain, indexed, length and restart are the lab's formats; selective is ours (selective/messages.ts). */
export const TRANSFER_MODES = ['plain', 'indexed', 'length', 'restart', 'selective'] as const;
export type TransferMode = (typeof TRANSFER_MODES)[number];
export type LabMode = Exclude<TransferMode, 'selective'>;

const BAR = 0x7c;
const MINUS = 0x2d;
const DIGIT_ZERO = 0x30;
/** Digits of the largest number. */
const MOST_DIGITS = String(MOST_FRAGMENTS - 1).length;

/** A payload that begins with its number. */
export interface NumberedPayload {
  /** −1: an end packet. */
  readonly index: number;
  readonly bytes: Uint8Array;
}

/** "7|" and the bytes. */
export function numbered(index: number, bytes: Uint8Array): Buffer {
  return Buffer.concat([Buffer.from(`${index}|`, 'latin1'), bytes]);
}

/** null: the payload does not begin with a number and "|". */
export function readNumbered(payload: Uint8Array): NumberedPayload | null {
  const isNegative = payload[0] === MINUS;
  const digitsAt = isNegative ? 1 : 0;
  let at = digitsAt;
  let value = 0;
  while (at - digitsAt <= MOST_DIGITS) {
    const digit = (payload[at] ?? BAR) - DIGIT_ZERO;
    if (digit < 0 || digit > 9) break;
    value = value * 10 + digit;
    at++;
  }
  if (at === digitsAt || payload[at] !== BAR || value >= MOST_FRAGMENTS) return null;
  if (isNegative && value !== 1) return null;
  return { index: isNegative ? -1 : value, bytes: payload.subarray(at + 1) };
}

/** The first message of `length`: "0|" and the file's length as four bytes, the most significant first. */
export function announcedLength(bytes: number): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(bytes);
  return numbered(0, length);
}

/** What a message announces as length; null: it has no four bytes. */
export function readAnnouncedLength(bytes: Uint8Array): number | null {
  return bytes.length === 4 ? u32be(bytes, 0) : null;
}

/** End packets of `restart`: "-1|FFFFFFFF" begins again, "0|00000000" closes; the number behind the bar are four bytes. */
export const END_FAILURE: Buffer = numbered(-1, Buffer.alloc(4, 0xff));
export const END_SUCCESS: Buffer = numbered(0, Buffer.alloc(4, 0));

export type EndPacket = 'failure' | 'success';

/** `isUnderWay`: fragments of this run have come. Without them "0|" and four zeros is a fragment like any other. */
export function readEndPacket({ index, bytes }: NumberedPayload, isUnderWay: boolean): EndPacket | null {
  if (bytes.length !== 4) return null;
  if (index === -1) return bytes.every((byte) => byte === 0xff) ? 'failure' : null;
  return index === 0 && isUnderWay && bytes.every((byte) => byte === 0) ? 'success' : null;
}
