// Writing to a file descriptor, synchronously and completely. Pipes may be non-blocking: then we wait, as a pipe should be waited for.

import { writeSync } from 'node:fs';
import { errnoOf } from './system-error.ts';

/** The reader of our output went away (`| head`): a quiet end, no error. */
export class ClosedPipe extends Error {}

const STDERR = 2;
const sleeper = new Int32Array(new SharedArrayBuffer(4));

/** Writes bytes [0, end) of `bytes`; throws ClosedPipe, or the system's error. */
export function writeBytes(fd: number, bytes: Uint8Array, end: number = bytes.length): void {
  let at = 0;
  let waitMs = 1;
  while (at < end) {
    try {
      at += writeSync(fd, bytes, at, end - at);
      waitMs = 1;
    } catch (error) {
      const errno = errnoOf(error);
      if (errno === 'EPIPE') throw new ClosedPipe();
      if (errno !== 'EAGAIN' && errno !== 'EINTR') throw error;
      Atomics.wait(sleeper, 0, 0, waitMs); // the reader is slow: give it time, a little more each round
      waitMs = Math.min(waitMs * 2, 50);
    }
  }
}

/** Progress, warnings and errors: all that is not data. Nobody listening on stderr is no reason to stop. */
export function writeStderr(text: string): void {
  try {
    writeBytes(STDERR, Buffer.from(text, 'utf8'));
  } catch {
    // There is no better place to say that stderr is closed.
  }
}
