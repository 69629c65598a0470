// Values of rows in words: numbers by unit and language, as in the sentences of findings.

import { count, duration } from '../../analyze/rules/wording.ts';
import type { Lang, Text } from '../../core/text.ts';
import type { RunsParty, RunsRow, RunsUnit, RunsValue } from './runs-diff.ts';

const YES = { es: 'sí', en: 'yes' } as const;
const NO = { es: 'no', en: 'no' } as const;
const UNKNOWN = { es: 'no se sabe', en: 'not known' } as const;

/** "1460 bytes", "3.89 ms", "sí", or the words that the value has of its own. */
export function valueText(value: RunsValue, unit: RunsUnit, lang: Lang): string {
  if (value.text !== null) return value.text;
  if (typeof value.value === 'number') return numberText(value.value, unit, lang);
  if (typeof value.value === 'boolean') return (value.value ? YES : NO)[lang];
  return value.value ?? UNKNOWN[lang];
}

export function numberText(value: number, unit: RunsUnit, lang: Lang): string {
  const sign = value < 0 ? '−' : '';
  const size = Math.abs(value);
  switch (unit) {
    case 'ns':
      return sign + duration(Math.round(size), lang);
    case 'bytes':
      return `${sign}${decimal(size, lang)}\u00a0${size === 1 ? 'byte' : 'bytes'}`;
    case 'bytes-per-second':
      return `${sign}${decimal(size, lang)}\u00a0bytes/s`;
    case 'seconds':
      return `${sign}${decimal(size, lang)}\u00a0s`;
    case 'count':
      return sign + decimal(size, lang);
    case 'none': // ports, sequence numbers, codes: names, not amounts
      return sign + String(size);
  }
}

/** At most two decimals. */
export function decimal(value: number, lang: Lang): string {
  if (Number.isInteger(value)) return count(value);
  const [whole = '0', fraction = ''] = value.toFixed(2).split('.');
  const kept = fraction.replace(/0+$/, '');
  return kept === '' ? count(Number(whole)) : `${count(Number(whole))}${lang === 'es' ? ',' : '.'}${kept}`;
}

/** "p = 0.034", "p < 0.001". */
export function probabilityText(p: number, lang: Lang): string {
  const mark = lang === 'es' ? ',' : '.';
  if (p < 0.001) return `p < 0${mark}001`;
  return `p = ${p.toFixed(p < 0.1 ? 3 : 2).replace('.', mark)}`;
}

/** "97 %". */
export function percentText(share: number, lang: Lang): string {
  const percent = Math.round(share * 1000) / 10;
  return `${String(percent).replace('.', lang === 'es' ? ',' : '.')}\u00a0%`;
}

const PARTIES: Readonly<Record<RunsParty, Text>> = {
  client: { es: 'cliente', en: 'client' },
  server: { es: 'servidor', en: 'server' },
  publishing: { es: 'quien publica', en: 'publishing side' },
  receiving: { es: 'quien recibe', en: 'receiving side' },
};

/** "MSS · client". */
export function partyLabel({ label, party }: RunsRow, lang: Lang): string {
  return party === null ? label : `${label} · ${PARTIES[party][lang]}`;
}
