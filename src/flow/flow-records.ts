// The hot state of every connection: one record each in one growing buffer. The only file that knows an offset.
// A record is 832 bytes: the key, what both directions share, then one block per direction with the fields every segment
// touches in its first 64 bytes. Offsets count 32-bit words; a float64 field starts at an even word.
// Sequence numbers are stored as int32: the same 32 bits, compared by core/seq.ts.

// The key, written by flow-key.ts: the lower endpoint first.
export const KEY = 0;
export const KEY_WORDS = 10;

// Shared by both directions.
/** Bits below. */
export const FLOW_BITS = 10;
export const STREAM = 11;
export const FIRST_FRAME = 12;
export const LAST_FRAME = 13;
/** tcp.completeness so far. */
export const COMPLETENESS = 14;
/** The instant of the first frame, exactly: every time of the flow counts from here. */
export const BASE_NSEC = 15;
export const BASE_SEC = 16; // float64
/** Time of the last frame, ns. */
export const LAST_TIME = 18; // float64
/** Time of the most recent SYN without ACK, ns; only with HAS_SYN_TIME. */
export const SYN_TIME = 20; // float64
/** Wireshark's iRTT, ns; 0: not known. */
export const INITIAL_RTT = 22; // float64
/** MPTCP operations (one bit per subtype) seen on this connection; 0: no MPTCP. */
export const MPTCP_OPERATIONS = 24;
/** Completeness bits of the first segment, until there is a second. */
export const FIRST_SEEN = 26;
/** Segments with payload, capped: only the first few matter. */
export const DATA_SEGMENTS_SEEN = 25;

/** The client is the endpoint that comes second in the key. */
export const CLIENT_IS_SECOND: number = 1 << 0;
export const HAS_SYN_TIME: number = 1 << 1;
/** The SYN carried a Fast Open cookie and data. */
export const HAS_FAST_OPEN_DATA: number = 1 << 2;

const SHARED_WORDS = 32;

// One direction. First 64 bytes: touched by every segment.
export const BASE_SEQ = 0;
/** Highest sequence number sent, plus one; 0 means unset (tshark's quirk, SEMANTICS 1.0). */
export const NEXT_SEQ = 1;
/** End of the contiguous prefix as far as tshark tracks it. */
export const MAX_SEQ_TO_BE_ACKED = 2;
export const LAST_ACK = 3;
/** Window field of the last segment, unscaled; −1: none yet. */
export const LAST_WINDOW = 4;
/** −1 unknown, −2 not in use, else the shift count. */
export const WINDOW_SHIFT = 5;
/** uint32 in tshark: −1 counts as many. */
export const DUPLICATE_ACKS = 6;
export const LAST_NEW_ACK_FRAME = 7;
/** Analysis bits of the last segment only. */
export const LAST_ANALYSIS = 8;
/** Bits below. */
export const SIDE_BITS = 9;
export const NEXT_SEQ_FRAME = 10;
export const PUSH_BYTES = 11;
/** When NEXT_SEQ last moved, ns. */
export const NEXT_SEQ_TIME = 12; // float64
/** Time of the last segment of any kind, ns. */
export const LAST_ACK_TIME = 14; // float64

// Outstanding segments: a ring in the record, or in the pool once it has grown (unacked-ring.ts).
export const RING_HEAD = 16;
export const RING_COUNT = 17;
/** Word offset of the pool block, −1: the ring in the record. */
export const RING_BLOCK = 18;
export const RING_CAPACITY = 19;
/** Bytes the last segment of this side reported by SACK. */
export const SACKED_BYTES = 20;
export const FRAMES = 21;
export const DATA_SEGMENTS = 22;
/** Scaled where the factor is known; −1: none seen. */
export const MINIMUM_WINDOW = 23;
export const MAXIMUM_WINDOW = 24;
/** Of the SYN: −1 not in the capture. */
export const INITIAL_WINDOW = 25;
export const INITIAL_SEQ = 26;
/** Flow.watchAck: the acknowledgement this side waits for. */
export const WATCHED_SEQ = 27;
export const BYTES = 28; // float64
export const RETRANSMITTED_BYTES = 30; // float64

/** Round trips of the data this side sent: every ack_rtt, then the Karn-clean ones (rtt-samples.ts). */
export const ACK_RTT = 32;
export const KARN_RTT = 46;
export const RTT_WORDS = 14;
/** Word offset of the kept samples in their pool, −1: none yet. */
export const SAMPLE_BLOCK = 60;
export const SAMPLE_CAPACITY = 61;
/** MPTCP operations as they were at this side's last segment. */
export const LAST_MPTCP_OPERATIONS = 62;
export const RING_IN_RECORD = 64;

/** Moments inside ACK_RTT and KARN_RTT, float64 each. */
export const RTT_COUNT = 0;
export const RTT_MINIMUM = 2;
export const RTT_MAXIMUM = 4;
export const RTT_SUM = 6;
/** Sum of squared distances from the mean (Welford). */
export const RTT_SQUARES = 8;
/** RFC 6298: SRTT and RTTVAR. */
export const RTT_SMOOTHED = 10;
export const RTT_VARIATION = 12;

export const HAS_BASE_SEQ: number = 1 << 0;
/** This side's SYN or SYN-ACK is in the capture. */
export const HAS_SYN: number = 1 << 1;
/** Only a SYN was seen: its window is not scaled yet. */
export const IS_FIRST_ACK: number = 1 << 2;
/** bytes_in_flight may be computed (no hole since the other side's last ACK). */
export const VALID_IN_FLIGHT: number = 1 << 3;
export const PUSH_WAS_SET: number = 1 << 4;
/** The ring's entries follow each other in sequence space, oldest first. */
export const RING_ORDERED: number = 1 << 5;
export const HAS_WATCH: number = 1 << 6;
export const SENT_ACK: number = 1 << 7;
export const SENT_FIN: number = 1 << 8;
/** The last window (RST apart) was 0. */
export const WINDOW_IS_ZERO: number = 1 << 9;
/** The SYN carried a window scale option (WINDOW_SHIFT may later be overruled by the other SYN). */
export const OFFERED_SCALE: number = 1 << 10;
/** The ring has once been full. */
export const RING_OVERFLOWED: number = 1 << 11;

/** Entries of the ring of outstanding segments. */
export const ENTRY_WORDS = 6;
export const ENTRY_FRAME = 0;
export const ENTRY_SEQ = 1;
export const ENTRY_NEXT_SEQ = 2;
/** 1: some byte of it was sent more than once. */
export const ENTRY_RESENT = 3;
export const ENTRY_TIME = 4; // float64
export const RING_CAPACITY_IN_RECORD = 4;

export const SIDE_WORDS: number = RING_IN_RECORD + RING_CAPACITY_IN_RECORD * ENTRY_WORDS;
export const RECORD_WORDS: number = SHARED_WORDS + 2 * SIDE_WORDS;

// Access to a field in a buffer of words, given as its two views. Free functions on one kind of array: the hot path's fastest form.

export function i32(ints: Int32Array, at: number): number {
  return ints[at] ?? 0;
}

export function setI32(ints: Int32Array, at: number, value: number): void {
  ints[at] = value;
}

/** `at` counts 32-bit words, as everywhere. */
export function f64(floats: Float64Array, at: number): number {
  return floats[at >> 1] ?? 0;
}

export function setF64(floats: Float64Array, at: number, value: number): void {
  floats[at >> 1] = value;
}

export function hasBit(ints: Int32Array, at: number, bit: number): boolean {
  return (i32(ints, at) & bit) !== 0;
}

export function setBit(ints: Int32Array, at: number, bit: number): void {
  ints[at] = i32(ints, at) | bit;
}

export function clearBit(ints: Int32Array, at: number, bit: number): void {
  ints[at] = i32(ints, at) & ~bit;
}

/** Words in a buffer of records or pool blocks, as int32 and as float64. */
export class Words {
  ints: Int32Array;
  floats: Float64Array;

  constructor(words: number) {
    const buffer = new ArrayBuffer(words * 4);
    this.ints = new Int32Array(buffer);
    this.floats = new Float64Array(buffer);
  }

  int(at: number): number {
    return this.ints[at] ?? 0;
  }

  float(at: number): number {
    return this.floats[at >> 1] ?? 0;
  }

  setInt(at: number, value: number): void {
    this.ints[at] = value;
  }

  setFloat(at: number, value: number): void {
    this.floats[at >> 1] = value;
  }

  hasBit(at: number, bit: number): boolean {
    return (this.int(at) & bit) !== 0;
  }

  setBit(at: number, bit: number): void {
    this.ints[at] = this.int(at) | bit;
  }

  clearBit(at: number, bit: number): void {
    this.ints[at] = this.int(at) & ~bit;
  }

  /** Makes room for `words`; what is there stays. */
  protected resize(words: number): void {
    const buffer = new ArrayBuffer(words * 4);
    const ints = new Int32Array(buffer);
    ints.set(this.ints);
    this.ints = ints;
    this.floats = new Float64Array(buffer);
  }
}

/** All records. A record is named by the word offset of its start, which never changes. */
export class FlowRecords extends Words {
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

/** Where the block of a direction starts. */
export function sideAt(record: number, direction: number): number {
  return record + SHARED_WORDS + (direction === 0 ? 0 : SIDE_WORDS);
}

function initialiseSide(records: Words, side: number): void {
  records.setInt(side + LAST_WINDOW, -1);
  records.setInt(side + WINDOW_SHIFT, -1);
  records.setInt(side + RING_BLOCK, -1);
  records.setInt(side + RING_CAPACITY, RING_CAPACITY_IN_RECORD);
  records.setInt(side + MINIMUM_WINDOW, -1);
  records.setInt(side + MAXIMUM_WINDOW, -1);
  records.setInt(side + INITIAL_WINDOW, -1);
  records.setInt(side + SAMPLE_BLOCK, -1);
}

/** Doubling moves everything: beyond 16 MB it grows by half. */
function growth(words: number): number {
  const larger = words < 1 << 22 ? words * 2 : words + (words >> 1);
  return larger - (larger % RECORD_WORDS) + RECORD_WORDS;
}
