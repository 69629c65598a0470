// The whole screen as lines: a pure function of what is known, what the user chose, and the size of the terminal.

import type { Lang } from '../../core/text.ts';
import type { CaptureStatus } from '../live-view.ts';
import type { LivePicture } from '../model/picture.ts';
import { connectionsPanel } from './connections-panel.ts';
import { fragmentsPanel } from './fragments-panel.ts';
import { footLine, headLines } from './frame-lines.ts';
import { helpLines } from './help-lines.ts';
import { cutLine, type Line } from './line.ts';
import { messagesPanel } from './messages-panel.ts';
import { noticesPanel } from './notices-panel.ts';
import { openPanel } from './open-panel.ts';
import { besides, type Panel, stackPanels } from './panel.ts';
import { roundTripsPanel } from './round-trips-panel.ts';
import { sessionPanel } from './session-panel.ts';
import type { ViewState } from './view-state.ts';

export interface ScreenSize {
  readonly columns: number;
  readonly rows: number;
}

/** From here on there is room for two columns. */
const WIDE_COLUMNS = 112;
const WIDE_ROWS = 16;
/** From here on the head has two lines. */
const TALL_ROWS = 14;
/** From here on round trips side by side take nothing from what matters more. */
const LONG_ROWS = 30;
const FOOT_ROWS = 1;
const RULE_COLUMNS = 3;

/** Exactly `size.rows` lines of at most `size.columns` columns. `status` null: the capture has not begun. */
export function drawScreen(
  picture: LivePicture,
  status: CaptureStatus | null,
  view: ViewState,
  size: ScreenSize,
  lang: Lang,
): Line[] {
  const { columns, rows } = size;
  const head = headLines(status, picture, view, lang, columns, rows < TALL_ROWS ? 1 : 2);
  const bodyRows = Math.max(0, rows - head.length - FOOT_ROWS);
  const body = view.help
    ? helpLines(lang, columns, bodyRows)
    : bodyLines(picture, status, view, columns, bodyRows, rows, lang);
  const lines = [...head, ...body.slice(0, bodyRows)];
  while (lines.length < rows - FOOT_ROWS) lines.push([]);
  lines.push(footLine(view, lang, columns));
  return lines.slice(Math.max(0, lines.length - rows)).map((line) => cutLine(line, columns));
}

function bodyLines(
  picture: LivePicture,
  status: CaptureStatus | null,
  view: ViewState,
  columns: number,
  bodyRows: number,
  rows: number,
  lang: Lang,
): Line[] {
  if (columns < WIDE_COLUMNS || rows < WIDE_ROWS) {
    const want = Math.max(1, Math.floor(bodyRows / 4));
    return stackPanels(
      [
        connectionsPanel(picture, status, lang, columns, want),
        ...detailOf(picture, columns, lang),
        openPanel(picture, lang, columns, Math.max(1, Math.floor(bodyRows / 10))),
        ...fragmentsOf(picture, columns, want, lang),
        ...(rows < LONG_ROWS ? [] : roundTripsOf(picture, columns, Math.floor(bodyRows / 8), lang)),
        messagesPanel(picture, view.filter, lang, columns),
        noticesPanel(picture, lang, columns, want),
      ],
      bodyRows,
      columns,
    );
  }
  const leftWidth = Math.floor((columns - RULE_COLUMNS) / 2);
  const rightWidth = columns - RULE_COLUMNS - leftWidth;
  const third = Math.max(2, Math.floor(bodyRows / 3));
  const left = [
    connectionsPanel(picture, status, lang, leftWidth, third),
    ...detailOf(picture, leftWidth, lang),
    openPanel(picture, lang, leftWidth, Math.max(2, Math.floor(bodyRows / 6))),
    ...fragmentsOf(picture, leftWidth, third, lang),
    ...roundTripsOf(picture, leftWidth, third, lang),
  ];
  const right = [messagesPanel(picture, view.filter, lang, rightWidth), noticesPanel(picture, lang, rightWidth, third)];
  return besides(stackPanels(left, bodyRows, leftWidth), leftWidth, stackPanels(right, bodyRows, rightWidth));
}

function detailOf({ selected }: LivePicture, width: number, lang: Lang): Panel[] {
  return selected === null ? [] : [sessionPanel(selected, lang, width)];
}

function roundTripsOf(picture: LivePicture, width: number, want: number, lang: Lang): Panel[] {
  const panel = roundTripsPanel(picture, lang, width, want);
  return panel === null ? [] : [panel];
}

function fragmentsOf(picture: LivePicture, width: number, want: number, lang: Lang): Panel[] {
  return picture.fragments.length === 0 ? [] : [fragmentsPanel(picture, lang, width, want)];
}
