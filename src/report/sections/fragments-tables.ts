// Tables of the fragments section: runs of numbers, holes with their place in the file, and every fragment.

import type { FragmentHole, FragmentRow, FragmentSequence, TopicFragments } from '../../analyze/analysis.ts';
import type { Lang, Text } from '../../core/text.ts';
import type { Block, Cell, Page } from '../document.ts';
import { previewText } from '../format/escape.ts';
import { ABSENT, formatFrames, frameOrAbsent, moreRows } from '../format/frames.ts';
import { formatBriefClock, formatClock } from '../format/instants.ts';
import { formatCount } from '../format/numbers.ts';
import { FRAME } from '../format/words.ts';
import { holeIndices, holeOffset, holeSize, isNumbered } from './fragments-words.ts';

const OUTCOMES: Readonly<Record<FragmentSequence['outcome'], Text>> = {
  complete: { es: 'completa', en: 'complete' },
  failed: { es: 'fallida: se reinicia', en: 'failed: starts again' },
  incomplete: { es: 'incompleta', en: 'incomplete' },
  unknown: { es: 'sin huecos; el final no se puede saber', en: 'no holes; the end cannot be told' },
};

const OUTCOME_TONES = { complete: 'good', failed: 'alert', incomplete: 'alert', unknown: 'muted' } as const;

const TEXT = {
  sequences: { es: 'Secuencias', en: 'Sequences' },
  sequence: { es: 'Sec.', en: 'Seq.' },
  range: { es: 'Índices', en: 'Indices' },
  missing: { es: 'Faltan', en: 'Missing' },
  duplicated: { es: 'Repetidos', en: 'Repeated' },
  altered: { es: 'Con otros bytes', en: 'With other bytes' },
  reordered: { es: 'Fuera de orden', en: 'Out of order' },
  outcome: { es: 'Resultado', en: 'Outcome' },
  bytes: { es: 'Bytes', en: 'Bytes' },
  holes: { es: 'Qué parte del archivo falta', en: 'Which part of the file is missing' },
  begins: { es: 'Empieza en (desde 0)', en: 'Begins at (from 0)' },
  size: { es: 'Tamaño', en: 'Size' },
  between: { es: 'Entre las tramas', en: 'Between frames' },
  order: { es: 'N.º', en: 'No.' },
  index: { es: 'Índice', en: 'Index' },
  time: { es: 'Hora', en: 'Time' },
  text: { es: 'Texto', en: 'Text' },
  remark: { es: 'Observación', en: 'Remark' },
  repeats: { es: 'repite el n.º', en: 'repeats no.' },
  otherBytes: { es: 'con otros bytes', en: 'with other bytes' },
  noText: { es: 'no es texto', en: 'no text' },
} as const;

const SPECIAL = [
  { pattern: /^control size (\d+)$/, es: 'longitud anunciada: $1', en: 'announced length: $1' },
  { pattern: /^end packet: failure, restart$/, es: 'fin: falló, se reinicia', en: 'end: failed, starts again' },
  { pattern: /^end packet: success$/, es: 'fin: terminó bien', en: 'end: success' },
] as const;

/** `beginsElsewhere`: what comes before the first sequence is in another connection, or older than the capture. */
export function sequencesTable(report: TopicFragments, beginsElsewhere: boolean, page: Page): Block {
  const { lang } = page;
  const shown = report.sequences.slice(0, page.rowLimit);
  const hasAltered = shown.some(({ altered }) => altered.length > 0);
  const list = (values: readonly number[]): Cell =>
    values.length === 0
      ? { text: ABSENT, tone: 'muted' }
      : { text: formatFrames(values, page.rowLimit, values.length, lang), tone: 'alert' };
  return {
    kind: 'table',
    caption: TEXT.sequences[lang],
    columns: [
      { head: '#', align: 'right' },
      { head: TEXT.range[lang] },
      { head: TEXT.bytes[lang], align: 'right' },
      { head: TEXT.missing[lang] },
      { head: TEXT.duplicated[lang] },
      ...(hasAltered ? [{ head: TEXT.altered[lang] }] : []),
      { head: TEXT.reordered[lang] },
      { head: TEXT.outcome[lang] },
    ],
    rows: shown.map((sequence, at): Cell[] => [
      String(at + 1),
      lang === 'es' ? `${sequence.from} a ${sequence.to}` : `${sequence.from} to ${sequence.to}`,
      formatCount(sequence.bytes),
      missingCell(sequence, beginsElsewhere && at === 0, page),
      list(sequence.duplicated),
      ...(hasAltered ? [list(sequence.altered)] : []),
      list(sequence.reordered),
      { text: OUTCOMES[sequence.outcome][lang], tone: OUTCOME_TONES[sequence.outcome] },
    ]),
    more: moreRows(shown.length, report.sequencesCount, 'fragments', lang),
  };
}

/** Numbers that did not come, those before the first one included. */
function missingCell({ missing, holes }: FragmentSequence, beginsElsewhere: boolean, { lang, rowLimit }: Page): Cell {
  const start = beginsElsewhere ? undefined : holes.find(({ position }) => position === 'start');
  const parts = start === undefined ? [] : [holeIndices(start, lang)];
  if (missing.length > 0) parts.push(formatFrames(missing, rowLimit, missing.length, lang));
  return parts.length === 0 ? { text: ABSENT, tone: 'muted' } : { text: parts.join(', '), tone: 'alert' };
}

/** null: nothing is missing. */
export function holesTable(report: TopicFragments, beginsElsewhere: boolean, page: Page): Block | null {
  const { lang } = page;
  const holes = report.sequences.flatMap(({ holes: own }, at) =>
    own
      .filter(({ position }) => position !== 'start' || at > 0 || !beginsElsewhere)
      .map((hole): [number, FragmentHole] => [at + 1, hole]),
  );
  if (holes.length === 0) return null;
  const shown = holes.slice(0, page.rowLimit);
  const several = report.sequences.length > 1;
  return {
    kind: 'table',
    caption: TEXT.holes[lang],
    columns: [
      ...(several ? [{ head: TEXT.sequence[lang], align: 'right' as const }] : []),
      { head: TEXT.range[lang] },
      { head: TEXT.begins[lang] },
      { head: TEXT.size[lang] },
      { head: TEXT.between[lang] },
    ],
    rows: shown.map(([sequence, hole]): Cell[] => [
      ...(several ? [String(sequence)] : []),
      { text: holeIndices(hole, lang), tone: 'alert' },
      holeOffset(hole, lang),
      holeSize(hole, lang),
      `${frameOrAbsent(hole.afterFrame)} → ${frameOrAbsent(hole.beforeFrame)}`,
    ]),
    more: moreRows(shown.length, holes.length, null, lang),
  };
}

export function fragmentsTable(report: TopicFragments, page: Page): Block {
  const { lang } = page;
  const shown = report.rows.slice(0, page.rowLimit);
  const indexed = isNumbered(report);
  const remarks = shown.map((row) => remarkText(row, report.rows, lang));
  const remarked = remarks.some((remark) => remark !== '');
  return {
    kind: 'table',
    caption: null,
    dense: true,
    columns: [
      { head: TEXT.order[lang], align: 'right' },
      ...(indexed ? [{ head: TEXT.index[lang], align: 'right' as const }] : []),
      { head: TEXT.bytes[lang], align: 'right' },
      { head: FRAME[lang], align: 'right' },
      { head: TEXT.time[lang] },
      { head: 'Id', align: 'right', dropOrder: 1 },
      ...(remarked ? [{ head: TEXT.remark[lang] }] : []),
      { head: TEXT.text[lang], overflow: 'cut' },
    ],
    rows: shown.map((row, at): Cell[] => [
      String(row.order + 1),
      ...(indexed ? [row.index === null ? ABSENT : String(row.index)] : []),
      formatCount(row.size),
      { text: String(row.frame), tone: 'strong' },
      {
        text: formatClock(row.time, page.timeZone, lang),
        brief: formatBriefClock(row.time, page.timeZone, lang),
        tone: 'plain',
      },
      row.packetIdentifier === null ? ABSENT : String(row.packetIdentifier),
      ...(remarked ? [remarkCell(row, remarks[at] ?? '')] : []),
      textCell(row, lang),
    ]),
    more: moreRows(shown.length, report.count, 'fragments', lang),
  };
}

function textCell(row: FragmentRow, lang: Lang): Cell {
  if (row.text !== null) return previewText(row.text);
  return row.special === null ? { text: TEXT.noText[lang], tone: 'muted' } : '';
}

function remarkCell(row: FragmentRow, text: string): Cell {
  const tone = row.duplicateOf !== null || row.dup || row.special?.includes('failure') ? 'alert' : 'muted';
  return { text, tone };
}

function remarkText(row: FragmentRow, rows: readonly FragmentRow[], lang: Lang): string {
  const parts: string[] = [];
  if (row.special !== null) parts.push(specialText(row.special, lang));
  if (row.duplicateOf !== null) {
    parts.push(`${TEXT.repeats[lang]} ${row.duplicateOf + 1}`);
    const first = rows[row.duplicateOf];
    const differs = first !== undefined && (first.size !== row.size || isOther(first.sha256, row.sha256));
    if (differs) parts.push(TEXT.otherBytes[lang]);
  }
  if (row.dup) parts.push('DUP');
  return parts.join(', ');
}

function isOther(a: string | null, b: string | null): boolean {
  return a !== null && b !== null && a !== b;
}

function specialText(special: string, lang: Lang): string {
  for (const entry of SPECIAL) if (entry.pattern.test(special)) return special.replace(entry.pattern, entry[lang]);
  return special;
}
