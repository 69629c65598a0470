// The live screen on a real terminal (tmux emulates it): drawn, resized, and given back in every way of ending.

import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import * as mqtt from '../builders/mqtt.ts';
import { bin, cleanEnv, root } from '../cli/run-program.ts';

const required = process.env['REQUIRE_SYSTEM'] === '1';
const missing = [
  spawnSync('tmux', ['-V']).status === 0 ? [] : ['tmux'],
  spawnSync('bash', ['--version']).status === 0 ? [] : ['bash'],
  spawnSync('python3', ['--version']).status === 0 ? [] : ['python3'],
  spawnSync(process.execPath, [bin, 'live', 'lo', '-a', 'duration:1', '--events', 'none'], { env: cleanEnv() })
    .status === 0
    ? []
    : ['leave to capture on the loopback interface'],
].flat();
if (missing.length > 0) console.warn(`the live screen is not tested: ${missing.join(', ')} not here`);

const folder = mkdtempSync(join(tmpdir(), 'mqttscope-screen-'));
/** A server of its own for every test: one that is ending must not be asked for another terminal. */
let servers = 0;
const SESSION = 'screen';
const PROMPT = 'ready>';

function tmux(...args: readonly string[]): string {
  const { stdout } = spawnSync('tmux', ['-S', join(folder, `socket-${servers}`), '-f', '/dev/null', ...args], {
    env: cleanEnv({ TERM: 'xterm-256color', LC_ALL: 'C.UTF-8' }),
    encoding: 'utf8',
  });
  return stdout;
}

const screen = (): string[] => tmux('capture-pane', '-t', SESSION, '-p').split('\n');
const text = (): string => screen().join('\n');
/** 1: the alternate screen is shown. */
const isAlternate = (): boolean => tmux('display', '-t', SESSION, '-p', '#{alternate_on}').trim() === '1';
const hasCursor = (): boolean => tmux('display', '-t', SESSION, '-p', '#{cursor_flag}').trim() === '1';
const type = (...keys: readonly string[]): void => void tmux('send-keys', '-t', SESSION, ...keys);

async function until(what: string, holds: () => boolean): Promise<void> {
  for (let tries = 0; tries < 300; tries++) {
    if (holds()) return;
    await sleep(50);
  }
  throw new Error(`waited in vain: ${what}; the terminal shows\n${text()}`);
}

/** The process that runs in the shell of the terminal. */
function child(): number {
  const shell = tmux('list-panes', '-t', SESSION, '-F', '#{pane_pid}').trim();
  const { stdout } = spawnSync('ps', ['-o', 'pid=', '--ppid', shell], { encoding: 'utf8' });
  return Number(stdout.trim().split('\n')[0]);
}

async function openTerminal(columns: number, rows: number): Promise<void> {
  servers++;
  tmux('new-session', '-d', '-s', SESSION, '-x', String(columns), '-y', String(rows), 'bash --norc --noprofile');
  type(`PS1='${PROMPT} '`, 'Enter');
  await until('a prompt', () => text().includes(`\n${PROMPT}`));
}

/** Another screen than before, with the terminal as a shell needs it. */
async function expectGivenBack(): Promise<void> {
  await until('the terminal back', () => !isAlternate() && hasCursor());
  type('clear; stty -a | tr " ;" "\\n\\n" | grep -xE "icanon|echo|isig|ixon" | tr "\\n" " "', 'Enter');
  await until('the modes of the terminal', () => /icanon/.test(text()));
  await until('all of them', () =>
    ['icanon', 'echo', 'isig'].every((mode) => new RegExp(`\\b${mode}\\b`).test(text())),
  );
}

/** A broker that accepts everybody, and a client that publishes now and then. */
class Traffic {
  port = 0;
  readonly #server: Server = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.once('data', () => socket.write(mqtt.connack()));
  });
  #client: Socket | null = null;
  #timer: NodeJS.Timeout | null = null;

  async start(): Promise<void> {
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
    const address = this.#server.address();
    if (address === null || typeof address === 'string') throw new Error('no port');
    this.port = address.port;
  }

  talk(): void {
    const client = connect(this.port, '127.0.0.1', () => client.write(mqtt.connect({ clientId: 'sensor-1' })));
    client.on('error', () => undefined);
    let count = 0;
    this.#timer = setInterval(() => client.write(mqtt.publish({ topic: 'casa/t', payload: `medida ${count++}` })), 100);
    this.#client = client;
  }

  silence(): void {
    if (this.#timer !== null) clearInterval(this.#timer);
    this.#client?.destroy();
  }

  stop(): void {
    this.silence();
    this.#server.close();
  }
}

describe.runIf(required || missing.length === 0)('the live screen', () => {
  const traffic = new Traffic();
  beforeAll(() => traffic.start());
  afterEach(() => {
    traffic.silence();
    tmux('kill-server');
  });
  afterAll(() => {
    traffic.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  async function open(columns = 80, rows = 24): Promise<void> {
    await openTerminal(columns, rows);
    type(`'${process.execPath}' '${bin}' live lo -f 'tcp port ${traffic.port}' --lang en; echo status=$?`, 'Enter');
    await until('the screen', () => isAlternate() && screen()[0]?.startsWith('● lo') === true);
    traffic.talk();
    await until(
      'the session',
      () => /sensor-1 +connected/.test(text()) && /PUBLISH QoS0 casa\/t .*medida/.test(text()),
    );
  }

  it('shows a session, fits every size, and q brings the report', async () => {
    await open();
    expect(hasCursor()).toBe(false);
    for (const [columns, rows] of [
      [40, 12],
      [140, 40],
      [80, 24],
    ] as const) {
      tmux('resize-window', '-t', SESSION, '-x', String(columns), '-y', String(rows));
      await until(`${columns}×${rows}`, () => {
        const lines = screen().slice(0, rows);
        return lines[0]?.startsWith('● lo') === true && lines[rows - 1]?.startsWith('q quit') === true;
      });
      expect(text()).toMatch(/casa\/t/);
    }
    type('/');
    await until('the prompt of the filter', () => text().includes('Topic filter: ▏'));
    type('otra/#', 'Enter');
    await until('the filter', () => text().includes('filter otra/#') && !text().includes('medida'));
    type('Escape');
    await until('no filter', () => text().includes('medida'));
    type('p');
    await until('the pause', () => screen()[0]?.startsWith('‖ PAUSED') === true);
    const frozen = screen().slice(2, -2);
    const clock = screen()[0];
    await until('the capture to go on', () => screen()[0] !== clock);
    expect(screen().slice(2, -2)).toEqual(frozen);
    type('q');
    await until('the report', () => text().includes('status=0'));
    await expectGivenBack();
  });

  it.each(['SIGTERM', 'SIGINT', 'SIGHUP'] as const)('gives the terminal back on %s', async (signal) => {
    await open();
    process.kill(child(), signal);
    await until('the report', () => text().includes('status=0'));
    await expectGivenBack();
  });

  it('gives the terminal back when it ends by its own conditions', async () => {
    await openTerminal(80, 24);
    type(`'${process.execPath}' '${bin}' live lo -f 'tcp port ${traffic.port}' -a duration:1; echo status=$?`, 'Enter');
    await until('the report', () => text().includes('status=0'));
    await expectGivenBack();
  });

  it('gives the terminal back when the program dies of a fault of its own', async () => {
    await openTerminal(80, 24);
    const module = JSON.stringify(join(root, 'dist', 'live', 'screen', 'terminal-screen.js'));
    const code = `import { TerminalScreen } from ${module};
      const screen = new TerminalScreen(process.stdout, process.stdin, { redraw() {}, input() {}, end() {} });
      screen.open();
      screen.show(['here']);
      setTimeout(() => { throw new Error('of its own'); }, 500);`;
    const file = join(folder, 'fault.mjs');
    writeFileSync(file, code);
    type(`'${process.execPath}' '${file}'; echo status=$?`, 'Enter');
    await until('the screen', () => isAlternate() && screen()[0] === 'here');
    await until('the end', () => text().includes('status=1'));
    expect(text()).toContain('Error: of its own');
    await expectGivenBack();
  });

  it('lets itself be suspended and comes back', async () => {
    await open();
    type('C-z');
    await until('the shell', () => !isAlternate() && hasCursor() && /Stopped/.test(text()));
    type('stty -a | grep -ow icanon', 'Enter');
    await until('the modes of the shell', () => /^icanon/m.test(text()));
    type('fg', 'Enter');
    await until(
      'the screen again',
      () => isAlternate() && screen()[0]?.startsWith('● lo') === true && /medida/.test(text()),
    );
    type('C-c');
    await until('the report', () => !isAlternate() && screen().some((line) => line.startsWith(PROMPT)));
    type('echo status=$?', 'Enter'); // of fg: what stood behind the command was given up when it stopped
    await until('the end', () => text().includes('status=0'));
    await expectGivenBack();
  });

  it('ends properly when its window is closed', () => {
    const saved = join(folder, 'closed.pcapng');
    const script = `
import os, pty, sys
pid, terminal = pty.fork()
if pid == 0:
    os.execv(sys.argv[1], sys.argv[1:])
seen = b''
while b'\\x1b[?1049h' not in seen:
    seen += os.read(terminal, 4096)
os.close(terminal)
_, status = os.waitpid(pid, 0)
print('signal', os.WTERMSIG(status)) if os.WIFSIGNALED(status) else print('exit', os.WEXITSTATUS(status))`;
    const command = [process.execPath, bin, 'live', 'lo', '-f', `tcp port ${traffic.port}`, '-w', saved];
    const { stdout, stderr } = spawnSync('python3', ['-c', script, ...command], {
      env: cleanEnv({ TERM: 'xterm' }),
      encoding: 'utf8',
      timeout: 20_000,
    });
    expect({ stdout, stderr }).toEqual({ stdout: 'exit 0\n', stderr: '' });
    expect(statSync(saved).size).toBeGreaterThan(100);
  });
});
