// `path`: the same connections seen at two points. Pairs them, lays their clocks on top of each other, compares every direction, says what differs.

import { nanosecondsBetweenInstants } from '../../analyze/instants.ts';
import type { DiffContext } from '../diff-context.ts';
import type { DiffInput } from '../diff-input.ts';
import type { DifferenceDraft } from '../difference-draft.ts';
import { compareDirection, type DirectionResult, type Leftover } from './compare-direction.ts';
import { captureDifferences, connectionDifferences } from './connection-differences.ts';
import { type ConnectionSight, sightConnection } from './connection-sight.ts';
import { type JointClock, jointClock } from './joint-clock.ts';
import type { Window } from './observation.ts';
import type { CaptureSide, PathDiff } from './path-diff.ts';
import { directionDifferences } from './path-differences.ts';
import { reportPath } from './path-report.ts';
import type { LoggedStream } from './segment-log.ts';
import { pairStreams, type StreamPair } from './stream-pairs.ts';

export interface ComparedConnection {
  readonly sight: ConnectionSight;
  readonly directions: readonly [DirectionResult, DirectionResult];
}

/** Everything `path` found out; what reports and differences are made of. */
export interface PathFindings {
  readonly connections: readonly ComparedConnection[];
  readonly onlyA: readonly LoggedStream[];
  readonly onlyB: readonly LoggedStream[];
  readonly clock: JointClock;
  readonly resolutionNs: number;
  readonly a: DiffInput;
  readonly b: DiffInput;
}

/** Segments whose frames are told of one change. */
const EXAMPLES = 100;

/** The connections that both captures saw; empty: they show none in common, and `path` has nothing to say. */
export function connectionsInCommon(a: DiffInput, b: DiffInput): readonly StreamPair[] {
  return pairStreams(a.segments, b.segments);
}

export function comparePath(
  a: DiffInput,
  b: DiffInput,
  context: DiffContext,
  pairs: readonly StreamPair[] = connectionsInCommon(a, b),
): { readonly path: PathDiff; readonly drafts: readonly DifferenceDraft[] } {
  const findings = findPath(a, b, pairs);
  const drafts = [
    ...captureDifferences(findings, context.lang),
    ...findings.connections.flatMap((connection) => [
      ...connectionDifferences(connection, findings, context.lang),
      ...connection.directions.flatMap((direction) =>
        directionDifferences(connection, direction, EXAMPLES, context.lang),
      ),
    ]),
  ].sort((p, q) => p.firstFrame - q.firstFrame);
  return { path: reportPath(findings, context), drafts };
}

function findPath(a: DiffInput, b: DiffInput, pairs: readonly StreamPair[]): PathFindings {
  const resolutionNs = resolutionOf(a) + resolutionOf(b);
  const sights = [...pairs]
    .sort((p, q) => p.a.stream - q.a.stream)
    .map((pair) => sightConnection(pair, a, b, resolutionNs));
  const clock = jointClock(sights, a.segments, b.segments, resolutionNs);
  const windows = { a: windowOf(a), b: windowOf(b) };
  const directionContext = { clock, resolutionNs, windows, keep: EXAMPLES };
  const compared = sights.map(
    (sight): ComparedConnection => ({
      sight,
      directions: [compareDirection(sight, 0, directionContext), compareDirection(sight, 1, directionContext)],
    }),
  );
  const isLossy = { a: missesFrames(a, 'a', compared), b: missesFrames(b, 'b', compared) };
  const takenA = new Set(pairs.map((pair) => pair.a.stream));
  const takenB = new Set(pairs.map((pair) => pair.b.stream));
  return {
    connections: compared.map((connection) => settle(connection, isLossy)),
    onlyA: [...a.segments.streams.values()].filter(({ stream }) => !takenA.has(stream)),
    onlyB: [...b.segments.streams.values()].filter(({ stream }) => !takenB.has(stream)),
    clock,
    resolutionNs,
    a,
    b,
  };
}

/** Has this capture demonstrably missed frames that the network carried? */
function missesFrames(input: DiffInput, side: CaptureSide, compared: readonly ComparedConnection[]): boolean {
  if ((input.analysis.capture.dropped ?? 0) > 0) return true;
  const isMissedHere = (leftover: Leftover): boolean => leftover.fate === 'capture-missed' && leftover.side !== side;
  return compared.some(({ directions }) => directions.some(({ leftovers }) => leftovers.some(isMissedHere)));
}

/** What did not show up at the other point was lost by the network, unless the capture there is known to miss frames. */
function settle(connection: ComparedConnection, isLossy: Readonly<Record<CaptureSide, boolean>>): ComparedConnection {
  const settled = (direction: DirectionResult): DirectionResult => ({
    ...direction,
    leftovers: direction.leftovers.map((leftover): Leftover => {
      const isMissing = leftover.isUnproven && leftover.fate === 'not-seen';
      return isMissing && !isLossy[leftover.side === 'a' ? 'b' : 'a'] ? { ...leftover, fate: 'lost' } : leftover;
    }),
  });
  return { ...connection, directions: [settled(connection.directions[0]), settled(connection.directions[1])] };
}

/** First and last frame of a capture in the time base of its log. */
function windowOf({ analysis, segments }: DiffInput): Window {
  const { firstTime, lastTime } = analysis.capture;
  const base = segments.time;
  if (base === null || firstTime === null || lastTime === null) {
    const times = segments.columns.timeNs.subarray(0, segments.count);
    return { fromNs: times.reduce((p, q) => Math.min(p, q), 0), toNs: times.reduce((p, q) => Math.max(p, q), 0) };
  }
  const zero = base.instant(0);
  return { fromNs: nanosecondsBetweenInstants(zero, firstTime), toNs: nanosecondsBetweenInstants(zero, lastTime) };
}

/** Ns of one tick of a capture's clock. */
export function resolutionOf({ analysis }: DiffInput): number {
  const text = analysis.capture.timeResolution ?? '1e-9';
  const power = /^2\^(-?\d+)$/.exec(text);
  const seconds = power === null ? Number(text) : 2 ** Number(power[1]);
  return Math.max(1, Math.round(seconds * 1e9));
}
