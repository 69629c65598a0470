// What became of a segment between two points, in a word or two, and how it is shown.

import type { Lang, Text } from '../../core/text.ts';
import type { SegmentFate } from '../../diff/path/path-diff.ts';
import type { Cell, Tone } from '../document.ts';

export const FATES: Readonly<Record<SegmentFate, Text>> = {
  arrived: { es: 'llegó', en: 'arrived' },
  recut: { es: 'repartido en otros segmentos', en: 'cut into other segments' },
  lost: { es: 'perdido en la red', en: 'lost by the network' },
  'capture-missed': { es: 'no capturado (la red sí lo llevó)', en: 'not captured (the network carried it)' },
  'not-seen': { es: 'no visto (no se sabe por qué)', en: 'not seen (not known why)' },
  outside: { es: 'fuera del tiempo de la otra captura', en: 'outside the time of the other capture' },
  doubled: { es: 'duplicado por la red', en: 'doubled by the network' },
  injected: { es: 'puesto por un intermediario', en: 'sent by a middlebox' },
  delayed: { es: 'muy retrasado', en: 'much delayed' },
  reordered: { es: 'adelantado por otros', en: 'overtaken by others' },
  altered: { es: 'llegó con otros bytes', en: 'arrived with other bytes' },
};

/** In a narrow column. */
const BRIEF: Readonly<Partial<Record<SegmentFate, Text>>> = {
  recut: { es: 'repartido', en: 'recut' },
  lost: { es: 'perdido', en: 'lost' },
  'capture-missed': { es: 'no capturado', en: 'not captured' },
  'not-seen': { es: 'no visto', en: 'not seen' },
  outside: { es: 'fuera', en: 'outside' },
  doubled: { es: 'duplicado', en: 'doubled' },
  injected: { es: 'intercalado', en: 'injected' },
  delayed: { es: 'retrasado', en: 'delayed' },
  reordered: { es: 'adelantado', en: 'overtaken' },
  altered: { es: 'alterado', en: 'altered' },
};

/** What became of it, for a table. */
export function fateCell(fate: SegmentFate, lang: Lang): Cell {
  const text = FATES[fate][lang];
  return { text, brief: BRIEF[fate]?.[lang] ?? text, tone: FATE_TONES[fate] };
}

export const FATE_TONES: Readonly<Record<SegmentFate, Tone>> = {
  arrived: 'good',
  recut: 'muted',
  lost: 'alert',
  'capture-missed': 'strong',
  'not-seen': 'strong',
  outside: 'muted',
  doubled: 'strong',
  injected: 'alert',
  delayed: 'alert',
  reordered: 'strong',
  altered: 'alert',
};
