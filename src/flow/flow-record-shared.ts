// The part of a connection's record that both directions share, 128 bytes. The whole record: flow-records.ts.

import { Words } from './words.ts';

// First 64 bytes: what every segment touches. Words 0 to 9 are the key: flow-key.ts.
/** Bits below. */
const FLOW_BITS = 10;
const LAST_FRAME = 11;
/** tcp.completeness so far. */
const COMPLETENESS = 12;
/** The instant of the first frame, exactly: every time of the flow counts from here. */
const BASE_NSEC = 13;
const BASE_SEC = 14; // float64

const STREAM = 16;
const FIRST_FRAME = 17;
/** MPTCP operations (one bit per subtype) seen on this connection; 0: no MPTCP. */
const MPTCP_OPERATIONS = 18;
/** Segments with payload, capped: only the first few matter. */
const DATA_SEGMENTS_SEEN = 19;
/** Completeness bits of the first segment, until there is a second. */
const FIRST_SEEN = 20;
/** Time of the most recent SYN without ACK, ns; only with HAS_SYN_TIME. */
const SYN_TIME = 22; // float64
/** Wireshark's iRTT, ns; 0: not known. */
const INITIAL_RTT = 24; // float64

export const SHARED_WORDS = 32;

// Bits of flowBits.
/** The client is the endpoint that comes second in the key. */
export const CLIENT_IS_SECOND: number = 1 << 0;
export const HAS_SYN_TIME: number = 1 << 1;
/** The SYN carried a Fast Open cookie and data. */
export const HAS_FAST_OPEN_DATA: number = 1 << 2;
/** The last frame came from the server: its time is that side's. */
export const LAST_IS_SERVERS: number = 1 << 3;
export const HAS_MPTCP: number = 1 << 4;
export const HAS_INITIAL_RTT: number = 1 << 5;

/** Access to the shared fields; `record`: word offset of a record's start. */
export class SharedFields extends Words {
  stream(record: number): number {
    return this.ints[record + STREAM] ?? 0;
  }
  setStream(record: number, value: number): void {
    this.ints[record + STREAM] = value;
  }
  firstFrame(record: number): number {
    return this.ints[record + FIRST_FRAME] ?? 0;
  }
  setFirstFrame(record: number, value: number): void {
    this.ints[record + FIRST_FRAME] = value;
  }
  lastFrame(record: number): number {
    return this.ints[record + LAST_FRAME] ?? 0;
  }
  setLastFrame(record: number, value: number): void {
    this.ints[record + LAST_FRAME] = value;
  }
  completeness(record: number): number {
    return this.ints[record + COMPLETENESS] ?? 0;
  }
  setCompleteness(record: number, value: number): void {
    this.ints[record + COMPLETENESS] = value;
  }
  baseNsec(record: number): number {
    return this.ints[record + BASE_NSEC] ?? 0;
  }
  setBaseNsec(record: number, value: number): void {
    this.ints[record + BASE_NSEC] = value;
  }
  baseSec(record: number): number {
    return this.floats[(record + BASE_SEC) >> 1] ?? 0;
  }
  setBaseSec(record: number, value: number): void {
    this.floats[(record + BASE_SEC) >> 1] = value;
  }
  synTime(record: number): number {
    return this.floats[(record + SYN_TIME) >> 1] ?? 0;
  }
  setSynTime(record: number, value: number): void {
    this.floats[(record + SYN_TIME) >> 1] = value;
  }
  initialRtt(record: number): number {
    return this.floats[(record + INITIAL_RTT) >> 1] ?? 0;
  }
  setInitialRtt(record: number, value: number): void {
    this.floats[(record + INITIAL_RTT) >> 1] = value;
    if (value !== 0) this.setFlowBit(record, HAS_INITIAL_RTT);
  }
  mptcpOperations(record: number): number {
    return this.ints[record + MPTCP_OPERATIONS] ?? 0;
  }
  setMptcpOperations(record: number, value: number): void {
    this.ints[record + MPTCP_OPERATIONS] = value;
  }
  firstSeen(record: number): number {
    return this.ints[record + FIRST_SEEN] ?? 0;
  }
  setFirstSeen(record: number, value: number): void {
    this.ints[record + FIRST_SEEN] = value;
  }
  dataSegmentsSeen(record: number): number {
    return this.ints[record + DATA_SEGMENTS_SEEN] ?? 0;
  }
  setDataSegmentsSeen(record: number, value: number): void {
    this.ints[record + DATA_SEGMENTS_SEEN] = value;
  }
  flowHas(record: number, bit: number): boolean {
    return ((this.ints[record + FLOW_BITS] ?? 0) & bit) !== 0;
  }
  flowBits(record: number): number {
    return this.ints[record + FLOW_BITS] ?? 0;
  }
  setFlowBit(record: number, bit: number): void {
    this.ints[record + FLOW_BITS] = (this.ints[record + FLOW_BITS] ?? 0) | bit;
  }
  clearFlowBit(record: number, bit: number): void {
    this.ints[record + FLOW_BITS] = (this.ints[record + FLOW_BITS] ?? 0) & ~bit;
  }
  addMptcpOperation(record: number, bit: number): void {
    this.ints[record + MPTCP_OPERATIONS] = (this.ints[record + MPTCP_OPERATIONS] ?? 0) | bit;
    this.setFlowBit(record, HAS_MPTCP);
  }
}
