// The file that is sent: read piece by piece, and summed up once before the first piece leaves.

import { createHash } from 'node:crypto';
import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { basename } from 'node:path';
import { InputFileError, unreadable } from './transfer-errors.ts';

const HASH_STEP = 1024 * 1024;

export class OutgoingFile {
  readonly path: string;
  readonly name: string;
  readonly bytes: number;
  readonly #fd: number;

  /** Throws InputFileError unless `path` is a regular file that can be read and has at most `limit` bytes. */
  constructor(path: string, limit: number) {
    this.path = path;
    this.name = basename(path);
    try {
      this.#fd = openSync(path, 'r');
    } catch (error) {
      throw unreadable(path, error);
    }
    const stat = fstatSync(this.#fd);
    this.bytes = stat.size;
    if (stat.isFile() && stat.size <= limit) return;
    closeSync(this.#fd);
    throw stat.isFile() ? tooLarge(path, stat.size, limit) : notAFile(path);
  }

  /** Bytes [at, at + length), in memory of their own. Throws InputFileError when the file has become shorter. */
  read(at: number, length: number): Buffer {
    const bytes = Buffer.allocUnsafe(length);
    let done = 0;
    while (done < length) {
      let got: number;
      try {
        got = readSync(this.#fd, bytes, done, length - done, at + done);
      } catch (error) {
        throw unreadable(this.path, error);
      }
      if (got === 0) throw changed(this.path);
      done += got;
    }
    return bytes;
  }

  sha256(): string {
    const hash = createHash('sha256');
    for (let at = 0; at < this.bytes; at += HASH_STEP) hash.update(this.read(at, Math.min(HASH_STEP, this.bytes - at)));
    return hash.digest('hex');
  }

  close(): void {
    closeSync(this.#fd);
  }
}

function tooLarge(path: string, bytes: number, limit: number): InputFileError {
  return new InputFileError({
    code: 'E_TRANSFER_TOO_LARGE',
    what: {
      es: `${path}: ${bytes} bytes; en este modo se envían como mucho ${limit}.`,
      en: `${path}: ${bytes} bytes; at most ${limit} are sent in this mode.`,
    },
    hint: {
      es: '--mode selective envía archivos de hasta 4 GiB.',
      en: '--mode selective sends files of up to 4 GiB.',
    },
  });
}

function notAFile(path: string): InputFileError {
  return new InputFileError({
    code: 'E_TRANSFER_INPUT',
    what: { es: `${path}: no es un archivo corriente.`, en: `${path}: not a regular file.` },
  });
}

function changed(path: string): InputFileError {
  return new InputFileError({
    code: 'E_TRANSFER_CHANGED',
    what: {
      es: `${path}: el archivo se ha acortado mientras se enviaba.`,
      en: `${path}: the file became shorter while it was being sent.`,
    },
  });
}
