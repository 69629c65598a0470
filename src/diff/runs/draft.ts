// One quantity of A beside the same of B: the row is drafted first, its test joins the family of all tests, and only then comes the verdict.

import type { Lang } from '../../core/text.ts';
import type { Compared } from './comparisons/compared.ts';
import { compareConfiguration, compareNature } from './comparisons/configurations.ts';
import { compareCounts } from './comparisons/counts.ts';
import { compareDistributions } from './comparisons/distributions.ts';
import { compareMeasures } from './comparisons/measures.ts';
import type { Fact } from './fact.ts';
import { quantityOf } from './quantities.ts';
import type { RunsRow, RunsTest, RunsUnit, RunsValue } from './runs-diff.ts';
import type { FamilyTest } from './statistics/holm.ts';

export interface Draft {
  /** Who is compared, and by what: for the row and the family of tests. */
  readonly test: FamilyTest | null;
  finish(adjustedP: number | null): RunsRow;
}

/** A quantity that both runs know, or one of them; null: nothing to show. The two facts are of one kind, party and detail. */
export function draftRow(a: Fact | null, b: Fact | null, lang: Lang): Draft | null {
  const fact = a ?? b;
  if (fact === null) return null;
  const compared = compare(a, b, lang);
  if (compared === null) return null;
  const { theme, quantity, unit, label } = quantityOf(fact.kind);
  const { test } = compared;
  return {
    test,
    finish: (adjustedP) => {
      const shown = test === null ? null : publicTest(test, adjustedP);
      const { verdict, reason } = compared.judge(shown);
      const detail = detailOf(a, b, lang);
      return {
        kind: fact.kind,
        theme,
        quantity,
        unit,
        party: fact.party,
        detail: fact.detail,
        label: detail === null ? label[lang] : `${label[lang]}: ${detail}`,
        a: compared.a,
        b: compared.b,
        ...changeOf(compared.a, compared.b, unit),
        verdict,
        reason,
        test: shown,
      };
    },
  };
}

/** The same whichever run is A, also where the two put it differently. */
function detailOf(a: Fact | null, b: Fact | null, lang: Lang): string | null {
  const texts = [a, b].flatMap((fact) => fact?.detailText?.[lang] ?? fact?.detail ?? []);
  return texts.sort()[0] ?? null;
}

function publicTest({ leastP: _, ...test }: RunsTest & FamilyTest, adjustedP: number | null): RunsTest {
  return { ...test, adjustedP };
}

function changeOf(a: RunsValue, b: RunsValue, unit: RunsUnit): { change: number | null; ratio: number | null } {
  if (unit === 'none' || typeof a.value !== 'number' || typeof b.value !== 'number')
    return { change: null, ratio: null };
  return { change: b.value - a.value, ratio: a.value === 0 ? null : b.value / a.value };
}

function compare(a: Fact | null, b: Fact | null, lang: Lang): Compared | null {
  const quantity = (a ?? b)?.quantity;
  switch (quantity) {
    case 'configuration':
      return compareConfiguration(only(a, 'configuration'), only(b, 'configuration'), lang);
    case 'count':
      return compareCounts(only(a, 'count'), only(b, 'count'), lang);
    case 'distribution':
      return compareDistributions(only(a, 'distribution'), only(b, 'distribution'), lang);
    case 'measure':
      return compareMeasures(only(a, 'measure'), only(b, 'measure'), lang);
    case 'nature':
      return compareNature(only(a, 'nature'), only(b, 'nature'), lang);
    case undefined:
      return null;
  }
}

type Of<Q extends Fact['quantity']> = Extract<Fact, { quantity: Q }>;

function only<Q extends Fact['quantity']>(fact: Fact | null, quantity: Q): Of<Q> | null {
  return fact !== null && isOf(fact, quantity) ? fact : null;
}

function isOf<Q extends Fact['quantity']>(fact: Fact, quantity: Q): fact is Of<Q> {
  return fact.quantity === quantity;
}
