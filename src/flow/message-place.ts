// Where the message that is being cut lies: the piece of its first byte, and the last piece seen.

import type { PieceOrigin } from './byte-sink.ts';
import type { Origin } from './listener.ts';

export class MessagePlace {
  firstFrame = 0;
  lastFrame = 0;
  #firstTimeNs = 0;
  #relativeSeq = 0;
  #lastTimeNs = 0;
  #deliveredFrame = 0;

  /** The first byte lies `offset` bytes into a piece. */
  begin(origin: PieceOrigin, offset: number): void {
    this.firstFrame = origin.frame;
    this.#firstTimeNs = origin.timeNs;
    this.#relativeSeq = (origin.relativeSeq + offset) >>> 0;
    this.noteLast(origin);
  }

  noteLast(origin: PieceOrigin): void {
    this.lastFrame = origin.frame;
    this.#lastTimeNs = origin.timeNs;
    this.#deliveredFrame = origin.deliveredFrame;
  }

  fill(origin: Origin, resynchronised: boolean): void {
    origin.firstFrame = this.firstFrame;
    origin.firstTimeNs = this.#firstTimeNs;
    origin.lastFrame = this.lastFrame;
    origin.lastTimeNs = this.#lastTimeNs;
    origin.deliveredFrame = this.#deliveredFrame;
    origin.relativeSeq = this.#relativeSeq;
    origin.resynchronised = resynchronised;
  }
}
