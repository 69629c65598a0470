// Two executions of one experiment side by side: pair the connections, compare every quantity, separate noise from difference.

import type { Analysis, ConnectionReport } from '../../analyze/analysis.ts';
import { severityRank } from '../../core/severity.ts';
import type { Lang } from '../../core/text.ts';
import type { Difference } from '../capture-diff.ts';
import type { DiffContext } from '../diff-context.ts';
import { captureSheet, connectionSheet, type FactSheet } from './connection-facts.ts';
import { type Draft, draftRow } from './draft.ts';
import type { Fact } from './fact.ts';
import { alignFlows } from './message-flow.ts';
import { pairConnections } from './pair-connections.ts';
import { quantityOrder } from './quantities.ts';
import { differencesOf, severitiesIn, unpairedDifference } from './run-differences.ts';
import { RUNS_VERDICTS, type RunsDiff, type RunsPair, type RunsRow, type RunsVerdict } from './runs-diff.ts';
import { describeConnection, type RunsInput } from './runs-input.ts';
import { runsNotes } from './runs-notes.ts';
import { adjustFamily, type FamilyTest } from './statistics/holm.ts';
import { SIGNIFICANCE } from './thresholds.ts';

export interface RunsComparison {
  readonly runs: RunsDiff;
  /** Most severe first, then in the order of the report. */
  readonly differences: readonly Difference[];
}

interface Drafted {
  readonly a: ConnectionReport;
  readonly b: ConnectionReport;
  readonly evidence: readonly string[];
  readonly drafts: readonly Draft[];
}

/** Everything measurable of both runs, with a verdict each; only real differences become `differences`. */
export function compareRuns(a: RunsInput, b: RunsInput, context: DiffContext): RunsComparison {
  const { lang, listLimit } = context;
  const pairing = pairConnections(a.analysis, b.analysis, lang);
  const drafted: Drafted[] = pairing.pairs.map((pair) => ({
    ...pair,
    drafts: draftRows(...alignFlows(sheetOf(a, pair.a), sheetOf(b, pair.b)), lang),
  }));
  const captureDrafts = draftRows(captureSheet(a.analysis), captureSheet(b.analysis), lang);
  // One family over everything: the chance of any false alarm in the whole comparison stays below the significance.
  const family = adjustTests([...drafted.flatMap(({ drafts }) => drafts), ...captureDrafts]);
  const pairs: RunsPair[] = drafted.map(({ a: one, b: other, evidence, drafts }) => {
    const rows = family.finish(drafts);
    return {
      a: describeConnection(one),
      b: describeConnection(other),
      evidence,
      rows,
      rowsCount: rows.length,
    };
  });
  const rows = family.finish(captureDrafts);
  const [onlyA, onlyB] = [pairing.onlyA.map(describeConnection), pairing.onlyB.map(describeConnection)];
  const capped = Math.max(pairs.length, onlyA.length, onlyB.length) > listLimit;
  return {
    runs: {
      significance: SIGNIFICANCE,
      tests: family.size,
      verdicts: countVerdicts([...pairs.flatMap((pair) => pair.rows), ...rows]),
      pairs: pairs.slice(0, listLimit),
      pairsCount: pairs.length,
      onlyA: onlyA.slice(0, listLimit),
      onlyACount: onlyA.length,
      onlyB: onlyB.slice(0, listLimit),
      onlyBCount: onlyB.length,
      rows,
      rowsCount: rows.length,
      notes: runsNotes(a, b, pairing.pairs, lang),
      capped,
    },
    differences: sorted([
      ...pairs.flatMap((pair) => differencesOf(pair.rows, pair, severitiesOf(a.analysis, b.analysis), lang)),
      ...onlyA.map((connection) => unpairedDifference(connection, 'A', lang)),
      ...onlyB.map((connection) => unpairedDifference(connection, 'B', lang)),
      ...differencesOf(rows, null, severitiesOf(a.analysis, b.analysis), lang),
    ]),
  };
}

/** The facts of both runs by kind, party and detail, in the order of the report whichever run is A. */
function draftRows(a: FactSheet, b: FactSheet, lang: Lang): Draft[] {
  const [byKeyA, byKeyB] = [keyed(a.facts), keyed(b.facts)];
  const all = new Map([...byKeyA, ...byKeyB]);
  const keys = [...all].sort(([, one], [, other]) => compareFacts(one, other)).map(([key]) => key);
  return keys.flatMap((key) => {
    const [own, other] = [byKeyA.get(key) ?? null, byKeyB.get(key) ?? null];
    const draft = draftRow(own ?? absentFrom(a, other), other ?? absentFrom(b, own), lang);
    return draft === null ? [] : [draft];
  });
}

function absentFrom(sheet: FactSheet, fact: Fact | null): Fact | null {
  return fact === null ? null : sheet.absent(fact);
}

function sheetOf(input: RunsInput, connection: ConnectionReport): FactSheet {
  return connectionSheet({ input, analysis: input.analysis, connection });
}

function keyed(facts: readonly Fact[]): Map<string, Fact> {
  return new Map(facts.map((fact) => [keyOf(fact), fact]));
}

function keyOf({ kind, party, detail }: Fact): string {
  return JSON.stringify([kind, party, detail]);
}

function compareFacts(a: Fact, b: Fact): number {
  return (
    quantityOrder(a.kind) - quantityOrder(b.kind) ||
    compareTexts(a.party ?? '', b.party ?? '') ||
    compareTexts(a.detail ?? '', b.detail ?? '')
  );
}

/** By code unit: the same in every locale. */
function compareTexts(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function adjustTests(drafts: readonly Draft[]): { readonly size: number; finish(drafts: readonly Draft[]): RunsRow[] } {
  const tests = drafts.flatMap((draft) => (draft.test === null ? [] : [{ draft, test: draft.test }]));
  const family: FamilyTest[] = tests.map(({ test }) => test);
  const adjusted = adjustFamily(family, SIGNIFICANCE);
  const byDraft = new Map(tests.map(({ draft }, at) => [draft, adjusted[at] ?? null]));
  return {
    size: adjusted.filter((p) => p !== null).length,
    finish: (some) => some.map((draft) => draft.finish(byDraft.get(draft) ?? null)),
  };
}

function severitiesOf(a: Analysis, b: Analysis): ReturnType<typeof severitiesIn> {
  return severitiesIn([...a.findings, ...b.findings], [...a.anomalies, ...b.anomalies]);
}

function countVerdicts(rows: readonly RunsRow[]): Record<RunsVerdict, number> {
  const counts: Record<RunsVerdict, number> = { same: 0, 'within-noise': 0, different: 0, unknown: 0, 'by-nature': 0 };
  for (const verdict of RUNS_VERDICTS) counts[verdict] = rows.filter((row) => row.verdict === verdict).length;
  return counts;
}

function sorted(differences: readonly Difference[]): Difference[] {
  return differences.toSorted((x, y) => severityRank(y.severity) - severityRank(x.severity));
}
