// One pcapng file that is written while it is captured: whole blocks only, so that it is valid whenever the writing ends.

import { createHash, type Hash } from 'node:crypto';
import { closeSync, ftruncateSync, openSync, writeSync } from 'node:fs';
import type { Frame } from '../../core/frame.ts';
import { ENHANCED_PACKET_BLOCK } from '../pcapng/block-types.ts';
import { PACKET_OVERHEAD_BYTES, putPacketHead } from '../pcapng/writer.ts';

const BUFFER_BYTES = 1 << 20;

export class SavedFile {
  readonly path: string;
  frames = 0;
  private readonly fd: number;
  private buf: Uint8Array<ArrayBuffer> = new Uint8Array(BUFFER_BYTES);
  private view: DataView = new DataView(this.buf.buffer);
  private filled = 0;
  private writtenBytes = 0;
  private readonly hash: Hash = createHash('sha256');
  private isOpen = true;

  /** Throws the system's error if the file cannot be made. */
  constructor(path: string) {
    this.path = path;
    this.fd = openSync(path, 'w');
  }

  /** On the disk and in the buffer. */
  get bytes(): number {
    return this.writtenBytes + this.filled;
  }

  get isClosed(): boolean {
    return !this.isOpen;
  }

  block(bytes: Uint8Array): void {
    this.reserve(bytes.length);
    this.buf.set(bytes, this.filled);
    this.filled += bytes.length;
  }

  /** `resolution`: digits of the second that the interface's clock has. */
  packet(frame: Frame, resolution: number): void {
    const capturedLength = frame.end - frame.start;
    this.reserve(PACKET_OVERHEAD_BYTES + capturedLength + 3);
    const { buf, view, filled } = this;
    const { interfaceId, sec, nsec, wireLength } = frame;
    const length = putPacketHead(view, filled, interfaceId, sec, nsec, resolution, capturedLength, wireLength);
    const packetAt = filled + 28;
    buf.set(frame.buf.subarray(frame.start, frame.end), packetAt);
    buf.fill(0, packetAt + capturedLength, filled + length - 4);
    this.filled += length;
    this.frames++;
  }

  /** Throws the system's error; the file then holds what came before, in whole blocks. */
  flush(): void {
    const { buf, filled } = this;
    let at = 0;
    try {
      while (at < filled) at += writeSync(this.fd, buf, at, filled - at);
    } catch (error) {
      this.keepWholeBlocks(at);
      throw error;
    }
    this.hash.update(buf.subarray(0, filled));
    this.writtenBytes += filled;
    this.filled = 0;
  }

  /** Does not flush. The result is the digest of the file as it lies there; null: it was closed before. */
  close(): string | null {
    if (!this.isOpen) return null;
    this.isOpen = false;
    closeSync(this.fd);
    return this.hash.digest('hex');
  }

  private reserve(bytes: number): void {
    if (this.filled + bytes <= this.buf.length) return;
    this.flush();
    if (bytes <= this.buf.length) return;
    this.buf = new Uint8Array(bytes);
    this.view = new DataView(this.buf.buffer);
  }

  /** `written` bytes of the buffer reached the disk: cuts the block that did not reach it whole. */
  private keepWholeBlocks(written: number): void {
    let whole = 0;
    let packets = 0;
    for (let at = 0; at < this.filled; ) {
      const next = at + this.view.getUint32(at + 4, true);
      if (next <= written) whole = next;
      else if (this.view.getUint32(at, true) === ENHANCED_PACKET_BLOCK) packets++;
      at = next;
    }
    this.frames -= packets;
    try {
      ftruncateSync(this.fd, this.writtenBytes + whole);
    } catch {
      // A pipe or a device has nothing to cut.
    }
    this.hash.update(this.buf.subarray(0, whole));
    this.writtenBytes += whole;
    this.filled = 0;
  }
}
