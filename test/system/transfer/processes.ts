// The parts of a transfer as separate processes of the built program, and what they said.

import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { bin, cleanEnv } from '../../cli/run-program.ts';

const MOSQUITTO = '/usr/sbin/mosquitto';

export const hasMosquitto: boolean = spawnSync(MOSQUITTO, ['-h'], { timeout: 10_000 }).error === undefined;
export const required: boolean = process.env['REQUIRE_SYSTEM'] === '1';

export class Part {
  readonly child: ChildProcess;
  readonly ended: Promise<void>;
  stdout = '';
  stderr = '';
  /** Called with every piece of stdout, as it comes. */
  onOutput: (text: string) => void = () => undefined;

  constructor(command: string, args: readonly string[], cwd: string, env: NodeJS.ProcessEnv) {
    this.child = spawn(command, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
    this.child.stdout?.on('data', (chunk: Buffer) => {
      this.stdout += chunk.toString();
      this.onOutput(this.stdout);
    });
    this.child.stderr?.on('data', (chunk: Buffer) => {
      this.stderr += chunk.toString();
    });
    this.ended = once(this.child, 'close').then(() => undefined);
  }

  get isRunning(): boolean {
    return this.child.exitCode === null && this.child.signalCode === null;
  }

  /** The exit code; null: ended by a signal. */
  async exit(): Promise<number | null> {
    await this.ended;
    return this.child.exitCode;
  }

  async says(what: RegExp): Promise<void> {
    const end = Date.now() + 10_000;
    while (!what.test(this.stdout + this.stderr)) {
      if (!this.isRunning || Date.now() > end) throw new Error(`never said ${what}: ${this.stdout}${this.stderr}`);
      await sleep(10);
    }
  }

  async stop(signal: NodeJS.Signals = 'SIGKILL'): Promise<void> {
    if (!this.isRunning) return;
    this.child.kill(signal);
    await this.ended;
  }
}

/** A folder with everything that is started in it; all of it is taken down by `close`. */
export class Stage {
  readonly folder: string = mkdtempSync(join(tmpdir(), 'mqttscope-transfer-'));
  readonly #parts: Part[] = [];
  #serial = 0;

  freshFolder(): string {
    const path = join(this.folder, String(this.#serial++));
    mkdirSync(path);
    return path;
  }

  start(command: string, args: readonly string[], cwd: string, env: NodeJS.ProcessEnv = cleanEnv()): Part {
    const part = new Part(command, args, cwd, env);
    this.#parts.push(part);
    return part;
  }

  transfer(cwd: string, ...args: string[]): Part {
    return this.start(process.execPath, [bin, 'transfer', ...args, '--lang', 'en'], cwd);
  }

  /** Our own broker; port 0: any free one. Resolves with the port when it listens. */
  async aedes(port = 0, ...more: string[]): Promise<{ readonly part: Part; readonly port: number }> {
    const part = this.transfer(this.folder, 'broker', '--port', String(port), ...more);
    await part.says(/Broker at/);
    return { part, port: Number(/:(\d+)\. /.exec(part.stdout)?.[1]) };
  }

  async mosquitto(): Promise<{ readonly part: Part; readonly port: number; readonly webSocketPort: number }> {
    const [port, webSocketPort] = [await freePort(), await freePort()];
    const config = join(this.folder, `mosquitto-${this.#serial++}.conf`);
    const user = process.getuid?.() === 0 ? 'user root\n' : '';
    const webSocket = `listener ${webSocketPort} 127.0.0.1\nprotocol websockets\n`;
    writeFileSync(config, `${user}allow_anonymous true\nlistener ${port} 127.0.0.1\n${webSocket}`);
    const part = this.start(MOSQUITTO, ['-c', config, '-v'], this.folder);
    await part.says(/mosquitto version .* running/);
    return { part, port, webSocketPort };
  }

  async close(): Promise<void> {
    await Promise.all(this.#parts.map((part) => part.stop('SIGKILL')));
    rmSync(this.folder, { recursive: true, force: true });
  }
}

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}

/** 673 bytes of text with letters of more than one byte, as the lab's file. */
export const LAB_TEXT: string = 'Nunca fuimos muchos los que creíamos que un archivo llegaría entero: '
  .repeat(9)
  .concat('¡ñandú!')
  .padEnd(652, '.');

export function randomContent(bytes: number): Buffer {
  return randomBytes(bytes);
}
