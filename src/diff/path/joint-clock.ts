// The clocks of two captures from all the connections that both saw: one clock each, however many connections.

import { type ClockModel, estimateClock } from './clock.ts';
import { type ConnectionSight, crossingsIf } from './connection-sight.ts';
import type { Points } from './envelope.ts';
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
  const crossings = sights
    .filter(({ nearerClient }) => nearerClient !== 'unknown')
    .map((sight) => crossingsIf(sight.nearerClient === 'b' ? 'b' : 'a', sight, a, b));
  const aToB = joined(crossings.map((each) => each.aToB));
  const bToA = joined(crossings.map((each) => each.bToA));
  const counts = { aToB: aToB.t.length, bToA: bToA.t.length };
  if (counts.aToB === 0 || counts.bToA === 0) return { model: null, absence: 'one-way', ...counts };
  const model = estimateClock({ aToB, bToA }, resolutionNs);
  return { model, absence: model === null ? 'inconsistent' : null, ...counts };
}

function joined(parts: readonly Points[]): Points {
  const [only, ...more] = parts;
  if (only !== undefined && more.length === 0) return only;
  const count = parts.reduce((sum, { t }) => sum + t.length, 0);
  const [t, x] = [new Float64Array(count), new Float64Array(count)];
  let end = 0;
  for (const part of parts) {
    t.set(part.t, end);
    x.set(part.x, end);
    end += part.t.length;
  }
  return { t, x };
}
