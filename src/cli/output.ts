// Where data goes: stdout, or a file that appears under its name only when it is whole.

import {
  accessSync,
  closeSync,
  constants,
  fchmodSync,
  fstatSync,
  openSync,
  realpathSync,
  renameSync,
  type Stats,
  statSync,
  unlinkSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { isatty } from 'node:tty';
import { OutputError } from '../core/errors.ts';
import { errnoOf, meaningOfErrno } from './system-error.ts';
import { ClosedPipe, writeBytes } from './write-bytes.ts';

/** An open place for data. Ends with `commit` (all is written) or `abandon` (nothing of it stays under the final name). */
export interface Output {
  readonly kind: 'terminal' | 'pipe' | 'file';
  /** Writes bytes [0, end). Throws OutputError, or ClosedPipe when nobody reads any more. */
  write(bytes: Uint8Array, end?: number): void;
  commit(): void;
  abandon(): void;
}

const STDOUT = 1;

/** `path` null or "-": stdout. */
export function openOutput(path: string | null): Output {
  if (path === null || path === '-')
    return openDescriptor(STDOUT, 'stdout', isatty(STDOUT) ? 'terminal' : 'pipe', false);
  try {
    const target = statOf(path);
    if (target === null) return openTemporary(path, null);
    if (!target.isFile()) return openDescriptor(openSync(path, 'w'), path, 'file', true); // /dev/stdout, a named pipe
    accessSync(path, constants.W_OK); // a rename would replace even a write-protected file
    return openTemporary(realpathSync(path), target.mode);
  } catch (error) {
    throw outputError(path, error);
  }
}

/** Is `path` (an output) the same file as `other` (an input)? */
export function isSameFile(path: string, other: string): boolean {
  const left = statOf(path);
  const right = statOf(other);
  return left !== null && right !== null && left.isFile() && left.ino === right.ino && left.dev === right.dev;
}

function openDescriptor(fd: number, label: string, kind: Output['kind'], closes: boolean): Output {
  return {
    kind,
    write: (bytes, end) => writeOrExplain(fd, label, bytes, end),
    commit: () => {
      if (closes) closeSync(fd);
    },
    abandon: () => {
      if (closes) closeSync(fd);
    },
  };
}

function openTemporary(path: string, mode: number | null): Output {
  const temporary = join(dirname(path), `.${basename(path)}.${process.pid}.part`);
  const fd = openSync(temporary, 'wx');
  if (mode !== null && fstatSync(fd).mode !== mode) fchmodSync(fd, mode & 0o7777);
  let open = true;
  const abandon = (): void => {
    if (!open) return;
    open = false;
    closeSync(fd);
    unlinkSync(temporary);
  };
  return {
    kind: 'file',
    write: (bytes, end) => writeOrExplain(fd, path, bytes, end),
    commit: () => {
      try {
        closeSync(fd);
        open = false;
        renameSync(temporary, path);
      } catch (error) {
        throw outputError(path, error);
      }
    },
    abandon,
  };
}

function writeOrExplain(fd: number, label: string, bytes: Uint8Array, end: number | undefined): void {
  try {
    writeBytes(fd, bytes, end);
  } catch (error) {
    if (error instanceof ClosedPipe) throw error;
    throw outputError(label, error);
  }
}

function statOf(path: string): Stats | null {
  try {
    return statSync(path);
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return null;
    throw error;
  }
}

function outputError(path: string, cause: unknown): OutputError {
  const meaning = meaningOfErrno(cause);
  const isFull = ['ENOSPC', 'EDQUOT'].includes(errnoOf(cause) ?? '');
  return new OutputError({
    code: isFull ? 'E_OUTPUT_FULL' : 'E_OUTPUT_UNWRITABLE',
    what: {
      es: `${path}: no se puede escribir (${meaning.es}).`,
      en: `${path}: cannot be written (${meaning.en}).`,
    },
    hint: isFull
      ? { es: 'Libere espacio o indique otro lugar con -o.', en: 'Free some space or name another place with -o.' }
      : path === 'stdout'
        ? null
        : {
            es: 'Indique con -o un archivo en una carpeta que exista y en la que pueda escribir.',
            en: 'Name with -o a file in a directory that exists and that you may write to.',
          },
    cause,
  });
}
