// What the beginning of a payload is: nothing, text, JSON or other bytes; and whether that fits what MQTT 5 says of it (§3.3.2.3.2, §3.3.2.3.9).

import { u8 } from '../../core/bytes.ts';
import { decodeText, HAS_NUL, hexText, NOT_UTF8, textTraits } from '../../dissect/application/mqtt/utf8.ts';
import type { PayloadKind } from '../mqtt-session-report.ts';

export interface PayloadLook {
  readonly kind: PayloadKind;
  readonly text: string | null;
  readonly hex: string | null;
}

/** Bytes of a payload that is no text which are shown as hex. */
const HEX_BYTES = 64;
/** UTF-8 of RFC 3629: a letter cut at the end of what is shown lacks three bytes at most. */
const LETTER_BYTES = 4;

/** `head`: the first bytes; `length`: of the whole payload; `missing`: bytes of it are not in the capture. */
export function lookAtPayload(head: Uint8Array, length: number, missing: boolean): PayloadLook {
  if (length === 0) return { kind: 'empty', text: '', hex: null };
  const isWhole = head.length === length;
  if (head.length === 0) return { kind: 'incomplete', text: null, hex: null };
  const end = isWhole ? head.length : endOfLetters(head);
  const text = textOf(head, end);
  if (text === null) {
    return {
      kind: missing ? 'incomplete' : 'binary',
      text: null,
      hex: hexText(head, 0, Math.min(head.length, HEX_BYTES)),
    };
  }
  if (missing) return { kind: 'incomplete', text, hex: null };
  return { kind: isWhole && isJson(text) ? 'json' : 'text', text, hex: null };
}

/** null: nothing is claimed, or what is shown does not tell. */
export function fitsClaim(
  look: PayloadLook,
  isWhole: boolean,
  contentType: string | null,
  format: number | null,
): boolean | null {
  if (look.kind === 'incomplete') return null;
  const type = contentType?.toLowerCase() ?? '';
  const claimsJson = /^[^;]*\b(?:json)\b/.test(type);
  const claimsText = format === 1 || type.startsWith('text/');
  if (!claimsJson && !claimsText) return null;
  if (look.kind === 'binary') return false;
  if (claimsJson && isWhole) return isAnyJson(look.text ?? '');
  return isWhole ? true : null;
}

/** Without a letter that is cut at the end. */
function endOfLetters(head: Uint8Array): number {
  for (let back = 1; back < LETTER_BYTES && back <= head.length; back++) {
    const byte = u8(head, head.length - back);
    if (byte < 0x80) break;
    if (byte >= 0xc0) return byte >= 0xf0 || (byte >= 0xe0 && back < 3) || back < 2 ? head.length - back : head.length;
  }
  return head.length;
}

/** null: ill-formed, or control characters that texts do not hold. */
function textOf(head: Uint8Array, end: number): string | null {
  if ((textTraits(head, 0, end) & (NOT_UTF8 | HAS_NUL)) !== 0) return null;
  for (let i = 0; i < end; i++) {
    const byte = u8(head, i);
    if ((byte < 0x20 && byte !== 0x09 && byte !== 0x0a && byte !== 0x0d && byte !== 0x1b) || byte === 0x7f) return null;
  }
  return decodeText(head, 0, end);
}

/** An object or a list: a bare number is JSON too, but nobody would call it so. */
function isJson(text: string): boolean {
  return /^\s*[{[]/.test(text) && isAnyJson(text);
}

function isAnyJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
