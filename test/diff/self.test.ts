// A capture against itself is the same, whatever is in it: third-party and recorded captures of every format.

import { statSync } from 'node:fs';
import { expect, it } from 'vitest';
import { CaptureFileError } from '../../src/core/errors.ts';
import { DIFF_MODES } from '../../src/diff/capture-diff.ts';
import { diffCaptures } from '../../src/diff/diff-captures.ts';
import { describeWithShared, listSharedCaptures } from '../shared.ts';
import { readInput } from './read-input.ts';

/** Larger ones hold nothing new, and take long. */
const MOST_BYTES = 1_000_000;

const captures = listSharedCaptures('third-party', 'paper', 'lab').filter(
  ({ path }) => statSync(path).size <= MOST_BYTES,
);

describeWithShared('a capture against itself', () => {
  it('has captures to try', () => {
    expect(captures.length).toBeGreaterThan(100);
  });

  it.each(captures.map(({ name, path }) => [name, path] as const))('%s', async (_, path) => {
    const input = await readInput(path).catch((error: unknown) => {
      if (error instanceof CaptureFileError) return null; // no capture, or damaged from its first block on
      throw error;
    });
    if (input === null) return;
    for (const mode of [null, ...DIFF_MODES]) {
      const { differences, same } = diffCaptures(input, input, { mode });
      expect([mode, same, differences.map(({ kind }) => kind)]).toEqual([mode, true, []]);
    }
  });
});
