// The public API: what this file exports, and nothing else.

import { openSequence } from './capture/sequence-source.ts';
import type { CaptureDiff } from './diff/capture-diff.ts';
import { type DiffOptions, diffCaptures } from './diff/diff-captures.ts';
import type { DiffInput } from './diff/diff-input.ts';
import { DiffLogs } from './diff/diff-logs.ts';
import { checkDifferenceNames } from './diff/difference-filter.ts';
import { type AnalysisOptions, runPipeline } from './pipeline.ts';

export type * from './analyze/analysis.ts';
export { type AppError, CaptureDeviceError, CaptureFileError, OutputError, UsageError } from './core/errors.ts';
export type { Severity } from './core/severity.ts';
export type { Lang } from './core/text.ts';
export type { CaptureDiff, DiffCapture, Difference, DifferenceSide, DiffMode } from './diff/capture-diff.ts';
export type * from './diff/delivery/delivery-diff.ts';
export type { DiffOptions } from './diff/diff-captures.ts';
export type {
  ClockPoint,
  ClockReport,
  DelayReport as PathDelayReport,
  PathConnection,
  PathDiff,
  PathDirection,
  PathRow,
  PathStream,
  SegmentFate,
} from './diff/path/path-diff.ts';
export type * from './diff/runs/runs-diff.ts';
export { type AnalysisOptions, analyze } from './pipeline.ts';
export type { ExchangeRecord, PingRecord, SubscriptionRecord, WillRecord } from './session/mqtt-session.ts';

/** Compares two captures; "-" is standard input. Rejects only with trouble of the outside world, or with names of differences that do not exist (AppError). */
export async function diff(
  a: string,
  b: string,
  options: DiffOptions & Pick<AnalysisOptions, 'decodeAs' | 'onProgress'> = {},
): Promise<CaptureDiff> {
  checkDifferenceNames([...(options.only ?? []), ...(options.ignore ?? [])]);
  return diffCaptures(await readForDiff(a, options), await readForDiff(b, options), options);
}

async function readForDiff(path: string, options: AnalysisOptions): Promise<DiffInput> {
  const { onProgress } = options;
  const logs = new DiffLogs();
  const source = openSequence([path], onProgress === undefined ? {} : { onProgress });
  const { analysis } = await runPipeline(source, { ...options, ...logs.hooks });
  return logs.input(path, analysis);
}
