// Lines of a screen: pieces of text, each in one style, measured in columns.

import type { Paint, Style } from '../../report/renderers/ansi.ts';
import { cutText, displayWidth, releaseSpaces } from '../../report/renderers/wrap.ts';

export interface Span {
  readonly text: string;
  readonly style: Style | null;
}

export type Line = readonly Span[];

export const EMPTY_LINE: Line = [];

export function span(text: string, style: Style | null = null): Span {
  return { text, style };
}

/** Columns that a line takes. */
export function lineWidth(line: Line): number {
  return line.reduce((sum, { text }) => sum + displayWidth(text), 0);
}

/** At most `width` columns; what does not fit ends in "…". */
export function cutLine(line: Line, width: number): Line {
  if (width <= 0) return EMPTY_LINE;
  if (lineWidth(line) <= width) return line;
  const cut: Span[] = [];
  let left = width - 1; // the last column is for the "…"
  for (const { text, style } of line) {
    const size = displayWidth(text);
    if (size > left) {
      cut.push({ text: cutText(`${text} `, left + 1), style }); // one blank more: even a piece that would just fit ends in "…"
      break;
    }
    cut.push({ text, style });
    left -= size;
  }
  return cut;
}

/** Exactly `width` columns. */
export function fitLine(line: Line, width: number, align: 'left' | 'right' = 'left'): Line {
  const cut = cutLine(line, width);
  const rest = width - lineWidth(cut);
  if (rest <= 0) return cut;
  const blank = span(' '.repeat(rest));
  return align === 'left' ? [...cut, blank] : [blank, ...cut];
}

/** Items one after the other, as many to a line as fit. */
export function flowItems(items: readonly Line[], width: number): Line[] {
  const lines: Line[] = [];
  let line: Span[] = [];
  let used = 0;
  for (const item of items) {
    const size = lineWidth(item);
    if (line.length > 0 && used + SEPARATOR.length + size <= width) {
      line.push(span(SEPARATOR, 'dim'), ...item);
      used += SEPARATOR.length + size;
      continue;
    }
    if (line.length > 0) lines.push(line);
    line = [...cutLine(item, width)];
    used = Math.min(size, width);
  }
  if (line.length > 0) lines.push(line);
  return lines;
}

const SEPARATOR = ' · ';

/** As a terminal gets it. */
export function paintLine(line: Line, paint: Paint): string {
  return line.map(({ text, style }) => paint(releaseSpaces(text), style)).join('');
}

/** Without styles. */
export function plainLine(line: Line): string {
  return releaseSpaces(line.map(({ text }) => text).join(''));
}
