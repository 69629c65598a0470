// Runs a whole process and takes its wall-clock time and peak memory.

import { spawn } from 'node:child_process';
import { openSync, readFileSync, readSync } from 'node:fs';

export interface Measurement {
  readonly seconds: number;
  /** High-water mark of resident memory; null where /proc does not tell. */
  readonly peakMegabytes: number | null;
  readonly exitCode: number | null;
}

const POLL_MS = 15;

/** Output goes to /dev/null, or to `onOutput`. */
export function measure(command: readonly string[], onOutput?: (chunk: Buffer) => void): Promise<Measurement> {
  const [program, ...args] = command;
  if (program === undefined) throw new Error('no command');
  return new Promise((resolve, reject) => {
    const start = process.hrtime.bigint();
    const child = spawn(program, args, { stdio: ['ignore', onOutput ? 'pipe' : 'ignore', 'ignore'] });
    let peakKilobytes = 0;
    const poll = setInterval(() => {
      peakKilobytes = Math.max(peakKilobytes, highWaterMark(child.pid));
    }, POLL_MS);
    if (onOutput) child.stdout?.on('data', onOutput);
    child.on('error', (error) => {
      clearInterval(poll);
      reject(error);
    });
    child.on('close', (exitCode) => {
      clearInterval(poll);
      const seconds = Number(process.hrtime.bigint() - start) / 1e9;
      resolve({ seconds, peakMegabytes: peakKilobytes > 0 ? peakKilobytes / 1024 : null, exitCode });
    });
  });
}

function highWaterMark(pid: number | undefined): number {
  try {
    return Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0);
  } catch {
    return 0; // the process has ended, or there is no /proc
  }
}

/** Reads a file once, so that every contender finds it in the page cache. */
export function warm(path: string): void {
  const fd = openSync(path, 'r');
  const buffer = new Uint8Array(4 << 20);
  while (readSync(fd, buffer) > 0);
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2;
}
