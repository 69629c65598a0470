// How far apart the clocks of two captures are, and how fast they drift apart: offset, rate, and how wrong both can be (SEMANTICS §3).
// No assumption about the delays but that they are not negative: causes come before effects.

import { argMax, feasible, lowerHull, MOST_SKEW, type Points, restAbove, restBelow, upperHull } from './envelope.ts';

/** Segments seen at both points, as B's time minus A's, by the way they went. `t`: the mean of the two times. Symmetric in A and B but for the sign. */
export interface Crossings {
  readonly aToB: Points;
  readonly bToA: Points;
}

/** offset(t) = offsetNs + skew · (t − middle): B's clock minus A's, in the time bases of the two logs. */
export interface ClockModel {
  readonly middle: number;
  readonly offsetNs: number;
  readonly skew: number;
  /** The captures tell that the clocks do not run equally fast. */
  readonly isSkewSeen: boolean;
  readonly skewRange: readonly [number, number];
  /** Least delay one way plus least delay the other way. */
  readonly roundTripNs: number;
  readonly start: number;
  readonly end: number;
  offsetAt(t: number): number;
  /** The true offset at `t` lies no farther from offsetAt(t), whatever the delays are. */
  uncertaintyAt(t: number): number;
}

/** null: no straight clock can explain the times (one of them was set meanwhile), or one way is missing. */
export function estimateClock(crossings: Crossings, resolutionNs: number): ClockModel | null {
  const { aToB, bToA } = crossings;
  if (aToB.t.length === 0 || bToA.t.length === 0) return null;
  const above = lowerHull(aToB);
  const below = upperHull(bToA);
  const start = Math.min(least(aToB.t), least(bToA.t));
  const end = Math.max(most(aToB.t), most(bToA.t));
  const middle = (start + end) / 2;
  const room = (slope: number): number => restBelow(above, slope, middle) - restAbove(below, slope, middle);
  const skewRange = feasible((slope) => room(slope) + resolutionNs, -MOST_SKEW, MOST_SKEW);
  if (skewRange === null) return null;
  const [from, to] = skewRange;
  const span = end - start;
  const { skew, isSkewSeen } = estimateSkew({ aToB, bToA, above, below, middle, span, from, to, room, resolutionNs });
  const offsetNs = (restBelow(above, skew, middle) + restAbove(below, skew, middle)) / 2;
  const offsetAt = (t: number): number => offsetNs + skew * (t - middle);
  return {
    middle,
    offsetNs,
    skew,
    isSkewSeen,
    skewRange,
    roundTripNs: Math.max(0, room(skew)),
    start,
    end,
    offsetAt,
    uncertaintyAt: (t) => {
      const highest = restBelow(
        above,
        argMax((slope) => restBelow(above, slope, t), from, to),
        t,
      );
      const lowest = restAbove(
        below,
        argMax((slope) => -restAbove(below, slope, t), from, to),
        t,
      );
      const here = offsetAt(t);
      return Math.max(highest - here, here - lowest, 0) + resolutionNs;
    },
  };
}

/** How well the times agree with segments that travel as `crossings` says: the room left between causes and effects; negative: they contradict it. */
export function causalRoom(crossings: Crossings): number {
  const above = lowerHull(crossings.aToB);
  const below = upperHull(crossings.bToA);
  const room = (slope: number): number => restBelow(above, slope, 0) - restAbove(below, slope, 0);
  return room(argMax(room, -MOST_SKEW, MOST_SKEW));
}

interface SkewInput extends Crossings {
  readonly above: Points;
  readonly below: Points;
  readonly middle: number;
  readonly span: number;
  readonly from: number;
  readonly to: number;
  readonly room: (slope: number) => number;
  readonly resolutionNs: number;
}

/**
 * The slope of the lower envelopes of both ways together (Moon, Skelly, Towsley, INFOCOM 1999): the line that lies below all delays and closest to
 * them. It counts only if each way tells the same by itself, or if no slope at all would contradict causality.
 */
function estimateSkew(input: SkewInput): { readonly skew: number; readonly isSkewSeen: boolean } {
  const { aToB, bToA, above, below, middle, from, to, room } = input;
  const [sumAbove, sumBelow] = [sum(aToB.t, middle), sum(bToA.t, middle)];
  const leftAbove = (slope: number): number => aToB.t.length * restBelow(above, slope, middle) + slope * sumAbove;
  const leftBelow = (slope: number): number => -bToA.t.length * restAbove(below, slope, middle) - slope * sumBelow;
  const both = argMax((slope) => leftAbove(slope) + leftBelow(slope), from, to);
  if (room(0) + input.resolutionNs < 0) return { skew: both, isSkewSeen: true }; // within a tick of the clocks nothing is proven
  if (aToB.t.length < FEWEST_FOR_RATE || bToA.t.length < FEWEST_FOR_RATE) return { skew: 0, isSkewSeen: false };
  const one = argMax(leftAbove, -MOST_SKEW, MOST_SKEW);
  const other = argMax(leftBelow, -MOST_SKEW, MOST_SKEW);
  const isAgreed =
    one * other > 0 && Math.abs(one - other) <= MOST_DISAGREEMENT * Math.min(Math.abs(one), Math.abs(other));
  const isClear =
    Math.abs(both) * input.span >
    CLEARLY *
      Math.max(
        spread(aToB, restBelow(above, both, middle), both, middle),
        spread(bToA, restAbove(below, both, middle), both, middle),
      );
  return isAgreed && isClear ? { skew: both, isSkewSeen: true } : { skew: 0, isSkewSeen: false };
}

/** Median distance of the crossings from their envelope. */
function spread(points: Points, line: number, slope: number, t0: number): number {
  const distances = Float64Array.from(points.x, (x, i) => Math.abs(x - slope * ((points.t[i] ?? 0) - t0) - line));
  return distances.sort()[distances.length >> 1] ?? 0;
}

/** Fewer crossings one way show no rate. */
const FEWEST_FOR_RATE = 8;
const MOST_DISAGREEMENT = 0.5;
/** The drift over the whole capture must stand out so far from how much delays vary anyway. */
const CLEARLY = 3;

function sum(t: ArrayLike<number>, middle: number): number {
  let total = 0;
  for (let i = 0; i < t.length; i++) total += (t[i] ?? 0) - middle;
  return total;
}

function least(values: ArrayLike<number>): number {
  let found = Number.POSITIVE_INFINITY;
  for (let i = 0; i < values.length; i++) found = Math.min(found, values[i] ?? 0);
  return found;
}

function most(values: ArrayLike<number>): number {
  let found = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < values.length; i++) found = Math.max(found, values[i] ?? 0);
  return found;
}
