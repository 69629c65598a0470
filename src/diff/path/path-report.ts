// What `path` found, as the plain values of the CaptureDiff.

import { SENDERS } from '../../core/direction.ts';
import { NS_PER_SECOND } from '../../core/time.ts';
import type { DiffContext } from '../diff-context.ts';
import type { ClockModel } from './clock.ts';
import type { DirectionResult } from './compare-direction.ts';
import type { ComparedConnection, PathFindings } from './compare-path.ts';
import type {
  ClockPoint,
  ClockReport,
  DelayReport,
  PathConnection,
  PathDiff,
  PathDirection,
  PathStream,
  SegmentFate,
} from './path-diff.ts';
import { rowsOf } from './path-rows.ts';
import { clockAbsenceText, limitNote, nearerSentences, singleRecordNote } from './path-words.ts';
import { at } from './segment-columns.ts';
import type { LoggedStream, SegmentLog } from './segment-log.ts';
import { evidenceOf } from './stream-pairs.ts';

/** Lists are capped; the full counts stand beside them. */
export function reportPath(findings: PathFindings, context: DiffContext): PathDiff {
  const { listLimit, lang } = context;
  const { clock, a, b } = findings;
  return {
    clock: clock.model === null ? null : clockReport(clock.model, findings),
    clockAbsence: clock.absence === null ? null : clockAbsenceText(clock.absence, lang),
    connections: toldInDetail(findings.connections, Math.min(listLimit, CONNECTIONS)).map((connection) =>
      connectionReport(connection, findings, context),
    ),
    connectionsCount: findings.connections.length,
    onlyA: findings.onlyA.slice(0, listLimit).map(streamReport),
    onlyACount: findings.onlyA.length,
    onlyB: findings.onlyB.slice(0, listLimit).map(streamReport),
    onlyBCount: findings.onlyB.length,
    notes: [
      ...limitNote('A', a.segments.limit, a.segments.omitted, lang),
      ...limitNote('B', b.segments.limit, b.segments.omitted, lang),
    ],
  };
}

/** Connections in detail. */
const CONNECTIONS = 100;

/** Those to which something happened before the others; in the order of A. */
function toldInDetail(all: readonly ComparedConnection[], limit: number): readonly ComparedConnection[] {
  if (all.length <= limit) return all;
  const isRemarkable = ({ directions }: ComparedConnection): boolean =>
    directions.some(
      ({ leftovers, late, match, headers }) =>
        leftovers.length + late.length + match.pieces.length + headers.changes.length > 0,
    );
  const remarkableFirst = new Set([...all.filter(isRemarkable), ...all]);
  const kept = new Set([...remarkableFirst].slice(0, limit));
  return all.filter((connection) => kept.has(connection));
}

function connectionReport(
  { sight, directions }: ComparedConnection,
  findings: PathFindings,
  { lang, listLimit }: DiffContext,
): PathConnection {
  const { pair } = sight;
  const { rows, count } = rowsOf(directions, findings.a.segments, findings.b.segments, listLimit);
  const twice = directions.some(({ sent, received }) => sent.capturedTwice + received.capturedTwice > 0);
  return {
    a: streamReport(pair.a),
    b: streamReport(pair.b),
    isSwapped: pair.isSwapped,
    evidence: [...evidenceOf(pair, lang), ...(twice ? [singleRecordNote(lang)] : [])],
    nearerClient: sight.nearerClient,
    nearerClientEvidence: nearerSentences(sight, lang),
    sequenceShift: { client: pair.shift[0], server: pair.shift[1] },
    directions: {
      client: directionReport(directions[0], findings),
      server: directionReport(directions[1], findings),
    },
    rows,
    rowsCount: count,
    capped: rows.length < count,
  };
}

function streamReport({ stream, client, server, segments }: LoggedStream): PathStream {
  return {
    stream,
    client: { address: client.address, port: client.port },
    server: { address: server.address, port: server.port },
    segments,
  };
}

function directionReport(direction: DirectionResult, findings: PathFindings): PathDirection {
  const { sent, received, isSentByA, match } = direction;
  const [a, b] = isSentByA ? [sent, received] : [received, sent];
  const payload = ({ columns, indexes }: typeof sent): number =>
    indexes.reduce((sum, index) => sum + at(columns.length, index), 0);
  return {
    direction: SENDERS[direction.way],
    senderSide: direction.senderSide,
    segments: { a: a.indexes.length, b: b.indexes.length },
    payloadBytes: { a: payload(a), b: payload(b) },
    matched: match.pairs.length,
    fates: countFates(direction),
    delay: delayReport(direction, findings),
    hops: direction.senderSide === null ? null : direction.headers.hops,
  };
}

function countFates(direction: DirectionResult): PathDirection['fates'] {
  const counts: Partial<Record<SegmentFate, number>> = {};
  const count = (fate: SegmentFate): void => {
    counts[fate] = (counts[fate] ?? 0) + 1;
  };
  const { altered } = direction.headers;
  const late = new Map(direction.late.map(({ sent, fate }) => [sent, fate]));
  for (const sent of direction.match.pairs.ones) count(altered.has(sent) ? 'altered' : (late.get(sent) ?? 'arrived'));
  const recut = new Set(direction.match.pieces.map(([sent]) => sent));
  for (const sent of recut) count(altered.has(sent) ? 'altered' : 'recut');
  for (const { fate } of direction.leftovers) count(fate);
  return counts;
}

/** Null where the clocks cannot be laid on top of each other, or both captures were taken at one point. */
function delayReport(direction: DirectionResult, { clock, a, b }: PathFindings): DelayReport | null {
  const { match, times, isSentByA } = direction;
  const { model } = clock;
  if (direction.senderSide === null || model === null || match.pairs.length === 0) return null;
  const { pairs } = match;
  const { timeNs: left } = direction.sent.columns;
  const { timeNs: arrived } = direction.received.columns;
  const delays = new Float64Array(pairs.length);
  let sum = 0;
  let [first, last] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let place = 0; place < pairs.length; place++) {
    const delay = times.delay(pairs.one(place), pairs.other(place));
    delays[place] = delay;
    sum += delay;
    const middle = (at(left, pairs.one(place)) + at(arrived, pairs.other(place))) / 2;
    first = Math.min(first, middle);
    last = Math.max(last, middle);
  }
  const sorted = delays.slice().sort();
  const rank = (share: number): number =>
    sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)] ?? 0;
  const slowest = delays.indexOf(sorted.at(-1) ?? 0);
  const [sent, received] = [pairs.one(slowest), pairs.other(slowest)];
  const [inA, inB] = isSentByA ? [sent, received] : [received, sent];
  return {
    samples: delays.length,
    minNs: Math.round(sorted[0] ?? 0),
    medianNs: Math.round(sorted.length % 2 === 1 ? rank(0.5) : (rank(0.5) + (sorted[sorted.length / 2] ?? 0)) / 2),
    meanNs: Math.round(sum / delays.length),
    p95Ns: Math.round(rank(0.95)),
    maxNs: Math.round(sorted.at(-1) ?? 0),
    uncertaintyNs: Math.ceil(Math.max(model.uncertaintyAt(first), model.uncertaintyAt(last))),
    slowest: { aFrame: at(a.segments.columns.frame, inA), bFrame: at(b.segments.columns.frame, inB) },
  };
}

function clockReport(model: ClockModel, findings: PathFindings): ClockReport {
  const { a, b } = findings;
  const point = (t: number): ClockPoint => ({
    time: a.segments.time?.instant(Math.round(t - model.offsetAt(t) / 2)) ?? '0.000000000',
    ...absoluteOffset(a.segments, b.segments, model.offsetAt(t), model.uncertaintyAt(t)),
  });
  const [low, high] = model.skewRange;
  return {
    ...point(model.middle),
    atStart: point(model.start),
    atEnd: point(model.end),
    skewPpm: ppm(model.skew),
    isSkewSeen: model.isSkewSeen,
    skewPpmRange: [ppm(low), ppm(high)],
    roundTripNs: Math.round(model.roundTripNs),
    resolutionNs: findings.resolutionNs,
    samples: { aToB: findings.clock.aToB, bToA: findings.clock.bToA },
  };
}

/** From the time bases of the two logs to the clocks themselves. A number is exact up to 104 days of ns; beyond that what it rounds counts as doubt. */
function absoluteOffset(
  a: SegmentLog,
  b: SegmentLog,
  offsetNs: number,
  uncertaintyNs: number,
): Pick<ClockPoint, 'offsetNs' | 'uncertaintyNs'> {
  const seconds = (b.time?.sec ?? 0) - (a.time?.sec ?? 0);
  const nanoseconds = (b.time?.nsec ?? 0) - (a.time?.nsec ?? 0);
  const total = seconds * NS_PER_SECOND + (nanoseconds + Math.round(offsetNs));
  const grid = Number.isSafeInteger(total) ? 0 : 2 ** (Math.floor(Math.log2(Math.abs(total))) - MANTISSA_BITS);
  return { offsetNs: total === 0 ? 0 : total, uncertaintyNs: Math.ceil(uncertaintyNs) + grid }; // never −0
}

/** Of a double, behind its first one: its grid at 2^53 is 2. */
const MANTISSA_BITS = 52;

function ppm(skew: number): number {
  const rounded = Math.round(skew * 1e9) / 1e3;
  return rounded === 0 ? 0 : rounded;
}
