// Findings and anomalies that one run has and the other has not.

import type { Analysis, Finding } from '../../../analyze/analysis.ts';
import type { Severity } from '../../../core/severity.ts';
import type { Text } from '../../../core/text.ts';
import { count, type Fact } from '../fact.ts';

/** Of one connection; `stream` null: about the capture as a whole. */
export function findingFacts(analysis: Analysis, stream: number | null): Fact[] {
  const byRule = new Map<string, Finding[]>();
  for (const finding of analysis.findings) {
    if (finding.stream !== stream) continue;
    const known = byRule.get(finding.rule);
    if (known === undefined) byRule.set(finding.rule, [finding]);
    else known.push(finding);
  }
  return [...byRule].map(([rule, findings]) =>
    count('finding', findings.length, {
      detail: rule,
      detailText: asWritten(findings[0]?.title ?? rule),
      frames: findings.flatMap(({ frames }) => frames),
      isDecisive: findings.some(({ severity }) => isDecisive(severity)),
    }),
  );
}

export function anomalyFacts(analysis: Analysis): Fact[] {
  return analysis.anomalies.map(({ kind, severity, text, count: number, firstFrames }) =>
    count('anomaly', number, {
      detail: kind,
      detailText: asWritten(text),
      frames: firstFrames,
      isDecisive: isDecisive(severity),
    }),
  );
}

/** An analysis speaks one language, the report's. */
function asWritten(text: string): Text {
  return { es: text, en: text };
}

/** A note may come of one chance event (a delayed ACK, a race); a warning or an error is a matter of its own. */
function isDecisive(severity: Severity): boolean {
  return severity !== 'note';
}
