// Captures as inputs of a comparison: files, or frames that a test wrote.

import { openSequence } from '../../src/capture/sequence-source.ts';
import type { FrameSource } from '../../src/capture/source.ts';
import type { Frame, SourceSummary } from '../../src/core/frame.ts';
import type { DiffInput } from '../../src/diff/diff-input.ts';
import { DiffLogs } from '../../src/diff/diff-logs.ts';
import { Pipeline, runPipeline } from '../../src/pipeline.ts';
import { NO_SUMMARY } from '../flow/no-summary.ts';

export async function readInput(path: string): Promise<DiffInput> {
  return readSource(openSequence([path]), path);
}

export async function readSource(source: FrameSource, label: string): Promise<DiffInput> {
  const logs = new DiffLogs();
  const { analysis } = await runPipeline(source, logs.hooks);
  return logs.input(label, analysis);
}

/** Frames as a capture; numbered as they come. */
export function inputOf(frames: readonly Frame[], label = 'test', summary: Partial<SourceSummary> = {}): DiffInput {
  const logs = new DiffLogs();
  const pipeline = new Pipeline(logs.hooks);
  for (const [index, frame] of frames.entries()) {
    frame.number = index + 1;
    pipeline.sink(frame);
  }
  return logs.input(label, pipeline.end({ ...NO_SUMMARY, frames: frames.length, ...summary }));
}
