// A regular file, read synchronously into the feed's own buffer.

import { closeSync, readSync } from 'node:fs';
import type { AnomalyKind } from '../core/anomaly-kind.ts';
import type { ByteInput } from './byte-feed.ts';
import { unreadable } from './file-errors.ts';

export const STANDARD_INPUT = 0;

/** Reads from the descriptor's present position; closes the descriptor in `close`. */
export class FileInput implements ByteInput {
  bytesRead = 0;
  readonly bytesTotal: number | null;
  readonly failure: AnomalyKind | null = null;
  private readonly label: string;
  private readonly descriptor: number;
  private isOpen = true;

  constructor(label: string, descriptor: number, bytesTotal: number) {
    this.label = label;
    this.descriptor = descriptor;
    this.bytesTotal = bytesTotal;
  }

  readInto(buf: Uint8Array, at: number, room: number): number {
    try {
      const got = readSync(this.descriptor, buf, at, room, null);
      this.bytesRead += got;
      return got;
    } catch (cause) {
      throw unreadable(this.label, cause);
    }
  }

  close(): void {
    if (this.isOpen && this.descriptor !== STANDARD_INPUT) closeSync(this.descriptor);
    this.isOpen = false;
  }
}
