// A stream of chunks — standard input, a FIFO, a decompressor — as a feed's input.

import type { AnomalyKind } from '../core/anomaly-kind.ts';
import type { ByteInput } from './byte-feed.ts';

/** Ends a stream early as data: the bytes before it count, and this says what happened. */
export class BrokenStream extends Error {
  readonly kind: AnomalyKind;

  constructor(kind: AnomalyKind, cause: unknown) {
    super(kind.text.en, { cause });
    this.kind = kind;
  }
}

/** How far the outermost input was read: a compressed file counts its compressed bytes. */
export interface ReadCounter {
  bytesRead: number;
}

const NOTHING = new Uint8Array(0);

export class StreamInput implements ByteInput {
  failure: AnomalyKind | null = null;
  readonly bytesTotal: number | null;
  private readonly chunks: AsyncIterator<Uint8Array>;
  private readonly counter: ReadCounter | null;
  private readonly whenClosed: () => void;
  private chunk: Uint8Array = NOTHING;
  private chunkAt = 0;
  private received = 0;
  private readonly closed: Promise<null>;
  private resolveClosed: (value: null) => void = () => {};

  constructor(
    stream: AsyncIterable<Uint8Array>,
    whenClosed: () => void = () => {},
    counter: ReadCounter | null = null,
    bytesTotal: number | null = null,
  ) {
    this.chunks = stream[Symbol.asyncIterator]();
    this.whenClosed = whenClosed;
    this.counter = counter;
    this.bytesTotal = bytesTotal;
    this.closed = new Promise((resolve) => {
      this.resolveClosed = resolve;
    });
  }

  get bytesRead(): number {
    return this.counter === null ? this.received : this.counter.bytesRead;
  }

  async readInto(buf: Uint8Array, at: number, room: number): Promise<number> {
    while (this.chunkAt === this.chunk.length) if (!(await this.nextChunk())) return 0;
    const bytes = Math.min(room, this.chunk.length - this.chunkAt);
    buf.set(this.chunk.subarray(this.chunkAt, this.chunkAt + bytes), at);
    this.chunkAt += bytes;
    return bytes;
  }

  close(): void {
    this.resolveClosed(null);
    this.whenClosed();
    this.chunks.return?.().catch(() => {}); // lets generators clean up; nobody waits for it
  }

  private async nextChunk(): Promise<boolean> {
    try {
      // A pipe may stay silent for ever: closing the input must not wait for its next byte.
      const next = this.chunks.next();
      next.catch(() => {});
      const result = await Promise.race([next, this.closed]);
      if (result === null || result.done === true) return false;
      this.chunk = result.value;
      this.chunkAt = 0;
      this.received += result.value.length;
      return true;
    } catch (error) {
      if (!(error instanceof BrokenStream)) throw error;
      this.failure = error.kind;
      return false;
    }
  }
}
