// openSource: what is recognised, what is refused and how, compression, digest, progress, stop.

import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import { readCaptureInput } from '../../src/capture/capture-file.ts';
import { CaptureLedger } from '../../src/capture/capture-ledger.ts';
import { openSource } from '../../src/capture/open-source.ts';
import type { ReadProgress } from '../../src/capture/source.ts';
import { StreamInput } from '../../src/capture/stream-input.ts';
import { CaptureFileError } from '../../src/core/errors.ts';
import { ascii, concat, fromHex } from '../builders/bytes.ts';
import { pcap, pcapHeader, pcapRecord } from '../builders/pcap.ts';
import { PcapngBuilder } from '../builders/pcapng.ts';
import type { ReadFrame } from './read-bytes.ts';
import { copyInto, noteIds, readBytes } from './read-bytes.ts';

const folder = mkdtempSync(join(tmpdir(), 'capture-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function save(name: string, bytes: Uint8Array): string {
  const path = join(folder, name);
  writeFileSync(path, bytes);
  return path;
}

async function refusal(path: string): Promise<CaptureFileError> {
  const error: unknown = await openSource(path)
    .run(() => {})
    .catch((caught: unknown) => caught);
  if (!(error instanceof CaptureFileError)) throw new Error(`not refused: ${path}`);
  expect(error.exitCode).toBe(3);
  expect(error.what.es).toContain(path);
  expect(error.what.en).toContain(path);
  expect(error.what.es).not.toBe(error.what.en);
  return error;
}

const ng = new PcapngBuilder();
const PCAPNG = concat(ng.section(), ng.interface({ name: 'eth0' }), ng.packet({ ticks: 1n }), ng.packet({ ticks: 2n }));
const TIMES = ['0.000001000', '0.000002000'];
/** pcap({}, [{ sec: 1 }]) and one more record of second 2, each as a zstd frame. */
const ZSTD_FRAMES = [
  fromHex('28b52ffd246405010090d4c3b2a10200040004000100003c0000003c05000307fc540516764dc3800b281b9ff3'),
  fromHex('28b52ffd244c6d00001802003c0300011276f90e000b07130d7b'),
] as const;

describe('openSource', () => {
  it('tells path, format, size and digest of the file as it lies on disk', async () => {
    const packed = gzipSync(PCAPNG);
    const path = save('named-wrongly.txt', packed);
    const frames: ReadFrame[] = [];
    const summary = await openSource(path).run(copyInto(frames));
    expect(frames.map(({ time }) => time)).toEqual(TIMES);
    const sha256 = createHash('sha256').update(packed).digest('hex');
    expect(summary.files).toEqual([{ path, format: 'pcapng+gzip', bytes: packed.length, sha256 }]);
  });

  it('hashes a large file in a thread beside the reading, with the same digest', async () => {
    const bytes = concat(
      pcapHeader(),
      ...Array.from({ length: 40 }, () => pcapRecord({ bytes: new Uint8Array(250_000) })),
    );
    expect(bytes.length).toBeGreaterThan(8 << 20);
    const path = save('large.pcap', bytes);
    const progress: ReadProgress[] = [];
    const summary = await openSource(path, { onProgress: (step) => progress.push(step) }).run(() => {});
    expect(summary.frames).toBe(40);
    expect(summary.files[0]?.sha256).toBe(createHash('sha256').update(bytes).digest('hex'));
    const without = await openSource(path, { digest: false }).run(() => {});
    expect(without.files[0]?.sha256).toBe(null);
  });

  it('reports progress between reads, and stops there', async () => {
    const record = pcapRecord({ bytes: new Uint8Array(250_000) });
    const path = save('longer.pcap', concat(pcapHeader(), ...Array.from({ length: 200 }, () => record)));
    const progress: ReadProgress[] = [];
    const source = openSource(path, {
      onProgress: (step) => {
        progress.push(step);
        source.stop();
      },
    });
    const summary = await source.run(() => {});
    expect(progress.length).toBe(1);
    expect(progress[0]?.bytesTotal).toBe(24 + 200 * record.length);
    expect(progress[0]?.frames).toBe(summary.frames);
    expect(summary.frames).toBeGreaterThan(0);
    expect(summary.frames).toBeLessThan(200);
    expect(summary.endedBy).toBe('stopped');
  });

  it('stops at the frame whose sink asks for it', async () => {
    const source = openSource(save('two.pcapng', PCAPNG));
    const summary = await source.run(() => source.stop());
    expect([summary.frames, summary.endedBy]).toEqual([1, 'stopped']);
  });

  it('stops while a pipe stays silent', async () => {
    async function* silentAfter(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
      yield bytes;
      await new Promise(() => {});
    }
    const ledger = new CaptureLedger((frame) => {
      if (frame.number === 2) setImmediate(() => ledger.stop());
    });
    await readCaptureInput('pipe', new StreamInput(silentAfter(PCAPNG)), ledger, {});
    expect([ledger.summary().frames, ledger.summary().endedBy]).toEqual([2, 'stopped']);
  });

  it('reads a FIFO', async () => {
    const path = join(folder, 'fifo');
    execFileSync('mkfifo', [path]);
    const source = openSource(path).run(() => {});
    const { writeFile } = await import('node:fs/promises');
    await writeFile(path, PCAPNG);
    const summary = await source;
    expect(summary.files).toEqual([{ path, format: 'pcapng', bytes: PCAPNG.length, sha256: null }]);
    expect(summary.frames).toBe(2);
  });

  it('gives the same when it is run twice', async () => {
    const source = openSource(save('twice.pcapng', PCAPNG));
    expect(await source.run(() => {})).toEqual(await source.run(() => {}));
  });
});

describe('openSource refuses', () => {
  it('what is missing, a folder, empty, forbidden', async () => {
    expect((await refusal(join(folder, 'nowhere.pcapng'))).code).toBe('E_FILE_MISSING');
    mkdirSync(join(folder, 'sub'));
    expect((await refusal(join(folder, 'sub'))).code).toBe('E_FILE_DIRECTORY');
    expect((await refusal(save('empty.pcapng', new Uint8Array(0)))).code).toBe('E_FILE_EMPTY');
    const secret = save('secret.pcapng', PCAPNG);
    chmodSync(secret, 0);
    // The superuser may read everything.
    if (process.getuid?.() === 0) expect((await openSource(secret).run(() => {})).frames).toBe(2);
    else expect((await refusal(secret)).code).toBe('E_FILE_UNREADABLE');
  });

  it.each([
    ['a ZIP archive', 'un archivo ZIP', ascii('PK\x03\x04\0\0\0\0\0\0')],
    ['a PDF document', 'un documento PDF', ascii('%PDF-1.7\n')],
    ['a PNG image', 'una imagen PNG', fromHex('89504e470d0a1a0a')],
    ['a snoop capture', 'una captura de snoop', ascii('snoop\0\0\0\0\0\0\x02')],
    ['Microsoft Network Monitor 2', 'Microsoft Network Monitor 2', ascii('GMBU\0\x02')],
    ['perhaps an ERF capture', 'quizá una captura ERF', fromHex('00040001000000000000')],
    ['compressed with xz', 'comprimido con xz', fromHex('fd377a585a0000')],
    ['a tar archive', 'un archivo tar', concat(ascii('a'), new Uint8Array(256), ascii('ustar'), new Uint8Array(300))],
    ['JSON text', 'un texto JSON', ascii('{"frames": [1, 2]}')],
    ['CSV text', 'un texto CSV', ascii('No.,Time,Source,Destination\n1,0.0,a,b\n')],
    ['an HTML page', 'una página HTML', ascii('<!DOCTYPE html><html>')],
    ['UTF-16 text', 'un texto en UTF-16', fromHex('fffe4e006f00')],
    ['text', 'un texto', ascii('hello')],
    ['nothing but zeros', 'solo ceros', new Uint8Array(100)],
  ])('%s', async (english, spanish, bytes) => {
    const error = await refusal(save('foreign', bytes));
    expect(error.code).toBe('E_FILE_NOT_A_CAPTURE');
    const start = Buffer.from(bytes.subarray(0, 8)).toString('hex').match(/../g)!.join(' ');
    expect(error.what.en).toContain(`starts with ${start}, ${english}`);
    expect(error.what.es).toContain(`empieza por ${start}, ${spanish}`);
    expect(error.hint).not.toBe(null);
  });

  it('bytes of no known kind, three bytes, a pcapng without byte order, an unknown pcapng version', async () => {
    expect((await refusal(save('noise', fromHex('deadbeef0102')))).what.en).toContain(
      '(starts with de ad be ef 01 02)',
    );
    expect((await refusal(save('short', fromHex('0a0d0d')))).code).toBe('E_FILE_NOT_A_CAPTURE');
    expect((await refusal(save('orderless', ng.block(0x0a0d0d0a, new Uint8Array(16))))).code).toBe(
      'E_FILE_NOT_A_CAPTURE',
    );
    expect((await refusal(save('future', ng.section([], 2, 0)))).code).toBe('E_FILE_UNSUPPORTED');
  });

  it('a compressed file that holds no capture, or whose data is broken from the start', async () => {
    expect((await refusal(save('text.gz', gzipSync(ascii('hello'))))).what.en).toContain('(gzip): not a capture file');
    expect((await refusal(save('nothing.gz', gzipSync(new Uint8Array(0))))).code).toBe('E_FILE_EMPTY');
    const broken = await refusal(save('broken.gz', gzipSync(PCAPNG).fill(0xff, 10, 20)));
    expect(broken.what.en).toContain('damaged or cut gzip data');
  });
});

describe('compressed captures', () => {
  const capture = pcap({}, [{ sec: 1 }, { sec: 2 }]);
  const zstd = concat(...ZSTD_FRAMES);
  const gzip = concat(gzipSync(capture.subarray(0, 100)), gzipSync(capture.subarray(100)));

  it.each([
    ['gzip of two members', 'pcap+gzip', gzip],
    ['gzip with garbage behind it', 'pcap+gzip', concat(gzip, fromHex('0000deadbeef'))],
    ['zstd of two frames', 'pcap+zstd', zstd],
    ['zstd behind a skippable frame', 'pcap+zstd', concat(fromHex('502a4d18 03000000 aabbcc'), zstd)],
  ])('%s', async (_, format, bytes) => {
    for (const size of [1, 7, 4096]) {
      const read = await readBytes(bytes, size);
      expect(read.format).toBe(format);
      expect(read.frames.map(({ time }) => time)).toEqual(['1.000000000', '2.000000000']);
      expect(read.summary.endedBy).toBe('end-of-input');
      expect(read.summary.notes).toEqual([]);
    }
  });

  /** Random bytes, so that they stay as large when compressed: cuts and damage then lie inside the frames. */
  const noise = Uint8Array.from({ length: 200_000 }, (_, index) => Math.imul(index, 2_654_435_761) >>> 23);
  const large = pcap({}, [{ sec: 1 }, { sec: 2, bytes: noise }, { sec: 3 }]);

  it('cut gzip: what could be unpacked is delivered', async () => {
    const packed = gzipSync(large);
    const { frames, summary } = await readBytes(packed.subarray(0, packed.length - 60));
    expect(frames.map(({ time }) => time)).toEqual(['1.000000000']);
    expect(summary.endedBy).toBe('truncated-input');
    expect(noteIds(summary)).toEqual(['capture.compressed-cut-short']);
  });

  it.each([
    ['small', concat(capture, pcapRecord({ sec: 3 })), 3],
    ['larger', concat(large, pcapRecord({ sec: 4, bytes: noise.subarray(0, 20_000) })), 4],
  ])('damaged gzip, %s: the checksum at its end tells, and every frame is delivered', async (_, unpacked, count) => {
    const packed = gzipSync(unpacked);
    packed.set([1, 2, 3, 4], packed.length - 8);
    for (const size of [7, 65_536]) {
      const { frames, summary } = await readBytes(packed, size);
      expect(frames.length).toBe(count);
      expect(summary.endedBy).toBe('damaged-input');
      expect(noteIds(summary)).toEqual(['capture.compressed-damaged']);
    }
  });

  it('damaged gzip of more than is kept for a second try: all but the last kilobytes are delivered', async () => {
    const huge = Array.from({ length: 60 }, (_, index) =>
      pcapRecord({ sec: index + 10, bytes: noise.subarray(0, 60_000) }),
    );
    const packed = gzipSync(concat(capture, ...huge, pcapRecord({ sec: 99 })), { level: 0 });
    packed.set([1, 2, 3, 4], packed.length - 8);
    const { frames, summary } = await readBytes(packed);
    expect(frames.length).toBeGreaterThanOrEqual(61);
    expect(summary.endedBy).toBe('damaged-input');
  });

  it('cut zstd: the frames before are delivered', async () => {
    const { frames, summary } = await readBytes(zstd.subarray(0, zstd.length - 10));
    expect(frames.map(({ time }) => time)).toEqual(['1.000000000']);
    expect(summary.endedBy).toBe('truncated-input');
    expect(noteIds(summary)).toEqual(['capture.compressed-cut-short']);
  });

  it('damaged zstd: the frames before are delivered', async () => {
    const damaged = concat(ZSTD_FRAMES[0], fromHex('28b52ffd 2464 0700 00 ffffffff ffffffffffffffffffffffff'));
    const { frames, summary } = await readBytes(damaged);
    expect(frames.map(({ time }) => time)).toEqual(['1.000000000']);
    expect(summary.endedBy).toBe('damaged-input');
    expect(noteIds(summary)).toEqual(['capture.compressed-damaged']);
  });
});
