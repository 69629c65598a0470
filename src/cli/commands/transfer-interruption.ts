// Work that Ctrl-C ends in order: it is told, cleans up, and the program ends with the exit code that shells expect.

import { EXIT_DONE } from '../../core/errors.ts';
import type { Lang, Text } from '../../core/text.ts';
import { Interrupted } from '../../transfer/transfer-errors.ts';
import { warn } from '../exit.ts';
import { type TransferScreen, transferScreen } from './transfer-screen.ts';

/** Shells expect 128 + the number of the signal. */
const SIGNAL_EXITS: readonly (readonly [signal: NodeJS.Signals, exitCode: number])[] = [
  ['SIGINT', 130],
  ['SIGTERM', 143],
];
const UNKNOWN_WIDTH = 80;

/** Runs `work` with a signal that Ctrl-C gives, and returns the exit code; a second Ctrl-C ends the program at once. */
export async function untilInterrupted(
  lang: Lang,
  isQuiet: boolean,
  work: (screen: TransferScreen, signal: AbortSignal) => Promise<void>,
): Promise<number> {
  const abortion = new AbortController();
  const showsProgress = process.stderr.isTTY === true && !isQuiet;
  const screen = transferScreen(lang, showsProgress ? process.stderr.columns || UNKNOWN_WIDTH : null);
  let exitCode: number = EXIT_DONE;
  const handlers = SIGNAL_EXITS.map(([signal, code]) => {
    const onSignal = (): void => {
      if (abortion.signal.aborted) process.exit(code);
      exitCode = code;
      abortion.abort();
    };
    process.on(signal, onSignal);
    return [signal, onSignal] as const;
  });
  try {
    await work(screen, abortion.signal);
    return EXIT_DONE; // also when it was what the signal asked for that has been done
  } catch (error) {
    if (!abortion.signal.aborted || !(error instanceof Interrupted)) throw error;
    screen.erase();
    warn(INTERRUPTED, lang);
    return exitCode;
  } finally {
    screen.erase();
    for (const [signal, onSignal] of handlers) process.off(signal, onSignal);
  }
}

const INTERRUPTED: Text = {
  es: 'transferencia interrumpida; no queda ningún archivo a medias.',
  en: 'transfer interrupted; no half file is left.',
};
