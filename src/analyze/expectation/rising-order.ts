// Which elements of a row are out of order: those outside a longest rising part of it.

/** Positions of `values` that do not belong to one longest rising subsequence; equal values count as rising. */
export function positionsOutOfOrder(values: readonly number[]): ReadonlySet<number> {
  /** By length: position that ends a rising part of that length with the lowest value. */
  const ends: number[] = [];
  const before = new Int32Array(values.length).fill(-1);
  values.forEach((value, position) => {
    let from = 0;
    let to = ends.length;
    while (from < to) {
      const middle = (from + to) >>> 1;
      if ((values[ends[middle] ?? 0] ?? 0) <= value) from = middle + 1;
      else to = middle;
    }
    before[position] = from === 0 ? -1 : (ends[from - 1] ?? -1);
    ends[from] = position;
  });
  const inOrder = new Set<number>();
  for (let at = ends[ends.length - 1] ?? -1; at >= 0; at = before[at] ?? -1) inOrder.add(at);
  const outside = new Set<number>();
  for (let i = 0; i < values.length; i++) if (!inOrder.has(i)) outside.add(i);
  return outside;
}
