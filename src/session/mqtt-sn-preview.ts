// The first characters of a payload, where it is text.

import { decodeText, HAS_NUL, NOT_UTF8, textTraits } from '../dissect/application/mqtt/utf8.ts';
import { PREVIEW_CHARACTERS } from './mqtt-sn-limits.ts';

/** null: no text. */
export function previewOf(payload: Uint8Array): string | null {
  if ((textTraits(payload, 0, payload.length) & (NOT_UTF8 | HAS_NUL)) !== 0) return null;
  const text = decodeText(payload, 0, payload.length);
  return text.length <= PREVIEW_CHARACTERS ? text : [...text].slice(0, PREVIEW_CHARACTERS).join('');
}
