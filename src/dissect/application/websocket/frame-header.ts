// The header of a WebSocket frame — RFC 6455 §5.2.
//
// offset size
// 0      1       FIN (bit 7), RSV1 … RSV3 (bits 6 … 4), opcode (low four bits)
// 1      1       MASK (bit 7), payload length (low seven bits); 126, 127: the length follows
// 2      0|2|8   extended payload length
// …      0|4     masking key, if MASK

import { u8, u16be, u64be } from '../../../core/bytes.ts';

export const MAX_HEADER_BYTES = 14;
const MASK_BYTES = 4;
const TWO_BYTES = 126;
const EIGHT_BYTES = 127;

/** Length of the header at `at`; 0: too few bytes to tell. */
export function headerLength(buf: Uint8Array, at: number, end: number): number {
  if (end - at < 2) return 0;
  const second = u8(buf, at + 1);
  const short = second & 0x7f;
  const extended = short === TWO_BYTES ? 2 : short === EIGHT_BYTES ? 8 : 0;
  return 2 + extended + (second >= 0x80 ? MASK_BYTES : 0);
}

export function isMasked(buf: Uint8Array, at: number): boolean {
  return u8(buf, at + 1) >= 0x80;
}

/** Payload length of a whole header; beyond 2^53 only roughly. */
export function payloadLength(buf: Uint8Array, at: number): number {
  const short = u8(buf, at + 1) & 0x7f;
  if (short === TWO_BYTES) return u16be(buf, at + 2);
  if (short === EIGHT_BYTES) return u64be(buf, at + 2);
  return short;
}

/** A header that was read. REUSED by its direction. */
export class FrameHeader {
  opcode = 0;
  isFinal = false;
  /** RSV1 = 4, RSV2 = 2, RSV3 = 1. */
  reserved = 0;
  isMasked = false;
  readonly key: Uint8Array = new Uint8Array(MASK_BYTES);
  payloadLength = 0;
  isMinimal = true;
  isPossible = true;

  /** [at, end) begins with a whole header. */
  read(buf: Uint8Array, at: number, end: number): void {
    const first = u8(buf, at);
    this.opcode = first & 0x0f;
    this.isFinal = first >= 0x80;
    this.reserved = (first >> 4) & 7;
    this.isMasked = isMasked(buf, at);
    if (this.isMasked) {
      const keyAt = maskAt(buf, at, end);
      for (let i = 0; i < MASK_BYTES; i++) this.key[i] = u8(buf, keyAt + i);
    }
    this.payloadLength = payloadLength(buf, at);
    this.isMinimal = isMinimalLength(buf, at);
    this.isPossible = isPossibleLength(buf, at);
  }
}

/** The length was written in the shortest way — RFC 6455 §5.2. */
export function isMinimalLength(buf: Uint8Array, at: number): boolean {
  const short = u8(buf, at + 1) & 0x7f;
  if (short === TWO_BYTES) return u16be(buf, at + 2) >= TWO_BYTES;
  return short !== EIGHT_BYTES || u64be(buf, at + 2) > 0xffff;
}

/** The highest of 64 bits must be 0. */
export function isPossibleLength(buf: Uint8Array, at: number): boolean {
  return (u8(buf, at + 1) & 0x7f) !== EIGHT_BYTES || u8(buf, at + 2) < 0x80;
}

/** Where the masking key of a masked frame lies. */
export function maskAt(buf: Uint8Array, at: number, end: number): number {
  return at + headerLength(buf, at, end) - MASK_BYTES;
}
