// Why a verdict was given, in words a student understands.

import type { Lang, Text } from '../../core/text.ts';
import type { RunsTest, RunsUnit } from './runs-diff.ts';
import { SIGNIFICANCE } from './thresholds.ts';
import { decimal, numberText, percentText, probabilityText } from './value-text.ts';

export type Run = 'A' | 'B';

export const SAME_VALUE: Text = { es: 'el mismo valor', en: 'the same value' };
export const SAME_COUNT: Text = { es: 'las mismas veces', en: 'as often' };
export const SAME_SAMPLES: Text = { es: 'exactamente las mismas mediciones', en: 'exactly the same measurements' };

export const CHOSEN: Text = {
  es: 'es un valor que se elige, no que se mide: si cambia, alguien o algo lo cambió',
  en: 'it is a value that is chosen, not measured: if it changes, somebody or something changed it',
};

export const OUTCOME: Text = {
  es: 'es un hecho, no una medición que oscila: no es ruido',
  en: 'it is a fact, not a measurement that fluctuates: it is no noise',
};

export const BY_NATURE: Text = {
  es: 'cambia en cada ejecución, sea cual sea el experimento',
  en: 'it changes in every run, whatever the experiment',
};

export const ONE_MEASUREMENT: Text = {
  es: 'un solo valor por ejecución: no se sabe cuánto varía de una a otra sin repetir el experimento',
  en: 'a single value in each run: how much it varies from run to run is not known without repeating the experiment',
};

export const TOO_FEW_EVENTS: Text = {
  es: 'son muy pocos casos: ni el reparto más desigual permitiría decidir',
  en: 'there are too few cases: not even the most uneven split would decide it',
};

export function notShownBy(run: Run, lang: Lang): string {
  return lang === 'es' ? `la captura ${run} no lo muestra` : `capture ${run} does not show it`;
}

export function onlyIn(run: Run, lang: Lang): string {
  return lang === 'es' ? `solo ocurre en ${run}` : `it happens only in ${run}`;
}

export function noOccasionIn(run: Run, lang: Lang): string {
  return lang === 'es' ? `en ${run} no hubo ocasión para ello` : `there was no occasion for it in ${run}`;
}

export function otherMeaning(a: Text, b: Text, lang: Lang): string {
  return lang === 'es'
    ? `no miden lo mismo: A, ${a.es}; B, ${b.es}`
    : `they do not measure the same thing: A, ${a.en}; B, ${b.en}`;
}

export function tooFewValues(a: number, b: number, lang: Lang): string {
  return lang === 'es'
    ? `muy pocas mediciones (${a} y ${b}): ni separadas del todo permitirían decidir`
    : `too few measurements (${a} and ${b}): not even if they were wholly apart could it be decided`;
}

/** Rates of events; `chance`: what one of them is counted by. */
export function ratesApart(test: RunsTest, rates: readonly [number, number], chance: Text | null, lang: Lang): string {
  const p = probabilityText(test.adjustedP ?? test.p, lang);
  const told = ratesTold(rates, chance, lang);
  return lang === 'es'
    ? `${told}el azar no explica esta diferencia (${p})`
    : `${told}chance does not explain this difference (${p})`;
}

export function ratesAlike(test: RunsTest, rates: readonly [number, number], chance: Text | null, lang: Lang): string {
  const told = ratesTold(rates, chance, lang);
  const often = percentText(test.p, lang);
  return (
    (lang === 'es'
      ? `${told}el azar da una diferencia así o mayor en el ${often} de los casos`
      : `${told}chance gives such a difference or a larger one in ${often} of all cases`) + correctionText(test, lang)
  );
}

/** Behind a sentence about counts. */
export function inBursts(a: number, b: number, lang: Lang): string {
  return lang === 'es'
    ? `; los seguidos cuentan como uno: ${a} y ${b}`
    : `; those that follow on one another count as one: ${a} and ${b}`;
}

export function rateTooSmall(rates: readonly [number, number], chance: Text | null, lang: Lang): string {
  const told = ratesTold(rates, chance, lang);
  return lang === 'es'
    ? `${told}se distingue, pero cambia menos de una décima parte`
    : `${told}it can be told apart, but it changes by less than a tenth`;
}

function ratesTold([a, b]: readonly [number, number], chance: Text | null, lang: Lang): string {
  return chance === null ? '' : `${rateText(a, lang)} → ${rateText(b, lang)} ${chance[lang]}: `;
}

function rateText(rate: number, lang: Lang): string {
  return rate > 0 && rate < 0.01 ? percentText(rate, lang) : decimal(rate, lang);
}

/** Distributions. */
export function valuesApart(test: RunsTest, unit: RunsUnit, lang: Lang): string {
  const p = probabilityText(test.adjustedP ?? test.p, lang);
  const share = percentText((Math.abs(test.effect) + 1) / 2, lang);
  const larger = test.effect > 0 ? 'B' : 'A';
  const shift = shiftText(test, unit, lang);
  const worth = worthText(test, lang);
  return lang === 'es'
    ? `los valores de ${larger} son los mayores en el ${share} de las comparaciones de uno con otro; B − A ≈ ${shift}; el azar no lo explica (${p})${worth}`
    : `the values of ${larger} are the larger ones in ${share} of the comparisons of one with another; B − A ≈ ${shift}; chance does not explain it (${p})${worth}`;
}

export function valuesMixed(test: RunsTest, lang: Lang): string {
  const often = percentText(test.p, lang);
  return (
    (lang === 'es'
      ? `los valores de una y otra se mezclan: el azar da una diferencia así o mayor en el ${often} de los casos`
      : `the values of both overlap: chance gives such a difference or a larger one in ${often} of all cases`) +
    correctionText(test, lang) +
    worthText(test, lang)
  );
}

export function shiftTooSmall(test: RunsTest, unit: RunsUnit, lang: Lang): string {
  const shift = shiftText(test, unit, lang);
  return lang === 'es'
    ? `se distingue, pero es pequeña: B − A ≈ ${shift}`
    : `it can be told apart, but it is small: B − A ≈ ${shift}`;
}

function shiftText({ shift, shiftInterval }: RunsTest, unit: RunsUnit, lang: Lang): string {
  const middle = numberText(shift ?? 0, unit, lang);
  if (shiftInterval === null) return middle;
  const [low, high] = shiftInterval.map((end) => numberText(end, unit, lang));
  return lang === 'es' ? `${middle} (95 %: de ${low} a ${high})` : `${middle} (95%: ${low} to ${high})`;
}

/** Said only where the test alone would have called it a difference. */
function correctionText({ p, adjustedP }: RunsTest, lang: Lang): string {
  if (adjustedP === null || p > SIGNIFICANCE) return '';
  const corrected = probabilityText(adjustedP, lang);
  return lang === 'es'
    ? `; con tantas comparaciones a la vez, alguna así es de esperar (corregida, ${corrected})`
    : `; with so many comparisons at once, one like this is to be expected (corrected, ${corrected})`;
}

/** Said only where it changes the verdict's weight. */
function worthText({ effectiveSamples }: RunsTest, lang: Lang): string {
  if (effectiveSamples === null) return '';
  const [a, b] = effectiveSamples.map((size) => decimal(Math.round(size), lang));
  return lang === 'es'
    ? `; las mediciones seguidas se parecen: valen por ${a} y ${b} independientes`
    : `; neighbouring measurements resemble each other: they are worth ${a} and ${b} independent ones`;
}

/** One measurement beside many of a like thing. */
export function beyondSpread(distance: number, spread: number, unit: RunsUnit, lang: Lang): string {
  const [far, wide] = [numberText(distance, unit, lang), numberText(spread, unit, lang)];
  return lang === 'es'
    ? `se apartan ${far}, más del doble de lo que se dispersan mediciones semejantes de una misma ejecución (${wide})`
    : `they are ${far} apart, more than twice what like measurements within one run scatter over (${wide})`;
}

export function withinSpread(distance: number, spread: number, unit: RunsUnit, lang: Lang): string {
  const [far, wide] = [numberText(distance, unit, lang), numberText(spread, unit, lang)];
  return lang === 'es'
    ? `se apartan ${far}; mediciones semejantes de una misma ejecución se dispersan ${wide}`
    : `they are ${far} apart; like measurements within one run scatter over ${wide}`;
}

export function exceptionIn(run: Run, lang: Lang): string {
  return lang === 'es'
    ? `el de ${run} es una excepción en su propia ejecución: las demás mediciones semejantes son otras`
    : `the one of ${run} is an exception within its own run: like measurements there are other ones`;
}
