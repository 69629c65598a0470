// `live`: frames from a device go through the whole analysis as they come; the report follows when the capture ends.

import { resolve } from 'node:path';
import type { EngineName } from '../../capture/live/engine.ts';
import type { LiveSource } from '../../capture/live/live-source.ts';
import { type LiveOptions, openLive } from '../../capture/live/open-live.ts';
import { SaveError } from '../../capture/live/saved-capture.ts';
import { EXIT_DAMAGED, EXIT_DONE, EXIT_FINDINGS, EXIT_OUTPUT, OutputError, UsageError } from '../../core/errors.ts';
import type { Lang, Text } from '../../core/text.ts';
import { runLive } from '../../live/live-run.ts';
import { readVersion, TOOL_NAME } from '../../version.ts';
import type { Arguments } from '../arguments.ts';
import { judgeInput, requireStream } from '../capture-reading.ts';
import type { CommandContext } from '../command.ts';
import { warn } from '../exit.ts';
import { openExpectation } from '../expectation.ts';
import { readChoice, readWholeNumber } from '../option-values.ts';
import { EXPECT, EXTRACT, FRAGMENTS, OUTPUT } from '../options.ts';
import { openOutput } from '../output.ts';
import { ownCommand } from '../own-command.ts';
import { openPayloadFiles, tellOmitted } from '../payload-extraction.ts';
import { readDecodeAs, readFragments } from '../reading-options.ts';
import { failsOn, readReportSettings, writeReport } from '../report-page.ts';
import { meaningOfErrno } from '../system-error.ts';
import { type LiveConditions, readConditions } from './live-conditions.ts';
import { EndingSignals } from './live-ending.ts';
import { BUFFER, CAPTURE_FILTER, ENGINE, ENGINE_CHOICES, NO_PROMISCUOUS, SNAP_LENGTH } from './live-options.ts';
import { chooseView } from './live-views.ts';

/** Of a frame: what no link exceeds. */
const LONGEST_FRAME = 262_144;
const BUFFER_MEGABYTES = 32;
const MOST_BUFFER_MEGABYTES = 1024;

export async function run(context: CommandContext): Promise<number> {
  const { args, lang, env } = context;
  const settings = readReportSettings(args);
  const conditions = readConditions(args);
  const options = readLiveOptions(args, conditions);
  const decodeAs = readDecodeAs(args);
  const stated = readFragments(args);
  refuseSameFile(args.value(OUTPUT), conditions.save?.path ?? null);
  const expectation = await openExpectation(args.value(EXPECT), stated, settings.stream, settings.listLimit);
  const signals = new EndingSignals();
  const output = openOutput(args.value(OUTPUT));
  let source: LiveSource | null = null;
  let connections = 0;
  let exitCode: number = EXIT_DONE;
  try {
    const payloads = await openPayloadFiles(args.value(EXTRACT), settings.stream, stated);
    const extra = payloads === null ? [] : [payloads];
    source = await openSource(options);
    signals.endThis(source);
    tellEngine(source, lang);
    const view = await chooseView(context, settings, output.kind);
    signals.giveBack(view);
    const { analysis, summary } = await runLive(source, view, {
      stream: settings.stream,
      fragments: args.value(FRAGMENTS) ?? 'auto',
      expectation,
      decodeAs,
      lang,
      extraListeners: extra,
      extraSessionListeners: extra,
      ...(settings.listLimit === null ? {} : { listLimit: settings.listLimit }),
      durationMs: conditions.durationMs,
      filter: options.filter ?? null,
    });
    signals.giveBack(null);
    if (payloads !== null) tellOmitted(payloads, lang);
    const ending = judgeEnding(source, lang);
    await writeReport(analysis, output, settings, lang, env);
    output.commit();
    connections = analysis.connectionsCount;
    exitCode = ending === EXIT_DONE ? judgeInput(summary, lang) : ending;
    if (exitCode === EXIT_DONE && failsOn(analysis, settings.failOn)) exitCode = EXIT_FINDINGS;
  } catch (error) {
    output.abandon();
    throw error;
  } finally {
    source?.abandon();
    signals.release();
  }
  requireStream(settings.stream, connections);
  return exitCode;
}

function readLiveOptions(args: Arguments, { save, frameLimit }: LiveConditions): LiveOptions {
  const [interfaceName, surplus] = args.words;
  if (interfaceName === undefined) throw noInterface();
  if (surplus !== undefined) throw oneInterface(surplus);
  return {
    interfaceName,
    engine: readChoice(args, ENGINE, ENGINE_CHOICES, 'auto'),
    filter: args.value(CAPTURE_FILTER),
    snapLength: readSnapLength(args),
    promiscuous: !args.has(NO_PROMISCUOUS),
    bufferMegabytes: Math.min(readWholeNumber(args, BUFFER, 1, BUFFER_MEGABYTES), MOST_BUFFER_MEGABYTES),
    frameLimit,
    save,
    application: `${TOOL_NAME} ${readVersion()}`,
    command: ownCommand(),
  };
}

/** 0 and what is longer than any frame: whole frames. */
function readSnapLength(args: Arguments): number | null {
  const bytes = readWholeNumber(args, SNAP_LENGTH, 0, 0);
  return bytes === 0 || bytes >= LONGEST_FRAME ? null : bytes;
}

async function openSource(options: LiveOptions): Promise<LiveSource> {
  try {
    return await openLive(options);
  } catch (error) {
    if (error instanceof SaveError) throw cannotSave(error.path, error.cause);
    throw error;
  }
}

/** What captures, and why no better engine does. */
function tellEngine({ engine, interfaceName, passedOver }: LiveSource, lang: Lang): void {
  const what = ENGINE_TRAITS[engine];
  warn(
    {
      es: `capturando en ${interfaceName} con ${engine} (${what.es}). Ctrl-C termina y muestra el informe.`,
      en: `capturing on ${interfaceName} with ${engine} (${what.en}). Ctrl-C ends it and shows the report.`,
    },
    lang,
  );
  for (const each of passedOver) {
    warn({ es: `sin ${each.engine}: ${each.why.es}.`, en: `without ${each.engine}: ${each.why.en}.` }, lang);
  }
}

const ENGINE_TRAITS: Readonly<Record<EngineName, Text>> = {
  libpcap: { es: 'hora del núcleo; las pérdidas se cuentan', en: "the kernel's time; drops are counted" },
  dumpcap: {
    es: 'hora del núcleo; las pérdidas se conocen al terminar',
    en: "the kernel's time; drops are known at the end",
  },
  tcpdump: { es: 'hora del núcleo; las pérdidas se cuentan', en: "the kernel's time; drops are counted" },
  cap: {
    es: 'hora de llegada al programa, no la del núcleo; las pérdidas no se conocen',
    en: "time of arrival at the program, not the kernel's; drops are not known",
  },
};

/** Says what ended the capture before its time; the report that follows is of everything before. */
function judgeEnding({ engine, engineFailure, saveTrouble, frames }: LiveSource, lang: Lang): number {
  if (saveTrouble !== null) {
    const { path, cause, framesSaved } = saveTrouble;
    const { what } = cannotSave(path, cause);
    warn(
      {
        es: `${what.es} La captura terminó ahí: el archivo es válido y tiene ${framesSaved} de las ${frames} tramas del informe.`,
        en: `${what.en} The capture ended there: the file is valid and has ${framesSaved} of the report's ${frames} frames.`,
      },
      lang,
    );
    return EXIT_OUTPUT;
  }
  if (engineFailure === null) return EXIT_DONE;
  warn(
    {
      es: `${engine} dejó de capturar: ${engineFailure}. El informe es de todo lo anterior.`,
      en: `${engine} stopped capturing: ${engineFailure}. The report is of everything before.`,
    },
    lang,
  );
  return EXIT_DAMAGED;
}

function cannotSave(path: string, cause: unknown): OutputError {
  const meaning = meaningOfErrno(cause);
  return new OutputError({
    code: 'E_OUTPUT_UNWRITABLE',
    what: { es: `${path}: no se puede escribir (${meaning.es}).`, en: `${path}: cannot be written (${meaning.en}).` },
    hint: {
      es: 'Indique con -w un archivo en una carpeta que exista, en la que pueda escribir y con espacio.',
      en: 'Name with -w a file in a directory that exists, that you may write to, and that has space.',
    },
    cause,
  });
}

function refuseSameFile(output: string | null, saved: string | null): void {
  if (output === null || saved === null || resolve(output) !== resolve(saved)) return;
  throw new UsageError({
    code: 'E_USAGE_SAME_FILE',
    what: {
      es: `${output}: -o y -w nombran el mismo archivo.`,
      en: `${output}: -o and -w name the same file.`,
    },
  });
}

function noInterface(): UsageError {
  return new UsageError({
    code: 'E_USAGE_NO_INTERFACE',
    what: { es: 'falta la interfaz en la que se ha de capturar.', en: 'no interface to capture on was named.' },
    hint: {
      es: `Por ejemplo: ${TOOL_NAME} live lo. Las que hay: ${TOOL_NAME} devices`,
      en: `For example: ${TOOL_NAME} live lo. Those there are: ${TOOL_NAME} devices`,
    },
  });
}

function oneInterface(surplus: string): UsageError {
  return new UsageError({
    code: 'E_USAGE_ONE_INTERFACE',
    what: {
      es: `${surplus}: se captura en una sola interfaz («any» son todas); el filtro va con -f, entre comillas.`,
      en: `${surplus}: one captures on one interface ("any" is all of them); the filter goes with -f, in quotes.`,
    },
  });
}
