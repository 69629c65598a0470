// From the messages of a topic to the report: format, rows, runs, totals.

import { type Direction, SENDERS } from '../../core/direction.ts';
import type { Lang } from '../../core/text.ts';
import type { TimeBase } from '../../core/time.ts';
import type { FragmentFormat, FragmentReport, FragmentRow, FragmentSequence } from '../analysis.ts';
import type { FragmentCandidate } from './fragment-candidate.ts';
import { describeFormat } from './fragment-evidence.ts';
import { announcedByRun, announcedLength, chooseCandidate, type StatedFormat } from './fragment-format.ts';
import type { SequenceRun } from './fragment-sequences.ts';
import { previewText } from './fragment-text.ts';
import type { FragmentTopic, KeptFragment } from './fragment-topic.ts';

export interface FragmentContext {
  readonly stream: number;
  readonly direction: Direction;
  readonly time: TimeBase;
  readonly lang: Lang;
  readonly stated: StatedFormat;
  /** Messages of this direction on other topics. */
  readonly otherMessages: number;
  readonly otherTopics: number;
}

export function fragmentReport(topic: FragmentTopic, context: FragmentContext): FragmentReport {
  const candidate = chooseCandidate(topic.candidates, context.stated);
  const runs = candidate?.sequences.runs() ?? [];
  const announced = announcedOf(topic, candidate, runs, context.stated);
  const format = formatOf(candidate, announced, context.stated);
  const sequences = runs.map((run, at) => sequenceOf(run, candidate, at === runs.length - 1));
  const starts = runs.filter((run) => announcedByRun(run) !== null).map((run) => run.startOrder);
  const controls = new Set(candidate === null && announced !== null ? [0] : starts);
  const rows = rowsOf(topic, candidate, runs, controls, context);
  return {
    format,
    formatEvidence: describeFormat({ topic, candidate, format, announced, runs, ...context }),
    count: topic.count,
    totalBytes: totalOf(topic, candidate, runs, announced),
    announcedBytes: announced,
    sequences,
    sequencesCount: candidate?.sequences.count ?? 0,
    rows,
    capped: topic.rows.length < topic.count || (candidate?.sequences.count ?? 0) > sequences.length,
  };
}

/** The sum of what the runs announce, so that it can be compared with the total; null: nothing is announced, or not by every run. */
function announcedOf(
  topic: FragmentTopic,
  candidate: FragmentCandidate | null,
  runs: readonly SequenceRun[],
  stated: StatedFormat,
): number | null {
  if (stated.format === 'raw' || stated.format === 'indexed' || stated.format === 'restart') return null;
  if (candidate === null) {
    if (stated.format !== null && stated.format !== 'length-checked') return null;
    return announcedByTopic(topic, stated.format !== null);
  }
  if (candidate.format !== 'indexed' || candidate.endPackets > 0) return null;
  let sum = 0;
  for (const run of runs) {
    const announced = announcedByRun(run);
    if (announced === null) return null;
    sum += announced;
  }
  return runs.length === 0 ? null : sum;
}

/** Share of the announced bytes that must be there before a first message of four bytes is taken for a length. */
const LEAST_SHARE = 0.5;

/** Without numbers the announcement has to prove itself by what follows: not more, and not much less, than it says. */
function announcedByTopic(topic: FragmentTopic, isStated: boolean): number | null {
  const later = topic.count - 1;
  const announced = announcedLength(topic.firstValue, false, later, topic.largestLater);
  if (announced === null || isStated) return announced;
  const received = topic.payloadBytes - topic.resentBytes - 4;
  if (received === announced) return announced;
  const isNear = received >= announced * LEAST_SHARE && received <= announced / LEAST_SHARE;
  return later >= 2 && topic.largestLater > 4 && isNear ? announced : null;
}

function formatOf(candidate: FragmentCandidate | null, announced: number | null, stated: StatedFormat): FragmentFormat {
  if (stated.format !== null) return stated.format;
  if (candidate === null) return announced === null ? 'raw' : 'length-checked';
  if (candidate.format !== 'indexed') return candidate.format;
  if (candidate.endPackets > 0) return 'restart';
  return announced === null ? 'indexed' : 'length-checked';
}

function totalOf(
  topic: FragmentTopic,
  candidate: FragmentCandidate | null,
  runs: readonly SequenceRun[],
  announced: number | null,
): number {
  if (candidate === null) return topic.payloadBytes - topic.resentBytes - (announced === null ? 0 : 4);
  let sum = 0;
  for (const run of runs) sum += run.bytes - (announced !== null && announcedByRun(run) !== null ? 4 : 0);
  return sum;
}

function sequenceOf(run: SequenceRun, candidate: FragmentCandidate | null, isLast: boolean): FragmentSequence {
  const missing = run.missingList();
  const pending = isLast ? (candidate?.sequences.pendingDuplicates() ?? []) : [];
  return {
    from: run.from,
    to: run.to,
    missing,
    duplicated: [...run.duplicated, ...pending],
    reordered: [...run.reordered],
    outcome: outcomeOf(run, missing.length > 0),
  };
}

function outcomeOf(run: SequenceRun, hasHoles: boolean): FragmentSequence['outcome'] {
  if (run.end === 'failure') return 'failed';
  if (run.end === 'success') return hasHoles ? 'incomplete' : 'complete';
  const announced = announcedByRun(run);
  if (announced !== null) return !hasHoles && run.bytes - 4 === announced ? 'complete' : 'incomplete';
  return hasHoles ? 'incomplete' : 'unknown'; // a missing last fragment leaves no hole in the numbers
}

function rowsOf(
  topic: FragmentTopic,
  candidate: FragmentCandidate | null,
  runs: readonly SequenceRun[],
  controls: ReadonlySet<number>,
  context: FragmentContext,
): FragmentRow[] {
  const starts = new Set(runs.map((run) => run.startOrder));
  let firstWith = new Map<number, number>();
  return topic.rows.map((row) => {
    if (starts.has(row.order)) firstWith = new Map();
    const reading = row.readings.find((each) => each.candidate === candidate) ?? null;
    const prefix = reading?.prefixLength ?? 0;
    const special = specialOf(row, reading?.endPacket ?? null, controls.has(row.order), prefix);
    const index = reading?.index ?? null;
    let duplicateOf = row.resendOf >= 0 ? row.resendOf : null;
    if (index !== null && reading?.endPacket === null) {
      const first = firstWith.get(index);
      if (first === undefined) firstWith.set(index, row.order);
      else duplicateOf = first;
    }
    const digest = row.offsets.indexOf(prefix);
    return {
      stream: context.stream,
      direction: SENDERS[context.direction],
      order: row.order,
      index,
      size: row.payloadLength - prefix,
      payloadLength: row.payloadLength,
      frame: row.frame,
      time: context.time.instant(row.timeNs),
      packetIdentifier: row.packetIdentifier < 0 ? null : row.packetIdentifier,
      dup: row.dup,
      duplicateOf,
      special,
      sha256: digest < 0 ? null : (row.digests[digest] ?? null),
      text: row.incomplete || special !== null ? null : textOf(row, prefix),
    };
  });
}

function specialOf(
  row: KeptFragment,
  end: 'failure' | 'success' | null,
  control: boolean,
  prefix: number,
): string | null {
  if (end === 'failure') return 'end packet: failure, restart';
  if (end === 'success') return 'end packet: success';
  if (!control) return null;
  const value = row.head.subarray(prefix, prefix + 4).reduce((sum, byte) => sum * 256 + byte, 0);
  return `control size ${value}`;
}

function textOf(row: KeptFragment, prefix: number): string | null {
  return previewText(row.head, prefix, row.head.length, row.head.length < row.payloadLength);
}
