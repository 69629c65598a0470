// One direction of one connection as a capture logged it, counted from where the other capture counts too: what is matched with what the other saw.

import { TCP_FIN, TCP_RST, TCP_SYN } from '../../dissect/transport/tcp-flags.ts';
import { at, CONTENT_KNOWN, SENT_BY_SERVER, type SegmentColumns } from './segment-columns.ts';
import { SegmentKey } from './segment-key.ts';
import type { SegmentLog } from './segment-log.ts';

/** Indexes into the columns of a log, in the order of the capture. */
export interface DirectionTraffic {
  readonly columns: SegmentColumns;
  readonly indexes: Int32Array;
  /** Absolute number that counts as 0 (the initial one; without a SYN the first that both captures saw). */
  readonly baseSeq: number;
  /** The same of the other direction, for its acknowledgement numbers. */
  readonly baseAck: number;
  /** Segments that this capture recorded twice, left out of `indexes`. */
  readonly capturedTwice: number;
}

/** Start of a segment relative to the base: SYN is 0, the first byte 1. */
export function startOf(traffic: DirectionTraffic, index: number): number {
  return (at(traffic.columns.seq, index) - traffic.baseSeq) | 0;
}

/** Sequence numbers a segment takes: payload, SYN and FIN (RFC 9293 §3.4). */
export function spanOf(columns: SegmentColumns, index: number): number {
  const flags = at(columns.flags, index);
  return at(columns.length, index) + ((flags & TCP_SYN) === 0 ? 0 : 1) + ((flags & TCP_FIN) === 0 ? 0 : 1);
}

/** Acknowledgement number relative to the other direction's base. */
export function ackOf(traffic: DirectionTraffic, index: number): number {
  return (at(traffic.columns.ack, index) - traffic.baseAck) | 0;
}

export function isContentKnown(columns: SegmentColumns, index: number): boolean {
  return (at(columns.marks, index) & CONTENT_KNOWN) !== 0;
}

export function isSentByServer(columns: SegmentColumns, index: number): boolean {
  return (at(columns.marks, index) & SENT_BY_SERVER) !== 0;
}

/** SYN, FIN and RST: what makes a segment another one even where it carries the same bytes. */
export const SHAPE_FLAGS: number = TCP_SYN | TCP_FIN | TCP_RST;

/** Both directions of a stream: [client's, server's] as this log names them. Segments that were captured twice throughout are taken once. */
export function splitDirections(log: SegmentLog, stream: number): readonly [client: Int32Array, server: Int32Array] {
  const segments = log.segmentsOf(stream);
  // The client's from the front, the server's from the back.
  const split = new Int32Array(segments.length);
  let front = 0;
  let back = segments.length;
  for (const index of segments) {
    if (isSentByServer(log.columns, index)) split[--back] = index;
    else split[front++] = index;
  }
  return [split.subarray(0, front), split.subarray(front).reverse()];
}

/** Copies this close may be one segment recorded at two points of the same host (bridge, "any", both sides of a router). */
const TWICE_WITHIN_NS = 1_000_000;
/** Segments that tell whether a capture recorded everything twice. */
const SAMPLED = 256;

/** Without the second records of a capture that recorded everything twice; a doubling now and then is the network's. */
export function withoutSecondRecords(columns: SegmentColumns, indexes: Int32Array): Int32Array {
  const sample = indexes.subarray(0, SAMPLED);
  if (!canBeRecordedTwice(columns, sample)) return indexes;
  if (!isRecordedTwice(firstRecords(columns, sample), sample)) return indexes;
  const kept = firstRecords(columns, indexes);
  return isRecordedTwice(kept, indexes) ? Int32Array.from(kept) : indexes;
}

/** Are there equal sequence and acknowledgement numbers often enough? Cheaper than to look at all that makes segments equal. */
function canBeRecordedTwice({ seq, ack }: SegmentColumns, indexes: Int32Array): boolean {
  const sums = indexes.map((index) => at(seq, index) + Math.imul(at(ack, index), ODD)).sort();
  let distinct = 0;
  for (let place = 0; place < sums.length; place++) if (place === 0 || sums[place] !== sums[place - 1]) distinct++;
  return (sums.length - distinct) * 3 >= sums.length;
}

const ODD = 0x9e37_79b1;

function isRecordedTwice(kept: readonly number[], all: Int32Array): boolean {
  return (all.length - kept.length) * 3 >= all.length;
}

function firstRecords(columns: SegmentColumns, indexes: Int32Array): readonly number[] {
  const seen = new Map<number, number>();
  const kept: number[] = [];
  for (const index of indexes) {
    const key = recordKey(columns, index);
    const earlier = seen.get(key);
    if (earlier !== undefined && at(columns.timeNs, index) - at(columns.timeNs, earlier) <= TWICE_WITHIN_NS) {
      seen.delete(key); // a third record would be a new one
      continue;
    }
    seen.set(key, index);
    kept.push(index);
  }
  return kept;
}

function recordKey(columns: SegmentColumns, index: number): number {
  const key = new SegmentKey(at(columns.seq, index));
  key.add(at(columns.ack, index));
  key.add(at(columns.length, index));
  key.add(at(columns.flags, index));
  key.add(at(columns.ipId, index));
  key.add(at(columns.tsVal, index));
  key.add(at(columns.contentLow, index));
  key.add(at(columns.window, index));
  return key.value();
}
