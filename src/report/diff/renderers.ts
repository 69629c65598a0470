// A CaptureDiff in each output format. ★ one line per format

import type { CaptureDiff } from '../../diff/capture-diff.ts';
import type { ReportContext } from '../document.ts';
import { jsonText } from '../renderers/json.ts';
import { renderMarkdown } from '../renderers/markdown.ts';
import { renderTerminal } from '../renderers/terminal.ts';
import { buildDiffDocument } from './build-diff-document.ts';

export const DIFF_FORMATS = ['terminal', 'markdown', 'json'] as const;
export type DiffFormat = (typeof DIFF_FORMATS)[number];

type DiffRenderer = (diff: CaptureDiff, context: ReportContext, listLimit: number | null) => string;

const RENDERERS: Readonly<Record<DiffFormat, DiffRenderer>> = {
  terminal: (diff, context, listLimit) =>
    renderTerminal(buildDiffDocument(diff, context, listLimit), context.width, context.color),
  markdown: (diff, context, listLimit) => renderMarkdown(buildDiffDocument(diff, context, listLimit)),
  json: (diff) => jsonText(diff),
};

/** The whole report as text, ending in a line break. */
export function renderDiff(
  diff: CaptureDiff,
  format: DiffFormat,
  context: ReportContext,
  listLimit: number | null = null,
): string {
  return RENDERERS[format](diff, context, listLimit);
}
