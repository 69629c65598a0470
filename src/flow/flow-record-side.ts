// One direction's part of a connection's record, 256 bytes: layout and access; its bits: side-bits.ts. The whole record: flow-records.ts.

import { SharedFields } from './flow-record-shared.ts';

// First 64 bytes: touched by every segment.
const BASE_SEQ = 0;
/** Highest sequence number sent, plus one; 0 means unset (tshark's quirk, SEMANTICS 1.0). */
const NEXT_SEQ = 1;
/** End of the contiguous prefix as far as tshark tracks it. */
const MAX_SEQ_TO_BE_ACKED = 2;
const LAST_ACK = 3;
/** Window field of the last segment, unscaled; −1: none yet. */
const LAST_WINDOW = 4;
/** −1 unknown, −2 not in use, else the shift count. */
const WINDOW_SHIFT = 5;
/** uint32 in tshark: −1 counts as many. */
const DUPLICATE_ACKS = 6;
const LAST_NEW_ACK_FRAME = 7;
/** Bits below. */
const SIDE_BITS = 8;
const NEXT_SEQ_FRAME = 9;
/** Number of the next byte that framing expects, and the frame of the last one it got; only with IN_ORDER (in-step.ts). */
const IN_ORDER_SEQ = 10;
const IN_ORDER_FRAME = 11;
/** When NEXT_SEQ last moved, ns. */
const NEXT_SEQ_TIME = 12; // float64
/** Time of the last segment of any kind, ns. */
const LAST_ACK_TIME = 14; // float64

// Next 64 bytes: nearly every segment.
// Outstanding segments: a ring in the record, or in the pool once it has grown (unacked-ring.ts).
const RING_HEAD = 16;
const RING_COUNT = 17;
/** Word offset of the pool block, −1: the ring in the record. */
const RING_BLOCK = 18;
const RING_CAPACITY = 19;
/** Bytes the last segment of this side reported by SACK. */
const SACKED_BYTES = 20;
const FRAMES = 21;
const DATA_SEGMENTS = 22;
/** Scaled where the factor is known; −1: none seen. */
const MINIMUM_WINDOW = 23;
const MAXIMUM_WINDOW = 24;
const PUSH_BYTES = 25;
/** Flow.watchAck: the acknowledgement this side waits for. */
const WATCHED_SEQ = 26;
/** Round trips of the data this side sent (rtt-samples.ts): word offset of the series in their pool, −1: none yet. */
const RTT_BLOCK = 27;
const BYTES = 28; // float64
const RETRANSMITTED_BYTES = 30; // float64

const RING_IN_RECORD = 32; // 24 words

// Rare.
/** Of the SYN: −1 not in the capture. */
const INITIAL_WINDOW = 56;
const INITIAL_SEQ = 57;
/** Word offset of the kept round trips in their pool, −1: none yet. */
const SAMPLE_BLOCK = 58;
const SAMPLE_CAPACITY = 59;
/** MPTCP operations as they were at this side's last segment. */
const LAST_MPTCP_OPERATIONS = 60;

export const SIDE_WORDS = 64;

/** Access to the fields of one direction; `side`: word offset of its block. */
export class SideFields extends SharedFields {
  baseSeq(side: number): number {
    return this.ints[side + BASE_SEQ] ?? 0;
  }
  setBaseSeq(side: number, value: number): void {
    this.ints[side + BASE_SEQ] = value;
  }
  nextSeq(side: number): number {
    return this.ints[side + NEXT_SEQ] ?? 0;
  }
  setNextSeq(side: number, value: number): void {
    this.ints[side + NEXT_SEQ] = value;
  }
  maxSeqToBeAcked(side: number): number {
    return this.ints[side + MAX_SEQ_TO_BE_ACKED] ?? 0;
  }
  setMaxSeqToBeAcked(side: number, value: number): void {
    this.ints[side + MAX_SEQ_TO_BE_ACKED] = value;
  }
  lastAck(side: number): number {
    return this.ints[side + LAST_ACK] ?? 0;
  }
  setLastAck(side: number, value: number): void {
    this.ints[side + LAST_ACK] = value;
  }
  lastWindow(side: number): number {
    return this.ints[side + LAST_WINDOW] ?? 0;
  }
  setLastWindow(side: number, value: number): void {
    this.ints[side + LAST_WINDOW] = value;
  }
  windowShift(side: number): number {
    return this.ints[side + WINDOW_SHIFT] ?? 0;
  }
  setWindowShift(side: number, value: number): void {
    this.ints[side + WINDOW_SHIFT] = value;
  }
  duplicateAcks(side: number): number {
    return this.ints[side + DUPLICATE_ACKS] ?? 0;
  }
  setDuplicateAcks(side: number, value: number): void {
    this.ints[side + DUPLICATE_ACKS] = value;
  }
  lastNewAckFrame(side: number): number {
    return this.ints[side + LAST_NEW_ACK_FRAME] ?? 0;
  }
  setLastNewAckFrame(side: number, value: number): void {
    this.ints[side + LAST_NEW_ACK_FRAME] = value;
  }
  sideBits(side: number): number {
    return this.ints[side + SIDE_BITS] ?? 0;
  }
  setSideBits(side: number, value: number): void {
    this.ints[side + SIDE_BITS] = value;
  }
  inOrderSeq(side: number): number {
    return this.ints[side + IN_ORDER_SEQ] ?? 0;
  }
  setInOrderSeq(side: number, value: number): void {
    this.ints[side + IN_ORDER_SEQ] = value;
  }
  inOrderFrame(side: number): number {
    return this.ints[side + IN_ORDER_FRAME] ?? 0;
  }
  setInOrderFrame(side: number, value: number): void {
    this.ints[side + IN_ORDER_FRAME] = value;
  }
  nextSeqFrame(side: number): number {
    return this.ints[side + NEXT_SEQ_FRAME] ?? 0;
  }
  setNextSeqFrame(side: number, value: number): void {
    this.ints[side + NEXT_SEQ_FRAME] = value;
  }
  pushBytes(side: number): number {
    return this.ints[side + PUSH_BYTES] ?? 0;
  }
  setPushBytes(side: number, value: number): void {
    this.ints[side + PUSH_BYTES] = value;
  }
  nextSeqTime(side: number): number {
    return this.floats[(side + NEXT_SEQ_TIME) >> 1] ?? 0;
  }
  setNextSeqTime(side: number, value: number): void {
    this.floats[(side + NEXT_SEQ_TIME) >> 1] = value;
  }
  lastAckTime(side: number): number {
    return this.floats[(side + LAST_ACK_TIME) >> 1] ?? 0;
  }
  setLastAckTime(side: number, value: number): void {
    this.floats[(side + LAST_ACK_TIME) >> 1] = value;
  }
  ringHead(side: number): number {
    return this.ints[side + RING_HEAD] ?? 0;
  }
  setRingHead(side: number, value: number): void {
    this.ints[side + RING_HEAD] = value;
  }
  ringCount(side: number): number {
    return this.ints[side + RING_COUNT] ?? 0;
  }
  setRingCount(side: number, value: number): void {
    this.ints[side + RING_COUNT] = value;
  }
  ringBlock(side: number): number {
    return this.ints[side + RING_BLOCK] ?? 0;
  }
  setRingBlock(side: number, value: number): void {
    this.ints[side + RING_BLOCK] = value;
  }
  ringCapacity(side: number): number {
    return this.ints[side + RING_CAPACITY] ?? 0;
  }
  setRingCapacity(side: number, value: number): void {
    this.ints[side + RING_CAPACITY] = value;
  }
  sackedBytes(side: number): number {
    return this.ints[side + SACKED_BYTES] ?? 0;
  }
  setSackedBytes(side: number, value: number): void {
    this.ints[side + SACKED_BYTES] = value;
  }
  frames(side: number): number {
    return this.ints[side + FRAMES] ?? 0;
  }
  setFrames(side: number, value: number): void {
    this.ints[side + FRAMES] = value;
  }
  dataSegments(side: number): number {
    return this.ints[side + DATA_SEGMENTS] ?? 0;
  }
  setDataSegments(side: number, value: number): void {
    this.ints[side + DATA_SEGMENTS] = value;
  }
  minimumWindow(side: number): number {
    return this.ints[side + MINIMUM_WINDOW] ?? 0;
  }
  setMinimumWindow(side: number, value: number): void {
    this.ints[side + MINIMUM_WINDOW] = value;
  }
  maximumWindow(side: number): number {
    return this.ints[side + MAXIMUM_WINDOW] ?? 0;
  }
  setMaximumWindow(side: number, value: number): void {
    this.ints[side + MAXIMUM_WINDOW] = value;
  }
  initialWindow(side: number): number {
    return this.ints[side + INITIAL_WINDOW] ?? 0;
  }
  setInitialWindow(side: number, value: number): void {
    this.ints[side + INITIAL_WINDOW] = value;
  }
  initialSeq(side: number): number {
    return this.ints[side + INITIAL_SEQ] ?? 0;
  }
  setInitialSeq(side: number, value: number): void {
    this.ints[side + INITIAL_SEQ] = value;
  }
  watchedSeq(side: number): number {
    return this.ints[side + WATCHED_SEQ] ?? 0;
  }
  setWatchedSeq(side: number, value: number): void {
    this.ints[side + WATCHED_SEQ] = value;
  }
  bytes(side: number): number {
    return this.floats[(side + BYTES) >> 1] ?? 0;
  }
  setBytes(side: number, value: number): void {
    this.floats[(side + BYTES) >> 1] = value;
  }
  retransmittedBytes(side: number): number {
    return this.floats[(side + RETRANSMITTED_BYTES) >> 1] ?? 0;
  }
  setRetransmittedBytes(side: number, value: number): void {
    this.floats[(side + RETRANSMITTED_BYTES) >> 1] = value;
  }
  sampleBlock(side: number): number {
    return this.ints[side + SAMPLE_BLOCK] ?? 0;
  }
  setSampleBlock(side: number, value: number): void {
    this.ints[side + SAMPLE_BLOCK] = value;
  }
  sampleCapacity(side: number): number {
    return this.ints[side + SAMPLE_CAPACITY] ?? 0;
  }
  setSampleCapacity(side: number, value: number): void {
    this.ints[side + SAMPLE_CAPACITY] = value;
  }
  lastMptcpOperations(side: number): number {
    return this.ints[side + LAST_MPTCP_OPERATIONS] ?? 0;
  }
  setLastMptcpOperations(side: number, value: number): void {
    this.ints[side + LAST_MPTCP_OPERATIONS] = value;
  }
  sideHas(side: number, bit: number): boolean {
    return ((this.ints[side + SIDE_BITS] ?? 0) & bit) !== 0;
  }
  setSideBit(side: number, bit: number): void {
    this.ints[side + SIDE_BITS] = (this.ints[side + SIDE_BITS] ?? 0) | bit;
  }
  clearSideBit(side: number, bit: number): void {
    this.ints[side + SIDE_BITS] = (this.ints[side + SIDE_BITS] ?? 0) & ~bit;
  }
  /** A word of each line that the ring in the record lies in. */
  ringLines(side: number): number {
    return (this.ints[side + RING_IN_RECORD] ?? 0) ^ (this.ints[side + RING_IN_RECORD + 16] ?? 0);
  }
  ringInRecordAt(side: number): number {
    return side + RING_IN_RECORD;
  }
  rttBlock(side: number): number {
    return this.ints[side + RTT_BLOCK] ?? 0;
  }
  setRttBlock(side: number, value: number): void {
    this.ints[side + RTT_BLOCK] = value;
  }
}
