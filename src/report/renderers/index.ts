// Every output format. ★ one line per format

import { json } from './json.ts';
import { markdown } from './markdown.ts';
import type { Renderer } from './renderer.ts';
import { terminal } from './terminal.ts';

export type { Renderer } from './renderer.ts';

export type ReportFormat = 'terminal' | 'markdown' | 'json';

export const renderers: Readonly<Record<ReportFormat, Renderer>> = {
  terminal,
  markdown,
  json,
};
