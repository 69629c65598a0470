// Starts the built program as a shell would, with a locale and colours that do not depend on who runs the tests.

import { type SpawnSyncOptionsWithBufferEncoding, spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

export const root: string = fileURLToPath(new URL('../..', import.meta.url));
export const bin: string = fileURLToPath(new URL('../../bin/mqttscope.cjs', import.meta.url));

/** A capture of the project itself. */
export function capture(name: string): string {
  return fileURLToPath(new URL(`../../captures/${name}`, import.meta.url));
}

export interface Run {
  /** null: ended by a signal. */
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly input?: Uint8Array;
  readonly cwd?: string;
  readonly program?: string;
  readonly stdio?: SpawnSyncOptionsWithBufferEncoding['stdio'];
}

export function cleanEnv(extra: Readonly<Record<string, string>> = {}): NodeJS.ProcessEnv {
  return { PATH: process.env['PATH'], HOME: process.env['HOME'], LC_ALL: 'C', TZ: 'UTC', ...extra };
}

export function runProgram(argv: readonly string[], options: RunOptions = {}): Run {
  const { env, input, cwd, program, stdio } = options;
  const child = spawnSync(process.execPath, [program ?? bin, ...argv], {
    cwd: cwd ?? root,
    env: cleanEnv(env),
    maxBuffer: 1 << 28,
    ...(input === undefined ? {} : { input }),
    ...(stdio === undefined ? {} : { stdio }),
  });
  return {
    status: child.status,
    stdout: child.stdout?.toString('utf8') ?? '',
    stderr: child.stderr?.toString('utf8') ?? '',
  };
}

/** Records of an NDJSON output; every line must be an object. */
export function records(ndjson: string): readonly Readonly<Record<string, unknown>>[] {
  expectTrailingNewline(ndjson);
  return ndjson
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line) as Record<string, unknown>);
}

function expectTrailingNewline(text: string): void {
  if (text !== '' && !text.endsWith('\n')) throw new Error('the last line is not ended');
}
