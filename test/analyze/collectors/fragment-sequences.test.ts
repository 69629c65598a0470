// Runs of fragment numbers: holes, repetitions, disorder, restarts.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FragmentSequences, type SequenceRun } from '../../../src/analyze/collectors/fragment-sequences.ts';

type Step = number | 'failure' | 'success' | readonly [index: number, dup: true];

function runsOf(...steps: readonly Step[]): readonly SequenceRun[] {
  const sequences = new FragmentSequences();
  steps.forEach((step, order) => {
    if (step === 'failure' || step === 'success') sequences.end(step);
    else if (typeof step === 'number') sequences.add(step, 10, -1, order, false);
    else sequences.add(step[0], 10, -1, order, true);
  });
  return sequences.runs();
}

const shape = (run: SequenceRun): object => ({
  from: run.from,
  to: run.to,
  missing: run.missingList(),
  duplicated: run.duplicated,
  reordered: run.reordered,
  end: run.end,
});

const plain = { missing: [], duplicated: [], reordered: [], end: null };

describe('one run', () => {
  it.each<[string, Step[], object]>([
    ['in order', [0, 1, 2, 3], { ...plain, from: 0, to: 3 }],
    ['not from 0', [3, 4, 5], { ...plain, from: 3, to: 5 }],
    ['with holes', [0, 1, 4, 5, 7], { ...plain, from: 0, to: 7, missing: [2, 3, 6] }],
    ['a hole filled later', [0, 1, 3, 2, 4], { ...plain, from: 0, to: 4, reordered: [2] }],
    ['the inside of a hole filled', [0, 5, 3, 6], { ...plain, from: 0, to: 6, missing: [1, 2, 4], reordered: [3] }],
    ['the first two exchanged', [1, 0, 2, 3], { ...plain, from: 0, to: 3, reordered: [0] }],
    ['one repeated at once', [0, 1, 1, 2], { ...plain, from: 0, to: 2, duplicated: [1] }],
    ['one repeated later', [0, 1, 2, 3, 1, 4], { ...plain, from: 0, to: 4, duplicated: [1] }],
    ['resent by MQTT', [0, 1, [0, true], [1, true], 2], { ...plain, from: 0, to: 2, duplicated: [0, 1] }],
    ['the first repeated', [0, 0, 1, 2], { ...plain, from: 0, to: 2, duplicated: [0] }],
    ['an end packet', [0, 1, 2, 'success'], { ...plain, from: 0, to: 2, end: 'success' }],
  ])('%s', (_name, steps, expected) => {
    expect(runsOf(...steps).map(shape)).toEqual([expected]);
  });
});

describe('several runs', () => {
  it('begin again behind an end packet, from any number', () => {
    expect(runsOf(0, 1, 3, 'failure', 2, 3, 'failure', 0, 1, 2, 'success').map(shape)).toEqual([
      { ...plain, from: 0, to: 3, missing: [2], end: 'failure' },
      { ...plain, from: 2, to: 3, end: 'failure' },
      { ...plain, from: 0, to: 2, end: 'success' },
    ]);
  });

  it('begin again without one when the first numbers come once more in a row', () => {
    expect(runsOf(0, 1, 2, 3, 0, 1, 2).map(shape)).toEqual([
      { ...plain, from: 0, to: 3 },
      { ...plain, from: 0, to: 2 },
    ]);
  });

  it('begin again with a hole at once', () => {
    expect(runsOf(0, 1, 2, 3, 4, 0, 2, 3).map(shape)).toEqual([
      { ...plain, from: 0, to: 4 },
      { ...plain, from: 0, to: 3, missing: [1] },
    ]);
  });

  it('know where each begins', () => {
    expect(runsOf(0, 1, 2, 0, 1).map((run) => run.startOrder)).toEqual([0, 3]);
  });

  it('a first number that comes once more at the very end begins one', () => {
    expect(runsOf(0, 1, 2, 0).map(shape)).toEqual([
      { ...plain, from: 0, to: 2 },
      { ...plain, from: 0, to: 0 },
    ]);
  });
});

describe('limits', () => {
  it('lists stay finite, whatever comes', () => {
    const sequences = new FragmentSequences();
    for (let i = 0; i < 20_000; i++) sequences.add(i * 3, 1, -1, i, false);
    const [run] = sequences.runs();
    expect(run?.missingList()).toHaveLength(1000);
    expect(run?.missing.length).toBeLessThanOrEqual(2000);
  });

  it('any order of any numbers is taken, and every number is accounted for', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(30), { minLength: 1, maxLength: 60 }), (numbers) => {
        const sequences = new FragmentSequences();
        for (const [order, number] of numbers.entries()) sequences.add(number, 1, -1, order, false);
        for (const run of sequences.runs()) {
          expect(run.from).toBeLessThanOrEqual(run.to);
          for (const missing of run.missingList()) {
            expect(missing).toBeGreaterThan(run.from);
            expect(missing).toBeLessThan(run.to);
          }
          expect(run.fragments + run.missingList().length).toBe(run.to - run.from + 1);
        }
      }),
    );
  });
});
