// Columns of one letter (grapheme cluster) on a terminal — Unicode UAX #11 (East Asian Width), UTS #51 (emoji).

import { eastAsianWidth } from 'get-east-asian-width';

/** What shows nothing of its own: controls, marks on the letter before, joiners and selectors. */
const INVISIBLE =
  /^(?:[\p{Cc}\p{Cs}\p{Default_Ignorable_Code_Point}\u200b-\u200f\ufeff]|[\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f])/u;
/** Also those that are usually shown as text, and keycaps. Digits are emoji only as keycaps. */
const EMOJI = /(?![#*0-9\p{RI}])\p{Emoji}|\p{RI}{2}|\u20e3/u;

/** 0, 1 or 2; a letter of ambiguous width counts one. */
export function letterWidth(letter: string): number {
  if (INVISIBLE.test(letter)) return 0;
  return EMOJI.test(letter) ? 2 : eastAsianWidth(letter.codePointAt(0) ?? 0);
}
