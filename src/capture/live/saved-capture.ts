// The capture as it is saved while it goes on (-w): one file, or a ring of them (-b), named and switched as dumpcap does it.

import { unlinkSync } from 'node:fs';
import { release, type } from 'node:os';
import { extname } from 'node:path';
import type { CaptureFile, Frame } from '../../core/frame.ts';
import type { InterfaceRecord } from '../capture-ledger.ts';
import { writeInterface, writeInterfaceStatistics, writeSectionHeader } from '../pcapng/writer.ts';
import { SavedFile } from './saved-file.ts';

/** When a file of a ring is full. At least one of the first three is set. */
export interface RingOptions {
  readonly seconds: number | null;
  readonly fileBytes: number | null;
  readonly filePackets: number | null;
  /** Files that are kept, the last ones; null: all. */
  readonly files: number | null;
}

export interface SaveOptions {
  readonly path: string;
  /** null: one file. */
  readonly ring: RingOptions | null;
  /** The capture ends when one file has so many bytes; null: it does not. */
  readonly stopAtBytes: number | null;
  /** The capture ends when so many files of a ring are full; null: it does not. */
  readonly stopAtFiles: number | null;
}

/** Of the writing; `cause`: the system's error. */
export interface SaveTrouble {
  readonly path: string;
  readonly cause: unknown;
  /** Frames that are in the files all the same. */
  readonly framesSaved: number;
}

/** What the headers of each file say. */
export interface SavedOrigin {
  /** "mqttscope 0.1.0". */
  readonly application: string;
  readonly filter: string | null;
  readonly comment: string | null;
}

/** The first file of a capture cannot be made. */
export class SaveError extends Error {
  readonly path: string;

  constructor(path: string, cause: unknown) {
    super(path, { cause });
    this.path = path;
  }
}

/** Of an interface, since the capture began. */
interface InterfaceCounters {
  readonly received: number;
  readonly dropped: number;
}

const NANOSECONDS = 9;
const MICROSECONDS = 6;

export class SavedCapture {
  /** What went wrong; nothing is written from then on. */
  trouble: SaveTrouble | null = null;
  /** The limit of stopAtBytes or stopAtFiles is reached: nothing is written from then on. */
  isComplete = false;
  private readonly options: SaveOptions;
  private readonly origin: SavedOrigin;
  private readonly interfaces: InterfaceRecord[] = [];
  private readonly resolutions: number[] = [];
  private readonly counters: (InterfaceCounters | undefined)[] = [];
  private readonly closed: CaptureFile[] = [];
  private file: SavedFile;
  private isOpen = true;
  private fileNumber = 1;
  private fileSince: number = performance.now();
  private framesInClosedFiles = 0;

  /** Throws SaveError. */
  constructor(options: SaveOptions, origin: SavedOrigin) {
    this.options = options;
    this.origin = origin;
    const path = this.nextPath();
    try {
      this.file = new SavedFile(path);
      this.begin(this.file);
      this.file.flush();
    } catch (cause) {
      throw new SaveError(path, cause);
    }
  }

  get currentPath(): string {
    return this.file.path;
  }

  /** The files that are there, in their order; one that is open is not among them. */
  get files(): readonly CaptureFile[] {
    return this.closed.slice();
  }

  get interfaceCount(): number {
    return this.interfaces.length;
  }

  addInterface(record: InterfaceRecord): void {
    if (this.hasEnded) return;
    this.interfaces.push(record);
    this.resolutions.push(record.resolution === '1e-6' ? MICROSECONDS : NANOSECONDS);
    this.attempt(() => this.file.block(this.interfaceBlock(record)));
  }

  /** false: nothing is written any more, this frame is the last one. */
  add(frame: Frame): boolean {
    if (this.hasEnded) return false;
    try {
      this.file.packet(frame, this.resolutions[frame.interfaceId] ?? NANOSECONDS);
      if (this.isFull()) this.switchFile();
    } catch (cause) {
      this.fail(cause);
    }
    return !this.hasEnded;
  }

  /** To be called now and then: writes what waits in memory. false: nothing is written any more. */
  tick(): boolean {
    if (this.hasEnded) return false;
    this.attempt(() => {
      this.file.flush();
      const seconds = this.options.ring?.seconds ?? null;
      if (seconds !== null && performance.now() - this.fileSince >= seconds * 1000) this.switchFile();
    });
    return !this.hasEnded;
  }

  /** What an interface received and dropped so far: the statistics at the end of a file. */
  count(interfaceId: number, counters: InterfaceCounters): void {
    this.counters[interfaceId] = counters;
  }

  close(): void {
    if (!this.isOpen) return;
    this.isOpen = false;
    const { file } = this;
    if (this.trouble === null) this.attempt(() => this.finish(file));
    this.shelve(file);
  }

  private get hasEnded(): boolean {
    return this.trouble !== null || this.isComplete || !this.isOpen;
  }

  private isFull(): boolean {
    const { ring, stopAtBytes } = this.options;
    const { bytes, frames } = this.file;
    if (stopAtBytes !== null && bytes >= stopAtBytes) return true;
    if (ring === null) return false;
    return (
      (ring.fileBytes !== null && bytes >= ring.fileBytes) || (ring.filePackets !== null && frames >= ring.filePackets)
    );
  }

  private switchFile(): void {
    const { ring, stopAtFiles, stopAtBytes } = this.options;
    if (ring === null || (stopAtBytes !== null && this.file.bytes >= stopAtBytes)) {
      this.isComplete = true;
      return;
    }
    if (stopAtFiles !== null && this.fileNumber >= stopAtFiles) {
      this.isComplete = true;
      return;
    }
    this.finish(this.file);
    this.shelve(this.file);
    this.fileNumber++;
    this.file = new SavedFile(this.nextPath());
    this.fileSince = performance.now();
    this.begin(this.file);
    for (const record of this.interfaces) this.file.block(this.interfaceBlock(record));
    while (ring.files !== null && this.closed.length >= ring.files) removeOldest(this.closed);
  }

  private begin(file: SavedFile): void {
    file.block(writeSectionHeader({ application: this.origin.application, os: `${type()} ${release()}` }));
  }

  private finish(file: SavedFile): void {
    this.counters.forEach((counters, id) => {
      const digits = this.resolutions[id] ?? NANOSECONDS;
      const ticks = BigInt(Date.now()) * 10n ** BigInt(digits - 3);
      if (counters !== undefined) file.block(writeInterfaceStatistics(id, ticks, counters.received, counters.dropped));
    });
    file.flush();
  }

  private shelve(file: SavedFile): void {
    const { path, bytes } = file;
    const sha256 = file.close();
    if (sha256 === null) return;
    this.framesInClosedFiles += file.frames;
    this.closed.push({ path, format: 'pcapng', bytes, sha256 });
  }

  private interfaceBlock({ linkType, snapLength, name, resolution }: InterfaceRecord): Uint8Array {
    const { filter, comment } = this.origin;
    const digits = resolution === '1e-6' ? MICROSECONDS : NANOSECONDS;
    return writeInterface(linkType, snapLength, name, { resolution: digits, filter, comment });
  }

  private attempt(write: () => void): void {
    try {
      write();
    } catch (cause) {
      this.fail(cause);
    }
  }

  private fail(cause: unknown): void {
    const framesSaved = this.framesInClosedFiles + (this.file.isClosed ? 0 : this.file.frames);
    this.trouble ??= { path: this.file.path, cause, framesSaved };
  }

  private nextPath(): string {
    const { path, ring } = this.options;
    return ring === null ? path : ringPath(path, this.fileNumber, new Date());
  }
}

/** dumpcap's names: "run.pcapng" → "run_00001_20261122142301.pcapng", in local time. */
export function ringPath(path: string, number: number, opened: Date): string {
  const extension = extname(path);
  const base = path.slice(0, path.length - extension.length);
  const parts = [opened.getMonth() + 1, opened.getDate(), opened.getHours(), opened.getMinutes(), opened.getSeconds()];
  const stamp = parts.map((part) => String(part).padStart(2, '0')).join('');
  return `${base}_${String(number).padStart(5, '0')}_${opened.getFullYear()}${stamp}${extension}`;
}

function removeOldest(files: CaptureFile[]): void {
  const oldest = files.shift();
  if (oldest === undefined) return;
  try {
    unlinkSync(oldest.path);
  } catch {
    // Somebody else has taken it away: that was wanted.
  }
}
