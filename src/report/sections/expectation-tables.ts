// Tables of the expectation section: the file from end to end, what differs, and the place of every fragment.

import type {
  AttemptReport,
  Difference,
  DifferenceKind,
  PlacementReport,
  RangeState,
} from '../../analyze/expectation/expectation-report.ts';
import type { Lang, Text } from '../../core/text.ts';
import type { Block, Cell, Page, Tone } from '../document.ts';
import { formatBytes } from '../format/bytes.ts';
import { ABSENT, frameOrAbsent, moreRows } from '../format/frames.ts';
import { formatCount } from '../format/numbers.ts';
import { FRAME } from '../format/words.ts';

const RANGES: Readonly<Record<RangeState, Text>> = {
  arrived: { es: 'llegó', en: 'arrived' },
  missing: { es: 'falta', en: 'missing' },
  altered: { es: 'llegó alterado', en: 'arrived altered' },
  'not-captured': { es: 'se envió, pero no está en la captura', en: 'was sent, but is not in the capture' },
  'not-compared': { es: 'no se comparó', en: 'was not compared' },
};

const RANGE_TONES: Readonly<Record<RangeState, Tone>> = {
  arrived: 'good',
  missing: 'alert',
  altered: 'alert',
  'not-captured': 'muted',
  'not-compared': 'muted',
};

const KINDS: Readonly<Record<DifferenceKind, Text>> = {
  missing: { es: 'falta', en: 'missing' },
  altered: { es: 'alterado', en: 'altered' },
  repeated: { es: 'repetido', en: 'repeated' },
  moved: { es: 'fuera de orden', en: 'out of order' },
  foreign: { es: 'no es del archivo', en: 'not of the file' },
  'not-captured': { es: 'no capturado', en: 'not captured' },
};

const STATES: Readonly<Record<PlacementReport['state'], Text>> = {
  arrived: { es: 'en su lugar', en: 'in its place' },
  moved: { es: 'fuera de orden', en: 'out of order' },
  altered: { es: 'alterado', en: 'altered' },
  repeated: { es: 'repetido', en: 'repeated' },
  foreign: { es: 'no es del archivo', en: 'not of the file' },
  'not-compared': { es: 'no se comparó', en: 'was not compared' },
};

const TEXT = {
  ranges: { es: 'El archivo, de principio a fin', en: 'The file from end to end' },
  differences: { es: 'Qué difiere', en: 'What differs' },
  placements: { es: 'Los fragmentos, según llegaron', en: 'The fragments as they came' },
  attempt: { es: 'intento', en: 'attempt' },
  bytes: { es: 'Bytes del archivo', en: 'Bytes of the file' },
  size: { es: 'Tamaño', en: 'Size' },
  state: { es: 'Estado', en: 'State' },
  what: { es: 'Qué', en: 'What' },
  order: { es: 'N.º', en: 'No.' },
  index: { es: 'Índice', en: 'Index' },
  detail: { es: 'Detalle', en: 'Detail' },
} as const;

/** `number`: of the attempt, where there are several. */
export function rangesTable(attempt: AttemptReport, number: number | null, page: Page): Block {
  const { lang } = page;
  const shown = attempt.ranges.slice(0, page.rowLimit);
  return {
    kind: 'table',
    caption: captionOf('ranges', number, lang),
    columns: [{ head: TEXT.bytes[lang] }, { head: TEXT.size[lang], align: 'right' }, { head: TEXT.state[lang] }],
    rows: shown.map(({ offset, bytes, state }): Cell[] => [
      span(offset, bytes),
      formatCount(bytes),
      { text: RANGES[state][lang], tone: RANGE_TONES[state] },
    ]),
    more: moreRows(shown.length, attempt.rangesCount, null, lang),
  };
}

export function differencesTable(attempt: AttemptReport, number: number | null, page: Page): Block {
  const { lang } = page;
  const shown = attempt.differences.slice(0, page.rowLimit);
  const indexed = shown.some(({ index }) => index !== null);
  return {
    kind: 'table',
    caption: captionOf('differences', number, lang),
    columns: [
      { head: TEXT.what[lang] },
      { head: TEXT.bytes[lang] },
      { head: TEXT.size[lang], align: 'right' },
      { head: TEXT.order[lang], align: 'right' },
      ...(indexed ? [{ head: TEXT.index[lang], align: 'right' as const }] : []),
      { head: FRAME[lang], align: 'right' },
      { head: TEXT.detail[lang] },
    ],
    rows: shown.map((each): Cell[] => [
      { text: KINDS[each.kind][lang], tone: 'alert' },
      each.offset === null ? ABSENT : `${span(each.offset, each.bytes)}${each.ambiguous ? ' ≈' : ''}`,
      formatCount(each.bytes),
      each.order === null ? ABSENT : String(each.order + 1),
      ...(indexed ? [each.index === null ? ABSENT : String(each.index)] : []),
      frameOrAbsent(each.frame),
      detailText(each, lang),
    ]),
    more: moreRows(shown.length, attempt.differencesCount, null, lang),
  };
}

function detailText(each: Difference, lang: Lang): string {
  const es = lang === 'es';
  const { kind, afterFrame, beforeFrame, differingBytes, firstDifference } = each;
  if (kind === 'missing') {
    if (afterFrame === null && beforeFrame === null) return '';
    if (afterFrame === null) return es ? `antes de la trama ${beforeFrame}` : `before frame ${beforeFrame}`;
    if (beforeFrame === null) return es ? `después de la trama ${afterFrame}` : `behind frame ${afterFrame}`;
    return es ? `entre las tramas ${afterFrame} y ${beforeFrame}` : `between frames ${afterFrame} and ${beforeFrame}`;
  }
  if (kind !== 'altered') return '';
  if (differingBytes === null || firstDifference === null) return es ? 'con otra longitud' : 'with another length';
  const differing = formatBytes(differingBytes);
  const first = formatCount(firstDifference);
  return es ? `${differing} distintos, el primero es el ${first}` : `${differing} differ, the first is ${first}`;
}

export function placementsTable(attempt: AttemptReport, number: number | null, page: Page): Block {
  const { lang } = page;
  const shown = attempt.placements.slice(0, page.rowLimit);
  const indexed = shown.some(({ index }) => index !== null);
  // An altered fragment may be longer or shorter than the part of the file it came for.
  const altered = new Map(
    attempt.differences.flatMap(({ kind, order, bytes }) =>
      kind === 'altered' && order !== null ? [[order, bytes]] : [],
    ),
  );
  return {
    kind: 'table',
    caption: captionOf('placements', number, lang),
    dense: true,
    columns: [
      { head: TEXT.order[lang], align: 'right' },
      ...(indexed ? [{ head: TEXT.index[lang], align: 'right' as const }] : []),
      { head: FRAME[lang], align: 'right' },
      { head: TEXT.size[lang], align: 'right' },
      { head: TEXT.bytes[lang] },
      { head: TEXT.state[lang] },
    ],
    rows: shown.map(({ order, index, frame, size, offset, state }): Cell[] => [
      String(order + 1),
      ...(indexed ? [index === null ? ABSENT : String(index)] : []),
      { text: String(frame), tone: 'strong' },
      formatCount(size),
      offset === null ? ABSENT : span(offset, altered.get(order) ?? size),
      { text: STATES[state][lang], tone: state === 'arrived' ? 'plain' : 'alert' },
    ]),
    more: moreRows(shown.length, attempt.placementsCount, null, lang),
  };
}

function captionOf(key: 'ranges' | 'differences' | 'placements', number: number | null, lang: Lang): string {
  return number === null ? TEXT[key][lang] : `${TEXT[key][lang]} (${TEXT.attempt[lang]} ${number})`;
}

/** "0–302", both ends included. */
function span(offset: number, bytes: number): string {
  return bytes <= 1 ? formatCount(offset) : `${formatCount(offset)}–${formatCount(offset + bytes - 1)}`;
}
