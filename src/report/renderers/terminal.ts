// A report for a terminal: tables through cli-table3, never wider than the page, colour only when told.

import Table from 'cli-table3';
import { buildDocument } from '../build-document.ts';
import type { Block, Cell, FindingBlock, ReportDocument, TableBlock } from '../document.ts';
import { type Paint, paintFor, type Style, severityStyle, toneStyle } from './ansi.ts';
import { type Layout, layoutColumns, naturalWidth } from './column-widths.ts';
import { GlyphMask } from './glyph-mask.ts';
import type { Renderer } from './renderer.ts';
import { cutText, displayWidth, releaseSpaces, wrapText } from './wrap.ts';

const NARROWEST_PAGE = 40;
const WIDEST_PAGE = 200;
/** Running text is easier to read in shorter lines than tables need. */
const WIDEST_TEXT = 110;

const HIDDEN = {
  es: 'Columnas que no entran en este ancho',
  en: 'Columns left out at this width',
} as const;

export const terminal: Renderer = {
  render: (analysis, context, options) => {
    const document = buildDocument(analysis, context, options);
    return renderTerminal(document, context.width, context.color);
  },
};

/** A document as lines of at most `width` columns (40 at least). */
export function renderTerminal(document: ReportDocument, width: number, color: boolean): string {
  const page: Page = {
    width: Math.min(WIDEST_PAGE, Math.max(NARROWEST_PAGE, Math.floor(width))),
    paint: paintFor(color),
    hiddenLabel: HIDDEN[document.lang],
  };
  const lines: string[] = [...wrapText(document.title, page.width).map((line) => page.paint(line, 'title'))];
  for (const section of document.sections) {
    let previous: Block | null = null;
    for (const block of section.blocks) {
      if (needsSpace(previous, block)) lines.push('');
      lines.push(...renderBlock(block, page));
      previous = block;
    }
  }
  return `${releaseSpaces(lines.join('\n'))}\n`;
}

interface Page {
  readonly width: number;
  readonly paint: Paint;
  readonly hiddenLabel: string;
}

/** Short findings, facts after facts, and a question under its heading stay together. */
function needsSpace(previous: Block | null, block: Block): boolean {
  if (previous === null) return true;
  if (block.kind === 'question' || (block.kind === 'answer' && previous.kind === 'question')) return false;
  if (block.kind === 'finding' && previous.kind === 'finding') return block.text !== null;
  if (block.kind === 'finding' && block.text === null) return false;
  if (previous.kind === 'heading') return block.kind === 'heading';
  return true;
}

function renderBlock(block: Block, page: Page): string[] {
  const { paint } = page;
  switch (block.kind) {
    case 'heading':
      return heading(block.level, block.text, page);
    case 'question':
      return hanging('', block.text, 'dim', page);
    case 'answer':
      return hanging('► ', block.text, 'bold', page);
    case 'paragraph':
      return hanging('', block.text, null, page);
    case 'mistake':
      return labelled('✗ ', block.label, block.text, 'yellow', page);
    case 'caution':
      return labelled('! ', block.label, block.text, 'red', page);
    case 'note':
      return labelled('· ', block.label, block.text, 'dim', page);
    case 'list':
      return block.items.flatMap((item) => hanging('• ', item, null, page));
    case 'facts':
      return facts(block.rows, page);
    case 'finding':
      return finding(block, page);
    case 'table': {
      const caption =
        block.caption === null ? [] : wrapText(block.caption, page.width).map((line) => paint(line, 'bold'));
      return [...caption, ...table(block, page)];
    }
  }
}

function heading(level: 1 | 2 | 3, text: string, page: Page): string[] {
  if (level === 3) return wrapText(text, page.width).map((line) => page.paint(line, 'bold'));
  const rule = level === 1 ? '━' : '─';
  const lines = wrapText(text, page.width - 6);
  return lines.map((line, at) => {
    const tail = at === lines.length - 1 ? ` ${rule.repeat(Math.max(2, page.width - displayWidth(line) - 4))}` : '';
    return page.paint(`${at === 0 ? rule.repeat(2) : '  '} ${line}${tail}`, level === 1 ? 'title' : 'bold');
  });
}

/** Wrapped text whose later lines stand under the first word. */
function hanging(mark: string, text: string, style: Style | null, page: Page): string[] {
  const indent = displayWidth(mark);
  return wrapText(text, textWidth(page) - indent).map((line, at) => {
    const lead = at === 0 ? mark : ' '.repeat(indent);
    return style === null ? lead + line : page.paint(lead + line, style);
  });
}

function labelled(mark: string, label: string, text: string, style: Style, page: Page): string[] {
  const first = `${mark}${label}: `;
  const indent = displayWidth(mark);
  return wrapText(`${label}: ${text}`, textWidth(page) - indent).map((line, at) => {
    if (at > 0) return ' '.repeat(indent) + line;
    const head = mark + line;
    return head.startsWith(first.trimEnd())
      ? page.paint(first.trimEnd(), style) + head.slice(first.trimEnd().length)
      : head;
  });
}

function textWidth(page: Page): number {
  return Math.min(page.width, WIDEST_TEXT);
}

function facts(rows: readonly (readonly [string, Cell])[], page: Page): string[] {
  const widest = rows.reduce((most, [label]) => Math.max(most, displayWidth(label)), 0);
  const column = Math.min(widest, Math.floor(page.width * 0.4));
  return rows.flatMap(([label, value]) => {
    const labels = wrapText(label, column);
    const values = wrapText(cellText(value), page.width - column - 2);
    return Array.from({ length: Math.max(labels.length, values.length) }, (_, at) => {
      const left = labels[at] ?? '';
      const pad = ' '.repeat(column - displayWidth(left) + 2);
      return `${page.paint(left, 'dim')}${pad}${page.paint(values[at] ?? '', cellStyle(value))}`.trimEnd();
    });
  });
}

function finding(block: FindingBlock, page: Page): string[] {
  const style = severityStyle(block.severity);
  const indent = 2;
  const width = textWidth(page) - indent;
  const title = wrapText(`${block.label}  ${block.title}`, width).map((line, at) => {
    const mark = at === 0 ? '● ' : '  ';
    if (at > 0 || !line.startsWith(block.label)) return mark + page.paint(line, 'bold');
    return page.paint(mark + block.label, style) + page.paint(line.slice(block.label.length), 'bold');
  });
  const under = (text: string, tone: Style | null): string[] =>
    wrapText(text, width).map((line) => `  ${page.paint(line, tone)}`);
  return [
    ...title,
    ...(block.text === null ? [] : under(block.text, null)),
    ...under(block.where, 'cyan'),
    ...(block.source === null ? [] : under(block.source, 'dim')),
  ];
}

function table(block: TableBlock, page: Page): string[] {
  const full = withHead(block, cellText);
  const fits = naturalWidth(full) <= page.width;
  const texts = fits ? full : withHead(block, briefText);
  const layout = layoutColumns(block.columns, texts, page.width);
  const body = layout === null ? records(block, page) : grid(block, texts, layout, page);
  const hidden =
    layout === null ? [] : block.columns.filter((_, at) => !layout.shown.includes(at)).map((column) => column.head);
  return [
    ...body,
    ...(block.more === null ? [] : hanging('', block.more, 'dim', page)),
    ...(hidden.length === 0 ? [] : hanging('', `${page.hiddenLabel}: ${hidden.join(', ')}`, 'dim', page)),
  ];
}

/** All texts of a table, its heads first. */
function withHead(block: TableBlock, textOf: (cell: Cell) => string): string[][] {
  return [block.columns.map((column) => column.head), ...block.rows.map((row) => row.map(textOf))];
}

function grid(block: TableBlock, texts: readonly (readonly string[])[], layout: Layout, page: Page): string[] {
  const columns = layout.shown.map((at, shownAt) => ({
    at,
    width: layout.widths[shownAt] ?? 1,
    align: block.columns[at]?.align ?? 'left',
    isCut: block.columns[at]?.overflow === 'cut',
  }));
  const lay = (text: string, { isCut, width }: GridColumn): string[] =>
    isCut ? [cutText(text, width)] : wrapText(text, width);
  const mask = new GlyphMask();
  const built = new Table({
    head: columns.map((column) =>
      lay(texts[0]?.[column.at] ?? '', column)
        .map((line) => page.paint(mask.mask(line), 'bold'))
        .join('\n'),
    ),
    colWidths: columns.map(({ width }) => width + 2),
    colAligns: columns.map(({ align }) => align),
    style: { head: [], border: [], 'padding-left': 1, 'padding-right': 1 },
  });
  if (block.rows.length > 0) built.push(columns.map(() => ''));
  const frame = mask.unmask(built.toString()).split('\n');
  if (block.rows.length === 0) return frame;
  // cli-table3 draws the frame, the head and one empty row. The rows are filled in here: it measures and weighs every option of every cell anew,
  // which took a third of the time of a report.
  const rows = block.rows.map((row, rowAt) => {
    const cells = columns.map((column) => lay(texts[rowAt + 1]?.[column.at] ?? '', column));
    const height = Math.max(...cells.map((cell) => cell.length));
    return Array.from({ length: height }, (_, line) => {
      const filled = columns.map((column, shownAt) =>
        fill(cells[shownAt]?.[line] ?? '', column, cellStyle(row[column.at] ?? ''), page.paint),
      );
      return `│ ${filled.join(' │ ')} │`;
    });
  });
  const rule = frame.at(-3) ?? '';
  const isLoose = block.dense !== true && rows.filter((lines) => lines.length > 1).length * 2 > rows.length;
  const body = rows.flatMap((lines, at) => (isLoose && at > 0 ? [rule, ...lines] : lines));
  return [...frame.slice(0, -2), ...body, frame.at(-1) ?? ''];
}

interface GridColumn {
  /** Of the columns of the block. */
  readonly at: number;
  readonly width: number;
  readonly align: 'left' | 'right';
  readonly isCut: boolean;
}

/** One line of one cell, as wide as its column. */
function fill(text: string, column: GridColumn, style: Style | null, paint: Paint): string {
  const space = ' '.repeat(column.width - displayWidth(text));
  return column.align === 'right' ? space + paint(text, style) : paint(text, style) + space;
}

/** A table too wide for the page: each row as a list of facts. */
function records(block: TableBlock, page: Page): string[] {
  return block.rows.flatMap((row, at) => [
    ...(at === 0 ? [] : ['']),
    ...facts(
      row.map((cell, column) => [block.columns[column]?.head ?? '', cell] as const),
      page,
    ),
  ]);
}

function cellText(cell: Cell): string {
  return typeof cell === 'string' ? cell : cell.text;
}

function briefText(cell: Cell): string {
  return typeof cell === 'string' ? cell : (cell.brief ?? cell.text);
}

function cellStyle(cell: Cell): Style | null {
  return typeof cell === 'string' ? null : toneStyle(cell.tone);
}
