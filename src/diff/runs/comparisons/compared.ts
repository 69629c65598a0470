// What comes out when one fact of A meets its counterpart of B: both values, perhaps a test, and a verdict as soon as the test is corrected.

import type { Lang, Text } from '../../../core/text.ts';
import type { Fact } from '../fact.ts';
import type { RunsTest, RunsValue, RunsVerdict } from '../runs-diff.ts';
import type { FamilyTest } from '../statistics/holm.ts';

interface Judgement {
  readonly verdict: RunsVerdict;
  readonly reason: string;
}

export interface Compared {
  readonly a: RunsValue;
  readonly b: RunsValue;
  /** null: nothing to test. */
  readonly test: (RunsTest & FamilyTest) | null;
  /** `test` as above, with its adjusted p. */
  judge(test: RunsTest | null): Judgement;
}

const NO_FRAMES: readonly number[] = [];

/** A value that is no distribution. */
export function plainValue(value: RunsValue['value'], text: Text | null, fact: Fact | null, lang: Lang): RunsValue {
  return {
    value,
    text: text?.[lang] ?? null,
    samples: null,
    minimum: null,
    maximum: null,
    exposure: null,
    bursts: null,
    frames: fact?.frames ?? NO_FRAMES,
  };
}

/** A verdict that no test can change. */
export function judged(verdict: RunsVerdict, reason: string): (test: RunsTest | null) => Judgement {
  return () => ({ verdict, reason });
}
