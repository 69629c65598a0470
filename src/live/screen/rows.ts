// Rows in columns: the less important columns go first where room is short, one or more give way.

import { cutLine, fitLine, type Line, lineWidth, type Span, span } from './line.ts';

export interface RowColumn {
  /** The largest goes first; 0: never. */
  readonly drop: number;
  readonly align: 'left' | 'right';
  /** It may be cut down to this many columns; null: it is shown whole. */
  readonly least: number | null;
}

export const WHOLE: RowColumn = { drop: 0, align: 'left', least: null };

/** Lines of at most `width` columns. A column that is empty in all rows takes no room. */
export function layRows(columns: readonly RowColumn[], rows: readonly (readonly Line[])[], width: number): Line[] {
  const natural = columns.map((_, at) => rows.reduce((most, row) => Math.max(most, lineWidth(row[at] ?? [])), 0));
  const least = columns.map(({ least }, at) => Math.min(natural[at] ?? 0, least ?? natural[at] ?? 0));
  let shown = columns.map((_, at) => at).filter((at) => (natural[at] ?? 0) > 0);
  while (room(shown, least) > width) {
    const next = nextToDrop(columns, shown);
    if (next === null) break;
    shown = shown.filter((at) => at !== next);
  }
  const widths = widen(shown, least, natural, width - room(shown, least));
  return rows.map((row) => {
    const line: Span[] = [];
    for (const at of shown) {
      if (line.length > 0) line.push(span(' '));
      line.push(...fitLine(row[at] ?? [], widths[at] ?? 0, columns[at]?.align));
    }
    return cutLine(trimEnd(line), width);
  });
}

/** null: none of them may go. */
function nextToDrop(columns: readonly RowColumn[], shown: readonly number[]): number | null {
  let next: number | null = null;
  let largest = 0;
  for (const at of shown) {
    const drop = columns[at]?.drop ?? 0;
    if (drop <= largest) continue;
    largest = drop;
    next = at;
  }
  return next;
}

function room(shown: readonly number[], widths: readonly number[]): number {
  return shown.reduce((sum, at) => sum + (widths[at] ?? 0), Math.max(0, shown.length - 1));
}

/** Gives what is left to the columns that want more, from the first on. */
function widen(
  shown: readonly number[],
  least: readonly number[],
  natural: readonly number[],
  left: number,
): readonly number[] {
  const widths = [...least];
  for (const at of shown) {
    const wants = (natural[at] ?? 0) - (widths[at] ?? 0);
    const more = Math.max(0, Math.min(wants, left));
    widths[at] = (widths[at] ?? 0) + more;
    left -= more;
  }
  return widths;
}

function trimEnd(line: readonly Span[]): Span[] {
  const trimmed = [...line];
  while (trimmed.length > 0 && /^ *$/.test(trimmed.at(-1)?.text ?? '')) trimmed.pop();
  return trimmed;
}
