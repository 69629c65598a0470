// Question 10: the fragments of a file sent as MQTT messages: order, numbers, sizes, what is missing, repeated or out of order, totals.

import type { FragmentReport, FragmentRow, FragmentSequence } from '../../analyze/analysis.ts';
import type { Sender } from '../../core/direction.ts';
import type { Lang, Text } from '../../core/text.ts';
import type { Block, Cell, ConnectionSection, Page } from '../document.ts';
import { formatBytes } from '../format/bytes.ts';
import { previewText, wireText } from '../format/escape.ts';
import { ABSENT, formatFrames, moreRows } from '../format/frames.ts';
import { formatBriefClock, formatClock } from '../format/instants.ts';
import { formatCount, plural } from '../format/numbers.ts';
import { CAUTION, FRAME, NOTE, USUAL_MISTAKE } from '../format/words.ts';

const FORMATS: Readonly<Record<string, Text>> = {
  raw: { es: 'sin número: solo bytes del archivo', en: 'unnumbered: only bytes of the file' },
  indexed: { es: 'con índice: «7|bytes»', en: 'indexed: “7|bytes”' },
  'length-checked': {
    es: 'con longitud anunciada: el primer fragmento son 4 bytes (big-endian) con la longitud del archivo',
    en: 'with announced length: the first fragment is 4 bytes (big-endian), the length of the file',
  },
  restart: {
    es: 'con reinicio: «-1|FFFFFFFF» al fallar, «0|00000000» al terminar bien',
    en: 'with restart: “-1|FFFFFFFF” on failure, “0|00000000” on success',
  },
  json: { es: 'JSON con un número de secuencia', en: 'JSON with a sequence number' },
  'integer-prefix': { es: 'con un entero binario delante', en: 'with a binary integer in front' },
  'text-prefix': { es: 'con un número como texto delante', en: 'with a number as text in front' },
};

const OUTCOMES: Readonly<Record<FragmentSequence['outcome'], Text>> = {
  complete: { es: 'completa', en: 'complete' },
  failed: { es: 'fallida: se reinicia', en: 'failed: starts again' },
  incomplete: { es: 'incompleta', en: 'incomplete' },
  unknown: { es: 'no se puede saber', en: 'cannot be told' },
};

const TEXT = {
  client: { es: 'Publicados por el cliente', en: 'Published by the client' },
  server: { es: 'Recibidos del broker', en: 'Received from the broker' },
  format: { es: 'Formato', en: 'Format' },
  evidence: { es: 'Cómo se reconoció', en: 'How it was recognised' },
  count: { es: 'Fragmentos', en: 'Fragments' },
  total: { es: 'Bytes del archivo', en: 'Bytes of the file' },
  allSequences: { es: 'de todas las secuencias juntas', en: 'of all sequences together' },
  announced: { es: 'Longitud anunciada', en: 'Announced length' },
  missing: { es: 'Faltan', en: 'Missing' },
  missingIndices: { es: 'Índices que faltan', en: 'Missing indices' },
  none: { es: 'ninguno', en: 'none' },
  cannotTell: {
    es: 'no se puede saber: los fragmentos no llevan número',
    en: 'cannot be told: the fragments carry no number',
  },
  agrees: { es: 'coincide con lo recibido', en: 'equals what was counted' },
  sequences: { es: 'Secuencias', en: 'Sequences' },
  range: { es: 'Índices', en: 'Indices' },
  duplicated: { es: 'Repetidos', en: 'Repeated' },
  reordered: { es: 'Fuera de orden', en: 'Out of order' },
  outcome: { es: 'Resultado', en: 'Outcome' },
  order: { es: 'N.º', en: 'No.' },
  index: { es: 'Índice', en: 'Index' },
  bytes: { es: 'Bytes', en: 'Bytes' },
  time: { es: 'Hora', en: 'Time' },
  text: { es: 'Texto', en: 'Text' },
  remark: { es: 'Observación', en: 'Remark' },
  repeats: { es: 'repite el n.º', en: 'repeats no.' },
  noText: { es: 'no es texto', en: 'no text' },
  rawNote: {
    es: 'Este formato no numera los fragmentos: uno que falte solo se descubre comparando con la otra captura (mqttscope diff) o con el archivo original (--expect).',
    en: 'This format does not number the fragments: a missing one is found only by comparing with the other capture (mqttscope diff) or with the original file (--expect).',
  },
  bytesNote: {
    es: 'Bytes cuenta solo lo que pertenece al archivo, sin el prefijo. Los fragmentos se cortan por bytes: una letra con tilde puede quedar partida entre dos.',
    en: 'Bytes counts only what belongs to the file, without the prefix. Fragments are cut by bytes: an accented letter may be split between two.',
  },
  mistake: {
    es: 'Creer que no falta nada porque no hay huecos en los números: si falta el último fragmento no queda hueco. Y una suma de bytes puede coincidir por casualidad. Hay que comparar con el total anunciado o con el archivo original.',
    en: 'To believe that nothing is missing because the numbers have no hole: a missing last fragment leaves none. And a sum of bytes may agree by luck. Compare with the announced total or with the original file.',
  },
} as const;

const SPECIAL = [
  { pattern: /^control size (\d+)$/, es: 'longitud anunciada: $1', en: 'announced length: $1' },
  { pattern: /^end packet: failure, restart$/, es: 'fin: falló, se reinicia', en: 'end: failed, starts again' },
  { pattern: /^end packet: success$/, es: 'fin: terminó bien', en: 'end: success' },
] as const;

export const fragments: ConnectionSection = {
  id: 'fragments',
  scope: 'connection',
  number: '10',
  anyProtocol: false,
  title: { es: 'Fragmentos del archivo', en: 'Fragments of the file' },
  question: {
    es: '¿Qué fragmentos del archivo viajan, cuáles faltan, se repiten o llegan fuera de orden, y cuánto suman?',
    en: 'Which fragments of the file travel, which are missing, repeated or out of order, and what do they add up to?',
  },
  answer: (connection, page) => {
    const { lang } = page;
    const reports = connection.mqtt?.fragments ?? null;
    if (reports === null) return null;
    const parts = (['client', 'server'] as const).flatMap((sender) => {
      const report = reports[sender];
      return report === null ? [] : [oneLine(report, sender, lang)];
    });
    return parts.length === 0 ? null : parts.join('; ');
  },
  build: (connection, page) => {
    const reports = connection.mqtt?.fragments ?? null;
    if (reports === null) return [];
    const blocks: Block[] = [];
    for (const sender of ['client', 'server'] as const) {
      const report = reports[sender];
      if (report !== null) blocks.push(...sideBlocks(report, sender, page));
    }
    if (blocks.length === 0) return [];
    blocks.push({ kind: 'note', label: NOTE[page.lang], text: TEXT.bytesNote[page.lang] });
    if (![reports.client, reports.server].every((report) => report === null || isRaw(report))) {
      blocks.push({ kind: 'mistake', label: USUAL_MISTAKE[page.lang], text: TEXT.mistake[page.lang] });
    }
    return blocks;
  },
};

function oneLine(report: FragmentReport, sender: Sender, lang: Lang): string {
  const who = TEXT[sender][lang].toLowerCase();
  const missing = missingCount(report);
  const gone =
    missing === 0 ? '' : lang === 'es' ? `, faltan ${formatCount(missing)}` : `, ${formatCount(missing)} missing`;
  const announced =
    report.announcedBytes === null || report.announcedBytes === report.totalBytes
      ? ''
      : lang === 'es'
        ? `, anunciados ${formatBytes(report.announcedBytes)}`
        : `, ${formatBytes(report.announcedBytes)} announced`;
  const count =
    lang === 'es' ? plural(report.count, 'fragmento', 'fragmentos') : plural(report.count, 'fragment', 'fragments');
  return `${who}: ${count}, ${formatBytes(report.totalBytes)}${announced}${gone}`;
}

/** Indices that are missing in the last sequence: an earlier one that failed was sent again. */
function missingCount(report: FragmentReport): number {
  return report.sequences[report.sequences.length - 1]?.missing.length ?? 0;
}

function sideBlocks(report: FragmentReport, sender: Sender, page: Page): Block[] {
  const { lang } = page;
  const blocks: Block[] = [
    { kind: 'heading', level: 3, text: TEXT[sender][lang] },
    { kind: 'facts', rows: factRows(report, page) },
  ];
  if (isRaw(report)) blocks.push({ kind: 'caution', label: CAUTION[lang], text: TEXT.rawNote[lang] });
  if (!isRaw(report) && report.sequences.length > 0) blocks.push(sequencesTable(report, page));
  blocks.push(rowsTable(report, page));
  return blocks;
}

function isRaw(report: FragmentReport): boolean {
  return report.rows.every((row) => row.index === null);
}

function factRows(report: FragmentReport, page: Page): [string, Cell][] {
  const { lang } = page;
  const rows: [string, Cell][] = [
    [TEXT.format[lang], FORMATS[report.format]?.[lang] ?? report.format],
    [TEXT.evidence[lang], wireText(report.formatEvidence, 200)],
    [TEXT.count[lang], { text: formatCount(report.count), tone: 'strong' }],
    [TEXT.total[lang], { text: totalText(report, lang), tone: 'strong' }],
  ];
  if (report.announcedBytes !== null)
    rows.push([TEXT.announced[lang], announcedCell(report, report.announcedBytes, lang)]);
  rows.push([TEXT.missingIndices[lang], missingCell(report, page)]);
  return rows;
}

function totalText(report: FragmentReport, lang: Lang): string {
  const bytes = formatBytes(report.totalBytes);
  return report.sequencesCount > 1 ? `${bytes} (${TEXT.allSequences[lang]})` : bytes;
}

function announcedCell(report: FragmentReport, announced: number, lang: Lang): Cell {
  const difference = announced - report.totalBytes;
  if (difference === 0) return { text: `${formatBytes(announced)}: ${TEXT.agrees[lang]}`, tone: 'good' };
  const words =
    difference > 0
      ? { es: `faltan ${formatBytes(difference)}`, en: `${formatBytes(difference)} missing` }
      : { es: `sobran ${formatBytes(-difference)}`, en: `${formatBytes(-difference)} too many` };
  return { text: `${formatBytes(announced)}: ${words[lang]}`, tone: 'alert' };
}

function missingCell(report: FragmentReport, page: Page): Cell {
  const { lang } = page;
  if (isRaw(report)) return { text: TEXT.cannotTell[lang], tone: 'muted' };
  const missing = report.sequences[report.sequences.length - 1]?.missing ?? [];
  if (missing.length === 0) return { text: TEXT.none[lang], tone: 'good' };
  return { text: formatFrames(missing, page.rowLimit, missing.length, lang), tone: 'alert' };
}

function sequencesTable(report: FragmentReport, page: Page): Block {
  const { lang } = page;
  const shown = report.sequences.slice(0, page.rowLimit);
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
      { head: TEXT.missing[lang] },
      { head: TEXT.duplicated[lang] },
      { head: TEXT.reordered[lang] },
      { head: TEXT.outcome[lang] },
    ],
    rows: shown.map((sequence, at): Cell[] => [
      String(at + 1),
      lang === 'es' ? `${sequence.from} a ${sequence.to}` : `${sequence.from} to ${sequence.to}`,
      list(sequence.missing),
      list(sequence.duplicated),
      list(sequence.reordered),
      { text: OUTCOMES[sequence.outcome][lang], tone: OUTCOME_TONES[sequence.outcome] },
    ]),
    more: moreRows(shown.length, report.sequencesCount, 'fragments', lang),
  };
}

const OUTCOME_TONES = { complete: 'good', failed: 'alert', incomplete: 'alert', unknown: 'muted' } as const;

function rowsTable(report: FragmentReport, page: Page): Block {
  const { lang } = page;
  const shown = report.rows.slice(0, page.rowLimit);
  const indexed = !isRaw(report);
  const remarked = shown.some((row) => remarkText(row, lang) !== '');
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
    rows: shown.map((row): Cell[] => [
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
      ...(remarked ? [remarkCell(row, lang)] : []),
      textCell(row, lang),
    ]),
    more: moreRows(shown.length, report.count, 'fragments', lang),
  };
}

function textCell(row: FragmentRow, lang: Lang): Cell {
  if (row.text !== null) return previewText(row.text);
  return row.special === null ? { text: TEXT.noText[lang], tone: 'muted' } : '';
}

function remarkCell(row: FragmentRow, lang: Lang): Cell {
  const text = remarkText(row, lang);
  const tone = row.duplicateOf !== null || row.dup || row.special?.includes('failure') ? 'alert' : 'muted';
  return { text, tone };
}

function remarkText(row: FragmentRow, lang: Lang): string {
  const parts: string[] = [];
  if (row.special !== null) parts.push(specialText(row.special, lang));
  if (row.duplicateOf !== null) parts.push(`${TEXT.repeats[lang]} ${row.duplicateOf + 1}`);
  if (row.dup) parts.push('DUP');
  return parts.join(', ');
}

function specialText(special: string, lang: Lang): string {
  for (const entry of SPECIAL) if (entry.pattern.test(special)) return special.replace(entry.pattern, entry[lang]);
  return special;
}
