// What is chosen is equal or not; what differs by nature is only shown.

import type { Lang } from '../../../core/text.ts';
import type { ConfigurationFact, NatureFact } from '../fact.ts';
import { quantityOf } from '../quantities.ts';
import * as reasons from '../reasons.ts';
import { type Compared, judged, plainValue } from './compared.ts';

export function compareConfiguration(
  a: ConfigurationFact | null,
  b: ConfigurationFact | null,
  lang: Lang,
): Compared | null {
  const [valueA, valueB] = [a?.value ?? null, b?.value ?? null];
  if (valueA === null && valueB === null) return null;
  const compared = {
    a: plainValue(valueA, a?.text ?? null, a, lang),
    b: plainValue(valueB, b?.text ?? null, b, lang),
    test: null,
  };
  if (valueA === null) return { ...compared, judge: judged('unknown', reasons.notShownBy('A', lang)) };
  if (valueB === null) return { ...compared, judge: judged('unknown', reasons.notShownBy('B', lang)) };
  if (valueA === valueB) return { ...compared, judge: judged('same', reasons.SAME_VALUE[lang]) };
  const doubt = a?.doubt ?? b?.doubt ?? null;
  if (doubt !== null) return { ...compared, judge: judged('unknown', doubt[lang]) };
  const habit = a?.habit ?? null;
  if (habit !== null && b?.habit != null) return { ...compared, judge: judged('within-noise', habit[lang]) };
  const isOutcome = a !== null && quantityOf(a.kind).quantity === 'outcome';
  return { ...compared, judge: judged('different', (isOutcome ? reasons.OUTCOME : reasons.CHOSEN)[lang]) };
}

export function compareNature(a: NatureFact | null, b: NatureFact | null, lang: Lang): Compared | null {
  const [valueA, valueB] = [a?.value ?? null, b?.value ?? null];
  if (valueA === null && valueB === null) return null;
  return {
    a: plainValue(valueA, null, a, lang),
    b: plainValue(valueB, null, b, lang),
    test: null,
    judge: judged('by-nature', reasons.BY_NATURE[lang]),
  };
}
