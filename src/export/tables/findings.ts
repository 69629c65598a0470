// Table `findings`: one record per finding of the analysis, the most severe first. Findings are known when everything has been read.

import { RULES } from '../../analyze/rules/index.ts';
import { runRules } from '../../analyze/run-rules.ts';
import type { Table } from '../table.ts';

export const findings: Table = {
  name: 'findings',
  summary: { es: 'los hallazgos, del más grave al más leve', en: 'the findings, the most severe first' },
  columns: ['rule', 'severity', 'title', 'text', 'stream', 'frames', 'framesCount', 'facts', 'clause'],
  needsAnalysis: true,
  open: (emit, { stream, lang }) => ({
    onAnalysis(analysis): void {
      // The list inside the analysis is capped; the rules make all of them again.
      for (const finding of runRules(RULES, analysis, lang)) {
        if (stream !== null && finding.stream !== null && finding.stream !== stream) continue;
        const { rule, severity, title, text, frames, framesCount, facts, clause } = finding;
        emit([rule, severity, title, text, finding.stream, frames, framesCount, facts, clause]);
      }
    },
  }),
};
