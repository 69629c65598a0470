// gzip and zstd, unpacked as they are read — RFC 1952, RFC 8878.

import { createGunzip } from 'node:zlib';
import { Decompress } from 'fzstd';
import type { ByteFeed } from './byte-feed.ts';
import { COMPRESSED_CUT_SHORT, COMPRESSED_DAMAGED } from './capture-notes.ts';
import type { Compression } from './compression.ts';
import { BrokenStream } from './stream-input.ts';

/** What is unpacked at once: a few bytes may stand for a thousand times as many. */
const CHUNK_BYTES = 1 << 16;
/** zlib hands nothing on of the piece in which it meets damage: small pieces lose little. */
const UNPACKED_CHUNK_BYTES = 1 << 14;
/** Compressed bytes kept for a second try: what a student's capture has in all. */
const KEPT_FOR_SALVAGE_BYTES = 1 << 20;
const SALVAGE_SLICE_BYTES = 256;

/** The unpacked bytes of a compressed feed; ends with BrokenStream, after everything readable, when the data is cut or damaged. */
export function decompress(feed: ByteFeed, compression: Compression): AsyncIterable<Uint8Array> {
  return compression === 'gzip' ? unpackGzip(takeChunks(feed)) : unpackZstd(takeChunks(feed));
}

async function* takeChunks(feed: ByteFeed): AsyncGenerator<Uint8Array> {
  while (feed.at < feed.end || (await feed.fill(1))) {
    const end = Math.min(feed.end, feed.at + CHUNK_BYTES);
    const chunk = feed.buf.slice(feed.at, end); // a copy: decompressors keep chunks, the feed reuses its buffer
    feed.at = end;
    yield chunk;
  }
}

/** All members of the file — RFC 1952 §2.2; what follows the last member and is no member is ignored, as gzip does. */
async function* unpackGzip(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const engine = createGunzip({ chunkSize: UNPACKED_CHUNK_BYTES });
  const ready: Uint8Array[] = [];
  const state: { failure: Error | null; ended: boolean; wake: () => void } = {
    failure: null,
    ended: false,
    wake: () => {},
  };
  engine.on('data', (bytes: Uint8Array) => ready.push(bytes));
  engine.on('error', (error) => {
    state.failure = error;
    state.wake();
  });
  engine.on('end', () => {
    state.ended = true;
    state.wake();
  });
  const step = (start: (done: () => void) => void): Promise<void> =>
    new Promise((resolve) => {
      state.wake = resolve;
      start(resolve);
    });
  const kept: Uint8Array[] = [];
  let keptBytes = 0;
  let unpackedBytes = 0;
  try {
    for await (const chunk of chunks) {
      keptBytes += chunk.length;
      if (keptBytes <= KEPT_FOR_SALVAGE_BYTES) kept.push(chunk);
      else kept.length = 0;
      await step((done) => engine.write(chunk, done));
      for (const bytes of ready) unpackedBytes += bytes.length;
      yield* ready.splice(0);
      if (state.failure !== null) {
        if (kept.length > 0) yield* await salvage(kept, unpackedBytes);
        throw gzipFailure(state.failure);
      }
      if (state.ended) return;
    }
    await step(() => engine.end());
    yield* ready.splice(0);
    if (state.failure !== null) throw gzipFailure(state.failure);
  } finally {
    engine.destroy();
  }
}

/**
 * What lies between the bytes that were handed on already (the first `known`) and the damage. zlib keeps back all output of the call that meets
 * damage, so the input is fed again: first in slices, to find the one that fails, then that one byte by byte.
 */
async function salvage(chunks: readonly Uint8Array[], known: number): Promise<Uint8Array[]> {
  const packed = Buffer.concat(chunks);
  const slices = (from: number, size: number): Uint8Array[] => {
    const parts: Uint8Array[] = [];
    for (let at = from; at < packed.length; at += size) parts.push(packed.subarray(at, at + size));
    return parts;
  };
  const { accepted } = await gunzipUntilDamage(slices(0, SALVAGE_SLICE_BYTES));
  const failing = accepted * SALVAGE_SLICE_BYTES;
  const bytewise = slices(failing, 1).slice(0, SALVAGE_SLICE_BYTES);
  const { unpacked } = await gunzipUntilDamage([packed.subarray(0, failing), ...bytewise]);
  return [Buffer.concat(unpacked).subarray(known)];
}

/** Everything that comes out before the first slice that zlib refuses, and how many it accepted. */
async function gunzipUntilDamage(slices: readonly Uint8Array[]): Promise<{ unpacked: Uint8Array[]; accepted: number }> {
  const engine = createGunzip();
  const unpacked: Uint8Array[] = [];
  let failed = false;
  let wake = (): void => {};
  engine.on('data', (bytes: Uint8Array) => unpacked.push(bytes));
  engine.on('error', () => {
    failed = true;
    wake();
  });
  let accepted = 0;
  for (const slice of slices) {
    await new Promise<void>((resolve) => {
      wake = resolve;
      engine.write(slice, () => resolve());
    });
    if (failed) break;
    accepted++;
  }
  engine.destroy();
  return { unpacked, accepted };
}

function gzipFailure(error: Error): BrokenStream {
  const isCut = 'code' in error && error.code === 'Z_BUF_ERROR';
  return new BrokenStream(isCut ? COMPRESSED_CUT_SHORT : COMPRESSED_DAMAGED, error);
}

const ZSTD_UNEXPECTED_END = 5;

async function* unpackZstd(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const ready: Uint8Array[] = [];
  const engine = new Decompress((bytes) => {
    if (bytes.length > 0) ready.push(bytes);
  });
  const push = (chunk: Uint8Array, final: boolean): BrokenStream | null => {
    try {
      engine.push(chunk, final);
      return null;
    } catch (error) {
      const isCut = error instanceof Error && 'code' in error && error.code === ZSTD_UNEXPECTED_END;
      return new BrokenStream(isCut ? COMPRESSED_CUT_SHORT : COMPRESSED_DAMAGED, error);
    }
  };
  for await (const chunk of chunks) {
    const failure = push(chunk, false);
    yield* ready.splice(0);
    if (failure !== null) throw failure;
  }
  const failure = push(new Uint8Array(0), true);
  yield* ready.splice(0);
  if (failure !== null) throw failure;
}
