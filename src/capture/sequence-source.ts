// Several files — a rotated set — as one capture, in the order of their first frames.

import { statSync } from 'node:fs';
import { UsageError } from '../core/errors.ts';
import { readCaptureFile, STANDARD_INPUT_PATH } from './capture-file.ts';
import { CaptureLedger } from './capture-ledger.ts';
import { FILES_REORDERED } from './capture-notes.ts';
import type { CaptureSource } from './open-source.ts';
import { LedgerSource, openSource } from './open-source.ts';
import type { ReadProgress, SourceOptions } from './source.ts';

/** One file or several; frame numbers, interfaces and the order of time count on from file to file. */
export function openSequence(paths: readonly string[], options: SourceOptions = {}): CaptureSource {
  const [only, second] = paths;
  if (only !== undefined && second === undefined) return openSource(only, options);
  return new LedgerSource(paths.join(' '), (ledger) => readSequence(paths, ledger, options));
}

async function readSequence(paths: readonly string[], ledger: CaptureLedger, options: SourceOptions): Promise<void> {
  const ordered = await inTimeOrder(paths);
  if (ordered.some((path, index) => path !== paths[index])) ledger.note(FILES_REORDERED, 0);
  const progress = new SequenceProgress(ordered, options.onProgress);
  for (const path of ordered) {
    ledger.beginFile();
    await readCaptureFile(path, ledger, { ...options, onProgress: (file) => progress.report(file) });
    progress.nextFile();
    if (ledger.stopped) return;
  }
}

interface FirstInstant {
  readonly path: string;
  readonly sec: number;
  readonly nsec: number;
}

/** A file without a time-stamped frame stays behind the file it was given behind. */
async function inTimeOrder(paths: readonly string[]): Promise<readonly string[]> {
  const instants: FirstInstant[] = [];
  let before = { sec: Number.NEGATIVE_INFINITY, nsec: 0 };
  for (const path of paths) {
    const instant = (await firstInstant(path)) ?? before;
    instants.push({ path, sec: instant.sec, nsec: instant.nsec });
    before = instant;
  }
  return instants.sort(byInstant).map(({ path }) => path);
}

function byInstant(a: FirstInstant, b: FirstInstant): number {
  if (a.sec !== b.sec) return a.sec < b.sec ? -1 : 1;
  return a.nsec - b.nsec;
}

/** Reads up to the first time-stamped frame; null: there is none. Rejects if the file is no capture. */
async function firstInstant(path: string): Promise<{ sec: number; nsec: number } | null> {
  if (path === STANDARD_INPUT_PATH || isPipe(path)) throw readableOnlyOnce(path);
  let instant: { sec: number; nsec: number } | null = null;
  const ledger = new CaptureLedger((frame) => {
    if (frame.timed === 0 || ledger.stopped) return;
    instant = { sec: frame.sec, nsec: frame.nsec };
    ledger.stop();
  });
  await readCaptureFile(path, ledger, { digest: false });
  return instant;
}

function isPipe(path: string): boolean {
  const stats = statSync(path, { throwIfNoEntry: false });
  return stats !== undefined && !stats.isFile() && !stats.isDirectory();
}

function readableOnlyOnce(path: string): UsageError {
  return new UsageError({
    code: 'E_USAGE_SEQUENCE_NEEDS_FILES',
    what: {
      es: `${path}: una tubería solo puede analizarse sola; para ordenar varios archivos hay que leer dos veces su comienzo.`,
      en: `${path}: a pipe can only be analysed alone; to order several files their beginnings are read twice.`,
    },
    hint: { es: 'Guarde primero la entrada en un archivo.', en: 'Save the input to a file first.' },
  });
}

/** Progress over all files, as one input. */
class SequenceProgress {
  private readonly onProgress: ((progress: ReadProgress) => void) | undefined;
  private readonly total: number;
  private finished = 0;
  private readonly sizes: readonly number[];
  private index = 0;

  constructor(paths: readonly string[], onProgress: ((progress: ReadProgress) => void) | undefined) {
    this.onProgress = onProgress;
    this.sizes = paths.map((path) => statSync(path, { throwIfNoEntry: false })?.size ?? 0);
    this.total = this.sizes.reduce((sum, size) => sum + size, 0);
  }

  report({ bytesRead, frames }: ReadProgress): void {
    this.onProgress?.({ bytesRead: this.finished + bytesRead, bytesTotal: this.total, frames });
  }

  nextFile(): void {
    this.finished += this.sizes[this.index] ?? 0;
    this.index++;
  }
}
