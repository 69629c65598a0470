// The file that arrives. It has its final name only when it is whole, checked and on the disk; until then it is a hidden file beside it.

import { createHash, type Hash } from 'node:crypto';
import {
  closeSync,
  fstatSync,
  fsyncSync,
  ftruncateSync,
  openSync,
  readdirSync,
  readSync,
  renameSync,
  statSync,
  unlinkSync,
  writeSync,
} from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { errorCode, unwritable } from './transfer-errors.ts';

const CHECK_STEP = 1024 * 1024;

export class IncomingFile {
  /** The final name, absolute. */
  readonly path: string;
  readonly #temporary: string;
  readonly #fd: number;
  #hash: Hash = createHash('sha256');
  bytes = 0;
  #open = true;

  /** Throws OutputError when nothing can be written there: before anything is asked of the network. */
  constructor(path: string) {
    this.path = resolve(path);
    this.#temporary = join(dirname(this.path), `.${basename(this.path)}.${process.pid}.part`);
    try {
      refuseFolder(this.path);
      removeOrphans(this.path);
      this.#fd = openSync(this.#temporary, 'wx+', 0o666);
    } catch (error) {
      throw unwritable(path, error);
    }
  }

  write(bytes: Uint8Array): void {
    try {
      for (let at = 0; at < bytes.length; ) at += writeSync(this.#fd, bytes, at, bytes.length - at, this.bytes + at);
    } catch (error) {
      throw unwritable(this.path, error);
    }
    this.#hash.update(bytes);
    this.bytes += bytes.length;
  }

  /** SHA-256 of what has been written so far. */
  sha256(): string {
    return this.#hash.copy().digest('hex');
  }

  /** Begins again with nothing. */
  empty(): void {
    ftruncateSync(this.#fd, 0);
    this.#hash = createHash('sha256');
    this.bytes = 0;
  }

  /** Does the disk hold what was written? Another program may have touched it. */
  isIntact(): boolean {
    const hash = createHash('sha256');
    const step = Buffer.allocUnsafe(CHECK_STEP);
    let at = 0;
    for (;;) {
      const got = readSync(this.#fd, step, 0, step.length, at);
      if (got === 0) break;
      hash.update(step.subarray(0, got));
      at += got;
    }
    return at === this.bytes && hash.digest('hex') === this.sha256();
  }

  /** The file is whole: it gets its name. When this returns, it survives a power cut. */
  commit(): void {
    this.#finish(this.path);
  }

  /** The file is not whole: what there is of it is kept under another name, which is returned. */
  keepPart(): string {
    const path = `${this.path}.part`;
    this.#finish(path);
    return path;
  }

  /** Nothing of it stays. May be called after `commit` and again. */
  discard(): void {
    if (!this.#open) return;
    this.#open = false;
    closeSync(this.#fd);
    unlinkSync(this.#temporary);
  }

  #finish(path: string): void {
    try {
      fsyncSync(this.#fd);
      const { ino } = fstatSync(this.#fd);
      if (statSync(this.#temporary).ino !== ino) throw new Error(`${this.#temporary} is not ours any more`);
      renameSync(this.#temporary, path);
      this.#open = false;
      closeSync(this.#fd);
      syncFolder(dirname(path));
    } catch (error) {
      throw unwritable(path, error);
    }
  }
}

/** A rename is on the disk only when its folder is; Windows has no such call. */
function syncFolder(folder: string): void {
  if (process.platform === 'win32') return;
  const fd = openSync(folder, 'r');
  try {
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
}

function refuseFolder(path: string): void {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (stat?.isDirectory()) throw Object.assign(new Error('it is a directory'), { code: 'EISDIR' });
}

/** Files that killed subscribers left behind. */
function removeOrphans(path: string): void {
  const folder = dirname(path);
  const prefix = `.${basename(path)}.`;
  for (const name of readdirSync(folder)) {
    if (!name.startsWith(prefix) || !/^\d+\.part$/.test(name.slice(prefix.length))) continue;
    if (isRunning(Number.parseInt(name.slice(prefix.length), 10))) continue;
    try {
      unlinkSync(join(folder, name));
    } catch {
      // Not ours to remove: it disturbs nobody.
    }
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return errorCode(error) !== 'ESRCH';
  }
}
