// Equal messages one behind the other, and not as many on the other side: which of them has no partner, their bytes cannot say. Their times can.

import type { Alignment } from './alignment.ts';

/** Offsets tried where no other message tells how long one takes. */
const TRIALS = 32;

/**
 * Moves partners within runs of equal keys to where the times fit best. `usualNs`: from first to second, null: not known.
 * Returns the places of the first sequence whose partner was told by time.
 */
export function settleEqualRuns(
  keys: readonly number[],
  others: readonly number[],
  alignment: Alignment,
  timesNs: readonly number[],
  otherTimesNs: readonly number[],
  usualNs: number | null,
): Set<number> {
  const byTime = new Set<number>();
  for (let from = 0; from < keys.length; ) {
    let to = from + 1;
    while (to < keys.length && keys[to] === keys[from]) to++;
    settleRun(from, to, keys, others, alignment, timesNs, otherTimesNs, usualNs, byTime);
    from = to;
  }
  return byTime;
}

function settleRun(
  from: number,
  to: number,
  keys: readonly number[],
  others: readonly number[],
  { ofFirst, ofSecond }: Alignment,
  timesNs: readonly number[],
  otherTimesNs: readonly number[],
  usualNs: number | null,
  byTime: Set<number>,
): void {
  const key = keys[from] ?? -1;
  const partners: number[] = [];
  for (let i = from; i < to; i++) if ((ofFirst[i] ?? -1) >= 0) partners.push(ofFirst[i] ?? -1);
  if (key < 0 || partners.length === 0) return;
  const candidates = candidatesAround(partners, key, others, ofSecond);
  if (candidates === null || (candidates.length === to - from && candidates.length === partners.length)) return;
  const here = timesNs.slice(from, to);
  const there = candidates.map((j) => otherTimesNs[j] ?? 0);
  const chosen = here.length >= there.length ? choose(there, here, usualNs, -1) : choose(here, there, usualNs, 1);
  for (const j of partners) ofSecond[j] = -1;
  for (let i = from; i < to; i++) ofFirst[i] = -1;
  const pairs =
    here.length >= there.length
      ? chosen.map((at, j): [number, number] => [from + at, candidates[j] ?? -1])
      : chosen.map((at, i): [number, number] => [from + i, candidates[at] ?? -1]);
  for (const [i, j] of pairs) {
    ofFirst[i] = j;
    ofSecond[j] = i;
    byTime.add(i);
  }
}

/** The partners, and equal ones without partner beside them. null: they do not lie in order. */
function candidatesAround(
  partners: readonly number[],
  key: number,
  others: readonly number[],
  ofSecond: Int32Array,
): number[] | null {
  let first = partners[0] ?? 0;
  let last = partners[partners.length - 1] ?? 0;
  for (let n = 1; n < partners.length; n++) if ((partners[n] ?? 0) < (partners[n - 1] ?? 0)) return null;
  while (first > 0 && others[first - 1] === key && ofSecond[first - 1] === -1) first--;
  while (last + 1 < others.length && others[last + 1] === key && ofSecond[last + 1] === -1) last++;
  const mine = new Set(partners);
  const list: number[] = [];
  for (let j = first; j <= last; j++) if (mine.has(j) || (others[j] === key && ofSecond[j] === -1)) list.push(j);
  return list;
}

/** For each of the fewer times the place among the more, in order; `sign` 1: the more come after the fewer. */
function choose(fewer: readonly number[], more: readonly number[], usualNs: number | null, sign: 1 | -1): number[] {
  if (usualNs !== null) return assign(fewer, more, sign * usualNs).places;
  let best: { places: number[]; cost: number } | null = null;
  let bestNs = 0;
  const trials = Math.min(more.length - fewer.length + 1, TRIALS);
  for (let n = 0; n < trials; n++) {
    const offset = (more[n] ?? 0) - (fewer[0] ?? 0);
    const trial = assign(fewer, more, offset);
    // From publishing to delivery; where costs are alike, the clocks are taken to agree: the shortest time that is none before its cause.
    const ns = sign * offset;
    if (best === null || trial.cost < best.cost || (trial.cost === best.cost && isLikelier(ns, bestNs))) {
      best = trial;
      bestNs = ns;
    }
  }
  return best?.places ?? [];
}

function isLikelier(ns: number, than: number): boolean {
  if (ns >= 0 !== than >= 0) return ns >= 0;
  return Math.abs(ns) < Math.abs(than);
}

function assign(fewer: readonly number[], more: readonly number[], offset: number): { places: number[]; cost: number } {
  const places: number[] = [];
  let cost = 0;
  let at = 0;
  fewer.forEach((time, n) => {
    const last = more.length - (fewer.length - n);
    const distance = (place: number): number => Math.abs((more[place] ?? 0) - time - offset);
    while (at < last && distance(at + 1) < distance(at)) at++;
    places.push(at);
    cost += distance(at);
    at++;
  });
  return { places, cost };
}
