// What ends a live capture from outside: Ctrl-C, SIGTERM and the like ask for the report, and the terminal is given back in every way of ending.

import type { LiveSource } from '../../capture/live/live-source.ts';
import type { LiveView } from '../../live/live-view.ts';

/** Shells expect 128 + the number of the signal. */
const SIGNALS: readonly (readonly [signal: NodeJS.Signals, exitCode: number])[] = [
  ['SIGINT', 130],
  ['SIGTERM', 143],
  ['SIGHUP', 129],
];
/** The first asks the engine to end, the second ends it, the third ends us. */
const MOST_REQUESTS = 2;

export class EndingSignals {
  private readonly handlers: readonly (readonly [NodeJS.Signals, () => void])[];
  private readonly whenExiting: () => void = () => this.stopView();
  private source: LiveSource | null = null;
  private view: LiveView | null = null;
  private requests = 0;

  constructor() {
    this.handlers = SIGNALS.map(([signal, exitCode]) => [signal, () => this.request(exitCode)]);
    for (const [signal, handler] of this.handlers) process.on(signal, handler);
    process.on('exit', this.whenExiting);
  }

  /** Until then, a signal ends the program. */
  endThis(source: LiveSource): void {
    this.source = source;
  }

  /** A view that is to be stopped if the program exits meanwhile; null: it was stopped. */
  giveBack(view: LiveView | null): void {
    this.view = view;
  }

  release(): void {
    for (const [signal, handler] of this.handlers) process.off(signal, handler);
    process.off('exit', this.whenExiting);
  }

  private stopView(): void {
    try {
      this.view?.stop();
    } catch {
      // Nobody reads its last line: the program ends all the same.
    }
  }

  private request(exitCode: number): void {
    this.requests++;
    if (this.source === null || this.requests > MOST_REQUESTS) process.exit(exitCode);
    this.source.stop();
  }
}
