// The hot state of every connection: one record each in one growing buffer. Where a field lies: flow-record-shared.ts, flow-record-side.ts.
// A record is 640 bytes: the key, what both directions share, then one block per direction with the fields every segment
// touches in its first 64 bytes (a line of the processor's cache). Offsets count 32-bit words; a float64 field starts at an even word.
// Sequence numbers are stored as int32: the same 32 bits, compared by core/seq.ts.
//
// Fields are reached by methods, not by exported offsets: an imported constant costs V8 a memory read at every use.

import { LAST_IS_SERVERS, SHARED_WORDS } from './flow-record-shared.ts';
import { SIDE_WORDS, SideFields } from './flow-record-side.ts';

export const RECORD_WORDS: number = SHARED_WORDS + 2 * SIDE_WORDS;
/** Entries of the ring that lies in the record; their layout: unacked-ring.ts. */
export const RING_CAPACITY_IN_RECORD = 4;

/** Where the block of a direction starts. */
export function sideAt(record: number, direction: number): number {
  return record + SHARED_WORDS + (direction === 0 ? 0 : SIDE_WORDS);
}

/** All records. A record is named by the word offset of its start, a side by the one of its block; neither ever changes. */
export class FlowRecords extends SideFields {
  count = 0;
  readonly #free: number[] = [];

  constructor(capacity = 64) {
    super(capacity * RECORD_WORDS);
  }

  /** A fresh record; the buffer may move: read `ints` and `floats` anew. */
  allocate(): number {
    this.count++;
    const reused = this.#free.pop();
    const at = reused ?? (this.count - 1) * RECORD_WORDS;
    if (at + RECORD_WORDS > this.ints.length) this.resize(growth(this.ints.length));
    if (reused !== undefined) this.ints.fill(0, at, at + RECORD_WORDS);
    initialiseSide(this, sideAt(at, 0));
    initialiseSide(this, sideAt(at, 1));
    return at;
  }

  /** The frame that came last, and from which side. */
  noteLast(record: number, side: number, frame: number): void {
    this.setLastFrame(record, frame);
    if (side === sideAt(record, 0)) this.clearFlowBit(record, LAST_IS_SERVERS);
    else this.setFlowBit(record, LAST_IS_SERVERS);
  }

  /** Time of the last frame, ns. */
  lastTime(record: number): number {
    return this.lastAckTime(sideAt(record, this.flowHas(record, LAST_IS_SERVERS) ? 1 : 0));
  }

  /** Any word of the key's line. */
  firstLine(record: number): number {
    return this.ints[record] ?? 0;
  }

  /** A word of every other line that most segments need. */
  otherLines(record: number): number {
    const client = sideAt(record, 0);
    const server = sideAt(record, 1);
    return (
      this.nextSeq(client) ^
      this.frames(client) ^
      this.ringLines(client) ^
      this.nextSeq(server) ^
      this.frames(server) ^
      this.ringLines(server)
    );
  }

  release(at: number): void {
    this.#free.push(at);
    this.count--;
  }

  /** The record alone, in a buffer of its own: for a flow that outlives its place here. */
  detach(at: number): FlowRecords {
    const alone = new FlowRecords(1);
    alone.ints.set(this.ints.subarray(at, at + RECORD_WORDS));
    return alone;
  }
}

function initialiseSide(records: FlowRecords, side: number): void {
  records.setLastWindow(side, -1);
  records.setWindowShift(side, -1);
  records.setRingBlock(side, -1);
  records.setRingCapacity(side, RING_CAPACITY_IN_RECORD);
  records.setMinimumWindow(side, -1);
  records.setMaximumWindow(side, -1);
  records.setInitialWindow(side, -1);
  records.setSampleBlock(side, -1);
  records.setRttBlock(side, -1);
}

/** Doubling moves everything: beyond 16 MB it grows by half. */
function growth(words: number): number {
  const larger = words < 1 << 22 ? words * 2 : words + (words >> 1);
  return larger - (larger % RECORD_WORDS) + RECORD_WORDS;
}
