// openSequence: several files as one capture.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { openSequence } from '../../src/capture/sequence-source.ts';
import type { SourceSummary } from '../../src/core/frame.ts';
import { concat } from '../builders/bytes.ts';
import { pcap } from '../builders/pcap.ts';
import { PcapngBuilder } from '../builders/pcapng.ts';
import type { ReadFrame } from './read-bytes.ts';
import { copyInto, noteIds } from './read-bytes.ts';

const folder = mkdtempSync(join(tmpdir(), 'sequence-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const ng = new PcapngBuilder();

function save(name: string, ...blocks: Uint8Array[]): string {
  const path = join(folder, name);
  writeFileSync(path, concat(...blocks));
  return path;
}

async function read(...paths: string[]): Promise<{ frames: readonly ReadFrame[]; summary: SourceSummary }> {
  const frames: ReadFrame[] = [];
  const summary = await openSequence(paths).run(copyInto(frames));
  return { frames, summary };
}

const names = (summary: SourceSummary): readonly string[] =>
  summary.files.map(({ path }) => path.slice(folder.length + 1));

describe('openSequence', () => {
  const lo = ng.interface({ name: 'lo' });
  const eth = ng.interface({ name: 'eth0' });
  const counters = (value: bigint): Uint8Array => ng.statistics(0, [{ code: 5, value: ng.u64(value) }]);
  const first = save('a', ng.section(), lo, ng.packet({ ticks: 10n }), ng.packet({ ticks: 20n }), counters(1n));
  const second = save(
    'b',
    ng.section(),
    lo,
    eth,
    ng.packet({ ticks: 30n, interfaceId: 1 }),
    ng.packet({ ticks: 40n }),
    counters(4n),
  );
  const third = save('c', pcap({ link: 113 }, [{ fraction: 50 }]));

  it('counts frames on, keeps an interface that comes again, and takes its last counters', async () => {
    const { frames, summary } = await read(first, second, third);
    expect(frames.map(({ number, time, interfaceId }) => [number, time, interfaceId])).toEqual([
      [1, '0.000010000', 0],
      [2, '0.000020000', 0],
      [3, '0.000030000', 1],
      [4, '0.000040000', 0],
      [5, '0.000050000', 2],
    ]);
    expect(summary.interfaces.map(({ name, linkType, dropped }) => [name, linkType, dropped])).toEqual([
      ['lo', 1, 4],
      ['eth0', 1, null],
      [null, 113, null],
    ]);
    expect(names(summary)).toEqual(['a', 'b', 'c']);
    expect([summary.frames, summary.dropped, summary.strictTimeOrder, summary.endedBy]).toEqual([
      5,
      4,
      true,
      'end-of-input',
    ]);
    expect([summary.firstTime, summary.lastTime, summary.durationNs]).toEqual(['0.000010000', '0.000050000', 40_000]);
    expect(summary.notes).toEqual([]);
  });

  it('reads in the order of the first frames, and says so when another was given', async () => {
    const given = await read(third, first, second);
    const ordered = await read(first, second, third);
    expect(given.frames).toEqual(ordered.frames);
    expect(names(given.summary)).toEqual(['a', 'b', 'c']);
    expect(noteIds(given.summary)).toEqual(['capture.files-reordered']);
  });

  it('never merges two equal interfaces of one file', async () => {
    const twins = save('twins', ng.section(), lo, lo, ng.packet({ ticks: 60n, interfaceId: 1 }));
    const { frames, summary } = await read(first, twins);
    expect(summary.interfaces.length).toBe(2);
    expect(frames.at(-1)?.interfaceId).toBe(1);
  });

  it('sees time run backwards from file to file', async () => {
    const overlapping = save('overlap', ng.section(), lo, ng.packet({ ticks: 15n }));
    const { summary } = await read(first, overlapping);
    expect(summary.strictTimeOrder).toBe(false);
  });

  it('goes on behind a file that is cut, and remembers that it was', async () => {
    const packet = ng.packet({ ticks: 25n });
    const cut = save('cut', ng.section(), lo, packet, packet.subarray(0, 40));
    const { frames, summary } = await read(first, cut, second);
    expect(frames.length).toBe(5);
    expect(summary.endedBy).toBe('truncated-input');
    expect(noteIds(summary)).toEqual(['capture.cut-short']);
  });

  it('leaves a file without frames where it was given', async () => {
    const empty = save('empty', ng.section(), lo);
    const { summary } = await read(first, empty, second);
    expect(names(summary)).toEqual(['a', 'empty', 'b']);
    expect(summary.notes).toEqual([]);
  });

  it('refuses the whole sequence when one file is no capture, before any frame', async () => {
    const text = save('text', new TextEncoder().encode('hello'));
    const frames: ReadFrame[] = [];
    await expect(openSequence([first, text]).run(copyInto(frames))).rejects.toMatchObject({
      code: 'E_FILE_NOT_A_CAPTURE',
    });
    expect(frames).toEqual([]);
  });

  it('refuses standard input among several', async () => {
    await expect(openSequence([first, '-']).run(() => {})).rejects.toMatchObject({
      code: 'E_USAGE_SEQUENCE_NEEDS_FILES',
    });
  });

  it('stops in the middle', async () => {
    const source = openSequence([first, second]);
    const summary = await source.run((frame) => {
      if (frame.number === 2) source.stop();
    });
    expect([summary.frames, summary.endedBy]).toEqual([2, 'stopped']);
    expect(names(summary)).toEqual(['a']);
  });

  it('reports progress over all files', async () => {
    const large = save(
      'large',
      pcap(
        {},
        Array.from({ length: 140 }, () => ({ bytes: new Uint8Array(250_000) })),
      ),
    );
    const totals = new Set<number | null>();
    let last = 0;
    await openSequence([large, first], {
      digest: false,
      onProgress: ({ bytesRead, bytesTotal }) => {
        totals.add(bytesTotal);
        expect(bytesRead).toBeGreaterThan(last);
        last = bytesRead;
      },
    }).run(() => {});
    expect([...totals].length).toBe(1);
    expect(last).toBeGreaterThan(16 << 20);
  });
});
