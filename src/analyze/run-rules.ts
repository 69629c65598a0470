// Facts → findings, the most severe first, then in the order of the capture.

import { severityRank } from '../core/severity.ts';
import type { Lang } from '../core/text.ts';
import type { Finding } from './analysis.ts';
import type { AnalysisFacts, Rule } from './rule.ts';

/** Asks every rule; errors come first, then warnings, then notes, each in order of their first frame. */
export function runRules(rules: readonly Rule[], analysis: AnalysisFacts, lang: Lang): Finding[] {
  return rules.flatMap((rule) => rule.findings(analysis, lang)).sort(bySeverityThenFrame);
}

function bySeverityThenFrame(a: Finding, b: Finding): number {
  return severityRank(b.severity) - severityRank(a.severity) || firstFrame(a) - firstFrame(b);
}

/** A finding about an absence comes after those with frames. */
function firstFrame(finding: Finding): number {
  return finding.frames[0] ?? Number.MAX_SAFE_INTEGER;
}
