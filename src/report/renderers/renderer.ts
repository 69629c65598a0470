// What a renderer is: the same numbers in, one format of text out.

import type { Analysis } from '../../analyze/analysis.ts';
import type { ReportContext, ReportOptions } from '../document.ts';

export interface Renderer {
  /** The whole report as text, ending in a line break. */
  render(analysis: Analysis, context: ReportContext, options?: ReportOptions): string;
}
