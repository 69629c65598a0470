// `export big.pcapng --table messages | head`: the first rows come when little of the file was read, and nobody complains at the end.

import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { workloads } from '../../bench/workloads/index.ts';
import { bin, cleanEnv } from '../cli/run-program.ts';

/** Where a process stands in a file it has open. */
function positionIn(pid: number, path: string): number {
  const fd = readdirSync(`/proc/${pid}/fd`).find((name) => readlinkSync(`/proc/${pid}/fd/${name}`) === path);
  if (fd === undefined) throw new Error(`${path} is not open`);
  return Number(/pos:\s*(\d+)/.exec(readFileSync(`/proc/${pid}/fdinfo/${fd}`, 'utf8'))?.[1]);
}

const hasProc = process.platform === 'linux';
if (!hasProc) console.warn('skipped: how much of a capture was read at the first row: no /proc here');

describe('export into a reader that soon has enough', () => {
  const folder = mkdtempSync(join(tmpdir(), 'mqttscope-head-'));
  const path = join(folder, 'big.pcapng');
  beforeAll(() => {
    workloads.find(({ name }) => name === 'iot')?.generate(path, 0.1);
  }, 60_000);
  afterAll(() => rmSync(folder, { recursive: true }));

  it.runIf(hasProc)('has read a small part of the file when the first rows appear', async () => {
    const size = statSync(path).size;
    expect(size).toBeGreaterThan(20_000_000);
    const child = spawn(process.execPath, [bin, 'export', path, '--table', 'messages'], { env: cleanEnv() });
    let complaints = '';
    child.stderr.on('data', (bytes: Buffer) => {
      complaints += bytes.toString();
    });
    const [rows] = (await once(child.stdout, 'data')) as [Buffer];
    child.stdout.pause(); // the pipe fills: the program waits with the rest
    const read = positionIn(child.pid ?? 0, path);
    expect(JSON.parse(rows.toString().split('\n')[0] ?? '')).toMatchObject({ number: 1, type: 'CONNECT' });
    expect(read).toBeLessThan(size / 4);
    child.stdout.destroy();
    const [status, signal] = (await once(child, 'exit')) as [number | null, string | null];
    expect({ status, signal, complaints }).toEqual({ status: 0, signal: null, complaints: '' });
  });

  it.each(['ndjson', 'csv'])('ends quietly behind `head`, as %s', (format) => {
    const line = 'set -o pipefail; "$0" "$1" export "$2" --table messages --format "$3" | head -n 3; echo $? >&2';
    const run = spawnSync('bash', ['-c', line, process.execPath, bin, path, format], {
      env: cleanEnv(),
      encoding: 'utf8',
    });
    expect(run.stdout.split('\n')).toHaveLength(4);
    expect(run.stderr).toBe('0\n');
  });
});
