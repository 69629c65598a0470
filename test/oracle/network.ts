// Two hosts in network namespaces of their own, with a direct cable and a bad wire between them, and captures taken at both.
// Needs root, iproute2, dumpcap and python3. Everything is taken down again, whatever happens.

import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const program = (name: string): string => fileURLToPath(new URL(`network/${name}`, import.meta.url));
/** Longest wait for a program to be ready. */
const PATIENCE_MS = 10_000;

export const GOOD_HOSTS = '10.77.1.2,fd77:1::2';
export const BAD_HOSTS = '10.77.2.2,fd77:2::2';

/** Why such a network cannot be made here; null: it can. */
export function whyNoNetwork(): string | null {
  if (process.getuid?.() !== 0) return 'not root';
  for (const [name, ...words] of [
    ['ip', '-V'],
    ['dumpcap', '--version'],
    ['python3', '--version'],
  ]) {
    if (spawnSync(name ?? '', words).status !== 0) return `no ${name}`;
  }
  const trial = `mqs-trial-${process.pid}`;
  const made = spawnSync('ip', ['netns', 'add', trial], { encoding: 'utf8' });
  spawnSync('ip', ['netns', 'del', trial]);
  return made.status === 0 ? null : `no network namespaces: ${made.stderr.trim()}`;
}

export type Host = 'a' | 'b';

export class TestNetwork {
  readonly #prefix = `mqs${process.pid}`;
  readonly #running: ChildProcess[] = [];

  /** a–b directly; a–w–b over the wire that loses, delays, doubles and reorders. */
  async open(): Promise<void> {
    for (const name of ['a', 'b', 'w']) ip('netns', 'add', this.#named(name));
    this.#connect('a', 'good', 'b', 'good');
    this.#connect('a', 'bad', 'w', 'left');
    this.#connect('w', 'right', 'b', 'bad');
    for (const [host, number] of [
      ['a', 1],
      ['b', 2],
    ] as const) {
      for (const [device, net] of [
        ['good', 1],
        ['bad', 2],
      ] as const) {
        this.#in(host, 'ip', 'address', 'add', `10.77.${net}.${number}/24`, 'dev', device);
        this.#in(host, 'ip', 'address', 'add', `fd77:${net}::${number}/64`, 'dev', device, 'nodad');
      }
      this.offload(host, 'bad', false);
    }
    await this.start('w', 'python3', [program('wire.py'), 'left', 'right', '1'], 'ready');
    await this.start('b', 'python3', [program('peer.py'), 'serve'], 'ready');
  }

  offload(host: Host, device: 'good' | 'bad', isOn: boolean): void {
    this.#in(host, 'python3', program('offload.py'), device, isOn ? '1' : '0');
  }

  /** A switch below /proc/sys/net/ipv4, on both hosts. */
  setTcp(name: string, value: number): void {
    for (const host of ['a', 'b']) this.#in(host, 'sh', '-c', `echo ${value} > /proc/sys/net/ipv4/${name}`);
  }

  /** Holds all conversations while dumpcap writes at both hosts. */
  async record(files: Readonly<Record<Host, string>>): Promise<void> {
    const captures = await Promise.all(
      Object.entries(files).map(([host, path]) =>
        this.start(host, 'dumpcap', ['-q', '-i', 'good', '-i', 'bad', '-w', path], 'File:'),
      ),
    );
    const calls = await this.start('a', 'python3', [program('peer.py'), 'call', GOOD_HOSTS, BAD_HOSTS], null);
    await ended(calls);
    for (const capture of captures) capture.kill('SIGINT');
    await Promise.all(captures.map(ended));
  }

  close(): void {
    for (const child of this.#running) child.kill('SIGKILL');
    for (const name of ['a', 'b', 'w']) spawnSync('ip', ['netns', 'del', this.#named(name)]);
  }

  /** `signal`: what it prints when it is ready; null: it need not be waited for. */
  async start(host: string, name: string, words: readonly string[], signal: string | null): Promise<ChildProcess> {
    const child = spawn('ip', ['netns', 'exec', this.#named(host), name, ...words], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#running.push(child);
    let printed = '';
    await new Promise<void>((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`${name} is not ready: ${printed}`)), PATIENCE_MS);
      const done = (): void => {
        clearTimeout(timer);
        resolve();
      };
      const read = (bytes: Buffer): void => {
        printed += bytes.toString();
        if (signal !== null && printed.includes(signal)) done();
      };
      child.stdout.on('data', read);
      child.stderr.on('data', read);
      child.on('error', reject);
      child.on('exit', (code) => (code === 0 ? done() : reject(new Error(`${name} ended with ${code}: ${printed}`))));
      if (signal === null) done();
    });
    return child;
  }

  #named(name: string): string {
    return `${this.#prefix}${name}`;
  }

  #in(host: string, ...command: readonly string[]): void {
    ip('netns', 'exec', this.#named(host), ...command);
  }

  #connect(left: string, leftDevice: string, right: string, rightDevice: string): void {
    const [one, other] = [this.#named(left), this.#named(right)];
    ip('-n', one, 'link', 'add', leftDevice, 'type', 'veth', 'peer', 'name', rightDevice, 'netns', other);
    ip('-n', one, 'link', 'set', leftDevice, 'up');
    ip('-n', other, 'link', 'set', rightDevice, 'up');
  }
}

function ip(...words: readonly string[]): void {
  execFileSync('ip', [...words], { stdio: 'pipe' });
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  await new Promise((resolve) => child.once('exit', resolve));
}
