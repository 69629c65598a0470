// One measurement a run: no test can judge it, but many measurements of a like thing in the same run show how far such values scatter.

import type { Lang } from '../../../core/text.ts';
import type { MeasureFact } from '../fact.ts';
import { quantityOf } from '../quantities.ts';
import * as reasons from '../reasons.ts';
import { LEAST_SHARE, LEAST_YARDSTICK, YARDSTICK_MARGIN } from '../thresholds.ts';
import { type Compared, judged, plainValue } from './compared.ts';

export function compareMeasures(a: MeasureFact | null, b: MeasureFact | null, lang: Lang): Compared | null {
  const [valueA, valueB] = [a?.value ?? null, b?.value ?? null];
  if (valueA === null && valueB === null) return null;
  const compared = { a: plainValue(valueA, null, a, lang), b: plainValue(valueB, null, b, lang), test: null };
  return { ...compared, judge: judgeMeasure(a, b, lang) };
}

function judgeMeasure(a: MeasureFact | null, b: MeasureFact | null, lang: Lang): Compared['judge'] {
  if (a === null || a.value === null) return judged('unknown', reasons.notShownBy('A', lang));
  if (b === null || b.value === null) return judged('unknown', reasons.notShownBy('B', lang));
  if (a.meaning !== null && b.meaning !== null && a.meaning.en !== b.meaning.en) {
    return judged('unknown', reasons.otherMeaning(a.meaning, b.meaning, lang));
  }
  if (a.value === b.value) return judged('same', reasons.SAME_VALUE[lang]);
  if (Math.min(a.yardstick.length, b.yardstick.length) < LEAST_YARDSTICK)
    return judged('unknown', reasons.ONE_MEASUREMENT[lang]);
  const distance = Math.abs(b.value - a.value);
  const [rangeA, rangeB] = [rangeOf(a.yardstick), rangeOf(b.yardstick)];
  const spread = Math.max(widthOf(rangeA), widthOf(rangeB));
  const { unit } = quantityOf(a.kind);
  if (distance <= YARDSTICK_MARGIN * spread || distance < LEAST_SHARE * Math.min(a.value, b.value)) {
    return judged('within-noise', reasons.withinSpread(distance, spread, unit, lang));
  }
  // A repeated segment, a slow moment: one value that its own run does not repeat says nothing of the runs.
  if (isException(a.value, rangeA, spread)) return judged('within-noise', reasons.exceptionIn('A', lang));
  if (isException(b.value, rangeB, spread)) return judged('within-noise', reasons.exceptionIn('B', lang));
  return judged('different', reasons.beyondSpread(distance, spread, unit, lang));
}

type Range = readonly [low: number, high: number];

function isException(value: number, [low, high]: Range, margin: number): boolean {
  return value < low - margin || value > high + margin;
}

function widthOf([low, high]: Range): number {
  return high - low;
}

function rangeOf(values: readonly number[]): Range {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const value of values) {
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  return [low, high];
}
