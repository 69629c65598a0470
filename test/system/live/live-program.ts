// The built program capturing live, and what it takes to give it something to capture.

import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { Aedes } from 'aedes';
import mqtt from 'mqtt';
import { bin, cleanEnv, runProgram } from '../../cli/run-program.ts';

export const ENGINES = ['libpcap', 'dumpcap', 'tcpdump', 'cap'] as const;
const PATIENCE_MS = 10_000;

/** May this user capture on the loopback interface with it? */
export function canCapture(engine: string): boolean {
  if (process.platform !== 'linux') return false;
  const words = ['live', 'lo', '--engine', engine, '-a', 'duration:0.01', '--events', 'none', '--format', 'json'];
  const { status, error } = spawnSync(process.execPath, [bin, ...words], { env: cleanEnv(), timeout: PATIENCE_MS });
  return error === undefined && status === 0;
}

export interface Ended {
  /** null: ended by a signal. */
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** `mqttscope live …` that captures. */
export class LiveProgram {
  readonly child: ChildProcess;
  readonly ended: Promise<Ended>;
  #stdout = '';
  #stderr = '';
  readonly #waiting: Set<() => void> = new Set();

  /** `prefix`: what starts it (setpriv, ip netns exec). */
  constructor(argv: readonly string[], prefix: readonly string[] = []) {
    const [program = process.execPath, ...words] = [...prefix, process.execPath, bin, 'live', ...argv];
    this.child = spawn(program, words, { env: cleanEnv(), stdio: ['ignore', 'pipe', 'pipe'] });
    this.child.stdout?.on('data', (chunk: Buffer) => {
      this.#stdout += chunk.toString();
      for (const look of this.#waiting) look();
    });
    this.child.stderr?.on('data', (chunk: Buffer) => {
      this.#stderr += chunk.toString();
      for (const look of this.#waiting) look();
    });
    this.ended = once(this.child, 'close').then(([status]) => {
      for (const look of this.#waiting) look();
      return { status: status as number | null, stdout: this.#stdout, stderr: this.#stderr };
    });
  }

  get stdout(): string {
    return this.#stdout;
  }

  /** Resolves when it captures. */
  async captures(): Promise<this> {
    await this.says(/capturing on/);
    return this;
  }

  /** On stderr or stdout. */
  async says(what: RegExp): Promise<void> {
    const end = Date.now() + PATIENCE_MS;
    while (!what.test(this.#stderr) && !what.test(this.#stdout)) {
      if (this.child.exitCode !== null || this.child.signalCode !== null || Date.now() > end)
        throw new Error(`it does not say ${what}: ${this.#stderr}`);
      await new Promise<void>((resolve) => {
        const look = (): void => {
          this.#waiting.delete(look);
          clearTimeout(timer);
          resolve();
        };
        const timer = setTimeout(look, 500);
        this.#waiting.add(look);
      });
    }
  }

  /** The process that captures for it; null: it does so itself. */
  engineProcess(): number | null {
    const children = readFileSync(`/proc/${this.child.pid}/task/${this.child.pid}/children`, 'latin1').trim();
    return children === '' ? null : Number(children.split(' ')[0]);
  }

  end(signal: NodeJS.Signals = 'SIGINT'): Promise<Ended> {
    this.child.kill(signal);
    return this.ended;
  }
}

/** A broker in this process. */
export class Broker {
  readonly #server: Server;
  readonly #aedes: Aedes;
  readonly port: number;

  private constructor(server: Server, aedes: Aedes, port: number) {
    this.#server = server;
    this.#aedes = aedes;
    this.port = port;
  }

  static async open(host = '127.0.0.1'): Promise<Broker> {
    const aedes = await Aedes.createBroker();
    const server = createServer(aedes.handle).listen(0, host);
    await once(server, 'listening');
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('no port');
    return new Broker(server, aedes, address.port);
  }

  async close(): Promise<void> {
    this.#server.close();
    await new Promise<void>((resolve) => this.#aedes.close(() => resolve()));
  }

  /** A subscriber and a publisher that sends `count` messages with QoS 2; resolves when all have arrived and both are gone. */
  async talk(count: number, payloadBytes = 40): Promise<void> {
    const url = `mqtt://127.0.0.1:${this.port}`;
    const subscriber = await mqtt.connectAsync(url, { clientId: `sub-${count}`, reconnectPeriod: 0 });
    let arrived = 0;
    const all = new Promise<void>((resolve) => {
      subscriber.on('message', () => {
        if (++arrived === count) resolve();
      });
    });
    await subscriber.subscribeAsync('lab/#', { qos: 2 });
    const publisher = await mqtt.connectAsync(url, { clientId: `pub-${count}`, reconnectPeriod: 0 });
    for (let i = 0; i < count; i++) {
      await publisher.publishAsync('lab/fragments', `${i}:`.padEnd(payloadBytes, 'x'), { qos: 2 });
    }
    await all;
    await publisher.endAsync();
    await subscriber.endAsync();
  }
}

interface Report {
  readonly capture: { readonly frames: number; readonly clock: string; readonly dropped: number | null };
  readonly findings: readonly { readonly rule: string }[];
  readonly totals: { readonly messages: Readonly<Record<string, number>> };
}

export function reportAt(path: string): Report {
  return JSON.parse(readFileSync(path, 'utf8')) as Report;
}

/** `analyze` of capture files, as JSON text. */
export function analysisOf(files: readonly string[]): string {
  const { status, stdout, stderr } = runProgram(['analyze', ...files, '--format', 'json']);
  if (status !== 0) throw new Error(`analyze ends with ${status}: ${stderr}`);
  return stdout;
}

/** Takes out of a live report what a file cannot tell: by which clock its frames were stamped. */
export function withoutClock(json: string): unknown {
  const { capture, findings, findingsCount: _, ...rest } = JSON.parse(json) as Report & { findingsCount: number };
  const { clock: __, ...facts } = capture;
  return { ...rest, capture: facts, findings: findings.filter(({ rule }) => rule !== 'capture.arrival-clock') };
}
