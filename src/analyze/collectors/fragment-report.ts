// From the messages of a topic to the report: format, rows, runs, totals.

import { type Direction, SENDERS } from '../../core/direction.ts';
import type { Lang } from '../../core/text.ts';
import type { TimeBase } from '../../core/time.ts';
import type { FragmentFormat, FragmentRow, TopicFragments } from '../fragments-report.ts';
import type { FragmentCandidate } from './fragment-candidate.ts';
import { describeFormat } from './fragment-evidence.ts';
import { announcedByRun, announcedUnnumbered, type StatedFormat } from './fragment-format.ts';
import { measurePace, measureSegmentation, measureSizes } from './fragment-measures.ts';
import { sequenceReports } from './fragment-sequence-report.ts';
import type { SequenceRun } from './fragment-sequences.ts';
import { previewText } from './fragment-text.ts';
import type { FragmentTopic, KeptFragment } from './fragment-topic.ts';

export interface FragmentContext {
  readonly stream: number;
  readonly direction: Direction;
  readonly time: TimeBase;
  readonly lang: Lang;
  readonly stated: StatedFormat;
  /** Messages of this direction on topics beyond the limit. */
  readonly otherMessages: number;
}

export function fragmentReport(topic: FragmentTopic, context: FragmentContext): TopicFragments {
  const candidate = topic.numbering.chosen();
  const runs = candidate?.sequences.runs() ?? [];
  const announced = announcedOf(topic, candidate, runs, context.stated);
  const format = formatOf(candidate, announced, context.stated);
  const starts = runs.filter((run) => announcedByRun(run) !== null).map((run) => run.startOrder);
  const controls = new Set(candidate === null && announced !== null ? [0] : starts);
  const rows = rowsOf(topic, candidate, runs, controls, context);
  const sequences = sequenceReports({
    runs,
    rows,
    controls,
    pendingDuplicates: candidate?.sequences.pendingDuplicates() ?? [],
    announces: announced !== null,
    allKept: topic.rows.length === topic.count,
  });
  const isOrdinary = (_: KeptFragment, at: number): boolean => rows[at]?.special === null;
  const fragments = topic.rows.filter(isOrdinary);
  const ownBytes = rows.reduce((sum, row) => sum + (row.special === null ? row.size : 0), 0);
  const sequencesCount = candidate?.sequences.count ?? 0;
  return {
    topic: topic.topic,
    format,
    formatEvidence: describeFormat({ topic, candidate, format, announced, runs, ...context }),
    count: topic.count,
    totalBytes: totalOf(topic, candidate, runs, announced),
    announcedBytes: announced,
    sequences,
    sequencesCount,
    sizes: measureSizes(rows),
    pace: measurePace(fragments, ownBytes),
    segmentation: measureSegmentation(fragments),
    rows,
    capped: topic.rows.length < topic.count || sequencesCount > sequences.length,
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
    const { firstValue, largestLater, count, payloadBytes, resentBytes } = topic;
    const later = { count: count - 1, bytes: payloadBytes - resentBytes - 4, largest: largestLater };
    return announcedUnnumbered(firstValue, later, stated.format !== null);
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
      topic: topic.topic,
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
