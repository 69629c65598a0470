// TCP traffic made from seeds, with everything that tells rule from rule, equals tshark 4.0.17 cell by cell.
// Other seeds: ORACLE_SEEDS=from-to. A seed that failed and was mended is added to REGRESSIONS.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { ANALYSIS_NAMES } from '../../src/flow/segment-kind.ts';
import { PcapngBuilder } from '../builders/pcapng.ts';
import { describeWithTshark } from '../flow/tshark.ts';
import { compareFrames } from './compare-frames.ts';
import { type SyntheticFrame, syntheticFrames } from './synthetic-traffic.ts';

const REGRESSIONS: readonly number[] = [
  // MPTCP: what an option announces before or after tshark begins to follow the connection, several options in one segment.
  ...[23, 31, 69, 346, 385],
  // A SYN sent again, with flags that keep it from being called a retransmission: tshark has a record of it all the same.
  ...[60, 107, 136, 437],
  // Window full: only a segment with ACK makes the other side's window count as scaled.
  ...[21_246, 22_639, 29_374],
  // Numbers half the sequence space ahead of what is outstanding.
  ...[21_681, 23_135],
  // A Fast Open remark alone is no record of analysis.
  ...[24_658, 26_627],
];
const [FIRST = 1, LAST = 1200] = (process.env['ORACLE_SEEDS'] ?? '1-1200').split('-').map(Number);
const SEEDS_IN_A_FILE = 300;
const SHOWN = 20;

const NS = 0x09;

function pcapngOf(frames: readonly SyntheticFrame[]): Uint8Array {
  const builder = new PcapngBuilder();
  const packets = frames.map(({ timeNs, bytes, kept }) =>
    builder.packet({ ticks: timeNs, bytes: bytes.subarray(0, kept), wireLength: bytes.length }),
  );
  return Buffer.concat([builder.section(), builder.interface({ resolution: NS }), ...packets]);
}

/** The first frame of every seed that differs: the rest may follow from it. */
function firstOfEachSeed(problems: readonly string[], frames: readonly SyntheticFrame[]): string[] {
  const frameOf = (line: string): number => Number(/frame (\d+)/.exec(line)?.[1] ?? 0);
  const seen = new Map<number, number>();
  const lines: string[] = [];
  for (const line of [...problems].sort((a, b) => frameOf(a) - frameOf(b))) {
    const number = frameOf(line);
    const frame = frames[number - 1];
    const first = frame === undefined ? 0 : (seen.get(frame.seed) ?? number);
    if (frame !== undefined) seen.set(frame.seed, first);
    if (frame === undefined) lines.push(line);
    else if (first === number) lines.push(`seed ${frame.seed} step ${frame.step}: ${line}`);
  }
  return lines.slice(0, SHOWN);
}

function range(first: number, last: number): number[] {
  return Array.from({ length: last - first + 1 }, (_, index) => first + index);
}

describeWithTshark('synthetic TCP', () => {
  const folder = mkdtempSync(join(tmpdir(), 'mqttscope-synthetic-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  const shown = new Set<string>();

  async function compare(name: string, seeds: readonly number[]): Promise<void> {
    const frames = syntheticFrames(seeds);
    const path = join(folder, `${name}.pcapng`);
    writeFileSync(path, pcapngOf(frames));
    const { problems, rows } = await compareFrames(path, { twoPassColumns: [] });
    expect(firstOfEachSeed(problems, frames)).toEqual([]);
    expect(rows.size).toBe(frames.length);
    for (const { analysis = '' } of rows.values()) for (const kind of analysis.split(' ')) shown.add(kind);
  }

  it('seeds that failed before', { timeout: 60_000 }, async () => {
    await compare('regressions', REGRESSIONS);
  });

  const files = range(0, Math.ceil((LAST - FIRST + 1) / SEEDS_IN_A_FILE) - 1).map(
    (file) => FIRST + file * SEEDS_IN_A_FILE,
  );
  it.each(files)('seeds from %i', { timeout: 60_000 }, async (first) => {
    await compare(`from-${first}`, range(first, Math.min(LAST, first + SEEDS_IN_A_FILE - 1)));
  });

  it('shows every kind of event there is', () => {
    expect(ANALYSIS_NAMES.filter((name) => !shown.has(name))).toEqual([]);
  });
});
