// Which connection of A is which of B: by the initial sequence numbers, by equal bytes at equal sequence numbers, by TCP timestamps, and where all of
// that is rewritten on the way (NAT, firewalls that randomise sequence numbers) by equal bytes at equal distances that also agree in time.

import type { Lang } from '../../core/text.ts';
import { TCP_ACK, TCP_SYN } from '../../dissect/transport/tcp-flags.ts';
import { OPTION_TIMESTAMPS } from '../../dissect/transport/tcp-option-kinds.ts';
import { causalRoom } from './clock.ts';
import { KeyGroups } from './key-groups.ts';
import { type PairEvidence, pairSentences } from './pair-evidence.ts';
import { at } from './segment-columns.ts';
import { SegmentKey } from './segment-key.ts';
import type { LoggedStream, SegmentLog } from './segment-log.ts';
import { type Agreement, agree } from './stream-agreement.ts';
import { isContentKnown, splitDirections } from './stream-traffic.ts';

export interface StreamPair {
  readonly a: LoggedStream;
  readonly b: LoggedStream;
  readonly isSwapped: boolean;
  /** B's number minus A's, modulo 2^32, of what A calls [client, server]. */
  readonly shift: readonly [number, number];
  readonly evidence: PairEvidence;
}

/** Segments of a stream that are looked at to find its counterpart. */
const SAMPLED = 32;
/** A key that so many streams share tells them apart no more. */
const COMMON = 32;
/** Counterparts that are looked at closely. */
const CANDIDATES = 8;

const SYN_KEY = 0;
const SYN_ACK_KEY = 1;
const TIME_KEY = 2;
const BARE_KEY = 3;
const BYTES_KEY = 4;
const CONTENT_KEY = 5;
type KeyKind = 0 | 1 | 2 | 3 | 4 | 5;
/** How much it tells that two streams share a key of this kind. */
const WEIGHTS: Readonly<Record<KeyKind, number>> = [100, 100, 10, 10, 10, 1];

/** Connections seen at both points, strongest evidence first; every stream at most once. */
export function pairStreams(a: SegmentLog, b: SegmentLog): readonly StreamPair[] {
  const index = new StreamIndex(b);
  const found: StreamPair[] = [];
  for (const stream of a.streams.values()) {
    const sketch = sketchStream(a, stream);
    for (const candidate of candidatesFor(a, stream, index)) {
      const pair = verifyPair(sketch, sketchStream(b, candidate), a, b);
      if (pair !== null) found.push(pair);
    }
  }
  found.sort(
    (p, q) =>
      q.evidence.strength - p.evidence.strength ||
      q.evidence.agreeing - p.evidence.agreeing ||
      p.a.stream + p.b.stream - (q.a.stream + q.b.stream) ||
      Math.abs(p.a.stream - p.b.stream) - Math.abs(q.a.stream - q.b.stream),
  );
  const takenA = new Set<number>();
  const takenB = new Set<number>();
  return found.filter((pair) => {
    if (takenA.has(pair.a.stream) || takenB.has(pair.b.stream)) return false;
    takenA.add(pair.a.stream);
    takenB.add(pair.b.stream);
    return true;
  });
}

/** What a stream is recognised by. */
interface Sketch {
  readonly stream: LoggedStream;
  readonly byClient: Int32Array;
  readonly byServer: Int32Array;
  /** Initial sequence numbers by [client, server]; null: no SYN. */
  readonly initial: readonly [number | null, number | null];
}

function sketchStream(log: SegmentLog, stream: LoggedStream): Sketch {
  const [byClient, byServer] = splitDirections(log, stream.stream);
  const { columns } = log;
  const initial: [number | null, number | null] = [null, null];
  for (const side of [byClient, byServer]) {
    for (const index of side.subarray(0, SAMPLED)) {
      const flags = at(columns.flags, index);
      if ((flags & TCP_SYN) !== 0) initial[(flags & TCP_ACK) === 0 ? 0 : 1] ??= at(columns.seq, index);
    }
  }
  return { stream, byClient, byServer, initial };
}

/** Key → weight. */
function keysOf(log: SegmentLog, stream: LoggedStream): ReadonlyMap<number, number> {
  const { byClient, byServer, initial } = sketchStream(log, stream);
  const { columns } = log;
  const keys = new Map<number, number>();
  const note = (kind: KeyKind, ...fields: readonly number[]): void => {
    const key = new SegmentKey(kind);
    for (const field of fields) key.add(field);
    keys.set(key.value(), WEIGHTS[kind]);
  };
  if (initial[0] !== null) note(SYN_KEY, initial[0]);
  if (initial[1] !== null) note(SYN_ACK_KEY, initial[1]);
  for (const side of [byClient, byServer]) {
    for (const index of side.subarray(0, SAMPLED)) {
      const length = at(columns.length, index);
      if ((at(columns.optionKinds, index) & (1 << OPTION_TIMESTAMPS)) !== 0) {
        note(TIME_KEY, at(columns.tsVal, index), at(columns.tsEcr, index));
      }
      if (length === 0) note(BARE_KEY, at(columns.seq, index), at(columns.ack, index));
    }
    let withData = 0;
    for (const index of side) {
      if (at(columns.length, index) === 0 || !isContentKnown(columns, index)) continue;
      if (++withData > SAMPLED) break;
      const content = [
        at(columns.length, index),
        at(columns.contentLow, index),
        at(columns.contentHigh, index),
      ] as const;
      note(BYTES_KEY, at(columns.seq, index), ...content);
      note(CONTENT_KEY, ...content);
    }
  }
  return keys;
}

/** Which streams have a key. */
class StreamIndex {
  readonly #streams: readonly LoggedStream[];
  readonly #owners: readonly number[];
  readonly #groups: KeyGroups;

  constructor(log: SegmentLog) {
    this.#streams = [...log.streams.values()];
    const keys: number[] = [];
    const owners: number[] = [];
    for (const [place, stream] of this.#streams.entries()) {
      for (const key of keysOf(log, stream).keys()) {
        keys.push(key);
        owners.push(place);
      }
    }
    this.#owners = owners;
    this.#groups = new KeyGroups(Int32Array.from(keys.keys()), (entry) => keys[entry] ?? 0);
  }

  /** Empty: none, or too many. */
  sharers(key: number): readonly LoggedStream[] {
    const slot = this.#groups.slotOf(key);
    if (this.#groups.sizeAt(slot) > COMMON) return [];
    return this.#groups.membersAt(slot).flatMap((entry) => this.#streams[this.#owners[entry] ?? 0] ?? []);
  }
}

/** The streams that share most keys, the telling ones first. */
function candidatesFor(log: SegmentLog, stream: LoggedStream, index: StreamIndex): readonly LoggedStream[] {
  const votes = new Map<LoggedStream, number>();
  for (const [key, weight] of keysOf(log, stream)) {
    for (const other of index.sharers(key)) votes.set(other, (votes.get(other) ?? 0) + weight);
  }
  return [...votes]
    .sort(([p, m], [q, n]) => n - m || p.stream - q.stream)
    .slice(0, CANDIDATES)
    .map(([other]) => other);
}

function verifyPair(a: Sketch, b: Sketch, logA: SegmentLog, logB: SegmentLog): StreamPair | null {
  const isSwapped = a.initial[0] === null || b.initial[0] === null ? isSwappedBy(a, b, logA, logB) : false;
  const [forthB, backB] = isSwapped ? [b.byServer, b.byClient] : [b.byClient, b.byServer];
  const initialB = isSwapped ? ([b.initial[1], b.initial[0]] as const) : b.initial;
  const known = [difference(a.initial[0], initialB[0]), difference(a.initial[1], initialB[1])] as const;
  const forth = agree(a.byClient, forthB, known[0], logA, logB);
  const back = agree(a.byServer, backB, known[1], logA, logB);
  const evidence = weigh(known, forth, back);
  if (evidence === null) return null;
  return { a: a.stream, b: b.stream, isSwapped, shift: [forth.shift ?? 0, back.shift ?? 0], evidence };
}

/** What proves that two streams are one; null: not enough does, or something contradicts it. */
function weigh(known: readonly [number | null, number | null], forth: Agreement, back: Agreement): PairEvidence | null {
  const agreeing = forth.agreeing + back.agreeing;
  const contradicting = forth.contradicting + back.contradicting;
  const bytes = forth.bytes + back.bytes;
  const sameTimestamps = forth.sameTimestamps + back.sameTimestamps;
  const otherTimestamps = forth.otherTimestamps + back.otherTimestamps;
  const facts = { agreeing, bytes, isShifted: (forth.shift ?? 0) !== 0 || (back.shift ?? 0) !== 0 };
  if (known[0] === 0 && known[1] === 0) return { ...facts, kind: 'initial-numbers', strength: 5 };
  if (contradicting > agreeing) return null;
  const hasOneInitial = (known[0] === 0 && known[1] === null) || (known[0] === null && known[1] === 0);
  if (hasOneInitial && contradicting === 0) return { ...facts, kind: 'one-initial-number', strength: 4 };
  const isTimed = sameTimestamps >= 2 && otherTimestamps * 10 <= sameTimestamps;
  const isUnmoved = forth.shift === 0 || back.shift === 0;
  // 32 bits of sequence number and the bytes themselves: chance is out of the question.
  if (isUnmoved && agreeing > 0 && bytes >= FEWEST_BYTES) return { ...facts, kind: 'sequence-and-bytes', strength: 3 };
  if (isTimed) return { ...facts, kind: 'timestamps', strength: 3 };
  if (agreeing < FEWEST_SEGMENTS || forth.agreeing === 0 || back.agreeing === 0 || contradicting > 0) return null;
  if (otherTimestamps > 0 && sameTimestamps === 0 && !isOneClock(forth, back)) return null;
  return isOneClock(forth, back) ? { ...facts, kind: 'bytes-and-times', strength: 2 } : null;
}

const FEWEST_BYTES = 8;
/** Equal bytes alone might be the same experiment once more: so many must agree, in both directions and in time. */
const FEWEST_SEGMENTS = 6;

/** Two runs drift apart; one run seen at two points cannot: what B saw of each direction comes before or after A within what one clock allows. */
function isOneClock(forth: Agreement, back: Agreement): boolean {
  const x = { aToB: forth, bToA: back };
  const y = { aToB: back, bToA: forth };
  return Math.max(causalRoom(x), causalRoom(y)) >= -COARSEST_NS;
}

/** Microsecond stamps on both sides. */
const COARSEST_NS = 2_000;

function isSwappedBy(a: Sketch, b: Sketch, logA: SegmentLog, logB: SegmentLog): boolean {
  const straight =
    agree(a.byClient, b.byClient, null, logA, logB).agreeing + agree(a.byServer, b.byServer, null, logA, logB).agreeing;
  const crossed =
    agree(a.byClient, b.byServer, null, logA, logB).agreeing + agree(a.byServer, b.byClient, null, logA, logB).agreeing;
  return crossed > straight;
}

function difference(a: number | null, b: number | null): number | null {
  return a === null || b === null ? null : (b - a) >>> 0;
}

/** Why two streams are one, in the language of the report. */
export function evidenceOf(pair: StreamPair, lang: Lang): readonly string[] {
  return pairSentences(pair.evidence, lang);
}
