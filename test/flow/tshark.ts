// tshark as judge: runs it on a capture and gives its fields by frame. Skipped aloud where it is not installed.

import { execFileSync, spawnSync } from 'node:child_process';
import { describe } from 'vitest';

export const TSHARK_VERSION = '4.0.17';

const version = /TShark[^\d]*([\d.]+)/.exec(spawnSync('tshark', ['--version'], { encoding: 'utf8' }).stdout ?? '')?.[1];
export const hasTshark: boolean = version === TSHARK_VERSION;

/** `describe`; skipped with a reason without that tshark, failing where the system is required (REQUIRE_SYSTEM=1). */
export function describeWithTshark(title: string, suite: () => void): void {
  if (hasTshark) {
    describe(title, suite);
    return;
  }
  const found = version === undefined ? 'tshark is not installed' : `tshark is ${version}`;
  if (process.env['REQUIRE_SYSTEM'] === '1') throw new Error(`${title}: ${found}, ${TSHARK_VERSION} is required`);
  console.warn(`skipped: ${title}: ${found}, the rules are those of ${TSHARK_VERSION}`);
  describe.skip(`${title} (${found})`, suite);
}

export type Row = Readonly<Record<string, string>>;

/** Of repeated fields the last value (innermost header). Damaged files give what was read before the damage. */
export function tsharkRows(path: string, fields: readonly string[], twoPasses = false): Map<number, Row> {
  const columns = ['frame.number', ...fields];
  const passes = twoPasses ? ['-2'] : [];
  const options = ['-n', ...passes, '-r', path, '-T', 'fields', '-E', 'occurrence=l', ...columns.flatMap((name) => ['-e', name])];
  const rows = new Map<number, Row>();
  for (const line of run(options).split('\n')) {
    if (line === '') continue;
    const cells = line.split('\t');
    rows.set(Number(cells[0]), Object.fromEntries(columns.map((name, index) => [name, cells[index] ?? ''])));
  }
  return rows;
}

function run(options: readonly string[]): string {
  try {
    return execFileSync('tshark', options, {
      encoding: 'utf8',
      maxBuffer: 1 << 30,
      stdio: ['ignore', 'pipe', 'ignore'],
    });
  } catch (error) {
    // Exit 2 at a damaged file, after printing what it read.
    const printed = (error as { stdout?: string }).stdout;
    if (printed === undefined) throw error;
    return printed;
  }
}
