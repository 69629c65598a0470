// One direction of a stream before and after its protocol is known.

import type { Direction } from '../core/direction.ts';
import type { ByteSink, PieceOrigin } from './byte-sink.ts';
import { OriginMap } from './origin-map.ts';
import { StreamBuffer } from './stream-buffer.ts';

/** What reads a direction once it is known what it is. */
export interface StreamReader extends ByteSink {
  /** Bytes that went by before this reader was made. */
  noteSkipped(bytes: number, frame: number): void;
}

/** Is asked about bytes of which nobody knows what they are. */
interface Recogniser {
  ask(lane: Lane, buf: Uint8Array, at: number, end: number, origin: PieceOrigin): void;
}

export class Lane implements ByteSink {
  readonly direction: Direction;
  readonly #stream: Recogniser;
  reader: StreamReader | null = null;
  /** First bytes that are too few to tell. */
  readonly kept: StreamBuffer = new StreamBuffer();
  readonly keptOrigins: OriginMap = new OriginMap();
  /** No protocol recognised the bytes so far. */
  denied = false;
  /** Bytes given up unrecognised. */
  skippedBytes = 0;
  skippedFrame = 0;
  /** The stream is here from its first byte on, without a hole. */
  aligned = false;

  constructor(direction: Direction, stream: Recogniser) {
    this.direction = direction;
    this.#stream = stream;
  }

  bytes(buf: Uint8Array, at: number, end: number, origin: PieceOrigin): void {
    if (this.reader !== null) this.reader.bytes(buf, at, end, origin);
    else this.#stream.ask(this, buf, at, end, origin);
  }

  missing(count: number): void {
    if (this.reader !== null) {
      this.reader.missing(count);
      return;
    }
    this.skipKept();
    this.aligned = false;
    this.denied = false; // what lies behind the hole has not been looked at
  }

  finish(): void {
    this.reader?.finish();
  }

  skip(bytes: number, frame: number): void {
    if (bytes === 0) return;
    if (this.skippedBytes === 0) this.skippedFrame = frame;
    this.skippedBytes += bytes;
  }

  skipKept(): void {
    this.skip(this.kept.length, this.keptOrigins.firstFrame);
    this.kept.clear();
    this.keptOrigins.clear();
  }
}
