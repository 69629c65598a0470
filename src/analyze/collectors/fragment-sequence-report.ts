// From the runs of numbers to the report's sequences: outcome, end of the file, holes, numbers that came again with other bytes.

import type { FragmentHole, FragmentRow, FragmentSequence } from '../fragments-report.ts';
import { announcedByRun } from './fragment-format.ts';
import { type FileKnowledge, holesOf } from './fragment-holes.ts';
import type { SequenceRun } from './fragment-sequences.ts';

/** Entries of `altered`. */
const LIST_LIMIT = 1000;
const LENGTH_BYTES = 4;

export interface SequenceFacts {
  readonly runs: readonly SequenceRun[];
  /** The kept messages of the topic, in order of arrival. */
  readonly rows: readonly FragmentRow[];
  /** Orders of the messages that announce a length. */
  readonly controls: ReadonlySet<number>;
  readonly pendingDuplicates: readonly number[];
  /** The announced lengths count. */
  readonly announces: boolean;
  readonly allKept: boolean;
}

export function sequenceReports(facts: SequenceFacts): FragmentSequence[] {
  const { runs } = facts;
  const lowest = runs.reduce((least, run) => Math.min(least, run.from), Number.MAX_SAFE_INTEGER);
  const sizes = facts.rows.filter(({ special }) => special === null).map(({ size }) => size);
  // The last fragment of a file is as short as what is left: it says nothing about the others.
  const usual = sizes.length > 2 ? sizes.slice(0, -1) : sizes;
  const smallest = usual.reduce((least, size) => Math.min(least, size), Number.MAX_SAFE_INTEGER);
  const largest = usual.reduce((most, size) => Math.max(most, size), 0);
  const complete = runs.find((run) => run.end === 'success' && run.missing.length === 0 && run.from <= 1);
  return runs.map((run, at): FragmentSequence => {
    const isControlled = facts.controls.has(run.startOrder);
    const announced = facts.announces ? announcedByRun(run) : null;
    const fromComplete = run.end === 'failure' && complete !== undefined ? complete.bytes : null;
    const bytes = run.bytes - (isControlled ? LENGTH_BYTES : 0);
    const file: FileKnowledge = {
      firstIndex: isControlled ? run.firstIndex + 1 : lowest === 1 ? 1 : 0,
      fileBytes: announced ?? fromComplete,
      fileBytesFrom: announced !== null ? 'announced' : fromComplete !== null ? 'complete-run' : null,
      bytes,
      smallest,
      largest,
    };
    const rows = rowsOfRun(facts, at);
    const holes = holesOf(run, rows === null ? null : uniqueByIndex(rows), file);
    const outcome = outcomeOf(run, holes, file);
    return {
      from: run.from,
      to: run.to,
      missing: run.missingList(),
      duplicated: [...run.duplicated, ...(at === runs.length - 1 ? facts.pendingDuplicates : [])],
      reordered: [...run.reordered],
      altered: rows === null ? [] : alteredIn(rows, facts.rows),
      outcome,
      bytes,
      fileBytes: file.fileBytes,
      fileBytesFrom: file.fileBytesFrom,
      tail:
        outcome === 'complete' ? 'confirmed' : holes.some(({ position }) => position === 'end') ? 'missing' : 'unknown',
      holes,
    };
  });
}

function outcomeOf(
  run: SequenceRun,
  holes: readonly FragmentHole[],
  { fileBytes, fileBytesFrom, bytes }: FileKnowledge,
): FragmentSequence['outcome'] {
  if (run.end === 'failure') return 'failed';
  if (run.end === 'success') return holes.length > 0 ? 'incomplete' : 'complete';
  if (fileBytesFrom === 'announced') return holes.length === 0 && bytes === fileBytes ? 'complete' : 'incomplete';
  return run.missing.length > 0 ? 'incomplete' : 'unknown'; // a missing last fragment leaves no hole in the numbers
}

/** The numbered fragments of a run, in order of arrival; null: not all of them are kept. */
function rowsOfRun({ runs, rows, controls, allKept }: SequenceFacts, at: number): FragmentRow[] | null {
  const start = runs[at]?.startOrder ?? 0;
  const end = runs[at + 1]?.startOrder ?? Number.MAX_SAFE_INTEGER;
  const last = rows[rows.length - 1]?.order ?? -1;
  if (!allKept && last < end) return null;
  return rows.filter(
    ({ order, index, special }) =>
      order >= start && order < end && index !== null && !controls.has(order) && special === null,
  );
}

function uniqueByIndex(rows: readonly FragmentRow[]): FragmentRow[] {
  const first = new Map<number, FragmentRow>();
  for (const row of rows) if (row.index !== null && !first.has(row.index)) first.set(row.index, row);
  return [...first.values()].sort((a, b) => (a.index ?? 0) - (b.index ?? 0));
}

/** The same number again, with another digest or size. */
function alteredIn(rows: readonly FragmentRow[], all: readonly FragmentRow[]): number[] {
  const altered = new Set<number>();
  for (const row of rows) {
    const first = row.duplicateOf === null ? undefined : all[row.duplicateOf];
    if (first === undefined || row.index === null || altered.size === LIST_LIMIT) continue;
    const hasOtherBytes = row.sha256 !== null && first.sha256 !== null && row.sha256 !== first.sha256;
    if (hasOtherBytes || row.size !== first.size) altered.add(row.index);
  }
  return [...altered];
}
