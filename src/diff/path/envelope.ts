// A straight line between two clouds of points: what the clocks of two captures allow (SEMANTICS §3, two-capture clock method). Segments that travel
// from A to B lie above the line of the clock offset, those from B to A below it; only the convex hulls matter.

/** Points (t, x), both in ns. */
export interface Points {
  readonly t: ArrayLike<number>;
  readonly x: ArrayLike<number>;
}

/** No two clocks of computers run apart faster than this: 5000 ppm, ten times what NTP would still correct (RFC 5905 §11.3: 500 ppm). */
export const MOST_SKEW = 0.005;
const STEPS = 200;

/** The points on which a line that lies below all of `points` can rest. */
export function lowerHull(points: Points): Points {
  return hull(points, 1);
}

/** The points on which a line that lies above all of `points` can rest. */
export function upperHull(points: Points): Points {
  return hull(points, -1);
}

/** Andrew's monotone chain, one half of it; `sign` −1: upside down. */
function hull(points: Points, sign: 1 | -1): Points {
  const order = orderOf(points, sign);
  const t: number[] = [];
  const x: number[] = [];
  for (let place = 0; place < points.t.length; place++) {
    const index = order === null ? place : at(order, place);
    const nextT = at(points.t, index);
    const nextX = at(points.x, index);
    if (t.length > 0 && t[t.length - 1] === nextT) continue; // the first of equal moments is the outermost
    while (t.length >= 2 && sign * turn(t, x, nextT, nextX) <= 0) {
      t.pop();
      x.pop();
    }
    t.push(nextT);
    x.push(nextX);
  }
  return { t, x };
}

/** Points by time, of equal times the outermost first; null: as they are. */
function orderOf(points: Points, sign: 1 | -1): readonly number[] | null {
  const distance = (i: number, j: number): number =>
    at(points.t, i) - at(points.t, j) || sign * (at(points.x, i) - at(points.x, j));
  let place = 1;
  while (place < points.t.length && distance(place - 1, place) <= 0) place++;
  if (place >= points.t.length) return null;
  return Array.from({ length: points.t.length }, (_, index) => index).sort(distance);
}

/** > 0: the next point lies to the left of the last edge. */
function turn(t: readonly number[], x: readonly number[], nextT: number, nextX: number): number {
  const i = t.length - 2;
  const j = t.length - 1;
  return (at(t, j) - at(t, i)) * (nextX - at(x, i)) - (at(x, j) - at(x, i)) * (nextT - at(t, i));
}

/** Highest line of this slope below the points, as its height at `t0`; +∞ without points. */
export function restBelow(points: Points, slope: number, t0: number): number {
  let least = Number.POSITIVE_INFINITY;
  for (let i = 0; i < points.t.length; i++) {
    least = Math.min(least, at(points.x, i) - slope * (at(points.t, i) - t0));
  }
  return least;
}

/** Lowest line of this slope above the points, as its height at `t0`; −∞ without points. */
export function restAbove(points: Points, slope: number, t0: number): number {
  let most = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < points.t.length; i++) {
    most = Math.max(most, at(points.x, i) - slope * (at(points.t, i) - t0));
  }
  return most;
}

/** Where a concave function is largest in [from, to]. */
export function argMax(of: (slope: number) => number, from: number, to: number): number {
  let low = from;
  let high = to;
  for (let step = 0; step < STEPS && high > low; step++) {
    const third = (high - low) / 3;
    if (of(low + third) < of(high - third)) low += third;
    else if (of(low + third) > of(high - third)) high -= third;
    else {
      low += third;
      high -= third;
    }
  }
  const middle = (low + high) / 2;
  // A flat top, or one that leans against an end of the interval or on no slope at all, is told exactly.
  return [from, 0, to].reduce(
    (best, slope) => (inside(slope, from, to) && of(slope) > of(best) ? slope : best),
    middle,
  );
}

/** The slopes in [from, to] at which a concave function is not negative; null: none. */
export function feasible(
  of: (slope: number) => number,
  from: number,
  to: number,
): readonly [least: number, most: number] | null {
  const best = argMax(of, from, to);
  if (of(best) < 0) return null;
  return [of(from) >= 0 ? from : edge(of, best, from), of(to) >= 0 ? to : edge(of, best, to)];
}

/** Between `inner`, where the function is not negative, and `outer`, where it is. */
function edge(of: (slope: number) => number, inner: number, outer: number): number {
  let good = inner;
  let bad = outer;
  for (let step = 0; step < STEPS; step++) {
    const middle = (good + bad) / 2;
    if (of(middle) >= 0) good = middle;
    else bad = middle;
  }
  return good;
}

function inside(value: number, from: number, to: number): boolean {
  return value >= from && value <= to;
}

function at(values: ArrayLike<number>, index: number): number {
  return values[index] ?? 0;
}
