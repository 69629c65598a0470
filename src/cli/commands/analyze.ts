// `analyze`: a capture in, a report out.

import { EXIT_DONE, EXIT_FINDINGS } from '../../core/errors.ts';
import { runPipeline } from '../../pipeline.ts';
import { judgeInput, openCaptures, requireStream, whileInterruptible } from '../capture-reading.ts';
import type { CommandContext } from '../command.ts';
import { openExpectation } from '../expectation.ts';
import { EXPECT, EXTRACT, FRAGMENTS, OUTPUT } from '../options.ts';
import { openOutput } from '../output.ts';
import { openPayloadFiles, tellOmitted } from '../payload-extraction.ts';
import { readDecodeAs, readFragments } from '../reading-options.ts';
import { failsOn, readReportSettings, writeReport } from '../report-page.ts';

export async function run(context: CommandContext): Promise<number> {
  const { args, lang, env } = context;
  const settings = readReportSettings(args);
  const { stream, listLimit, failOn } = settings;
  const decodeAs = readDecodeAs(args);
  const stated = readFragments(args);
  const fragments = args.value(FRAGMENTS) ?? 'auto';
  const { source, progress } = openCaptures(context);
  const expectation = await openExpectation(args.value(EXPECT), stated, stream, listLimit);
  const payloads = await openPayloadFiles(args.value(EXTRACT), stream, stated);
  const extra = payloads === null ? [] : [payloads];
  const output = openOutput(args.value(OUTPUT));
  try {
    const { analysis, summary } = await whileInterruptible(lang, progress, output, () =>
      runPipeline(source, {
        stream,
        fragments,
        expectation,
        decodeAs,
        lang,
        extraListeners: extra,
        extraSessionListeners: extra,
        ...(listLimit === null ? {} : { listLimit }),
      }),
    );
    if (payloads !== null) tellOmitted(payloads, lang);
    requireStream(stream, analysis.connectionsCount);
    await writeReport(analysis, output, settings, lang, env);
    output.commit();
    const inputExit = judgeInput(summary, lang);
    return inputExit !== EXIT_DONE || !failsOn(analysis, failOn) ? inputExit : EXIT_FINDINGS;
  } catch (error) {
    output.abandon();
    throw error;
  }
}
