// A screen is made of panels under each other: who gets how many rows.

import { cutLine, EMPTY_LINE, fitLine, type Line, lineWidth, span } from './line.ts';

export interface Panel {
  readonly title: Line;
  /** Rows of the body: it is left out if it cannot have the least; it would like to have `want`. */
  readonly least: number;
  readonly want: number;
  /** The largest is left out first. */
  readonly rank: number;
  /** Takes what nobody wants. */
  readonly isElastic: boolean;
  /** At most `rows` lines. */
  body(rows: number): readonly Line[];
}

const TITLE_ROWS = 1;

/** Exactly `rows` lines of at most `width` columns. */
export function stackPanels(panels: readonly Panel[], rows: number, width: number): Line[] {
  const shares = shareRows(panels, rows);
  const lines: Line[] = [];
  panels.forEach((panel, at) => {
    const share = shares[at] ?? 0;
    if (share === 0) return;
    const body = panel.body(share - TITLE_ROWS).slice(0, share - TITLE_ROWS);
    lines.push(titleLine(panel.title, width), ...body.map((line) => cutLine(line, width)));
    for (let row = body.length + TITLE_ROWS; row < share; row++) lines.push(EMPTY_LINE);
  });
  while (lines.length < rows) lines.push(EMPTY_LINE);
  return lines.slice(0, rows);
}

/** Rows of each panel with its title; 0: left out. */
export function shareRows(panels: readonly Panel[], rows: number): number[] {
  const shown = [...panels];
  const leastOf = (list: readonly Panel[]): number => list.reduce((sum, { least }) => sum + TITLE_ROWS + least, 0);
  while (shown.length > 1 && leastOf(shown) > rows) {
    const last = shown.reduce((worst, panel) => (panel.rank > worst.rank ? panel : worst));
    shown.splice(shown.indexOf(last), 1);
  }
  const shares = new Map<Panel, number>(shown.map((panel) => [panel, TITLE_ROWS + panel.least]));
  let left = rows - leastOf(shown);
  for (const panel of [...shown].sort((a, b) => a.rank - b.rank)) {
    const more = Math.max(0, Math.min(left, panel.want - panel.least));
    shares.set(panel, (shares.get(panel) ?? 0) + more);
    left -= more;
  }
  const elastic = shown.find(({ isElastic }) => isElastic);
  if (elastic !== undefined && left > 0) shares.set(elastic, (shares.get(elastic) ?? 0) + left);
  return panels.map((panel) => Math.min(rows, shares.get(panel) ?? 0));
}

/** "── Mensajes ──────────". */
function titleLine(title: Line, width: number): Line {
  const lead = span('── ', 'dim');
  const rest = width - lineWidth(title) - 4;
  if (rest <= 0) return cutLine([lead, ...title], width);
  return [lead, ...title, span(` ${'─'.repeat(rest)}`, 'dim')];
}

/** Two columns of lines, with a rule between them. */
export function besides(left: readonly Line[], leftWidth: number, right: readonly Line[]): Line[] {
  return left.map((line, at) => [...fitLine(line, leftWidth), span(' │ ', 'dim'), ...(right[at] ?? EMPTY_LINE)]);
}
