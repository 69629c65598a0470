// Numbers by language: decimal comma in Spanish, decimal point in English; groups of three apart by a no-break space in both
// (ISO 80000-1 §7.3: never a point or a comma, which mean opposite things in the two languages).

import type { Lang } from '../../core/text.ts';

export const NO_BREAK_SPACE = '\u00a0';

export function decimalMark(lang: Lang): string {
  return lang === 'es' ? ',' : '.';
}

/** 3893947 → "3 893 947"; four digits stay together. */
export function groupDigits(digits: string): string {
  return digits.length < 5 ? digits : digits.replace(/\B(?=(?:\d{3})+$)/g, NO_BREAK_SPACE);
}

export function formatCount(value: number): string {
  return value < 0 ? `-${groupDigits(String(-value))}` : groupDigits(String(value));
}

/** A decimal text with a point ("3.893947") in the language's way; its whole part grouped. */
export function localiseDecimal(text: string, lang: Lang): string {
  const sign = text.startsWith('-') ? '-' : '';
  const [whole, fraction] = text.slice(sign.length).split('.');
  const grouped = sign + groupDigits(whole ?? '0');
  return fraction === undefined ? grouped : grouped + decimalMark(lang) + fraction;
}

/** "1 paquete", "3 paquetes". */
export function plural(count: number, one: string, many: string): string {
  return `${formatCount(count)}${NO_BREAK_SPACE}${count === 1 ? one : many}`;
}
