// `demo`: broker, subscriber and publisher on loopback, captured where that is possible, and the report.

import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { Analysis } from '../../analyze/analysis.ts';
import type { Expectation } from '../../analyze/expectation/expectation-report.ts';
import { listDevices } from '../../capture/live/device-list.ts';
import type { LiveSource } from '../../capture/live/live-source.ts';
import { openLive } from '../../capture/live/open-live.ts';
import { SaveError } from '../../capture/live/saved-capture.ts';
import { openSequence } from '../../capture/sequence-source.ts';
import { CaptureDeviceError, CaptureFileError, EXIT_DONE, EXIT_FINDINGS, OutputError } from '../../core/errors.ts';
import type { Lang, Text } from '../../core/text.ts';
import { runLive } from '../../live/live-run.ts';
import { type AnalysisOptions, runPipeline } from '../../pipeline.ts';
import { startBroker } from '../../transfer/broker.ts';
import { publishFile, receiveFile } from '../../transfer/transfer.ts';
import { TransferError } from '../../transfer/transfer-errors.ts';
import type { PublishOptions, SubscribeOptions, TransferObserver } from '../../transfer/transfer-options.ts';
import { readVersion, TOOL_NAME } from '../../version.ts';
import { requireStream } from '../capture-reading.ts';
import type { CommandContext } from '../command.ts';
import { warn } from '../exit.ts';
import { openExpectation } from '../expectation.ts';
import { readChoice } from '../option-values.ts';
import { NO_PROGRESS, OUTPUT } from '../options.ts';
import { type Output, openOutput } from '../output.ts';
import { ownCommand } from '../own-command.ts';
import { failsOn, type ReportSettings, readReportSettings, writeReport } from '../report-page.ts';
import { meaningOfErrno } from '../system-error.ts';
import { NO_CAPTURE } from './demo-command.ts';
import { readDemoOptions } from './demo-options.ts';
import { DEMO_TEXT } from './demo-text.ts';
import { ENGINE, ENGINE_CHOICES, SAVE } from './live-options.ts';
import { untilInterrupted } from './transfer-interruption.ts';
import type { TransferScreen } from './transfer-screen.ts';

const HOST = '127.0.0.1';
/** How long the last segments may take to be captured. */
const LAST_FRAMES_MS = 400;
/** Of the text that is sent when no file is named. */
const OWN_NAME = 'input.txt';
/** Shows both sides of the broker and every fragment. */
const RECORDED_CAPTURE = 'captures/lab_indexed_qos2_broker.pcapng';

export async function run(context: CommandContext): Promise<number> {
  const { args, lang } = context;
  const settings = readReportSettings(args);
  const output = openOutput(args.value(OUTPUT));
  let exitCode: number = EXIT_DONE;
  try {
    const interrupted = await untilInterrupted(lang, args.has(NO_PROGRESS), async (screen, signal) => {
      const folder = mkdtempSync(join(tmpdir(), `${TOOL_NAME}-demo-`));
      try {
        const analysis = await new Demo(context, settings, screen, signal, folder).run();
        screen.erase();
        await report(analysis, output, settings, context);
        if (failsOn(analysis, settings.failOn)) exitCode = EXIT_FINDINGS;
      } finally {
        rmSync(folder, { recursive: true, force: true });
      }
    });
    if (interrupted === EXIT_DONE) return exitCode;
    output.abandon();
    return interrupted;
  } catch (error) {
    output.abandon();
    throw error;
  }
}

async function report(
  analysis: Analysis,
  output: Output,
  settings: ReportSettings,
  { lang, env }: CommandContext,
): Promise<void> {
  requireStream(settings.stream, analysis.connectionsCount);
  await writeReport(analysis, output, settings, lang, env);
  output.commit();
}

class Demo {
  readonly #context: CommandContext;
  readonly #settings: ReportSettings;
  readonly #screen: TransferScreen;
  readonly #signal: AbortSignal;
  readonly #folder: string;

  constructor(
    context: CommandContext,
    settings: ReportSettings,
    screen: TransferScreen,
    signal: AbortSignal,
    folder: string,
  ) {
    this.#context = context;
    this.#settings = settings;
    this.#screen = screen;
    this.#signal = signal;
    this.#folder = folder;
  }

  async run(): Promise<Analysis> {
    const { args, lang, env } = this.#context;
    const own = join(this.#folder, OWN_NAME);
    writeFileSync(own, DEMO_TEXT);
    const broker = await startBroker({ host: HOST, port: 0, tls: null, login: null, onNote: () => undefined });
    let source: LiveSource | null = null;
    try {
      const url = `mqtt://${HOST}:${broker.port}`;
      const paths = { input: args.words[0] ?? own, output: join(this.#folder, 'output.txt') };
      const options = readDemoOptions(args, env, url, paths);
      source = await this.#openCapture(broker.port);
      if (source === null) {
        await this.#transfer(options);
        return await this.#analyzeRecorded();
      }
      const expectation = await this.#expectation(paths.input);
      const capture = runLive(source, null, {
        ...this.#analysisOptions(),
        expectation,
        durationMs: null,
        filter: null,
      });
      capture.catch(() => undefined); // awaited below, after the transfer
      await this.#transfer(options);
      await broker.close(); // so that the end of the connections is in the capture
      await sleep(LAST_FRAMES_MS);
      source.stop();
      const { analysis } = await capture;
      tellCapture(source, lang);
      return analysis;
    } finally {
      source?.abandon();
      await broker.close();
    }
  }

  /** Subscriber and publisher, both to their end; a fragment that is lost on purpose is no failure of the demonstration. */
  async #transfer([publishing, receiving]: readonly [PublishOptions, SubscribeOptions]): Promise<void> {
    const { lang } = this.#context;
    const silent: TransferObserver = { note: () => undefined, progress: () => undefined };
    let subscribed = (): void => undefined;
    const ready = new Promise<void>((resolve) => {
      subscribed = resolve;
    });
    const received = receiveFile(receiving, { ...silent, ready: subscribed }, this.#signal).then(
      ({ bytes, fragments }) => tellReceived(bytes, fragments, lang),
      (error: unknown) => {
        if (!(error instanceof TransferError)) throw error;
        warn({ es: `Suscriptor: ${error.what.es}`, en: `Subscriber: ${error.what.en}` }, lang);
      },
    );
    received.catch(() => undefined); // awaited below
    await Promise.race([ready, received]);
    await publishFile(publishing, { note: () => undefined, progress: (at) => this.#screen.progress(at) }, this.#signal);
    await received;
  }

  /** null: no capture is wanted or possible, which is said. */
  async #openCapture(port: number): Promise<LiveSource | null> {
    const { args, lang } = this.#context;
    if (args.has(NO_CAPTURE)) return null;
    const path = args.value(SAVE);
    try {
      return await openLive({
        interfaceName: await loopbackName(),
        engine: readChoice(args, ENGINE, ENGINE_CHOICES, 'auto'),
        filter: `tcp port ${port}`,
        promiscuous: false,
        save: path === null ? null : { path, ring: null, stopAtBytes: null, stopAtFiles: null },
        application: `${TOOL_NAME} ${readVersion()}`,
        command: ownCommand(),
      });
    } catch (error) {
      if (error instanceof SaveError) throw cannotSave(error.path, error.cause);
      if (!(error instanceof CaptureDeviceError)) throw error;
      warn(error.what, lang);
      if (error.hint !== null) warn(error.hint, lang);
      return null;
    }
  }

  async #analyzeRecorded(): Promise<Analysis> {
    warn(
      {
        es: `No se ha capturado: el informe que sigue es de una captura grabada del mismo experimento (${RECORDED_CAPTURE}), no de esta transferencia.`,
        en: `Nothing was captured: the report that follows is of a recorded capture of the same experiment (${RECORDED_CAPTURE}), not of this transfer.`,
      },
      this.#context.lang,
    );
    const { analysis } = await runPipeline(openSequence([fileOfPackage(RECORDED_CAPTURE)]), this.#analysisOptions());
    return analysis;
  }

  /** The file that is sent is known here: the report says what became of it. null: it cannot be read, and the publisher says why. */
  async #expectation(path: string): Promise<Expectation | null> {
    const { stream, listLimit } = this.#settings;
    try {
      return await openExpectation(path, null, stream, listLimit, this.#context.args.words[0] ?? OWN_NAME);
    } catch (error) {
      if (error instanceof CaptureFileError) return null;
      throw error;
    }
  }

  #analysisOptions(): AnalysisOptions {
    const { listLimit, stream } = this.#settings;
    return { lang: this.#context.lang, stream, ...(listLimit === null ? {} : { listLimit }) };
  }
}

async function loopbackName(): Promise<string> {
  const devices = await listDevices();
  return devices.find(({ isLoopback }) => isLoopback === true)?.name ?? 'lo';
}

/** A file that is installed with the program: looked for from this file upwards, which lies elsewhere in a bundle. */
function fileOfPackage(name: string): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, name)) && dirname(folder) !== folder) folder = dirname(folder);
  return join(folder, name);
}

function tellReceived(bytes: number, fragments: number, lang: Lang): void {
  warn(
    {
      es: `Suscriptor: archivo recibido; bytes ${bytes}, fragmentos ${fragments}.`,
      en: `Subscriber: file received; bytes ${bytes}, fragments ${fragments}.`,
    },
    lang,
  );
}

function tellCapture({ engine, interfaceName, frames, savedTo }: LiveSource, lang: Lang): void {
  const where: Text = savedTo === null ? { es: '', en: '' } : { es: ` en ${savedTo}`, en: ` to ${savedTo}` };
  warn(
    {
      es: `Capturadas ${frames} tramas en ${interfaceName} con ${engine}${where.es}. El informe:`,
      en: `${frames} frames captured on ${interfaceName} with ${engine}${where.en}. The report:`,
    },
    lang,
  );
}

function cannotSave(path: string, cause: unknown): OutputError {
  const why = meaningOfErrno(cause);
  return new OutputError({
    code: 'E_OUTPUT_UNWRITABLE',
    what: { es: `${path}: no se puede escribir (${why.es}).`, en: `${path}: cannot be written (${why.en}).` },
    cause,
  });
}
