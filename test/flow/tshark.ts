// tshark as judge: runs it on a capture and gives its fields by frame. Skipped aloud where it is not installed.

import { execFile, execFileSync, spawnSync } from 'node:child_process';
import { promisify } from 'node:util';
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

interface Question {
  readonly columns: readonly string[];
  readonly options: readonly string[];
}

/**
 * Of repeated fields the last value (innermost header), unless `more` arguments say otherwise.
 * Damaged files give what was read before the damage.
 */
export function tsharkRows(
  path: string,
  fields: readonly string[],
  twoPasses = false,
  more: readonly string[] = [],
): Map<number, Row> {
  const question = questionOf(path, fields, twoPasses, more);
  return rowsOf(run(question.options), question);
}

/** The same without waiting for it. */
export async function tsharkRowsLater(
  path: string,
  fields: readonly string[],
  twoPasses = false,
  more: readonly string[] = [],
): Promise<Map<number, Row>> {
  const question = questionOf(path, fields, twoPasses, more);
  return rowsOf(await askTshark(question.options), question);
}

/** What it prints; of damaged files what it printed before the damage. */
export async function askTshark(options: readonly string[]): Promise<string> {
  const child = promisify(execFile)('tshark', options, { encoding: 'utf8', maxBuffer: 1 << 30 });
  return (await child.catch(printedBefore)).stdout;
}

function questionOf(path: string, fields: readonly string[], twoPasses: boolean, more: readonly string[]): Question {
  const columns = ['frame.number', ...fields];
  const passes = twoPasses ? ['-2'] : [];
  const asked = columns.flatMap((name) => ['-e', name]);
  return { columns, options: ['-n', ...passes, '-r', path, '-T', 'fields', '-E', 'occurrence=l', ...more, ...asked] };
}

function rowsOf(printed: string, { columns }: Question): Map<number, Row> {
  const rows = new Map<number, Row>();
  for (const line of printed.split('\n')) {
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
    return printedBefore(error).stdout;
  }
}

/** Exit 2 at a damaged file, after printing what it read. */
function printedBefore(error: unknown): { stdout: string } {
  const { stdout } = error as { stdout?: string };
  if (stdout === undefined) throw error;
  return { stdout };
}
