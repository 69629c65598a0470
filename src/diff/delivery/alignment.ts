// Two sequences of keys, laid beside each other: which element of one is which of the other, also when keys repeat.
// Keys that occur once on both sides are pairs wherever they stand. Between those that also keep their order (patience), repeated keys are
// aligned by the longest common subsequence (Myers 1986, O(ND)) within a limit on differences; whatever is left of a key is paired in order.
// Never quadratic: 100 000 equal keys are one run.

/** Key of an element that can be paired with nothing. */
export const NO_KEY = -1;

/** By place in the first sequence: place in the second, −1 without. */
export interface Alignment {
  readonly ofFirst: Int32Array;
  readonly ofSecond: Int32Array;
  /** 1: the key of this element of the first sequence occurs once on both sides. */
  readonly unique: Uint8Array;
}

/** Differences up to which a block is aligned exactly. */
const DIFFERENCE_LIMIT = 1000;
/** How far a block with more of them is searched for where it goes on. */
const LOOK_AHEAD = 64;

export function alignKeys(first: readonly number[], second: readonly number[]): Alignment {
  const ofFirst = new Int32Array(first.length).fill(-1);
  const ofSecond = new Int32Array(second.length).fill(-1);
  const unique = new Uint8Array(first.length);
  const pair = (i: number, j: number): void => {
    ofFirst[i] = j;
    ofSecond[j] = i;
  };
  pairUnique(first, second, unique, pair);
  alignBetween(first, second, ofFirst, ofSecond, pair);
  pairLeft(first, second, ofFirst, ofSecond, pair);
  return { ofFirst, ofSecond, unique };
}

type Pair = (i: number, j: number) => void;

function pairUnique(first: readonly number[], second: readonly number[], unique: Uint8Array, pair: Pair): void {
  const inSecond = new Map<number, number>();
  const repeated = new Set<number>();
  second.forEach((key, j) => {
    if (inSecond.has(key)) repeated.add(key);
    else inSecond.set(key, j);
  });
  const seen = new Map<number, number>();
  first.forEach((key) => {
    seen.set(key, (seen.get(key) ?? 0) + 1);
  });
  first.forEach((key, i) => {
    const j = inSecond.get(key);
    if (key === NO_KEY || j === undefined || repeated.has(key) || seen.get(key) !== 1) return;
    unique[i] = 1;
    pair(i, j);
  });
}

/** Blocks between pairs that keep their order. */
function alignBetween(
  first: readonly number[],
  second: readonly number[],
  ofFirst: Int32Array,
  ofSecond: Int32Array,
  pair: Pair,
): void {
  const anchors = inOrder(ofFirst);
  let i = 0;
  let j = 0;
  for (let n = 0; n <= anchors.length; n++) {
    const at = anchors[n] ?? first.length;
    const to = n === anchors.length ? second.length : (ofFirst[at] ?? second.length);
    alignBlock(first, second, freePlaces(first, ofFirst, i, at), freePlaces(second, ofSecond, j, to), pair);
    i = at + 1;
    j = to + 1;
  }
}

function freePlaces(keys: readonly number[], taken: Int32Array, from: number, to: number): number[] {
  const places: number[] = [];
  for (let at = from; at < to; at++) if (taken[at] === -1 && keys[at] !== NO_KEY) places.push(at);
  return places;
}

function alignBlock(
  first: readonly number[],
  second: readonly number[],
  places: readonly number[],
  others: readonly number[],
  pair: Pair,
): void {
  const same = (x: number, y: number): boolean => first[places[x] ?? -1] === second[others[y] ?? -1];
  const take = (x: number, y: number): void => pair(places[x] ?? 0, others[y] ?? 0);
  let start = 0;
  let end = places.length;
  let otherEnd = others.length;
  while (start < end && start < otherEnd && same(start, start)) {
    take(start, start);
    start++;
  }
  while (end > start && otherEnd > start && same(end - 1, otherEnd - 1)) take(--end, --otherEnd);
  if (start === end || start === otherEnd) return;
  if (!alignExactly(start, end, start, otherEnd, same, take)) alignNearby(start, end, start, otherEnd, same, take);
}

/** Myers' greedy algorithm; false: more differences than the limit, nothing was taken. */
function alignExactly(
  from: number,
  end: number,
  otherFrom: number,
  otherEnd: number,
  same: (x: number, y: number) => boolean,
  take: Pair,
): boolean {
  const n = end - from;
  const m = otherEnd - otherFrom;
  const limit = Math.min(n + m, DIFFERENCE_LIMIT);
  const width = 2 * limit + 3;
  const furthest = new Int32Array(width);
  const trace: Int32Array[] = [];
  for (let d = 0; d <= limit; d++) {
    trace.push(furthest.slice(limit + 1 - d, limit + 2 + d));
    for (let k = -d; k <= d; k += 2) {
      const at = limit + 1 + k;
      const below = furthest[at - 1] ?? 0;
      const above = furthest[at + 1] ?? 0;
      let x = k === -d || (k !== d && below < above) ? above : below + 1;
      while (x < n && x - k < m && same(from + x, otherFrom + x - k)) x++;
      furthest[at] = x;
      if (x >= n && x - k >= m) {
        walkBack(trace, d, n, m, (i, j) => take(from + i, otherFrom + j));
        return true;
      }
    }
  }
  return false;
}

/** `trace[d]` holds, for k from −d to d, how far the diagonals had come before step d. */
function walkBack(trace: readonly Int32Array[], steps: number, n: number, m: number, take: Pair): void {
  let x = n;
  let y = m;
  for (let d = steps; d > 0; d--) {
    const before = trace[d];
    const k = x - y;
    const below = k === -d ? -1 : (before?.[k - 1 + d] ?? -1);
    const above = k === d ? -1 : (before?.[k + 1 + d] ?? -1);
    const down = k === -d || (k !== d && below < above);
    const fromX = down ? above : below;
    const fromY = fromX - (down ? k + 1 : k - 1);
    while (x > fromX && y > fromY) take(--x, --y);
    x = fromX;
    y = fromY;
  }
  while (x > 0 && y > 0) take(--x, --y);
}

/** Steps over what does not fit to the nearest place where both go on. */
function alignNearby(
  from: number,
  end: number,
  otherFrom: number,
  otherEnd: number,
  same: (x: number, y: number) => boolean,
  take: Pair,
): void {
  let x = from;
  let y = otherFrom;
  while (x < end && y < otherEnd) {
    if (same(x, y)) {
      take(x++, y++);
      continue;
    }
    let step = 1;
    while (step <= LOOK_AHEAD) {
      if (x + step < end && same(x + step, y)) break;
      if (y + step < otherEnd && same(x, y + step)) break;
      step++;
    }
    if (step > LOOK_AHEAD) {
      x++;
      y++;
    } else if (x + step < end && same(x + step, y)) x += step;
    else y += step;
  }
}

/** What moved out of its block: per key, the first that is left with the first that is left. */
function pairLeft(
  first: readonly number[],
  second: readonly number[],
  ofFirst: Int32Array,
  ofSecond: Int32Array,
  pair: Pair,
): void {
  const left = new Map<number, number[]>();
  for (let i = first.length - 1; i >= 0; i--) {
    const key = first[i] ?? NO_KEY;
    if (ofFirst[i] !== -1 || key === NO_KEY) continue;
    const places = left.get(key);
    if (places === undefined) left.set(key, [i]);
    else places.push(i);
  }
  second.forEach((key, j) => {
    if (ofSecond[j] !== -1 || key === NO_KEY) return;
    const i = left.get(key)?.pop();
    if (i !== undefined) pair(i, j);
  });
}

/**
 * Places of the first sequence whose partners rise, as many as possible. Of two that changed places the one that came late is left out: the walk
 * goes from the end, so that what arrived first is kept.
 */
export function inOrder(ofFirst: Int32Array): number[] {
  const bySecond: number[] = [];
  for (let i = 0; i < ofFirst.length; i++) if ((ofFirst[i] ?? -1) >= 0) bySecond.push(i);
  bySecond.sort((x, y) => (ofFirst[x] ?? 0) - (ofFirst[y] ?? 0));
  return longestRise(bySecond);
}

/** Longest strictly rising subsequence; of equally long ones the one whose elements stand earliest. */
export function longestRise(values: readonly number[]): number[] {
  // From the end, falling: tails[l] is the place of the largest value that starts a rise of length l + 1.
  const tails: number[] = [];
  const next = new Int32Array(values.length).fill(-1);
  for (let at = values.length - 1; at >= 0; at--) {
    const value = values[at] ?? 0;
    let low = 0;
    let high = tails.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((values[tails[middle] ?? 0] ?? 0) > value) low = middle + 1;
      else high = middle;
    }
    next[at] = low > 0 ? (tails[low - 1] ?? -1) : -1;
    tails[low] = at;
  }
  const rise: number[] = [];
  for (let at = tails[tails.length - 1] ?? -1; at >= 0; at = next[at] ?? -1) rise.push(values[at] ?? 0);
  return rise;
}
