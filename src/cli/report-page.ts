// The options of a report, and its way to the output: the same for a capture that is read and for one that is live.

import type { Analysis } from '../analyze/analysis.ts';
import { SEVERITIES, type Severity, severityRank } from '../core/severity.ts';
import type { Lang } from '../core/text.ts';
import type { ProfileName, ReportContext } from '../report/document.ts';
import type { Renderer } from '../report/renderers/renderer.ts';
import type { Arguments } from './arguments.ts';
import { COLOR_CHOICES, type ColorChoice, useColor } from './color.ts';
import { REPORT_FORMAT, REPORT_FORMATS } from './commands/analyze-command.ts';
import { readChoice, readWholeNumber } from './option-values.ts';
import { COLOR, FAIL_ON, LIST_LIMIT, PROFILE, PROFILES, STREAM, TIME_ZONE } from './options.ts';
import type { Output } from './output.ts';
import { readTimeZone } from './reading-options.ts';

export type ReportFormat = (typeof REPORT_FORMATS)[number];

export interface ReportSettings {
  readonly format: ReportFormat;
  /** null: findings do not change the exit code. */
  readonly failOn: Severity | null;
  readonly profile: ProfileName;
  readonly color: ColorChoice;
  readonly listLimit: number | null;
  readonly stream: number | null;
  readonly timeZone: string;
}

/** Of a page that is no terminal, or of one that does not tell its own. */
const PLAIN_WIDTH = 100;

/** Throws UsageError. */
export function readReportSettings(args: Arguments): ReportSettings {
  const format = readChoice(args, REPORT_FORMAT, REPORT_FORMATS, REPORT_FORMATS[0]);
  return {
    format,
    failOn: readChoice(args, FAIL_ON, SEVERITIES, null),
    profile: readChoice(args, PROFILE, PROFILES, PROFILES[0]),
    color: readChoice(args, COLOR, COLOR_CHOICES, 'auto'),
    listLimit: readWholeNumber(args, LIST_LIMIT, 1, null),
    stream: readWholeNumber(args, STREAM, 0, null),
    // JSON has epoch seconds only: the zone is checked when given, and the zone tables stay unloaded when not.
    timeZone: format === 'json' && !args.has(TIME_ZONE) ? 'UTC' : readTimeZone(args),
  };
}

/** Writes the report; the output is left to be committed. */
export async function writeReport(
  analysis: Analysis,
  output: Output,
  settings: ReportSettings,
  lang: Lang,
  env: NodeJS.ProcessEnv,
): Promise<void> {
  const { format, profile, timeZone, color, stream, listLimit } = settings;
  const page: ReportContext = {
    lang,
    profile,
    timeZone,
    width: pageWidth(output, env),
    color: useColor(color, output.kind, env),
  };
  const renderer = await RENDERERS[format]();
  output.write(Buffer.from(renderer.render(analysis, page, { stream, listLimit }), 'utf8'));
}

/** Are there findings at or above the severity of --fail-on? */
export function failsOn({ findings }: Analysis, failOn: Severity | null): boolean {
  return failOn !== null && findings.some(({ severity }) => severityRank(severity) >= severityRank(failOn));
}

/** Loaded one by one: what lays out tables costs more to load than a small capture to read. */
const RENDERERS: Readonly<Record<ReportFormat, () => Promise<Renderer>>> = {
  terminal: async () => (await import('../report/renderers/terminal.ts')).terminal,
  markdown: async () => (await import('../report/renderers/markdown.ts')).markdown,
  json: async () => (await import('../report/renderers/json.ts')).json,
};

function pageWidth(output: Output, env: NodeJS.ProcessEnv): number {
  const columns = output.kind === 'terminal' ? process.stdout.columns : Number(env['COLUMNS']);
  return Number.isInteger(columns) && columns > 0 ? columns : PLAIN_WIDTH;
}
