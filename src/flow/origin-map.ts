// Which piece each byte of a StreamBuffer came from, so that bytes kept while nobody knew what they are can be played back.

import type { ByteSink, PieceOrigin } from './byte-sink.ts';

interface Entry {
  /** Offset of the piece's first byte in the buffer. */
  readonly at: number;
  readonly frame: number;
  readonly timeNs: number;
  readonly deliveredFrame: number;
  readonly relativeSeq: number;
  readonly startsSegment: boolean;
}

/** Cold: used for the first bytes of a connection and behind holes. */
export class OriginMap {
  #entries: Entry[] = [];

  get pieces(): number {
    return this.#entries.length;
  }

  /** Frame of the first byte; 0: empty. */
  get firstFrame(): number {
    return this.#entries[0]?.frame ?? 0;
  }

  add(at: number, origin: PieceOrigin): void {
    const { frame, timeNs, deliveredFrame, relativeSeq, startsSegment } = origin;
    this.#entries.push({ at, frame, timeNs, deliveredFrame, relativeSeq, startsSegment });
  }

  clear(): void {
    this.#entries = [];
  }

  /** Offsets in the buffer where the payload of a segment starts. */
  segmentStarts(): readonly number[] {
    return this.#entries.filter((entry) => entry.startsSegment).map((entry) => entry.at);
  }

  /** Gives the bytes [from, length) of `store` to a sink, piece by piece. `origin` is overwritten. */
  replay(store: Uint8Array, from: number, length: number, origin: PieceOrigin, sink: ByteSink): void {
    const entries = this.#entries;
    this.#entries = [];
    for (const [index, entry] of entries.entries()) {
      const end = entries[index + 1]?.at ?? length;
      if (end <= from) continue;
      const at = Math.max(entry.at, from);
      origin.frame = entry.frame;
      origin.timeNs = entry.timeNs;
      origin.deliveredFrame = entry.deliveredFrame;
      origin.relativeSeq = (entry.relativeSeq + (at - entry.at)) >>> 0;
      origin.startsSegment = entry.startsSegment && at === entry.at;
      sink.bytes(store, at, end, origin);
    }
  }
}
