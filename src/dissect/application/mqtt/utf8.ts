// UTF-8 encoded strings — MQTT 3.1.1 §1.5.3, MQTT 5.0 §1.5.4, RFC 3629. What a string contains, without making one.

import { u8 } from '../../../core/bytes.ts';
import type { Flag } from '../protocol.ts';
import { STRING_CONTROL_CHARACTER, STRING_NOT_UTF8, STRING_NUL } from './anomalies.ts';

/** Ill-formed: wrong or missing continuation bytes, overlong forms, surrogates, beyond U+10FFFF. */
export const NOT_UTF8: number = 1 << 0;
export const HAS_NUL: number = 1 << 1;
/** U+0001…U+001F, U+007F…U+009F or a non-character: a sender should not write them. */
export const HAS_CONTROL: number = 1 << 2;
/** '+' or '#'. */
export const HAS_WILDCARD: number = 1 << 3;

/** What an ASCII byte adds to the traits. */
const ASCII_TRAITS: Uint8Array = Uint8Array.from({ length: 128 }, (_, code) => {
  if (code === 0) return HAS_NUL;
  if (code < 0x20 || code === 0x7f) return HAS_CONTROL;
  return code === 0x23 || code === 0x2b ? HAS_WILDCARD : 0;
});

/** The traits of the bytes [at, end) as bits; 0: plain text. */
export function textTraits(buf: Uint8Array, at: number, end: number): number {
  let traits = 0;
  while (at < end) {
    const byte = u8(buf, at);
    if (byte < 0x80) {
      traits |= u8(ASCII_TRAITS, byte);
      at++;
      continue;
    }
    const size = byte < 0xc2 ? 0 : byte < 0xe0 ? 2 : byte < 0xf0 ? 3 : byte < 0xf5 ? 4 : 0;
    if (size === 0 || at + size > end) return traits | NOT_UTF8;
    let code = byte & (0x7f >> size);
    for (let i = 1; i < size; i++) {
      const next = u8(buf, at + i);
      if ((next & 0xc0) !== 0x80) return traits | NOT_UTF8;
      code = (code << 6) | (next & 0x3f);
    }
    if ((size === 3 && code < 0x800) || (size === 4 && (code < 0x1_0000 || code > 0x10_ffff))) return traits | NOT_UTF8;
    if (code >= 0xd800 && code <= 0xdfff) return traits | NOT_UTF8;
    if (code < 0xa0 || (code & 0xfffe) === 0xfffe || (code >= 0xfdd0 && code <= 0xfdef)) traits |= HAS_CONTROL;
    at += size;
  }
  return traits;
}

/** Raises what no string field may (or should) contain, and returns the traits. */
export function checkText(buf: Uint8Array, at: number, end: number, flag: Flag): number {
  const traits = textTraits(buf, at, end);
  if (traits === 0) return 0;
  if ((traits & NOT_UTF8) !== 0) flag(STRING_NOT_UTF8, at, 0, 0);
  if ((traits & HAS_NUL) !== 0) flag(STRING_NUL, at, 0, 0);
  if ((traits & HAS_CONTROL) !== 0) flag(STRING_CONTROL_CHARACTER, at, 0, 0);
  return traits;
}

// A byte order mark belongs to the text and must not be taken off [MQTT-1.5.3-3].
const decoder = new TextDecoder('utf-8', { fatal: false, ignoreBOM: true });

/** The text of [at, end); ill-formed bytes become U+FFFD. Cold. */
export function decodeText(buf: Uint8Array, at: number, end: number): string {
  return end > at ? decoder.decode(buf.subarray(at, end)) : '';
}

/** The bytes [at, end) as hex digits. Cold. */
export function hexText(buf: Uint8Array, at: number, end: number): string {
  let text = '';
  for (let i = at; i < end; i++) text += u8(buf, i).toString(16).padStart(2, '0');
  return text;
}
