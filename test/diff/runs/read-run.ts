// Reads a capture file as one side of a comparison of runs.

import { openSequence } from '../../../src/capture/sequence-source.ts';
import type { Lang } from '../../../src/core/text.ts';
import { RttSampleLog } from '../../../src/diff/runs/rtt-sample-log.ts';
import type { RunsInput } from '../../../src/diff/runs/runs-input.ts';
import { runPipeline } from '../../../src/pipeline.ts';

export async function readRun(path: string, lang: Lang = 'en'): Promise<RunsInput> {
  const rttSamples = new RttSampleLog();
  const { analysis } = await runPipeline(openSequence([path], {}), { extraListeners: [rttSamples], lang });
  return { label: path, analysis, rttSamples };
}
