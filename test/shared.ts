// Captures and recorded answers that lie beside the project, not in it: found at ../shared when they are there.

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe } from 'vitest';

const beside = fileURLToPath(new URL('../../shared', import.meta.url));

/** Absolute path of ../shared; null where it is absent. */
export const sharedDir: string | null = existsSync(beside) ? beside : null;

/** Path of a file below ../shared/captures: sharedCapture('lab', 'qos1', 'publisher.pcapng'). */
export function sharedCapture(...parts: string[]): string {
  return join(beside, 'captures', ...parts);
}

/** Path of a file below ../shared/oracle. */
export function sharedOracle(...parts: string[]): string {
  return join(beside, 'oracle', ...parts);
}

export type CaptureGroup = 'lab' | 'paper' | 'third-party';

export interface SharedCapture {
  readonly group: CaptureGroup;
  /** Below the group's folder: 'tcpdump/dns_tcp.pcap'. */
  readonly name: string;
  readonly path: string;
}

const CAPTURE_NAME = /\.(pcap|pcapng|cap)(\.gz|\.zst)?$/;

/** Every capture file of the given groups, sorted by name; none where ../shared is absent. */
export function listSharedCaptures(...groups: CaptureGroup[]): readonly SharedCapture[] {
  if (sharedDir === null) return [];
  const wanted: readonly CaptureGroup[] = groups.length > 0 ? groups : ['lab', 'paper', 'third-party'];
  return wanted.flatMap((group) => {
    const root = sharedCapture(group);
    return readdirSync(root, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && CAPTURE_NAME.test(entry.name))
      .map((entry) => join(entry.parentPath, entry.name))
      .sort()
      .map((path) => ({ group, name: relative(root, path), path }));
  });
}

/** The rows of a recorded tshark answer, by column name; null where there is none. */
export function readOracleRows(name: string): readonly Readonly<Record<string, string>>[] | null {
  const path = sharedOracle(`${name}.tsv`);
  if (!existsSync(path)) return null;
  const [head = '', ...lines] = readFileSync(path, 'utf8').split('\n');
  const columns = head.split('\t');
  return lines
    .filter((line) => line !== '')
    .map((line) => {
      const cells = line.split('\t');
      return Object.fromEntries(columns.map((column, index) => [column, cells[index] ?? '']));
    });
}

/** The recorded facts of a file (capinfos); null where there are none. */
export function readOracleFacts(name: string): Readonly<Record<string, unknown>> | null {
  const path = sharedOracle(`${name}.capinfos.json`);
  return existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as Record<string, unknown>) : null;
}

/** `describe`, or a skipped one that says why. */
export function describeWithShared(title: string, suite: () => void): void {
  if (sharedDir !== null) {
    describe(title, suite);
    return;
  }
  console.warn(`skipped: ${title}: no recorded captures at ${beside}`);
  describe.skip(`${title} (no recorded captures at ../shared)`, suite);
}
