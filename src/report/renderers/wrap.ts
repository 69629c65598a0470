// Text into columns of a terminal: measured as it is displayed (wide letters count two, combining marks none), never cut inside a letter.

import { NO_BREAK_SPACE } from '../format/numbers.ts';
import { letterWidth } from './letter-width.ts';

/**
 * Letters, digits and signs of Western texts, and the marks of our own reports, that every measure agrees to be one column wide: nearly all a
 * report consists of.
 */
const PLAIN =
  /^[\x20-\x7e\u00a0-\u00a8\u00aa-\u00ac\u00af-\u02ff\u2010-\u2027\u2070\u2074-\u2079\u2190-\u2193\u21b5\u21d2\u2212\u2260-\u2265\u2500-\u257f\u25ba\u25cf\u2717\ufffd]*$/;

let segmenter: Intl.Segmenter | null = null;

/** Is every letter of the text one column wide, beyond doubt? */
export function isPlain(text: string): boolean {
  return PLAIN.test(text);
}

/** Columns that a text takes. */
export function displayWidth(text: string): number {
  return PLAIN.test(text) ? text.length : graphemes(text).reduce((sum, letter) => sum + letterWidth(letter), 0);
}

/** The letters of a text as a reader counts them. */
export function graphemes(text: string): string[] {
  if (PLAIN.test(text)) return text.split('');
  segmenter ??= new Intl.Segmenter('en', { granularity: 'grapheme' }); // the first Intl object takes 10 ms: most reports need none
  return Array.from(segmenter.segment(text), (part) => part.segment);
}

/** Lines of at most `width` columns, broken at spaces (a no-break space is none); a longer word is broken where it must be. */
export function wrapText(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  let used = 0;
  for (const word of text.split(' ')) {
    const size = displayWidth(word);
    if (line !== '' && used + 1 + size > width) {
      lines.push(line);
      line = '';
      used = 0;
    } else if (line !== '') {
      line += ' ';
      used++;
    }
    if (size <= width) {
      line += word;
      used += size;
    } else {
      const pieces = breakWord(word, width);
      lines.push(...pieces.slice(0, -1));
      line = pieces[pieces.length - 1] ?? '';
      used = displayWidth(line);
    }
  }
  lines.push(line);
  return lines;
}

/** One line of at most `width` columns; what does not fit ends in "…". */
export function cutText(text: string, width: number): string {
  if (displayWidth(text) <= width) return text;
  let line = '';
  let used = 0;
  for (const letter of graphemes(text)) {
    const size = displayWidth(letter);
    if (used + size > width - 1) break;
    line += letter;
    used += size;
  }
  return `${line}…`;
}

/** Width of the longest piece that wrapText would not break on its own account. */
export function longestWord(text: string): number {
  return text.split(' ').reduce((longest, word) => Math.max(longest, displayWidth(word)), 0);
}

/** What the reader finally sees: the no-break space has done its work and becomes an ordinary one, so that text can be searched and copied. */
export function releaseSpaces(text: string): string {
  return text.replaceAll(NO_BREAK_SPACE, ' ');
}

/** Pieces of at most `width` columns: behind a separator where there is one in the second half, otherwise anywhere between two letters. */
function breakWord(word: string, width: number): string[] {
  const pieces: string[] = [];
  let piece: string[] = [];
  let used = 0;
  for (const letter of graphemes(word)) {
    const size = displayWidth(letter);
    if (used + size > width && piece.length > 0) {
      const at = breakPoint(piece);
      pieces.push(piece.slice(0, at).join('').trimEnd());
      piece = piece.slice(at);
      used = displayWidth(piece.join(''));
    }
    piece.push(letter);
    used += size;
  }
  pieces.push(piece.join(''));
  return pieces;
}

/** Letters of `piece` that stay on the line: up to a no-break space at best, else behind a separator in its second half, else all. */
function breakPoint(piece: readonly string[]): number {
  const space = piece.lastIndexOf(NO_BREAK_SPACE);
  if (space > 0) return space + 1;
  for (let at = piece.length; at > piece.length / 2; at--) {
    if ('/,;:|=&?_.→'.includes(piece[at - 1] ?? '')) return at;
  }
  return piece.length;
}
