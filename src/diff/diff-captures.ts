// Two captures → one CaptureDiff: decides how they are to be compared, compares them, and keeps the differences that were asked for.

import { severityRank } from '../core/severity.ts';
import type { Lang } from '../core/text.ts';
import { type CaptureDiff, DIFF_SCHEMA_VERSION, type DiffMode } from './capture-diff.ts';
import { decideMode, type ModeDecision } from './decide-mode.ts';
import { compareDelivery } from './delivery/compare-delivery.ts';
import type { DiffContext } from './diff-context.ts';
import type { DiffInput } from './diff-input.ts';
import { type DifferenceDraft, toldDraft } from './difference-draft.ts';
import { isWanted } from './difference-filter.ts';
import { comparePath } from './path/compare-path.ts';
import { compareRuns } from './runs/compare-runs.ts';

export interface DiffOptions {
  /** Language of titles, texts and evidence; 'en'. */
  readonly lang?: Lang;
  /** Entries of any one list; 1000. */
  readonly listLimit?: number;
  /** How to compare; null: decided from the captures. */
  readonly mode?: DiffMode | null;
  /** Kinds ('path.segment-lost') or areas ('path'): only these count; none: all. */
  readonly only?: readonly string[];
  /** Kinds or areas that do not count. */
  readonly ignore?: readonly string[];
}

const LIST_LIMIT = 1000;

/** Compares two captures that have been read. */
export function diffCaptures(a: DiffInput, b: DiffInput, options: DiffOptions = {}): CaptureDiff {
  const context: DiffContext = { lang: options.lang ?? 'en', listLimit: options.listLimit ?? LIST_LIMIT };
  const forced = options.mode ?? null;
  const decision = decideMode(a, b, forced, context);
  const found = compareAs(decision, a, b, context);
  const wanted = found.drafts
    .filter(({ kind }) => isWanted(kind, options.only ?? [], options.ignore ?? []))
    .sort((p, q) => severityRank(q.severity) - severityRank(p.severity)); // stable: equal ones keep the order of their comparison
  return {
    schemaVersion: DIFF_SCHEMA_VERSION,
    tool: a.analysis.tool,
    mode: decision.mode,
    modeForced: forced !== null,
    modeEvidence: decision.evidence,
    a: { label: a.label, capture: a.analysis.capture },
    b: { label: b.label, capture: b.analysis.capture },
    same: wanted.length === 0,
    differences: wanted.slice(0, context.listLimit).map((draft) => draft.tell()),
    differencesCount: wanted.length,
    ignoredCount: found.drafts.length - wanted.length,
    capped: wanted.length > context.listLimit,
    path: found.path,
    delivery: found.delivery,
    runs: found.runs,
  };
}

interface Found extends Pick<CaptureDiff, 'path' | 'delivery' | 'runs'> {
  readonly drafts: readonly DifferenceDraft[];
}

function compareAs({ mode, pairs }: ModeDecision, a: DiffInput, b: DiffInput, context: DiffContext): Found {
  const none = { path: null, delivery: null, runs: null };
  switch (mode) {
    case 'path':
      return { ...none, ...comparePath(a, b, context, pairs) };
    case 'delivery': {
      const { delivery, differences } = compareDelivery(a, b, context);
      return { ...none, delivery, drafts: differences.map(toldDraft) };
    }
    case 'runs': {
      const { runs, differences } = compareRuns(a, b, context);
      return { ...none, runs, drafts: differences.map(toldDraft) };
    }
  }
}
