// SHA-256 of a file, computed beside the reading of it: small files at once, large ones in a thread of their own.

import { createHash } from 'node:crypto';
import { readSync } from 'node:fs';
import { Worker } from 'node:worker_threads';

/** Below this, starting a thread takes longer than hashing. */
const INLINE_LIMIT_BYTES = 8 << 20;
const CHUNK_BYTES = 1 << 20;

export interface FileDigest {
  /** Hex; null when cancelled or no longer readable. */
  readonly hex: Promise<string | null>;
  cancel(): void;
}

/** The descriptor must stay open until `hex` has settled; its position is not moved. */
export function startFileDigest(descriptor: number, bytes: number): FileDigest {
  if (bytes < INLINE_LIMIT_BYTES) return { hex: Promise.resolve(digestNow(descriptor)), cancel: () => {} };
  return digestInThread(descriptor);
}

function digestNow(descriptor: number): string | null {
  try {
    const hash = createHash('sha256');
    const chunk = new Uint8Array(CHUNK_BYTES);
    for (let position = 0; ; ) {
      const got = readSync(descriptor, chunk, 0, chunk.length, position);
      if (got === 0) return hash.digest('hex');
      hash.update(chunk.subarray(0, got));
      position += got;
    }
  } catch {
    return null;
  }
}

/** The same loop for the thread. Source text, because a thread's file would have another name when compiled than when tested. */
const THREAD_SOURCE: string = `
const { parentPort, workerData } = require('node:worker_threads');
const { createHash } = require('node:crypto');
const { readSync } = require('node:fs');
const hash = createHash('sha256');
const chunk = new Uint8Array(workerData.chunkBytes);
let position = 0;
for (;;) {
  const got = readSync(workerData.descriptor, chunk, 0, chunk.length, position);
  if (got === 0) break;
  hash.update(chunk.subarray(0, got));
  position += got;
}
parentPort.postMessage(hash.digest('hex'));
`;

function digestInThread(descriptor: number): FileDigest {
  const worker = new Worker(THREAD_SOURCE, {
    eval: true,
    workerData: { descriptor, chunkBytes: CHUNK_BYTES },
    execArgv: [],
    trackUnmanagedFds: false,
  });
  const hex = new Promise<string | null>((resolve) => {
    worker.on('message', (digest: string) => resolve(digest));
    worker.on('error', () => resolve(null));
    worker.on('exit', () => resolve(null));
  });
  return {
    hex,
    cancel: () => {
      worker.terminate().catch(() => {});
    },
  };
}
