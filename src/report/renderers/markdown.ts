// A report in Markdown (GitHub flavour), for pasting: headings, lists and pipe tables, every text escaped.

import { buildDocument } from '../build-document.ts';
import type { Block, Cell, FindingBlock, ReportDocument, TableBlock } from '../document.ts';
import { escapeMarkdown } from '../format/escape.ts';
import type { Renderer } from './renderer.ts';
import { releaseSpaces } from './wrap.ts';

export const markdown: Renderer = {
  render: (analysis, context, options) => renderMarkdown(buildDocument(analysis, context, options)),
};

/** A document as Markdown. */
export function renderMarkdown(document: ReportDocument): string {
  const parts = [`# ${escapeMarkdown(document.title)}`];
  for (const section of document.sections) {
    let previous: Block | null = null;
    for (const block of section.blocks) {
      const text = renderBlock(block);
      if (previous?.kind === 'finding' && block.kind === 'finding') parts.push(`${parts.pop() ?? ''}\n${text}`);
      else parts.push(text);
      previous = block;
    }
  }
  return `${releaseSpaces(parts.join('\n\n'))}\n`;
}

function renderBlock(block: Block): string {
  switch (block.kind) {
    case 'heading':
      return `${'#'.repeat(block.level + 1)} ${escapeMarkdown(block.text)}`;
    case 'question':
      return `*${escapeMarkdown(block.text)}*`;
    case 'answer':
      return `**${escapeMarkdown(block.text)}**`;
    case 'paragraph':
      return escapeMarkdown(block.text);
    case 'mistake':
    case 'caution':
    case 'note':
      return `> **${escapeMarkdown(block.label)}:** ${escapeMarkdown(block.text)}`;
    case 'list':
      return block.items.map((item) => `- ${escapeMarkdown(item)}`).join('\n');
    case 'facts':
      return block.rows.map(([label, value]) => `- **${escapeMarkdown(label)}:** ${cell(value)}`).join('\n');
    case 'finding':
      return finding(block);
    case 'table':
      return table(block);
  }
}

function finding(block: FindingBlock): string {
  const head = `- **${escapeMarkdown(block.label)} · ${escapeMarkdown(block.title)}**`;
  const text = block.text === null ? '' : ` — ${escapeMarkdown(block.text)}`;
  const source = block.source === null ? '' : `; ${escapeMarkdown(block.source)}`;
  return `${head}${text} (${escapeMarkdown(block.where)}${source})`;
}

function table(block: TableBlock): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  const lines = [
    line(block.columns.map((column) => escapeMarkdown(column.head))),
    line(block.columns.map((column) => (column.align === 'right' ? '---:' : '---'))),
    ...block.rows.map((row) => line(row.map(cell))),
  ];
  const caption = block.caption === null ? '' : `**${escapeMarkdown(block.caption)}**\n\n`;
  const more = block.more === null ? '' : `\n\n${escapeMarkdown(block.more)}`;
  return `${caption}${lines.join('\n')}${more}`;
}

function cell(value: Cell): string {
  if (typeof value === 'string') return escapeMarkdown(value);
  const text = escapeMarkdown(value.text);
  return text !== '' && (value.tone === 'strong' || value.tone === 'alert') ? `**${text}**` : text;
}
