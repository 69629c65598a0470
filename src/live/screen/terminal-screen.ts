// The terminal taken for a full screen and given back in every way a process ends — ECMA-48 (CSI), DEC private modes 7 (autowrap), 25 (cursor) and
// 1049 (alternate screen) as xterm documents them.

import { closeSync, openSync } from 'node:fs';
import { devNull } from 'node:os';
import process from 'node:process';
import { isatty } from 'node:tty';

const ESC = '\u001b[';
const ENTER = `${ESC}?1049h${ESC}?25l${ESC}?7l${ESC}2J`;
const LEAVE = `${ESC}0m${ESC}?7h${ESC}?25h${ESC}?1049l`;
const CLEAR = `${ESC}0m${ESC}2J`;
const ERASE_LINE = `${ESC}0m${ESC}K`;

/** Where the size cannot be had. */
const USUAL_COLUMNS = 80;
const USUAL_ROWS = 24;
/** If the process is not stopped after all (an orphaned process group is not), the screen comes back after this. */
const NOT_STOPPED_MS = 200;

/** Signals that end the program. */
const ENDINGS: readonly NodeJS.Signals[] = ['SIGINT', 'SIGTERM', 'SIGHUP'];
const STANDARD_STREAMS: readonly number[] = [0, 1, 2];
const HAS_JOB_CONTROL = process.platform !== 'win32';

/** What the screen tells its owner. */
export interface TerminalEvents {
  /** Everything must be drawn again: the size changed, or the terminal was away. */
  redraw(): void;
  /** Text that was typed. */
  input(text: string): void;
  /** A signal asks for the end, and nobody else hears it. */
  end(): void;
}

export class TerminalScreen {
  readonly #output: NodeJS.WriteStream;
  readonly #input: NodeJS.ReadStream;
  readonly #events: TerminalEvents;
  /** As they stand on the terminal. */
  #lines: readonly string[] = [];
  #isOpen = false;
  /** Between suspension and return. */
  #isAway = false;
  #wasRaw = false;
  #returnTimer: NodeJS.Timeout | null = null;
  /** Standard streams that are the terminal. */
  #terminals: readonly number[] = [];

  constructor(output: NodeJS.WriteStream, input: NodeJS.ReadStream, events: TerminalEvents) {
    this.#output = output;
    this.#input = input;
    this.#events = events;
  }

  get columns(): number {
    return this.#output.columns > 0 ? this.#output.columns : USUAL_COLUMNS;
  }

  get rows(): number {
    return this.#output.rows > 0 ? this.#output.rows : USUAL_ROWS;
  }

  /** Takes the terminal. */
  open(): void {
    if (this.#isOpen) return;
    this.#isOpen = true;
    this.#terminals = STANDARD_STREAMS.filter((fd) => isatty(fd));
    this.#output.on('resize', this.#onResize);
    this.#output.on('error', this.#onLost);
    this.#input.on('error', this.#onLost);
    this.#input.on('data', this.#onData);
    process.on('exit', this.#onExit);
    process.on('uncaughtExceptionMonitor', this.#onExit);
    for (const signal of ENDINGS) process.on(signal, this.#onEnding);
    if (HAS_JOB_CONTROL) {
      process.on('SIGTSTP', this.suspend);
      process.on('SIGCONT', this.#onReturn);
    }
    this.#enter();
  }

  /** Gives the terminal back; may be called at any time, more than once. That it may be gone is heard to the end of the process. */
  close(): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    if (this.#returnTimer !== null) clearTimeout(this.#returnTimer);
    this.#output.off('resize', this.#onResize);
    this.#input.off('data', this.#onData);
    process.off('exit', this.#onExit);
    process.off('uncaughtExceptionMonitor', this.#onExit);
    for (const signal of ENDINGS) process.off(signal, this.#onEnding);
    if (HAS_JOB_CONTROL) {
      process.off('SIGTSTP', this.suspend);
      process.off('SIGCONT', this.#onReturn);
    }
    if (!this.#isAway) this.#leave();
    this.#input.pause(); // or it would keep the process alive
  }

  /** Shows these lines; only those that changed are written. */
  show(lines: readonly string[]): void {
    if (!this.#isOpen || this.#isAway || this.#output.writableLength > 0) return;
    let text = '';
    lines.forEach((line, row) => {
      if (line !== this.#lines[row]) text += `${ESC}${row + 1};1H${ERASE_LINE}${line}`;
    });
    for (let row = lines.length; row < this.#lines.length; row++) text += `${ESC}${row + 1};1H${ERASE_LINE}`;
    this.#lines = lines;
    if (text !== '') this.#write(`${text}${ESC}0m`);
  }

  /** Forgets what stands on the terminal. */
  clear(): void {
    this.#lines = [];
    if (this.#isOpen && !this.#isAway) this.#write(CLEAR);
  }

  /** Gives the terminal back and stops with the whole job, as Ctrl-Z does where a program does not take the keyboard. */
  readonly suspend = (): void => {
    if (!this.#isOpen || this.#isAway || !HAS_JOB_CONTROL) return;
    this.#leave();
    this.#isAway = true;
    process.off('SIGTSTP', this.suspend); // what the system does with it is what we want now
    process.kill(0, 'SIGTSTP');
    this.#returnTimer = setTimeout(this.#onReturn, NOT_STOPPED_MS);
  };

  readonly #onReturn = (): void => {
    if (!this.#isOpen || !this.#isAway) return;
    if (this.#returnTimer !== null) clearTimeout(this.#returnTimer);
    this.#returnTimer = null;
    this.#isAway = false;
    process.on('SIGTSTP', this.suspend);
    this.#enter();
    this.#events.redraw();
  };

  readonly #onResize = (): void => {
    this.clear();
    this.#events.redraw();
  };

  readonly #onData = (data: Buffer | string): void => {
    this.#events.input(String(data));
  };

  readonly #onExit = (): void => this.close();

  /** The terminal is gone: nothing can be drawn any more, and nothing given back. */
  readonly #onLost = (): void => {
    this.#isAway = true;
    replaceStandardStreams(this.#terminals);
  };

  /** The run hears these signals itself and ends; where it does not, the end is asked for here. */
  readonly #onEnding = (signal: NodeJS.Signals): void => {
    const isAlone = process.listenerCount(signal) === 1;
    if (this.#terminals.some((fd) => !isatty(fd))) this.#onLost(); // the window was closed
    this.close();
    if (isAlone) this.#events.end();
  };

  #enter(): void {
    if (this.#input.isTTY) {
      this.#wasRaw = this.#input.isRaw;
      this.#input.setRawMode(true);
    }
    this.#input.setEncoding('utf8');
    this.#input.resume();
    this.#lines = [];
    this.#write(ENTER);
  }

  #leave(): void {
    this.#lines = [];
    this.#write(LEAVE);
    if (this.#input.isTTY) this.#setRaw(this.#wasRaw);
  }

  /** A terminal that is gone has no mode to be set. */
  #setRaw(mode: boolean): void {
    try {
      this.#input.setRawMode(mode);
    } catch {
      this.#isAway = true;
    }
  }

  #write(text: string): void {
    if (!this.#output.destroyed) this.#output.write(text);
  }
}

/**
 * Whoever ends the program behind us must not meet a terminal that is gone: writing to it fails, and Node.js itself aborts when it cannot give back
 * its modes (node::ResetStdio). Their numbers go on as the null device.
 */
function replaceStandardStreams(streams: readonly number[]): void {
  for (const fd of streams) {
    if (isatty(fd)) continue;
    try {
      closeSync(fd);
      openSync(devNull, 'r+'); // takes the lowest number that is free: this one
    } catch {
      return; // closed already
    }
  }
}
