// Both directions of a connection in an order that makes sense: what one side answers never comes before what it answers to.
//
// A hole that the other side acknowledges although its bytes were never seen is either lost for good (the capture dropped the frame;
// nobody sends acknowledged bytes again) or late (the capture wrote the frame after its ACK). While that is open the conversation
// stalls: a few segments of both directions wait. Then they go on in order, the filled hole or the recorded gap first.

import { type Direction, opposite } from '../core/direction.ts';
import type { ByteSink } from './byte-sink.ts';
import { Reassembler } from './reassembler.ts';
import type { ReassemblyContext } from './reassembly-context.ts';

interface Held {
  readonly seq: number;
  readonly bytes: Uint8Array;
  readonly length: number;
  readonly frame: number;
  readonly timeNs: number;
  /** Offset in the stalled direction that this segment acknowledges. */
  readonly acknowledges: number;
}

export class TwoWayOrder {
  readonly sides: readonly [Reassembler, Reassembler];
  readonly #context: ReassemblyContext;
  /** The direction whose hole is acknowledged but open; null: nothing waits for a decision. */
  #stalled: Direction | null = null;
  #stalledAtNs = 0;
  #segmentsSince = 0;
  #held: Held[] = [];

  constructor(sinks: readonly [ByteSink, ByteSink], context: ReassemblyContext) {
    this.#context = context;
    this.sides = [new Reassembler(0, sinks[0], context), new Reassembler(1, sinks[1], context)];
  }

  /** The acknowledgement of a segment; comes before its data. */
  acknowledge(direction: Direction, ack: number, showsLoss: boolean, timeNs: number): void {
    const acknowledged = this.sides[opposite(direction)];
    if (!acknowledged.started) return;
    if (acknowledged.noteAck(ack, showsLoss) && this.#stalled === null) this.#stallIfNeeded(timeNs);
  }

  /** The data of a segment: `length` bytes on the wire, [at, end) captured. */
  data(
    direction: Direction,
    seq: number,
    ack: number,
    buf: Uint8Array,
    at: number,
    end: number,
    length: number,
    frame: number,
    timeNs: number,
  ): void {
    const own = this.sides[direction];
    if (this.#stalled === null) own.accept(seq, buf, at, end, length, frame, timeNs);
    else if (this.#stalled === direction) own.insert(seq, buf, at, end, length, frame, timeNs);
    else {
      const acknowledges = this.sides[this.#stalled].offsetOf(ack);
      this.#held.push({ seq, bytes: buf.slice(at, end), length, frame, timeNs, acknowledges });
    }
  }

  /** Called for every segment of the flow while something waits: decides what can be decided. */
  settle(timeNs: number): void {
    if (this.#stalled !== null) {
      this.#segmentsSince++;
      if (!this.sides[this.#stalled].isHoleAcknowledged) this.#release(0);
      else if (this.#isPatienceOver(timeNs)) this.#release(this.sides[this.#stalled].ackedTo);
    }
    if (this.#stalled === null) this.#stallIfNeeded(timeNs);
  }

  get isWaiting(): boolean {
    return this.#stalled !== null || this.sides[0].isWaiting || this.sides[1].isWaiting;
  }

  finish(): void {
    while (this.#stalled !== null) this.#release(this.sides[this.#stalled].ackedTo);
    this.sides[0].finish();
    this.sides[1].finish();
  }

  #isPatienceOver(timeNs: number): boolean {
    const { limits } = this.#context;
    return this.#segmentsSince >= limits.holePatience || timeNs - this.#stalledAtNs > limits.holePatienceNs;
  }

  #stallIfNeeded(timeNs: number): void {
    const stalled = this.sides[0].isHoleAcknowledged ? 0 : this.sides[1].isHoleAcknowledged ? 1 : null;
    if (stalled === null) return;
    this.#stalled = stalled;
    this.#stalledAtNs = timeNs;
    this.#segmentsSince = 0;
  }

  /** Ends the stall; holes up to `giveUpTo` are given up. */
  #release(giveUpTo: number): void {
    const direction = this.#stalled;
    if (direction === null) return;
    const stalled = this.sides[direction];
    const other = this.sides[opposite(direction)];
    const held = this.#held;
    this.#held = [];
    this.#stalled = null;
    for (const segment of held) {
      stalled.drain(segment.frame, segment.acknowledges, giveUpTo);
      const { seq, bytes, length, frame, timeNs } = segment;
      other.accept(seq, bytes, 0, bytes.length, length, frame, timeNs);
      // Its own acknowledged holes have waited with it.
      if (giveUpTo > 0 && other.isHoleAcknowledged) other.drain(Infinity, Infinity, other.ackedTo);
    }
    stalled.drain(Infinity, Infinity, giveUpTo);
  }
}
