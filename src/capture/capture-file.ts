// Opens one file or pipe, recognises what it is, and reads its frames into a ledger.

import { createReadStream, fstatSync, openSync, type Stats, statSync } from 'node:fs';
import { isatty } from 'node:tty';
import { CaptureFileError } from '../core/errors.ts';
import { ByteFeed, type ByteInput } from './byte-feed.ts';
import type { CaptureLedger } from './capture-ledger.ts';
import { CutPcapReader, classicByteOrder, PCAP_HEADER_BYTES, PcapReader, readPcapHeader } from './classic/reader.ts';
import { type Compression, compressionOf } from './compression.ts';
import { type FileDigest, startFileDigest } from './file-digest.ts';
import { isDirectory, isEmpty, notACapture, unreadable, unsupportedCapture } from './file-errors.ts';
import { FileInput, STANDARD_INPUT } from './file-input.ts';
import { type FrameReader, readFrames } from './frame-reader.ts';
import { PcapngReader } from './pcapng/reader.ts';
import { sectionIsLittleEndian } from './pcapng/section-header.ts';
import { describeForeign, firstBytes, isPcapng } from './recognise.ts';
import type { SourceOptions } from './source.ts';
import { StreamInput } from './stream-input.ts';

export const STANDARD_INPUT_PATH = '-';
const STREAM_CHUNK_BYTES = 1 << 18;
const MAGIC_BYTES = 4;
/** What it takes to tell what a file is that is no capture: a tar archive has its mark at 257. */
const FOREIGN_BYTES = 512;

/** Rejects with CaptureFileError if `path` is no capture; what is wrong behind its first block is noted in the ledger. */
export async function readCaptureFile(path: string, ledger: CaptureLedger, options: SourceOptions): Promise<void> {
  const { input, digest, bytes } = openInput(path, options.digest !== false);
  try {
    const format = await readCaptureInput(path, input, ledger, options);
    if (ledger.stopped) digest?.cancel();
    const sha256 = digest === null ? null : await digest.hex;
    ledger.files.push({ path, format, bytes: bytes ?? input.bytesRead, sha256 });
  } finally {
    digest?.cancel();
    input.close();
  }
}

/** The same for any input, whatever it is called; the result is its format. Closing the input is left to the caller. */
export async function readCaptureInput(
  label: string,
  input: ByteInput,
  ledger: CaptureLedger,
  options: SourceOptions,
): Promise<string> {
  ledger.whenStopped = () => {
    if (!(input instanceof FileInput)) input.close();
  };
  const { reader, feed, compression } = await openReader(label, new ByteFeed(input), ledger);
  try {
    await readFrames(reader, feed, ledger, options.onProgress);
  } finally {
    if (feed.input !== input) feed.input.close();
  }
  return reader.format + (compression === null ? '' : `+${compression}`);
}

interface OpenedInput {
  readonly input: ByteInput;
  readonly digest: FileDigest | null;
  /** null: not known before the end. */
  readonly bytes: number | null;
}

function openInput(path: string, withDigest: boolean): OpenedInput {
  if (path === STANDARD_INPUT_PATH) return openStandardInput();
  const stats = statsOf(path);
  if (stats.isDirectory()) throw isDirectory(path);
  if (!stats.isFile()) {
    const stream = createReadStream(path, { highWaterMark: STREAM_CHUNK_BYTES });
    return { input: new StreamInput(withReadErrors(path, stream), () => stream.destroy()), digest: null, bytes: null };
  }
  if (stats.size === 0) throw isEmpty(path);
  const descriptor = openFile(path);
  const digest = withDigest ? startFileDigest(descriptor, stats.size) : null;
  return { input: new FileInput(path, descriptor, stats.size), digest, bytes: stats.size };
}

function openStandardInput(): OpenedInput {
  if (isatty(STANDARD_INPUT)) {
    throw new CaptureFileError({
      code: 'E_FILE_UNREADABLE',
      what: {
        es: '-: la entrada estándar es una terminal, no una captura.',
        en: '-: standard input is a terminal, not a capture.',
      },
      hint: {
        es: 'Envíe una captura por una tubería: dumpcap -w - | mqttscope -',
        en: 'Pipe a capture in: dumpcap -w - | mqttscope -',
      },
    });
  }
  const stats = fstatSync(STANDARD_INPUT);
  if (stats.isFile()) {
    return { input: new FileInput(STANDARD_INPUT_PATH, STANDARD_INPUT, stats.size), digest: null, bytes: null };
  }
  const { stdin } = process;
  const input = new StreamInput(withReadErrors(STANDARD_INPUT_PATH, stdin), () => stdin.destroy());
  return { input, digest: null, bytes: null };
}

function statsOf(path: string): Stats {
  try {
    return statSync(path);
  } catch (cause) {
    throw unreadable(path, cause);
  }
}

function openFile(path: string): number {
  try {
    return openSync(path, 'r');
  } catch (cause) {
    throw unreadable(path, cause);
  }
}

async function* withReadErrors(path: string, stream: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  try {
    yield* stream;
  } catch (cause) {
    throw unreadable(path, cause);
  }
}

interface OpenedReader {
  readonly reader: FrameReader;
  readonly feed: ByteFeed;
  readonly compression: Compression | null;
}

async function openReader(path: string, outer: ByteFeed, ledger: CaptureLedger): Promise<OpenedReader> {
  await outer.fill(PCAP_HEADER_BYTES);
  if (outer.end === outer.at) throw isEmpty(path);
  const compression = outer.end - outer.at < MAGIC_BYTES ? null : compressionOf(outer.buf, outer.at);
  if (compression === null) return { reader: await readerFor(path, outer, ledger), feed: outer, compression };
  const packed = firstBytes(outer.buf, outer.at, outer.end);
  const { input } = outer;
  const { decompress } = await import('./decompress.ts'); // 3 ms, which plain captures need not spend
  const unpacked = new StreamInput(decompress(outer, compression), () => {}, input, input.bytesTotal);
  const feed = new ByteFeed(unpacked);
  await feed.fill(PCAP_HEADER_BYTES);
  if (feed.end === feed.at) {
    if (unpacked.failure === null) throw isEmpty(`${path} (${compression})`);
    throw notACapture(
      path,
      packed,
      { es: `${compression} dañado o cortado`, en: `damaged or cut ${compression} data` },
      null,
    );
  }
  return { reader: await readerFor(`${path} (${compression})`, feed, ledger), feed, compression };
}

async function readerFor(path: string, feed: ByteFeed, ledger: CaptureLedger): Promise<FrameReader> {
  if (feed.end - feed.at >= MAGIC_BYTES) {
    if (isPcapng(feed.buf, feed.at)) return openPcapng(path, feed, ledger);
    const little = classicByteOrder(feed.view, feed.at);
    if (little !== null) return openClassic(path, feed, little, ledger);
  }
  await feed.fill(FOREIGN_BYTES);
  const { nature, hint } = describeForeign(feed.buf, feed.at, feed.end);
  throw notACapture(path, firstBytes(feed.buf, feed.at, feed.end), nature, hint);
}

/** A section header of 16 bytes or more tells whether this is pcapng after all, and in a version anybody reads. */
function openPcapng(path: string, feed: ByteFeed, ledger: CaptureLedger): FrameReader {
  const { buf, view, at, end } = feed;
  if (end - at >= 16) {
    const little = sectionIsLittleEndian(view, at);
    if (little === null) throw notACapture(path, firstBytes(buf, at, end), null, null);
    const major = view.getUint16(at + 12, little);
    const minor = view.getUint16(at + 14, little);
    if (major !== 1 || (minor !== 0 && minor !== 2)) {
      throw unsupportedCapture(path, {
        es: `pcapng de versión ${major}.${minor}, desconocida`,
        en: `pcapng of unknown version ${major}.${minor}`,
      });
    }
  }
  return new PcapngReader(ledger);
}

function openClassic(path: string, feed: ByteFeed, little: boolean, ledger: CaptureLedger): FrameReader {
  if (feed.end - feed.at < PCAP_HEADER_BYTES) return new CutPcapReader();
  const header = readPcapHeader(feed.view, feed.at, little);
  if (header.major < 2) {
    throw unsupportedCapture(path, {
      es: `pcap de versión ${header.major}.${header.minor}, que nadie lee`,
      en: `pcap of version ${header.major}.${header.minor}, which nothing reads`,
    });
  }
  if (header.reserved !== 0) {
    throw unsupportedCapture(path, {
      es: 'los bits reservados de su tipo de enlace no son cero: no se sabe qué contienen sus tramas',
      en: 'the reserved bits of its link type are not zero: what its frames hold is unknown',
    });
  }
  feed.at += PCAP_HEADER_BYTES;
  return new PcapReader(header, ledger);
}
