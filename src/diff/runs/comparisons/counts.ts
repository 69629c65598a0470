// How often something happened, per run or per chance there was for it: a test of two rates, or some against none where that decides by itself.

import type { Lang, Text } from '../../../core/text.ts';
import type { CountFact } from '../fact.ts';
import * as reasons from '../reasons.ts';
import type { RunsValue } from '../runs-diff.ts';
import { compareRates } from '../statistics/rate-test.ts';
import { LEAST_SHARE, SIGNIFICANCE } from '../thresholds.ts';
import { type Compared, judged, plainValue } from './compared.ts';

export function compareCounts(a: CountFact | null, b: CountFact | null, lang: Lang): Compared | null {
  const fact = a ?? b;
  if (fact === null) return null;
  const [countA, countB] = [a?.count ?? null, b?.count ?? null];
  if ((countA ?? 0) + (countB ?? 0) === 0 && fact.detail !== null) return null;
  const exposures = exposuresOf(a, b);
  const valueIn = (own: CountFact | null, exposure: number | null): RunsValue => ({
    ...plainValue(own?.count ?? null, null, own, lang),
    exposure,
    bursts: own?.bursts ?? null,
  });
  const compared = { a: valueIn(a, exposures[0]), b: valueIn(b, exposures[1]), test: null };
  if (countA === null) return { ...compared, judge: judged('unknown', reasons.notShownBy('A', lang)) };
  if (countB === null) return { ...compared, judge: judged('unknown', reasons.notShownBy('B', lang)) };
  if (countA === countB && (countA === 0 || exposures[0] === exposures[1])) {
    return { ...compared, judge: judged('same', reasons.SAME_COUNT[lang]) };
  }
  if (exposures[0] === 0) return { ...compared, judge: judged('unknown', reasons.noOccasionIn('A', lang)) };
  if (exposures[1] === 0) return { ...compared, judge: judged('unknown', reasons.noOccasionIn('B', lang)) };
  if ((a?.isDecisive === true || b?.isDecisive === true) && (countA === 0 || countB === 0)) {
    return { ...compared, judge: judged('different', reasons.onlyIn(countA === 0 ? 'B' : 'A', lang)) };
  }
  const [burstsA, burstsB] = [a?.bursts ?? countA, b?.bursts ?? countB];
  const isBursty = burstsA + burstsB < countA + countB;
  const note = isBursty ? reasons.inBursts(burstsA, burstsB, lang) : '';
  return {
    ...compared,
    ...testRates([countA, countB], [burstsA, burstsB], exposures, { chance: fact.chance, note }, lang),
  };
}

/** By chances where both runs count by them, else per run. */
function exposuresOf(a: CountFact | null, b: CountFact | null): readonly [number | null, number | null] {
  const isPerRun = (a !== null && a.exposure === null) || (b !== null && b.exposure === null);
  return isPerRun ? [null, null] : [a?.exposure ?? 0, b?.exposure ?? 0];
}

function testRates(
  counts: readonly [number, number],
  bursts: readonly [number, number],
  exposures: readonly [number | null, number | null],
  { chance, note }: { readonly chance: Text | null; readonly note: string },
  lang: Lang,
): Pick<Compared, 'test' | 'judge'> {
  const [exposureA, exposureB] = [exposures[0] ?? 1, exposures[1] ?? 1];
  const { p, leastP } = compareRates(bursts[0], bursts[1], exposureA, exposureB);
  const rates = [counts[0] / exposureA, counts[1] / exposureB] as const;
  const told = exposures[0] === null ? null : chance;
  return {
    test: {
      name: 'poisson-exact',
      p,
      leastP,
      adjustedP: null,
      effect: counts[1] / (counts[0] + counts[1]),
      shift: null,
      shiftInterval: null,
      effectiveSamples: null,
    },
    judge: (test) => {
      const adjusted = test?.adjustedP ?? null;
      if (test === null || adjusted === null)
        return { verdict: 'unknown', reason: reasons.TOO_FEW_EVENTS[lang] + note };
      if (adjusted > SIGNIFICANCE)
        return { verdict: 'within-noise', reason: reasons.ratesAlike(test, rates, told, lang) + note };
      const isSmall = Math.abs(rates[1] - rates[0]) < LEAST_SHARE * Math.min(...rates);
      return isSmall
        ? { verdict: 'within-noise', reason: reasons.rateTooSmall(rates, told, lang) }
        : { verdict: 'different', reason: reasons.ratesApart(test, rates, told, lang) + note };
    },
  };
}
