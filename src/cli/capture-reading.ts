// Reading captures as a command does it: which files, how far, what a signal does, and how the input ended.

import type { CaptureSource } from '../capture/open-source.ts';
import { openSequence } from '../capture/sequence-source.ts';
import { EXIT_DAMAGED, EXIT_DONE, EXIT_INPUT, UsageError } from '../core/errors.ts';
import type { SourceSummary } from '../core/frame.ts';
import { severityRank } from '../core/severity.ts';
import type { Lang } from '../core/text.ts';
import { isLinkTypeSupported } from '../dissect/registry.ts';
import { TOOL_NAME } from '../version.ts';
import type { CommandContext } from './command.ts';
import { warn } from './exit.ts';
import { NO_PROGRESS, OUTPUT } from './options.ts';
import { isSameFile, type Output } from './output.ts';
import { type ProgressLine, progressLine } from './progress.ts';
import { writeStderr } from './write-bytes.ts';

/** Of a terminal that does not tell its own. */
const UNKNOWN_WIDTH = 80;

/** Shells expect 128 + the number of the signal. */
const SIGNAL_EXITS: readonly (readonly [signal: NodeJS.Signals, exitCode: number])[] = [
  ['SIGINT', 130],
  ['SIGTERM', 143],
];

/** The captures named on the command line, ready to be read. Throws UsageError if there are none, or if the output would replace one. */
export function openCaptures(context: CommandContext): { source: CaptureSource; progress: ProgressLine | null } {
  const { args, lang } = context;
  const paths = args.words;
  if (paths.length === 0) throw noCapture();
  const output = args.value(OUTPUT);
  const replaced = output === null ? undefined : paths.find((path) => isSameFile(output, path));
  if (replaced !== undefined) throw wouldReplace(replaced);
  const showsProgress = process.stderr.isTTY === true && !args.has(NO_PROGRESS);
  const progress = showsProgress ? progressLine(lang, process.stderr.columns || UNKNOWN_WIDTH) : null;
  const source = openSequence(paths, progress === null ? {} : { onProgress: (step) => progress.update(step) });
  return { source, progress };
}

/**
 * Runs `read`; a signal meanwhile erases the progress line, abandons the output and ends the program with the exit code that shells expect.
 * Whatever happens, the terminal is left as it was.
 */
export async function whileInterruptible<T>(
  lang: Lang,
  progress: ProgressLine | null,
  output: Output,
  read: () => Promise<T>,
): Promise<T> {
  const handlers = SIGNAL_EXITS.map(([signal, exitCode]) => {
    const handler = (): void => {
      progress?.erase();
      output.abandon();
      writeStderr(`${TOOL_NAME}: ${INTERRUPTED[lang]}\n`);
      process.exit(exitCode);
    };
    process.on(signal, handler);
    return [signal, handler] as const;
  });
  try {
    return await read();
  } finally {
    progress?.erase();
    for (const [signal, handler] of handlers) process.off(signal, handler);
  }
}

const INTERRUPTED = {
  es: 'interrumpido antes de terminar de leer la captura.',
  en: 'interrupted before the capture was read to its end.',
} as const;

/** Warns of what was wrong with the container; the exit code says whether the input was damaged or cut short. */
export function judgeInput(summary: SourceSummary, lang: Lang): number {
  const path = summary.files.length === 1 ? summary.files[0]?.path : undefined;
  const where = path === undefined ? '' : `${path}: `;
  for (const { kind, byteOffset } of summary.notes) {
    if (severityRank(kind.severity) < severityRank('warn')) continue;
    warn(
      { es: `${where}${kind.text.es} (byte ${byteOffset}).`, en: `${where}${kind.text.en} (byte ${byteOffset}).` },
      lang,
    );
  }
  if (summary.endedBy === 'truncated-input' || summary.endedBy === 'damaged-input') return EXIT_DAMAGED;
  return isUnreadableThroughout(summary) ? refuseLinkTypes(summary, where, lang) : EXIT_DONE;
}

function isUnreadableThroughout({ frames, interfaces }: SourceSummary): boolean {
  return frames > 0 && interfaces.length > 0 && !interfaces.some(({ linkType }) => isLinkTypeSupported(linkType));
}

function refuseLinkTypes({ interfaces }: SourceSummary, where: string, lang: Lang): number {
  const types = [...new Set(interfaces.map(({ linkType }) => linkType))].join(', ');
  warn(
    {
      es: `${where}todas las tramas son de un tipo de enlace que esta herramienta no sabe leer (LINKTYPE ${types}). Grabe en una interfaz Ethernet, Wi-Fi o loopback, o en «any».`,
      en: `${where}every frame is of a link type this tool cannot read (LINKTYPE ${types}). Record on an Ethernet, Wi-Fi or loopback interface, or on "any".`,
    },
    lang,
  );
  return EXIT_INPUT;
}

/** Throws UsageError when the connection asked for by --stream is not in the capture, which has `count` of them. */
export function requireStream(stream: number | null, count: number): void {
  if (stream === null || stream < count) return;
  const last = count - 1;
  throw new UsageError({
    code: 'E_USAGE_STREAM',
    what: {
      es: `--stream ${stream}: la captura no tiene esa conexión${count === 0 ? '; no tiene ninguna conexión TCP' : ` (tiene de la 0 a la ${last})`}.`,
      en: `--stream ${stream}: the capture has no such connection${count === 0 ? '; it has no TCP connection at all' : ` (it has 0 to ${last})`}.`,
    },
  });
}

function noCapture(): UsageError {
  return new UsageError({
    code: 'E_USAGE_NO_CAPTURE',
    what: { es: 'falta la captura que se ha de leer.', en: 'no capture to read was named.' },
    hint: {
      es: `Por ejemplo: ${TOOL_NAME} captura.pcapng («-» lee la entrada estándar). Ayuda: ${TOOL_NAME} --help`,
      en: `For example: ${TOOL_NAME} capture.pcapng ("-" reads standard input). Help: ${TOOL_NAME} --help`,
    },
  });
}

function wouldReplace(path: string): UsageError {
  return new UsageError({
    code: 'E_USAGE_SAME_FILE',
    what: {
      es: `${path}: -o nombra la propia captura; se perdería.`,
      en: `${path}: -o names the capture itself; it would be lost.`,
    },
    hint: { es: 'Indique otro archivo con -o.', en: 'Name another file with -o.' },
  });
}
