// The mirror image of a comparison: what diff(B, A) must be, told from diff(A, B).

import { expect } from 'vitest';
import type { RunsComparison } from '../../../src/diff/runs/compare-runs.ts';
import type { RunsDiff, RunsRow, RunsTest } from '../../../src/diff/runs/runs-diff.ts';

/** Without texts: they name A and B. */
interface BareRow extends Omit<RunsRow, 'label' | 'reason' | 'test' | 'ratio'> {
  readonly test: Omit<RunsTest, 'p' | 'adjustedP' | 'effect'> | null;
}

export function expectMirrored(one: RunsComparison, other: RunsComparison): void {
  expect(other.runs.verdicts).toEqual(one.runs.verdicts);
  expect(other.runs.tests).toBe(one.runs.tests);
  expect(other.runs.onlyA).toEqual(one.runs.onlyB);
  expect(other.runs.onlyB).toEqual(one.runs.onlyA);
  const byStream = (runs: RunsDiff) => runs.pairs.toSorted((x, y) => x.a.stream - y.a.stream);
  const turned = { ...other.runs, pairs: other.runs.pairs.map((pair) => ({ ...pair, a: pair.b, b: pair.a })) };
  expect(byStream(turned).map(({ a, b, evidence }) => ({ a, b, evidence }))).toEqual(
    byStream(one.runs).map(({ a, b, evidence }) => ({ a, b, evidence })),
  );
  const rowsOf = (runs: RunsDiff): readonly RunsRow[] => [...byStream(runs).flatMap(({ rows }) => rows), ...runs.rows];
  const [rows, mirrored] = [rowsOf(one.runs), rowsOf(turned)];
  expect(mirrored.map(bare).map(mirror)).toEqual(rows.map(bare));
  for (const [at, row] of rows.entries()) {
    const test = mirrored[at]?.test ?? null;
    expect(test === null).toBe(row.test === null);
    if (row.test === null || test === null) continue;
    expect(test.p).toBeCloseTo(row.test.p, 9);
    const turnedEffect = row.quantity === 'count' ? 1 - test.effect : -test.effect;
    expect(turnedEffect).toBeCloseTo(row.test.effect, 9);
  }
  expect(other.differences.map(({ kind, severity }) => `${severity} ${kind}`).sort()).toEqual(
    one.differences.map(({ kind, severity }) => `${severity} ${kind}`).sort(),
  );
}

function bare(row: RunsRow): BareRow {
  const { label: _label, reason: _reason, ratio: _ratio, test, ...rest } = row;
  if (test === null) return { ...rest, test: null };
  const { p: _p, adjustedP: _adjusted, effect: _effect, ...shape } = test;
  return { ...rest, test: shape };
}

function mirror(row: BareRow): BareRow {
  const { test } = row;
  return {
    ...row,
    a: row.b,
    b: row.a,
    change: negated(row.change),
    test:
      test === null
        ? null
        : {
            ...test,
            shift: negated(test.shift),
            shiftInterval:
              test.shiftInterval === null
                ? null
                : [negated(test.shiftInterval[1]) ?? 0, negated(test.shiftInterval[0]) ?? 0],
            effectiveSamples:
              test.effectiveSamples === null ? null : [test.effectiveSamples[1], test.effectiveSamples[0]],
          },
  };
}

/** Never −0. */
function negated(value: number | null): number | null {
  return value === null ? null : 0 - value;
}
