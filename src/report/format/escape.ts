// Text from the wire made harmless: topics, client ids, payloads, host names and file names come from strangers.

import { formatBytes } from './bytes.ts';

/**
 * What must never reach a terminal or a page as it stands: C0 and C1 controls (Cc), invisible and bidirectional format characters (Cf: U+202E and
 * the like), unassigned, private and lone surrogates (Cn, Co, Cs), line and paragraph separators (Zl, Zp), variation selectors. The no-break space
 * is ours: it keeps a number with its unit.
 */
const UNSAFE = /[\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{Cn}\p{Zl}\p{Zp}\p{Variation_Selector}]/gu;
/** Nearly all texts: Latin letters, punctuation, arrows, box drawings. The expression above takes 10 ms to compile: most reports need not. */
const HARMLESS = /^[ -~\u00a0-\u00ac\u00ae-\u024f\u2010-\u2027\u2030-\u205e\u2190-\u22ff\u2500-\u27bf\ufffd]*$/;
/** Spaces that look like the ordinary one, and more than four combining marks on top of each other. */
const DECEPTIVE = /[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]/gu;
const STACKED_MARKS = /(\p{M}{4})\p{M}+/gu;

/** Control, invisible and bidirectional characters as \u{…}; everything else as it is. Applying it twice changes nothing. */
export function escapeControls(text: string): string {
  return HARMLESS.test(text) ? text : text.replace(UNSAFE, codePoint);
}

/** A short text from the wire: escaped, and cut to `limit` characters with its full size named. */
export function wireText(text: string, limit = 120): string {
  const clean = escapeControls(text.replace(DECEPTIVE, codePoint).replace(STACKED_MARKS, '$1…'));
  const cut = clipCharacters(clean, limit);
  return cut === clean ? clean : `${cut}… (${formatBytes(utf8Length(text))})`;
}

/** A one-line preview of payload text: line breaks and tabs as visible signs, then as wireText. */
export function previewText(text: string): string {
  return escapeControls(
    text
      .replace(/\r\n|\n|\r/g, '↵')
      .replace(/\t/g, '⇥')
      .replace(STACKED_MARKS, '$1…'),
  );
}

/** Quoted in the language's way by the sentence around it: “topic”. */
export function quoted(text: string, limit?: number): string {
  return `“${wireText(text, limit)}”`;
}

/** Text inside a Markdown paragraph, list item or table cell. */
export function escapeMarkdown(text: string): string {
  return escapeControls(text)
    .replace(/[\\`*_[\]<>|~$#]/g, '\\$&')
    .replace(/&(?=[#a-zA-Z])/g, '&amp;')
    .replace(/^([ \t]*)([-+])(?=\s|$)/, '$1\\$2') // a list
    .replace(/^([ \t]*)([-=])(?=[-=]*\s*$)/, '$1\\$2') // a rule, or the line under a heading
    .replace(/^([ \t]*\d+)([.)])(?=\s|$)/, '$1\\$2'); // an ordered list
}

function codePoint(character: string): string {
  return `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`;
}

function clipCharacters(text: string, limit: number): string {
  if (text.length <= limit) return text;
  let at = 0;
  let characters = 0;
  for (const character of text) {
    if (characters === limit) return text.slice(0, at);
    at += character.length;
    characters++;
  }
  return text;
}

function utf8Length(text: string): number {
  return new TextEncoder().encode(text).length;
}
