// The first thing one reads: the two captures side by side, how they were compared and why, and what came out.

import type { Severity } from '../../core/severity.ts';
import type { Lang, Text } from '../../core/text.ts';
import type { CaptureDiff, DiffCapture, Difference, DiffMode } from '../../diff/capture-diff.ts';
import type { Block, Cell, Page, Tone } from '../document.ts';
import { formatDuration } from '../format/durations.ts';
import { wireText } from '../format/escape.ts';
import { ABSENT, formatFrames } from '../format/frames.ts';
import { formatDate } from '../format/instants.ts';
import { formatCount, plural } from '../format/numbers.ts';
import { CAUTION, joinWords } from '../format/words.ts';
import { captureName } from './capture-names.ts';
import { groupsOf } from './differences.ts';
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
  what: { es: 'Qué difiere', en: 'What differs' },
  times: { es: 'Veces', en: 'Times' },
  inA: { es: 'Tramas de A', en: 'Frames of A' },
  inB: { es: 'Tramas de B', en: 'Frames of B' },
  more: { es: 'más', en: 'more' },
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
    ...overview(diff, page.lang),
    capturesTable(diff, page),
    ...damaged(diff, page.lang),
    { kind: 'heading', level: 3, text: `${TEXT.comparedAs[page.lang]}: ${MODES[diff.mode][page.lang]}` },
    { kind: 'list', items: diff.modeEvidence },
  ],
};

/** "Different: 3 warnings and 2 notes". */
export function verdictText(diff: CaptureDiff, lang: Lang): string {
  if (diff.same) return `${sameText(diff, lang)}.`;
  const parts = (['error', 'warn', 'note'] as const).flatMap((severity) => {
    const count = diff.differences.filter((difference) => difference.severity === severity).length;
    const [one, many] = COUNTS[severity][lang];
    return count === 0 ? [] : [plural(count, one, many)];
  });
  const total =
    lang === 'es'
      ? plural(diff.differencesCount, 'diferencia', 'diferencias')
      : plural(diff.differencesCount, 'difference', 'differences');
  const left = diff.ignoredCount === 0 ? '' : `; ${leftOut(diff, lang)}`;
  return `${TEXT.different[lang]}: ${diff.capped ? total : `${total} (${joinWords(parts, lang)})`}${left}.`;
}

/** "The same" promises no more than what could be compared. */
function sameText(diff: CaptureDiff, lang: Lang): string {
  if (diff.ignoredCount > 0) return nothingCounts(diff, lang);
  const cut = (['a', 'b'] as const).filter((side) => diff[side].capture.truncated).map((side) => side.toUpperCase());
  if (cut.length > 0) {
    const names = joinWords(cut, lang);
    return lang === 'es'
      ? `Sin diferencias hasta donde se pudo leer (${names}: cortada o dañada)`
      : `No difference as far as could be read (${names}: cut short or damaged)`;
  }
  const outside = outsideCount(diff);
  if (outside === 0) return TEXT.same[lang];
  return lang === 'es'
    ? `Iguales en lo que abarcan las dos: ${plural(outside, 'segmento de una queda', 'segmentos de una quedan')} antes o después de la otra`
    : `The same where they overlap: ${plural(outside, 'segment', 'segments')} of one lie before or after the other`;
}

function outsideCount({ path }: CaptureDiff): number {
  if (path === null) return 0;
  return path.connections.reduce(
    (sum, { directions: { client, server } }) => sum + (client.fates.outside ?? 0) + (server.fates.outside ?? 0),
    0,
  );
}

function nothingCounts(diff: CaptureDiff, lang: Lang): string {
  return lang === 'es'
    ? `Iguales en lo que se pidió comparar; ${leftOut(diff, lang)}`
    : `The same in what was asked for; ${leftOut(diff, lang)}`;
}

function leftOut({ ignoredCount }: CaptureDiff, lang: Lang): string {
  return lang === 'es'
    ? `${ignoredCount === 1 ? 'no cuenta' : 'no cuentan'} ${plural(ignoredCount, 'diferencia', 'diferencias')} (--only, --ignore)`
    : `${plural(ignoredCount, 'difference does', 'differences do')} not count (--only, --ignore)`;
}

/** What differs, one line for each kind, with where to look: the verdict in words. */
function overview(diff: CaptureDiff, lang: Lang): readonly Block[] {
  const groups = groupsOf(diff);
  if (groups.length === 0) return [];
  const frames = (group: readonly Difference[], side: 'a' | 'b'): Cell => {
    const all = new Set(group.flatMap((difference) => difference[side].frames));
    return formatFrames([...all], OVERVIEW_FRAMES, all.size, lang);
  };
  const rows = groups.slice(0, OVERVIEW_ROWS).map((group): readonly Cell[] => {
    const [first] = group;
    const title = first?.title ?? '';
    const tone = first === undefined ? 'plain' : TONES[first.severity];
    return [{ text: title, tone }, formatCount(group.length), frames(group, 'a'), frames(group, 'b')];
  });
  const left = groups.length - rows.length;
  return [
    {
      kind: 'table',
      caption: null,
      columns: [
        { head: TEXT.what[lang] },
        { head: TEXT.times[lang], align: 'right' },
        { head: TEXT.inA[lang] },
        { head: TEXT.inB[lang] },
      ],
      rows,
      more: left > 0 ? `… ${formatCount(left)} ${TEXT.more[lang]}` : null,
    },
  ];
}

const OVERVIEW_ROWS = 10;
const OVERVIEW_FRAMES = 6;
const TONES: Readonly<Record<Severity, Tone>> = { error: 'alert', warn: 'strong', note: 'plain' };

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
