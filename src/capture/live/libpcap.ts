// libpcap in this process, called from a thread through koffi: no program to start, the kernel's time in nanoseconds, counters at any moment.

import { Worker } from 'node:worker_threads';
import { type CaptureRequest, type EngineName, EngineRefusal, type EngineSession, ownWords } from './engine.ts';
import { EngineInput, QUEUE_LIMIT_BYTES } from './engine-input.ts';
import { libpcapNames } from './libpcap-library.ts';
import { captureWithLibpcap, type LibpcapMessage, type LibpcapOrder } from './libpcap-thread.ts';
import { inboundFilter } from './linux-loopback.ts';
import { packagePath } from './packages.ts';

/** How long the thread may take to end when the process exits. */
const PATIENCE_MS = 500;
/** Longer than any frame of any network; what dumpcap and tcpdump take. */
const WHOLE_FRAMES = 262_144;
const END = 0;
const TAKEN = 1;
const IS_DONE = 2;
const ASKED_TO_END = 1;
const ASKED_TO_END_AT_ONCE = 2;

/** Opens a capture with libpcap; rejects with EngineRefusal. */
export async function openLibpcap(request: CaptureRequest): Promise<EngineSession> {
  if (process.platform === 'win32') {
    throw new EngineRefusal('libpcap', 'unable', {
      es: 'no está disponible en Windows (se captura con dumpcap, que viene con Wireshark y Npcap)',
      en: 'not available on Windows (dumpcap captures there; it comes with Wireshark and Npcap)',
    });
  }
  const path = packagePath('koffi');
  if (path === null) {
    throw new EngineRefusal('libpcap', 'missing', {
      es: 'el paquete «koffi» no está instalado (npm install koffi)',
      en: 'the package "koffi" is not installed (npm install koffi)',
    });
  }
  const session = new LibpcapSession(path, {
    libraries: libpcapNames(process.platform),
    interfaceName: request.interfaceName,
    filter: request.filter ?? '',
    kernelFilter: inboundFilter(request.filter ?? '', request.interfaceName),
    snapLength: request.snapLength ?? WHOLE_FRAMES,
    promiscuous: request.promiscuous,
    bufferBytes: request.bufferMegabytes << 20,
    frameLimit: request.frameLimit ?? 0,
    queueLimitBytes: QUEUE_LIMIT_BYTES,
    control: new Int32Array(new SharedArrayBuffer(12)),
  });
  await session.opened;
  return session;
}

class LibpcapSession implements EngineSession {
  readonly engine: EngineName = 'libpcap';
  readonly input: EngineInput = new EngineInput();
  readonly clock = 'capture';
  readonly opened: Promise<void>;
  readonly ended: Promise<string | null>;
  private readonly control: Int32Array<SharedArrayBuffer>;
  private known: number | null = null;
  private hasEnded = false;
  /** A process that exits while a thread of it is inside a library dies of it: the thread is waited for, whoever calls process.exit. */
  private readonly whenWeExit: () => void = () => {
    this.ask(ASKED_TO_END_AT_ONCE);
    Atomics.wait(this.control, IS_DONE, 0, PATIENCE_MS);
  };
  private whenOpened: () => void = () => {};
  private whenRefused: (refusal: EngineRefusal) => void = () => {};
  private whenEnded: (words: string | null) => void = () => {};

  constructor(koffiPath: string, order: LibpcapOrder) {
    this.control = order.control;
    this.opened = new Promise((resolve, reject) => {
      this.whenOpened = resolve;
      this.whenRefused = reject;
    });
    this.ended = new Promise((resolve) => {
      this.whenEnded = resolve;
    });
    this.input.whenTaken = (bytes) => {
      Atomics.add(this.control, TAKEN, bytes);
      Atomics.notify(this.control, TAKEN);
    };
    const source = `
      const { parentPort, workerData } = require('node:worker_threads');
      try {
        (${captureWithLibpcap.toString()})(require(${JSON.stringify(koffiPath)}), parentPort, workerData);
      } finally {
        Atomics.store(workerData.control, ${IS_DONE}, 1);
        Atomics.notify(workerData.control, ${IS_DONE});
      }`;
    const worker = new Worker(source, { eval: true, workerData: order, execArgv: [] });
    worker.on('message', (message: LibpcapMessage) => this.hear(message));
    worker.on('error', (error) => this.die(error.message));
    worker.on('exit', () => {
      process.off('exit', this.whenWeExit);
      this.die('the capturing thread ended');
    });
    process.once('exit', this.whenWeExit);
  }

  dropped(): number | null {
    return this.known;
  }

  stop(): void {
    if (!this.hasEnded) this.ask(ASKED_TO_END);
  }

  /** The thread ends by itself within a moment: cut short in the middle of a call, it would leave libpcap's memory behind. */
  abort(): void {
    if (this.hasEnded) return;
    this.ask(ASKED_TO_END_AT_ONCE);
    this.end(null);
  }

  private ask(request: number): void {
    Atomics.store(this.control, END, request);
    Atomics.notify(this.control, END);
  }

  private hear(message: LibpcapMessage): void {
    switch (message.kind) {
      case 'opened':
        this.whenOpened();
        return;
      case 'refused':
        this.refuse(new EngineRefusal('libpcap', message.why, ownWords(message.words)));
        return;
      case 'chunk':
        this.input.push(message.bytes);
        return;
      case 'dropped':
        this.known = message.frames;
        return;
      case 'ended':
        this.end(message.words);
    }
  }

  /** koffi that cannot be loaded, or a fault of ours in the thread. */
  private die(words: string): void {
    this.refuse(new EngineRefusal('libpcap', 'missing', ownWords(words)));
    this.end(words);
  }

  /** Without effect once the capture was opened. */
  private refuse(refusal: EngineRefusal): void {
    this.whenRefused(refusal);
    this.hasEnded = true;
  }

  private end(words: string | null): void {
    this.hasEnded = true;
    this.whenEnded(words);
    this.input.end();
  }
}
