// What is saved while it is captured: the reader reads it back, in one file or over a ring, and a full disk leaves whole blocks.

import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import type { InterfaceRecord } from '../../../src/capture/capture-ledger.ts';
import {
  type RingOptions,
  ringPath,
  SavedCapture,
  SaveError,
  type SaveOptions,
} from '../../../src/capture/live/saved-capture.ts';
import { openSequence } from '../../../src/capture/sequence-source.ts';
import { Frame, type SourceSummary } from '../../../src/core/frame.ts';
import { formatInstant } from '../../../src/core/time.ts';

const folder = mkdtempSync(join(tmpdir(), 'mqttscope-saved-'));
afterAll(() => rmSync(folder, { recursive: true }));
let files = 0;
const freshPath = (): string => join(folder, `saved-${++files}.pcapng`);

const ORIGIN = { application: 'mqttscope test', filter: 'tcp port 1883', comment: null };
const LOOPBACK: InterfaceRecord = {
  name: 'lo',
  linkType: 1,
  snapLength: 262_144,
  resolution: '1e-9',
  secondsPerTick: 1e-9,
  received: null,
  dropped: null,
};

interface Packet {
  readonly sec: number;
  readonly nsec: number;
  readonly bytes: Uint8Array;
  readonly cut: number;
}

function frameOf({ sec, nsec, bytes, cut }: Packet): Frame {
  const frame = new Frame();
  // Somewhere inside a larger buffer, as a reader has it.
  frame.buf = new Uint8Array(bytes.length + 10);
  frame.buf.set(bytes, 5);
  frame.start = 5;
  frame.end = 5 + bytes.length;
  frame.sec = sec;
  frame.nsec = nsec;
  frame.wireLength = bytes.length + cut;
  frame.linkType = 1;
  return frame;
}

function save(options: Partial<SaveOptions> & { path: string }, packets: readonly Packet[]): SavedCapture {
  const saved = new SavedCapture({ ring: null, stopAtBytes: null, stopAtFiles: null, ...options }, ORIGIN);
  saved.addInterface(LOOPBACK);
  for (const packet of packets) if (!saved.add(frameOf(packet))) break;
  saved.count(0, { received: packets.length, dropped: 3 });
  saved.close();
  return saved;
}

async function readBack(paths: readonly string[]): Promise<{ packets: readonly unknown[]; summary: SourceSummary }> {
  const packets: unknown[] = [];
  const summary = await openSequence(paths).run((frame) => {
    packets.push({
      time: formatInstant(frame.sec, frame.nsec),
      hex: Buffer.from(frame.buf.subarray(frame.start, frame.end)).toString('hex'),
      wireLength: frame.wireLength,
    });
  });
  return { packets, summary };
}

const shown = ({ sec, nsec, bytes, cut }: Packet): unknown => ({
  time: formatInstant(sec, nsec),
  hex: Buffer.from(bytes).toString('hex'),
  wireLength: bytes.length + cut,
});

const packets = (count: number, length: number): Packet[] =>
  Array.from({ length: count }, (_, i) => ({
    sec: 1_795_000_000 + i,
    nsec: i,
    bytes: new Uint8Array(length).fill(i),
    cut: 0,
  }));

it('round trip: any frame, any instant', async () => {
  const packet = fc.record({
    sec: fc.integer({ min: 0, max: 4_294_967_295 }),
    nsec: fc.integer({ min: 0, max: 999_999_999 }),
    bytes: fc.uint8Array({ maxLength: 200 }),
    cut: fc.integer({ min: 0, max: 70_000 }),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(packet, { minLength: 1, maxLength: 20 }), async (list) => {
      const path = freshPath();
      const saved = save({ path }, list);
      const { packets: read, summary } = await readBack([path]);
      expect(read).toEqual(list.map(shown));
      expect(summary.endedBy).toBe('end-of-input');
      expect(summary.notes).toEqual([]);
      expect(summary.interfaces).toEqual([
        { id: 0, name: 'lo', linkType: 1, snapLength: 262_144, received: list.length, dropped: 3 },
      ]);
      expect(saved.files).toEqual(summary.files);
    }),
    { numRuns: 40 },
  );
});

it('keeps microseconds as microseconds', async () => {
  const path = freshPath();
  const saved = new SavedCapture(
    { path, ring: null, stopAtBytes: null, stopAtFiles: null },
    { ...ORIGIN, comment: 'arrival' },
  );
  saved.addInterface({ ...LOOPBACK, resolution: '1e-6', secondsPerTick: 1e-6 });
  saved.add(frameOf({ sec: 1_795_000_000, nsec: 123_456_000, bytes: new Uint8Array(60), cut: 0 }));
  saved.close();
  const { packets: read, summary } = await readBack([path]);
  expect(read).toMatchObject([{ time: '1795000000.123456000' }]);
  expect(summary.timeResolution).toBe('1e-6');
  expect(summary.comments).toEqual([{ frame: null, text: 'arrival' }]);
  expect(summary.dropped).toBeNull();
});

it('is a valid capture after every tick, without being closed', async () => {
  const path = freshPath();
  const saved = new SavedCapture({ path, ring: null, stopAtBytes: null, stopAtFiles: null }, ORIGIN);
  expect((await readBack([path])).packets).toEqual([]);
  saved.addInterface(LOOPBACK);
  const list = packets(3, 60);
  for (const packet of list) {
    saved.add(frameOf(packet));
    saved.tick();
  }
  expect((await readBack([path])).packets).toEqual(list.map(shown));
  saved.close();
});

it('writes frames that are larger than its buffer', async () => {
  const path = freshPath();
  const list = [...packets(2, 60), ...packets(1, 3 << 20), ...packets(2, 60)];
  save({ path }, list);
  expect((await readBack([path])).packets).toEqual(list.map(shown));
});

describe('ring', () => {
  const NEVER: RingOptions = { seconds: null, fileBytes: null, filePackets: null, files: null };
  const own = (path: string): string[] =>
    readdirSync(folder)
      .filter((name) => name.startsWith(basename(path, '.pcapng')))
      .sort()
      .map((name) => join(folder, name));

  it('is named as dumpcap names it', () => {
    const opened = new Date(2026, 10, 2, 4, 5, 6);
    expect(ringPath('/tmp/run.pcapng', 7, opened)).toBe('/tmp/run_00007_20261102040506.pcapng');
    expect(ringPath('run', 123_456, opened)).toBe('run_123456_20261102040506');
    expect(ringPath('a.b/run', 1, opened)).toBe('a.b/run_00001_20261102040506');
  });

  it.each([
    ['packets', { ...NEVER, filePackets: 4 }],
    ['bytes', { ...NEVER, fileBytes: 500 }],
  ])('goes on in another file by %s; together they are the capture', async (_, ring) => {
    const path = freshPath();
    const list = packets(10, 60);
    const saved = save({ path, ring }, list);
    expect(saved.files.map((file) => file.path)).toEqual(own(path));
    expect(saved.files).toHaveLength(3); // of 32 + 60 bytes a packet: with the headers, three to five fit in 500 bytes
    for (const { bytes } of saved.files.slice(0, -1)) {
      if (ring.fileBytes !== null) expect(bytes).toBeGreaterThanOrEqual(500);
    }
    const { packets: read, summary } = await readBack(own(path));
    expect(read).toEqual(list.map(shown));
    expect(summary.interfaces).toEqual([
      { id: 0, name: 'lo', linkType: 1, snapLength: 262_144, received: 10, dropped: 3 },
    ]);
    expect(saved.files).toEqual(summary.files);
  });

  it('keeps the last files only', async () => {
    const path = freshPath();
    const list = packets(10, 60);
    const saved = save({ path, ring: { ...NEVER, filePackets: 2, files: 2 } }, list);
    expect(own(path)).toEqual(saved.files.map((file) => file.path));
    expect(own(path).map((each) => basename(each).replace(/_\d{14}/, ''))).toEqual([
      `${basename(path, '.pcapng')}_00005.pcapng`,
      `${basename(path, '.pcapng')}_00006.pcapng`,
    ]);
    expect((await readBack(own(path))).packets).toEqual(list.slice(8).map(shown));
  });

  it('ends when as many files are full as were asked for', async () => {
    const path = freshPath();
    const list = packets(10, 60);
    const saved = save({ path, ring: { ...NEVER, filePackets: 3 }, stopAtFiles: 2 }, list);
    expect(saved.isComplete).toBe(true);
    expect((await readBack(own(path))).packets).toEqual(list.slice(0, 6).map(shown));
  });
});

it('ends when one file is as large as was asked for', async () => {
  const path = freshPath();
  const list = packets(10, 60);
  const saved = save({ path, stopAtBytes: 500 }, list);
  expect(saved.isComplete).toBe(true);
  expect(saved.trouble).toBeNull();
  const { packets: read } = await readBack([path]);
  expect(read).toEqual(list.slice(0, read.length).map(shown));
  expect(read.length).toBeLessThan(10);
  expect(statSync(path).size).toBeGreaterThanOrEqual(500);
});

it('the digest is that of the file', () => {
  const path = freshPath();
  const saved = save({ path }, packets(5, 100));
  expect(saved.files[0]?.sha256).toBe(createHash('sha256').update(readFileSync(path)).digest('hex'));
  expect(saved.files[0]?.bytes).toBe(statSync(path).size);
});

it('a file that cannot be made is refused at once', () => {
  const open = (): SavedCapture => save({ path: join(folder, 'missing', 'x.pcapng') }, []);
  expect(open).toThrow(SaveError);
  expect(existsSync(join(folder, 'missing'))).toBe(false);
});

it.skipIf(!existsSync('/dev/full'))('a device without space is refused at once', () => {
  try {
    save({ path: '/dev/full' }, []);
    expect.unreachable();
  } catch (error) {
    expect(error).toMatchObject({ path: '/dev/full', cause: { code: 'ENOSPC' } });
  }
});
