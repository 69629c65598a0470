// Ranks of the values of two samples put together; equal values share the mean of their ranks (midranks).

export interface SharedRanks {
  /** Twice the midrank: an integer. In the order of the samples given. */
  readonly a: readonly number[];
  readonly b: readonly number[];
  /** Σ (t³ − t) over the groups of t equal values. */
  readonly tieTerm: number;
}

/** Ranks from 1 to the number of values of both samples. */
export function rankTogether(a: readonly number[], b: readonly number[]): SharedRanks {
  const values = [...a, ...b];
  const order = Uint32Array.from(values.keys()).sort((i, j) => (values[i] ?? 0) - (values[j] ?? 0));
  const doubled = new Array<number>(values.length).fill(0);
  let tieTerm = 0;
  for (let start = 0; start < order.length; ) {
    const value = values[order[start] ?? 0];
    let end = start + 1;
    while (end < order.length && values[order[end] ?? 0] === value) end++;
    for (let i = start; i < end; i++) doubled[order[i] ?? 0] = start + 1 + end;
    const ties = end - start;
    tieTerm += ties * ties * ties - ties;
    start = end;
  }
  return { a: doubled.slice(0, a.length), b: doubled.slice(a.length), tieTerm };
}
