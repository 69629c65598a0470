// Rows that differ become differences: stable kinds 'runs.…', titles and reasons in the language of the report.

import type { Finding } from '../../analyze/analysis.ts';
import { type Severity, severityRank } from '../../core/severity.ts';
import type { Lang } from '../../core/text.ts';
import type { Difference } from '../capture-diff.ts';
import { quantityOf } from './quantities.ts';
import type { RunsConnection, RunsPair, RunsRow } from './runs-diff.ts';
import { FRAMES_OF_A_DIFFERENCE, LARGE_DELTA } from './thresholds.ts';
import { partyLabel, valueText } from './value-text.ts';

/** Told by other rows: what is subscribed to, and how the session ends. */
const TOLD_ELSEWHERE: readonly string[] = ['SUBSCRIBE', 'DISCONNECT'];

/** `pair` null: about the captures as a whole. `severities`: of findings and anomalies, by their stable id. */
export function differencesOf(
  rows: readonly RunsRow[],
  pair: RunsPair | null,
  severities: ReadonlyMap<string, Severity>,
  lang: Lang,
): Difference[] {
  const found = rows.filter(({ verdict }) => verdict === 'different');
  return found
    .filter((row) => !isRepetition(row))
    .map((row) => ({
      kind: `runs.${row.kind}`,
      severity: severityOf(row, severities),
      title: titleOf(row, lang),
      text: `${capitalised(row.reason)}.`,
      a: { stream: pair?.a.stream ?? null, frames: row.a.frames.slice(0, FRAMES_OF_A_DIFFERENCE) },
      b: { stream: pair?.b.stream ?? null, frames: row.b.frames.slice(0, FRAMES_OF_A_DIFFERENCE) },
      facts: {
        theme: row.theme,
        party: row.party,
        detail: row.detail,
        a: row.a.value,
        b: row.b.value,
        change: row.change,
        p: row.test?.adjustedP ?? null,
        effect: row.test?.effect ?? null,
      },
    }));
}

/** A finding weighs what it weighs in its run; a large shift of a distribution counts as its kind says, a smaller one is a note. */
function severityOf(row: RunsRow, severities: ReadonlyMap<string, Severity>): Severity {
  const own = row.detail === null ? undefined : severities.get(`${row.kind} ${row.detail}`);
  if (own !== undefined) return own;
  const { severity } = quantityOf(row.kind);
  if (row.quantity !== 'distribution') return severity;
  return Math.abs(row.test?.effect ?? 0) >= LARGE_DELTA ? severity : 'note';
}

function isRepetition({ kind, detail }: RunsRow): boolean {
  return kind === 'message-count' && detail !== null && TOLD_ELSEWHERE.includes(detail);
}

function titleOf(row: RunsRow, lang: Lang): string {
  const label = partyLabel(row, lang);
  if (row.kind === 'finding' || row.kind === 'anomaly') {
    const run = row.a.value === 0 ? 'B' : row.b.value === 0 ? 'A' : null;
    if (run !== null) return `${lang === 'es' ? 'Solo en' : 'Only in'} ${run} · ${label}`;
  }
  return `${label}: ${valueText(row.a, row.unit, lang)} → ${valueText(row.b, row.unit, lang)}`;
}

/** Findings and anomalies of both runs: the weightier one where they disagree. */
export function severitiesIn(
  findings: readonly Finding[],
  anomalies: readonly { readonly kind: string; readonly severity: Severity }[],
): ReadonlyMap<string, Severity> {
  const all = new Map<string, Severity>();
  const note = (key: string, severity: Severity): void => {
    const known = all.get(key);
    if (known === undefined || severityRank(severity) > severityRank(known)) all.set(key, severity);
  };
  for (const { rule, severity } of findings) note(`finding ${rule}`, severity);
  for (const { kind, severity } of anomalies) note(`anomaly ${kind}`, severity);
  return all;
}

/** A connection that has no counterpart in the other run. */
export function unpairedDifference(connection: RunsConnection, run: 'A' | 'B', lang: Lang): Difference {
  const own = { stream: connection.stream, frames: [connection.firstFrame] };
  const none = { stream: null, frames: [] };
  const { address, port } = connection.server;
  const title =
    lang === 'es'
      ? `Solo en ${run}: conexión ${connection.stream} con ${address}, puerto ${port}`
      : `Only in ${run}: connection ${connection.stream} with ${address}, port ${port}`;
  const text =
    lang === 'es'
      ? 'En la otra ejecución no queda ninguna conexión con la que compararla.'
      : 'No connection of the other run is left to compare it with.';
  return {
    kind: 'runs.connection-unpaired',
    severity: 'warn',
    title,
    text,
    a: run === 'A' ? own : none,
    b: run === 'B' ? own : none,
    facts: { clientId: connection.clientId, role: connection.role, protocol: connection.protocol },
  };
}

function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
