// Many measurements of one thing in each run: a test of two samples, and whether the shift is large enough to matter.

import type { Lang } from '../../../core/text.ts';
import type { DistributionFact } from '../fact.ts';
import { quantityOf } from '../quantities.ts';
import * as reasons from '../reasons.ts';
import type { RunsUnit, RunsValue } from '../runs-diff.ts';
import { mannWhitney } from '../statistics/mann-whitney.ts';
import { LEAST_DELTA, LEAST_SHARE, SIGNIFICANCE } from '../thresholds.ts';
import { type Compared, judged, plainValue } from './compared.ts';

export function compareDistributions(
  a: DistributionFact | null,
  b: DistributionFact | null,
  lang: Lang,
): Compared | null {
  const [samplesA, samplesB] = [a?.samples ?? [], b?.samples ?? []];
  const fact = a ?? b;
  if (fact === null || samplesA.length + samplesB.length === 0) return null;
  const compared = {
    a: distributionValue(a, samplesA, lang),
    b: distributionValue(b, samplesB, lang),
    test: null,
  };
  if (samplesA.length === 0) return { ...compared, judge: judged('unknown', reasons.notShownBy('A', lang)) };
  if (samplesB.length === 0) return { ...compared, judge: judged('unknown', reasons.notShownBy('B', lang)) };
  const [meaningA, meaningB] = [a?.meaning ?? null, b?.meaning ?? null];
  if (meaningA !== null && meaningB !== null && meaningA.en !== meaningB.en) {
    return { ...compared, judge: judged('unknown', reasons.otherMeaning(meaningA, meaningB, lang)) };
  }
  if (samplesA.length === samplesB.length && samplesA.every((value, at) => value === samplesB[at])) {
    return { ...compared, judge: judged('same', reasons.SAME_SAMPLES[lang]) };
  }
  const leastShift = Math.max(a?.leastShift ?? 0, b?.leastShift ?? 0);
  return { ...compared, ...testValues(samplesA, samplesB, leastShift, quantityOf(fact.kind).unit, lang) };
}

function distributionValue(fact: DistributionFact | null, samples: readonly number[], lang: Lang): RunsValue {
  const sorted = Float64Array.from(samples).sort();
  return {
    ...plainValue(sorted.length === 0 ? null : medianOf(sorted), null, fact, lang),
    samples: sorted.length,
    minimum: sorted[0] ?? null,
    maximum: sorted[sorted.length - 1] ?? null,
  };
}

/** Of sorted values; the mean of the two in the middle, rounded. */
function medianOf(sorted: Float64Array): number {
  const middle = (sorted.length - 1) / 2;
  return Math.round(((sorted[Math.floor(middle)] ?? 0) + (sorted[Math.ceil(middle)] ?? 0)) / 2);
}

function testValues(
  samplesA: readonly number[],
  samplesB: readonly number[],
  leastShift: number,
  unit: RunsUnit,
  lang: Lang,
): Pick<Compared, 'test' | 'judge'> {
  const found = mannWhitney(samplesA, samplesB, SIGNIFICANCE);
  if (found === null)
    return { test: null, judge: judged('unknown', reasons.tooFewValues(samplesA.length, samplesB.length, lang)) };
  const typical = Math.min(
    ...[samplesA, samplesB].map((samples) => Math.abs(medianOf(Float64Array.from(samples).sort()))),
  );
  return {
    test: {
      name: found.isExact ? 'mann-whitney-exact' : 'mann-whitney-normal',
      p: found.p,
      leastP: found.leastP,
      adjustedP: null,
      effect: found.delta,
      shift: found.shift,
      shiftInterval: found.shiftInterval,
      effectiveSamples: found.effectiveSizes,
    },
    judge: (test) => {
      const adjusted = test?.adjustedP ?? null;
      if (test === null || adjusted === null) {
        return { verdict: 'unknown', reason: reasons.tooFewValues(samplesA.length, samplesB.length, lang) };
      }
      if (adjusted > SIGNIFICANCE) return { verdict: 'within-noise', reason: reasons.valuesMixed(test, lang) };
      const isSmall =
        Math.abs(found.delta) < LEAST_DELTA || Math.abs(found.shift) < Math.max(leastShift, LEAST_SHARE * typical);
      return isSmall
        ? { verdict: 'within-noise', reason: reasons.shiftTooSmall(test, unit, lang) }
        : { verdict: 'different', reason: reasons.valuesApart(test, unit, lang) };
    },
  };
}
