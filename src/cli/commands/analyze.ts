// `analyze`: a capture in, a report out.

import type { Analysis } from '../../analyze/analysis.ts';
import { EXIT_DONE, EXIT_FINDINGS } from '../../core/errors.ts';
import { SEVERITIES, type Severity, severityRank } from '../../core/severity.ts';
import type { Lang } from '../../core/text.ts';
import type { PayloadFiles } from '../../export/payload-files.ts';
import { runPipeline } from '../../pipeline.ts';
import type { ReportContext } from '../../report/document.ts';
import type { Renderer } from '../../report/renderers/renderer.ts';
import { judgeInput, openCaptures, requireStream, whileInterruptible } from '../capture-reading.ts';
import { COLOR_CHOICES, useColor } from '../color.ts';
import type { CommandContext } from '../command.ts';
import { warn } from '../exit.ts';
import { readChoice, readWholeNumber } from '../option-values.ts';
import {
  COLOR,
  EXTRACT,
  FAIL_ON,
  FRAGMENTS,
  LIST_LIMIT,
  OUTPUT,
  PROFILE,
  PROFILES,
  STREAM,
  TIME_ZONE,
} from '../options.ts';
import { type Output, openOutput } from '../output.ts';
import { readDecodeAs, readFragments, readTimeZone } from '../reading-options.ts';
import { REPORT_FORMAT, REPORT_FORMATS } from './analyze-command.ts';

/** Of a page that is no terminal, or of one that does not tell its own. */
const PLAIN_WIDTH = 100;

export async function run(context: CommandContext): Promise<number> {
  const { args, lang, env } = context;
  const format = readChoice(args, REPORT_FORMAT, REPORT_FORMATS, REPORT_FORMATS[0]);
  const failOn = readChoice(args, FAIL_ON, SEVERITIES, null);
  const profile = readChoice(args, PROFILE, PROFILES, PROFILES[0]);
  const color = readChoice(args, COLOR, COLOR_CHOICES, 'auto');
  const listLimit = readWholeNumber(args, LIST_LIMIT, 1, null);
  const stream = readWholeNumber(args, STREAM, 0, null);
  // JSON has epoch seconds only: the zone is checked when given, and the zone tables stay unloaded when not.
  const timeZone = format === 'json' && !args.has(TIME_ZONE) ? 'UTC' : readTimeZone(args);
  const decodeAs = readDecodeAs(args);
  readFragments(args);
  const fragments = args.value(FRAGMENTS) ?? 'auto';
  const { source, progress } = openCaptures(context);
  const payloads = await openPayloadFiles(args.value(EXTRACT), stream);
  const extra = payloads === null ? [] : [payloads];
  const output = openOutput(args.value(OUTPUT));
  try {
    const { analysis, summary } = await whileInterruptible(lang, progress, output, () =>
      runPipeline(source, {
        stream,
        fragments,
        decodeAs,
        lang,
        extraListeners: extra,
        extraSessionListeners: extra,
        ...(listLimit === null ? {} : { listLimit }),
      }),
    );
    if (payloads !== null && payloads.omitted > 0) tellOmitted(payloads, lang);
    requireStream(stream, analysis.connectionsCount);
    const page: ReportContext = {
      lang,
      profile,
      timeZone,
      width: pageWidth(output, env),
      color: useColor(color, output.kind, env),
    };
    const renderer = await RENDERERS[format]();
    output.write(Buffer.from(renderer.render(analysis, page, { stream, listLimit }), 'utf8'));
    output.commit();
    const inputExit = judgeInput(summary, lang);
    return inputExit !== EXIT_DONE || !hasFindings(analysis, failOn) ? inputExit : EXIT_FINDINGS;
  } catch (error) {
    output.abandon();
    throw error;
  }
}

async function openPayloadFiles(
  folder: string | null | undefined,
  stream: number | null,
): Promise<PayloadFiles | null> {
  if (folder === null || folder === undefined) return null;
  const { PayloadFiles: Files } = await import('../../export/payload-files.ts');
  return new Files(folder, stream);
}

function tellOmitted({ written, omitted }: PayloadFiles, lang: Lang): void {
  warn(
    {
      es: `--extract: se guardaron ${written} contenidos; ${omitted} más pasan del límite y no se guardaron.`,
      en: `--extract: ${written} payloads were saved; ${omitted} more are beyond the limit and were not.`,
    },
    lang,
  );
}

/** Loaded one by one: what lays out tables costs more to load than a small capture to read. */
const RENDERERS: Readonly<Record<(typeof REPORT_FORMATS)[number], () => Promise<Renderer>>> = {
  terminal: async () => (await import('../../report/renderers/terminal.ts')).terminal,
  markdown: async () => (await import('../../report/renderers/markdown.ts')).markdown,
  json: async () => (await import('../../report/renderers/json.ts')).json,
};

function hasFindings(analysis: Analysis, failOn: Severity | null): boolean {
  if (failOn === null) return false;
  return analysis.findings.some((finding) => severityRank(finding.severity) >= severityRank(failOn));
}

function pageWidth(output: Output, env: NodeJS.ProcessEnv): number {
  const columns = output.kind === 'terminal' ? process.stdout.columns : Number(env['COLUMNS']);
  return Number.isInteger(columns) && columns > 0 ? columns : PLAIN_WIDTH;
}
