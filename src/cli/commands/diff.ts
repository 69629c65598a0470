// `diff`: two captures in, what differs out. Ends with 0 (the same), 1 (different) or 2 (trouble: also where a capture is cut short or damaged, for
// what was compared is only what could be read).

import { EXIT_DONE, EXIT_FINDINGS, EXIT_USAGE, UsageError } from '../../core/errors.ts';
import type { CaptureDiff } from '../../diff/capture-diff.ts';
import { diffCaptures } from '../../diff/diff-captures.ts';
import { knownDifferences } from '../../diff/difference-filter.ts';
import { renderDiff } from '../../report/diff/renderers.ts';
import type { ReportContext } from '../../report/document.ts';
import type { Arguments } from '../arguments.ts';
import { judgeInput, whileInterruptible } from '../capture-reading.ts';
import { COLOR_CHOICES, useColor } from '../color.ts';
import type { CommandContext } from '../command.ts';
import type { OptionSpec } from '../option-spec.ts';
import { notAllowed, readChoice, readWholeNumber } from '../option-values.ts';
import { COLOR, LIST_LIMIT, OUTPUT, PROFILE, PROFILES, TIME_ZONE } from '../options.ts';
import { type Output, openOutput } from '../output.ts';
import { readDecodeAs, readTimeZone } from '../reading-options.ts';
import { nearestWord } from '../suggest.ts';
import { AS, DIFF_FORMAT, DIFF_FORMATS, DIFF_MODES, IGNORE, ONLY } from './diff-command.ts';
import { openBoth, readSide } from './diff-inputs.ts';

/** Of a page that is no terminal, or of one that does not tell its own. */
const PLAIN_WIDTH = 100;

const KINDS_ALLOWED = {
  es: 'path, delivery, runs o una clase de ellas (path.segment-lost; todas en docs/diff-kinds.md)',
  en: 'path, delivery, runs or a kind of theirs (path.segment-lost; all of them in docs/diff-kinds.md)',
} as const;

export async function run(context: CommandContext): Promise<number> {
  const { args, lang, env } = context;
  const format = readChoice(args, DIFF_FORMAT, DIFF_FORMATS, DIFF_FORMATS[0]);
  const mode = readChoice(args, AS, DIFF_MODES, null);
  const profile = readChoice(args, PROFILE, PROFILES, PROFILES[0]);
  const color = readChoice(args, COLOR, COLOR_CHOICES, 'auto');
  const listLimit = readWholeNumber(args, LIST_LIMIT, 1, null);
  const timeZone = format === 'json' && !args.has(TIME_ZONE) ? 'UTC' : readTimeZone(args);
  const decodeAs = readDecodeAs(args);
  const only = readKinds(args, ONLY);
  const ignore = readKinds(args, IGNORE);
  const { sides, progress } = openBoth(context);
  const output = openOutput(args.value(OUTPUT));
  try {
    const limit = listLimit === null ? {} : { listLimit };
    const reading = { decodeAs, lang, ...limit };
    const [a, b] = await whileInterruptible(
      lang,
      progress,
      output,
      async () => [await readSide(sides[0], reading), await readSide(sides[1], reading)] as const,
    );
    const diff = diffCaptures(a.input, b.input, { lang, mode, only, ignore, ...limit });
    checkOnly(only, diff);
    const page: ReportContext = {
      lang,
      profile,
      timeZone,
      width: pageWidth(output, env),
      color: useColor(color, output.kind, env),
    };
    output.write(Buffer.from(renderDiff(diff, format, page, listLimit), 'utf8'));
    output.commit();
    const inputExits = [judgeInput(a.summary, lang), judgeInput(b.summary, lang)];
    if (inputExits.some((exit) => exit !== EXIT_DONE)) return EXIT_USAGE;
    return diff.same ? EXIT_DONE : EXIT_FINDINGS;
  } catch (error) {
    output.abandon();
    throw error;
  }
}

function readKinds(args: Arguments, option: OptionSpec): readonly string[] {
  for (const value of args.all(option)) {
    const known = knownDifferences();
    if (known.includes(value)) continue;
    throw notAllowed(option, value, KINDS_ALLOWED, nearestKind(value, known));
  }
  return args.all(option);
}

/** The nearest kind of the area that is named, if it is one: 'path.retransmissions' is meant to be of 'path'. */
function nearestKind(value: string, known: readonly string[]): string | null {
  const [area] = value.split('.');
  const ofArea = known.filter((name) => name.startsWith(`${area}.`));
  return nearestWord(value, ofArea) ?? nearestWord(value, known) ?? (ofArea.length > 0 ? (area ?? null) : null);
}

/** --only names nothing that this comparison can tell: "the same" would be a wrong answer. */
function checkOnly(only: readonly string[], { mode, modeForced }: CaptureDiff): void {
  const [first] = only;
  if (first === undefined || only.some((name) => name === mode || name.startsWith(`${mode}.`))) return;
  const [area] = first.split('.');
  const reasonEs = modeForced ? 'se pidió compararlas' : 'por lo que contienen, se comparan';
  const reasonEn = modeForced ? 'they were asked to be' : 'by what they hold, they are';
  throw new UsageError({
    code: 'E_USAGE_ONLY',
    what: {
      es: `--only ${first}: ${reasonEs} como ${mode}, que no tiene diferencias de esa clase.`,
      en: `--only ${first}: ${reasonEn} compared as ${mode}, which has no differences of that kind.`,
    },
    hint: { es: `Para compararlas así: --as ${area}`, en: `To compare them that way: --as ${area}` },
  });
}

function pageWidth(output: Output, env: NodeJS.ProcessEnv): number {
  const columns = output.kind === 'terminal' ? process.stdout.columns : Number(env['COLUMNS']);
  return Number.isInteger(columns) && columns > 0 ? columns : PLAIN_WIDTH;
}
