// An engine that is a program of its own: it writes a capture to its standard output, and says on stderr what it has to say.

import { type ChildProcessByStdio, spawn } from 'node:child_process';
import type { Readable } from 'node:stream';
import {
  type CaptureRequest,
  type EngineName,
  EngineRefusal,
  type EngineSession,
  ownWords,
  type RefusalKind,
} from './engine.ts';
import { EngineInput, QUEUE_LIMIT_BYTES } from './engine-input.ts';
import { EngineWords } from './engine-words.ts';

/** How to start an engine, and how to read what it says. */
export interface EngineProgram {
  readonly engine: EngineName;
  readonly path: string;
  readonly args: readonly string[];
  readonly clock: 'capture' | 'arrival';
  /** The line that says that the capture goes on. */
  readonly isReady: (line: string) => boolean;
  /** Lines that are no complaint. */
  readonly isChatter: (line: string) => boolean;
  /** What kind of refusal its words are. */
  readonly judge: (words: string, request: CaptureRequest) => RefusalKind;
  /** How many frames were dropped so far, by one of its lines; null: the line does not tell. */
  readonly droppedIn: (line: string) => number | null;
  /** Makes it tell its counters; null: it tells them, if at all, at its end. */
  readonly countersSignal: NodeJS.Signals | null;
  /** How long it may hold frames back before it writes them: it is given that time when it is to end, or they are lost. */
  readonly lingerMs: number;
}

type Child = ChildProcessByStdio<null, Readable, Readable>;

const ASK_COUNTERS_EVERY_MS = 1000;
/** An engine that has said nothing by then is taken to capture. */
const PATIENCE_MS = 10_000;

/** Resolves when the program captures; rejects with EngineRefusal when it ends before. */
export function startEngine(program: EngineProgram, request: CaptureRequest): Promise<EngineSession> {
  return new ChildEngine(program, request).opened;
}

class ChildEngine implements EngineSession {
  readonly engine: EngineName;
  readonly input: EngineInput = new EngineInput();
  readonly clock: 'capture' | 'arrival';
  readonly ended: Promise<string | null>;
  readonly opened: Promise<EngineSession>;
  private readonly program: EngineProgram;
  private readonly request: CaptureRequest;
  private readonly child: Child;
  private readonly words: EngineWords;
  private known: number | null = null;
  private stopAsked = false;
  private hasClosed = false;
  private startTrouble: NodeJS.ErrnoException | null = null;
  private readonly asking: NodeJS.Timeout | null;
  private readonly whenWeExit: () => void = () => this.child.kill('SIGKILL');
  private whenReady: () => void = () => {};

  constructor(program: EngineProgram, request: CaptureRequest) {
    this.program = program;
    this.request = request;
    this.engine = program.engine;
    this.clock = program.clock;
    this.words = new EngineWords(
      program.engine,
      (line) => program.isChatter(line) || program.isReady(line),
      (line) => this.hear(line),
    );
    // In a process group of its own: Ctrl-C is for us; we tell the engine to end, and read what it still has.
    this.child = spawn(program.path, program.args, {
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: process.platform !== 'win32',
      windowsHide: true,
      env: { ...process.env, LC_ALL: 'C' },
    });
    process.once('exit', this.whenWeExit);
    const signal = program.countersSignal;
    this.asking = signal === null ? null : setInterval(() => this.ask(signal), ASK_COUNTERS_EVERY_MS);
    this.asking?.unref();
    const closed = this.listen();
    this.ended = closed.then((end) => this.conclude(end));
    this.opened = this.open();
  }

  dropped(): number | null {
    return this.known;
  }

  stop(): void {
    if (this.hasClosed) return;
    this.stopAsked = true;
    setTimeout(() => {
      if (!this.hasClosed) this.child.kill('SIGINT');
    }, this.program.lingerMs);
  }

  abort(): void {
    if (this.hasClosed) return;
    this.stopAsked = true;
    this.child.kill('SIGKILL');
    this.child.stdout.destroy();
  }

  private ask(signal: NodeJS.Signals): void {
    if (!this.hasClosed && !this.stopAsked) this.child.kill(signal);
  }

  private listen(): Promise<ChildEnd> {
    const { child, input } = this;
    child.stdout.on('data', (chunk: Uint8Array) => {
      this.whenReady();
      input.push(chunk);
      if (input.queuedBytes > QUEUE_LIMIT_BYTES) child.stdout.pause();
    });
    input.whenTaken = () => {
      if (child.stdout.isPaused() && input.queuedBytes < QUEUE_LIMIT_BYTES / 2) child.stdout.resume();
    };
    child.stdout.on('error', () => {}); // it ends: `close` says how
    child.stderr.setEncoding('utf8').on('data', (text: string) => this.words.add(text));
    child.stderr.on('error', () => {});
    return new Promise((resolve) => {
      child.on('error', (error: NodeJS.ErrnoException) => {
        if (child.pid !== undefined) return; // a signal that could not be sent
        this.startTrouble = error;
        resolve({ code: null, signal: null });
      });
      child.on('close', (code, signal) => resolve({ code, signal }));
    });
  }

  private hear(line: string): void {
    this.known = this.program.droppedIn(line) ?? this.known;
    if (!this.program.isReady(line)) return;
    this.words.forget(); // what it said before was no reason to give up
    this.whenReady();
  }

  private async open(): Promise<EngineSession> {
    const ready = new Promise<true>((resolve) => {
      const timer = setTimeout(() => resolve(true), PATIENCE_MS);
      this.whenReady = () => {
        clearTimeout(timer);
        this.whenReady = () => {};
        resolve(true);
      };
    });
    const ended = await Promise.race([ready, this.ended.then(() => false)]);
    this.whenReady();
    if (ended) return this;
    throw this.refusal();
  }

  private refusal(): EngineRefusal {
    const { engine, program, request, startTrouble } = this;
    if (startTrouble !== null) {
      const isForbidden = startTrouble.code === 'EACCES' || startTrouble.code === 'EPERM';
      return new EngineRefusal(engine, isForbidden ? 'permission' : 'missing', ownWords(startTrouble.message));
    }
    const kind = program.judge(this.words.all(), request);
    // What is wrong with a filter, dumpcap says in its second paragraph.
    return new EngineRefusal(engine, kind, ownWords(this.words.complaint(kind === 'filter' ? 2 : 1)));
  }

  /** Everything it wrote was read: the input ends, and this is why. */
  private conclude({ code, signal }: ChildEnd): string | null {
    this.hasClosed = true;
    process.off('exit', this.whenWeExit);
    if (this.asking !== null) clearInterval(this.asking);
    const complaint = this.words.complaint();
    this.input.end();
    if (this.stopAsked) return null;
    if (code === 0 && complaint === '' && this.request.frameLimit !== null) return null;
    if (complaint !== '') return complaint;
    return signal === null ? `exit code ${code}` : signal;
  }
}

interface ChildEnd {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}
