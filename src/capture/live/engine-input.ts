// What an engine yields, as a feed's input: a queue of chunks. Full, it tells the engine to wait: then the kernel's buffer fills, and what is
// dropped is counted there, instead of memory growing here.

import type { AnomalyKind } from '../../core/anomaly-kind.ts';
import type { ByteInput } from '../byte-feed.ts';

/** More than this in the queue, and the engine should wait. */
export const QUEUE_LIMIT_BYTES: number = 64 << 20;

const LONGEST_WITHOUT_PAUSE_MS = 50;

export class EngineInput implements ByteInput {
  bytesRead = 0;
  readonly bytesTotal: number | null = null;
  readonly failure: AnomalyKind | null = null;
  /** In the queue, not yet read. */
  queuedBytes = 0;
  /** Told of every chunk that was read to its end. */
  whenTaken: (bytes: number) => void = () => {};
  private readonly chunks: Uint8Array[] = [];
  /** How much of the first chunk was read. */
  private chunkAt = 0;
  private ended = false;
  private pausedAt: number = performance.now();
  private wake: () => void = () => {};

  push(chunk: Uint8Array): void {
    if (this.ended || chunk.length === 0) return;
    this.chunks.push(chunk);
    this.queuedBytes += chunk.length;
    this.wake();
  }

  /** No chunk will follow; those in the queue are still read. */
  end(): void {
    this.ended = true;
    this.wake();
  }

  /** Also forgets the queue. */
  close(): void {
    this.chunks.length = 0;
    this.chunkAt = 0;
    this.queuedBytes = 0;
    this.end();
  }

  readInto(buf: Uint8Array, at: number, room: number): number | Promise<number> {
    if (performance.now() - this.pausedAt > LONGEST_WITHOUT_PAUSE_MS) return this.pause(buf, at, room);
    const got = this.take(buf, at, room);
    return got > 0 || this.ended ? got : this.wait(buf, at, room);
  }

  /** While more comes than can be read at once, timers, keys and signals have their turn all the same. */
  private async pause(buf: Uint8Array, at: number, room: number): Promise<number> {
    await new Promise((resolve) => setImmediate(resolve));
    this.pausedAt = performance.now();
    return this.readInto(buf, at, room);
  }

  private async wait(buf: Uint8Array, at: number, room: number): Promise<number> {
    while (this.chunks.length === 0 && !this.ended) {
      await new Promise<void>((resolve) => {
        this.wake = resolve;
      });
      this.pausedAt = performance.now();
    }
    return this.take(buf, at, room);
  }

  private take(buf: Uint8Array, at: number, room: number): number {
    const chunk = this.chunks[0];
    if (chunk === undefined) return 0;
    const bytes = Math.min(room, chunk.length - this.chunkAt);
    buf.set(chunk.subarray(this.chunkAt, this.chunkAt + bytes), at);
    this.chunkAt += bytes;
    this.bytesRead += bytes;
    this.queuedBytes -= bytes;
    if (this.chunkAt === chunk.length) {
      this.chunks.shift();
      this.chunkAt = 0;
      this.whenTaken(chunk.length);
    }
    return bytes;
  }
}
