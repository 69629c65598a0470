// The clocks of two captures from all the connections that both saw: one clock each, however many connections.

import { type ClockModel, estimateClock } from './clock.ts';
import { type ConnectionSight, crossingsIf } from './connection-sight.ts';
import type { SegmentLog } from './segment-log.ts';

/** Why there is no clock: nothing went both ways · no straight clock explains the times · null: there is one. */
export type ClockAbsence = 'one-way' | 'inconsistent' | null;

export interface JointClock {
  readonly model: ClockModel | null;
  readonly absence: ClockAbsence;
  readonly aToB: number;
  readonly bToA: number;
}

export function jointClock(
  sights: readonly ConnectionSight[],
  a: SegmentLog,
  b: SegmentLog,
  resolutionNs: number,
): JointClock {
  const aToB: GrowingPoints = { t: [], x: [] };
  const bToA: GrowingPoints = { t: [], x: [] };
  for (const sight of sights) {
    if (sight.nearerClient === 'unknown') continue;
    const crossings = crossingsIf(sight.nearerClient === 'b' ? 'b' : 'a', sight, a, b);
    append(aToB, crossings.aToB);
    append(bToA, crossings.bToA);
  }
  const counts = { aToB: aToB.t.length, bToA: bToA.t.length };
  if (counts.aToB === 0 || counts.bToA === 0) return { model: null, absence: 'one-way', ...counts };
  const model = estimateClock({ aToB, bToA }, resolutionNs);
  return { model, absence: model === null ? 'inconsistent' : null, ...counts };
}

interface GrowingPoints {
  readonly t: number[];
  readonly x: number[];
}

function append(points: GrowingPoints, more: { readonly t: readonly number[]; readonly x: readonly number[] }): void {
  for (const t of more.t) points.t.push(t);
  for (const x of more.x) points.x.push(x);
}
