// The first thing one reads: the two captures side by side, how they were compared and why, and what came out.

import type { Severity } from '../../core/severity.ts';
import type { Lang, Text } from '../../core/text.ts';
import type { CaptureDiff, DiffCapture, DiffMode } from '../../diff/capture-diff.ts';
import type { Block, Cell, Page } from '../document.ts';
import { formatDuration } from '../format/durations.ts';
import { wireText } from '../format/escape.ts';
import { ABSENT } from '../format/frames.ts';
import { formatDate } from '../format/instants.ts';
import { formatCount, plural } from '../format/numbers.ts';
import { CAUTION, joinWords } from '../format/words.ts';
import { captureName } from './capture-names.ts';
import type { DiffSection } from './section.ts';

const TEXT = {
  file: { es: 'Archivo', en: 'File' },
  frames: { es: 'Tramas', en: 'Frames' },
  begins: { es: 'Empieza', en: 'Begins' },
  lasts: { es: 'Dura', en: 'Lasts' },
  resolution: { es: 'Resolución del reloj', en: 'Resolution of the clock' },
  dropped: { es: 'Tramas que la captura perdió', en: 'Frames the capture dropped' },
  unknown: { es: 'no se sabe', en: 'not known' },
  same: { es: 'Iguales: no hay ninguna diferencia', en: 'The same: there is no difference' },
  different: { es: 'Distintas', en: 'Different' },
  comparedAs: { es: 'Cómo se comparan', en: 'How they are compared' },
  filtered: { es: 'según lo pedido con --only o --ignore', en: 'as asked for with --only or --ignore' },
  damaged: {
    es: 'está cortada o dañada: se comparó todo lo anterior al daño',
    en: 'is cut short or damaged: everything before the damage was compared',
  },
} as const;

const MODES: Readonly<Record<DiffMode, Text>> = {
  path: {
    es: 'La misma conexión vista en dos puntos (path)',
    en: 'The same connection seen at two points (path)',
  },
  delivery: {
    es: 'Lo publicado contra lo entregado, a través del broker (delivery)',
    en: 'What was published against what was delivered, through the broker (delivery)',
  },
  runs: { es: 'Dos ejecuciones del mismo experimento (runs)', en: 'Two runs of the same experiment (runs)' },
};

const COUNTS: Readonly<Record<Severity, Readonly<Record<Lang, readonly [string, string]>>>> = {
  error: { es: ['error', 'errores'], en: ['error', 'errors'] },
  warn: { es: ['aviso', 'avisos'], en: ['warning', 'warnings'] },
  note: { es: ['nota', 'notas'], en: ['note', 'notes'] },
};

export const summary: DiffSection = {
  id: 'diff-summary',
  title: { es: 'Resumen', en: 'Summary' },
  question: null,
  modes: ['path', 'delivery', 'runs'],
  answer: (diff, page) => verdictText(diff, page.lang),
  build: (diff, page) => [
    capturesTable(diff, page),
    ...damaged(diff, page.lang),
    { kind: 'heading', level: 3, text: `${TEXT.comparedAs[page.lang]}: ${MODES[diff.mode][page.lang]}` },
    { kind: 'list', items: diff.modeEvidence },
  ],
};

/** "Different: 3 warnings and 2 notes". */
export function verdictText(diff: CaptureDiff, lang: Lang): string {
  if (diff.same) return `${TEXT.same[lang]}.`;
  const parts = (['error', 'warn', 'note'] as const).flatMap((severity) => {
    const count = diff.differences.filter((difference) => difference.severity === severity).length;
    const [one, many] = COUNTS[severity][lang];
    return count === 0 ? [] : [plural(count, one, many)];
  });
  const total =
    lang === 'es'
      ? plural(diff.differencesCount, 'diferencia', 'diferencias')
      : plural(diff.differencesCount, 'difference', 'differences');
  return `${TEXT.different[lang]}: ${diff.capped ? total : `${total} (${joinWords(parts, lang)})`}.`;
}

function capturesTable({ a, b }: CaptureDiff, { lang, timeZone }: Page): Block {
  const row = (label: Text, of: (capture: DiffCapture) => Cell): Cell[] => [label[lang], of(a), of(b)];
  const instant = (time: string | null): string => (time === null ? ABSENT : formatDate(time, timeZone, lang));
  return {
    kind: 'table',
    caption: null,
    columns: [{ head: '' }, { head: 'A' }, { head: 'B' }],
    rows: [
      row(TEXT.file, (one) => ({ text: captureName(one, lang), tone: 'strong' })),
      row(TEXT.frames, ({ capture }) => formatCount(capture.frames)),
      row(TEXT.begins, ({ capture }) => instant(capture.firstTime)),
      row(TEXT.lasts, ({ capture }) =>
        capture.durationNs === null ? ABSENT : formatDuration(capture.durationNs, lang),
      ),
      row(TEXT.resolution, ({ capture }) =>
        capture.timeResolution === null ? ABSENT : `${wireText(capture.timeResolution)}\u00a0s`,
      ),
      row(TEXT.dropped, ({ capture: { dropped } }) => {
        if (dropped === null) return { text: TEXT.unknown[lang], tone: 'muted' };
        return { text: formatCount(dropped), tone: dropped > 0 ? 'alert' : 'good' };
      }),
    ],
    more: null,
  };
}

function damaged({ a, b }: CaptureDiff, lang: Lang): readonly Block[] {
  return (
    [
      ['A', a],
      ['B', b],
    ] as const
  ).flatMap(([name, { capture }]): Block[] =>
    capture.truncated ? [{ kind: 'caution', label: CAUTION[lang], text: `${name} ${TEXT.damaged[lang]}.` }] : [],
  );
}
