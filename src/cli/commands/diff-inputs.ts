// The two captures of a comparison: opened, read one after the other, and what is said when one of them cannot be.

import type { CaptureSource } from '../../capture/open-source.ts';
import { openSequence } from '../../capture/sequence-source.ts';
import { AppError, CaptureFileError, EXIT_USAGE, UsageError } from '../../core/errors.ts';
import type { SourceSummary } from '../../core/frame.ts';
import type { DiffInput } from '../../diff/diff-input.ts';
import { DiffLogs } from '../../diff/diff-logs.ts';
import { type AnalysisOptions, runPipeline } from '../../pipeline.ts';
import { TOOL_NAME } from '../../version.ts';
import type { CommandContext } from '../command.ts';
import { NO_PROGRESS, OUTPUT } from '../options.ts';
import { isSameFile } from '../output.ts';
import { type ProgressLine, progressLine } from '../progress.ts';

/** Of a terminal that does not tell its own. */
const UNKNOWN_WIDTH = 80;
const STANDARD_INPUT = '-';

export interface DiffSource {
  readonly label: string;
  readonly source: CaptureSource;
}

export interface ReadSide {
  readonly input: DiffInput;
  readonly summary: SourceSummary;
}

/** A capture that cannot be read is trouble (exit 2), as for diff(1): 1 would say that they differ. */
class ComparisonTrouble extends AppError {
  readonly exitCode: number = EXIT_USAGE;
}

/** The two captures named on the command line. Throws UsageError unless there are exactly two, or if the output would replace one. */
export function openBoth(context: CommandContext): {
  readonly sides: readonly [DiffSource, DiffSource];
  readonly progress: ProgressLine | null;
} {
  const { args, lang } = context;
  const [a, b, ...more] = args.words;
  if (a === undefined || b === undefined || more.length > 0) throw notTwo(args.words.length);
  if (a === STANDARD_INPUT && b === STANDARD_INPUT) throw bothStandardInput();
  const output = args.value(OUTPUT);
  for (const path of [a, b]) if (output !== null && isSameFile(output, path)) throw wouldReplace(path);
  const showsProgress = process.stderr.isTTY === true && !args.has(NO_PROGRESS);
  const progress = showsProgress ? progressLine(lang, process.stderr.columns || UNKNOWN_WIDTH) : null;
  const open = (path: string): DiffSource => ({
    label: path,
    source: openSequence([path], progress === null ? {} : { onProgress: (step) => progress.update(step) }),
  });
  return { sides: [open(a), open(b)], progress };
}

/** Reads one capture to its end with everything that a comparison needs listening. */
export async function readSide({ label, source }: DiffSource, options: AnalysisOptions): Promise<ReadSide> {
  const logs = new DiffLogs();
  try {
    const { analysis, summary } = await runPipeline(source, { ...options, ...logs.hooks });
    return { input: logs.input(label, analysis), summary };
  } catch (error) {
    if (!(error instanceof CaptureFileError)) throw error;
    throw new ComparisonTrouble({ code: error.code, what: error.what, hint: error.hint, cause: error });
  }
}

function notTwo(count: number): UsageError {
  return new UsageError({
    code: 'E_USAGE_NOT_TWO',
    what: {
      es: `diff compara dos capturas; se ${count === 1 ? 'dio 1' : `dieron ${count}`}.`,
      en: `diff compares two captures; ${count} ${count === 1 ? 'was' : 'were'} given.`,
    },
    hint: {
      es: `Por ejemplo: ${TOOL_NAME} diff publicador.pcapng broker.pcapng`,
      en: `For example: ${TOOL_NAME} diff publisher.pcapng broker.pcapng`,
    },
  });
}

function bothStandardInput(): UsageError {
  return new UsageError({
    code: 'E_USAGE_STDIN_TWICE',
    what: {
      es: 'diff - -: la entrada estándar solo puede ser una de las dos capturas.',
      en: 'diff - -: standard input can only be one of the two captures.',
    },
  });
}

function wouldReplace(path: string): UsageError {
  return new UsageError({
    code: 'E_USAGE_SAME_FILE',
    what: {
      es: `${path}: -o nombra una de las dos capturas; se perdería.`,
      en: `${path}: -o names one of the two captures; it would be lost.`,
    },
    hint: { es: 'Indique otro archivo con -o.', en: 'Name another file with -o.' },
  });
}
