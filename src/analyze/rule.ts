// What a finding is made from: a rule looks at the numbers of an analysis and returns its evidence; its words stand beside it in both languages.

import type { Severity } from '../core/severity.ts';
import type { Lang, Text, TextOf } from '../core/text.ts';
import type { Analysis, Facts, Finding } from './analysis.ts';

/** What rules look at: the analysis without what is made from it. */
export type AnalysisFacts = Omit<Analysis, 'findings' | 'findingsCount' | 'tool' | 'schemaVersion'>;

/** One occurrence of what a rule is about. */
export interface Evidence<F extends Facts = Facts> {
  /** null: about the capture as a whole. */
  readonly stream: number | null;
  /** Frames to open in Wireshark; empty only when the finding is about an absence. */
  readonly frames: readonly number[];
  /** Full count where `frames` is only the first part; left out: all are in `frames`. */
  readonly framesCount?: number;
  readonly facts: F;
  /** Instead of the rule's own, where one occurrence weighs more or less. */
  readonly severity?: Severity;
}

export interface RuleSpec<F extends Facts> {
  /** Stable and public: 'tcp.zero-window'. */
  readonly id: `${string}.${string}`;
  readonly severity: Severity;
  /** RFC section or MQTT normative statement; null: no rule of a protocol is broken. */
  readonly clause: string | null;
  readonly title: Text;
  /** Pure: the same analysis gives the same evidence. */
  check(analysis: AnalysisFacts): readonly Evidence<F>[];
  readonly explain: TextOf<F>;
}

/** A rule as the rest of the project sees it. */
export interface Rule {
  readonly id: `${string}.${string}`;
  readonly severity: Severity;
  readonly clause: string | null;
  readonly title: Text;
  /** The findings of this rule, worded in one language. */
  findings(analysis: AnalysisFacts, lang: Lang): Finding[];
}

/** Frames named by one finding; the rest is only counted. */
const FRAMES_PER_FINDING = 50;

/** Makes a rule of its specification. */
export function defineRule<F extends Facts>(spec: RuleSpec<F>): Rule {
  return {
    id: spec.id,
    severity: spec.severity,
    clause: spec.clause,
    title: spec.title,
    findings: (analysis, lang) => spec.check(analysis).map((evidence) => toFinding(spec, evidence, lang)),
  };
}

function toFinding<F extends Facts>(spec: RuleSpec<F>, evidence: Evidence<F>, lang: Lang): Finding {
  return {
    rule: spec.id,
    severity: evidence.severity ?? spec.severity,
    title: spec.title[lang],
    text: spec.explain[lang](evidence.facts),
    stream: evidence.stream,
    frames: evidence.frames.slice(0, FRAMES_PER_FINDING),
    framesCount: evidence.framesCount ?? evidence.frames.length,
    facts: evidence.facts,
    clause: spec.clause,
  };
}
