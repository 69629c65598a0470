// Question 10: the fragments of a file sent as MQTT messages: order, numbers, sizes, what is missing and where, repeated or out of order, totals.

import type { Analysis, ConnectionReport, FragmentReport, TopicFragments } from '../../analyze/analysis.ts';
import { SENDERS, type Sender } from '../../core/direction.ts';
import type { Lang } from '../../core/text.ts';
import type { Block, Cell, ConnectionSection, Page } from '../document.ts';
import { formatBytes } from '../format/bytes.ts';
import { wireText } from '../format/escape.ts';
import { formatFrames } from '../format/frames.ts';
import { formatCount, plural } from '../format/numbers.ts';
import { CAUTION, NOTE, TOPIC, USUAL_MISTAKE } from '../format/words.ts';
import { continuationText } from './fragments-continuation.ts';
import { measureRows } from './fragments-measures.ts';
import { noticeText, tailCell } from './fragments-notice.ts';
import { fragmentsTable, holesTable, sequencesTable } from './fragments-tables.ts';
import { FORMATS, isNumbered, lastSequence } from './fragments-words.ts';

const TEXT = {
  client: { es: 'Publicados por el cliente', en: 'Published by the client' },
  server: { es: 'Recibidos del broker', en: 'Received from the broker' },
  format: { es: 'Formato', en: 'Format' },
  evidence: { es: 'Cómo se reconoció', en: 'How it was recognised' },
  count: { es: 'Fragmentos', en: 'Fragments' },
  total: { es: 'Bytes del archivo', en: 'Bytes of the file' },
  allSequences: { es: 'de todas las secuencias juntas', en: 'of all sequences together' },
  announced: { es: 'Longitud anunciada', en: 'Announced length' },
  missingIndices: { es: 'Índices que faltan', en: 'Missing indices' },
  none: { es: 'ninguno', en: 'none' },
  inLastSequence: { es: 'en la última secuencia', en: 'in the last sequence' },
  cannotTell: {
    es: 'no se puede saber: los fragmentos no llevan número',
    en: 'cannot be told: the fragments carry no number',
  },
  agrees: { es: 'coincide con lo recibido', en: 'equals what was counted' },
  before: { es: 'Los anteriores', en: 'Those before' },
  tail: { es: '¿Está el final?', en: 'Is the end there?' },
  notice: { es: '¿Puede notarlo quien recibe?', en: 'Can the receiver notice?' },
  otherTopics: { es: 'Otros tópicos, sin numerar', en: 'Other topics, unnumbered' },
  messages: { es: 'Mensajes', en: 'Messages' },
  bytes: { es: 'Bytes', en: 'Bytes' },
  rawNote: {
    es: 'Este formato no numera los fragmentos: uno que falte solo se descubre comparando con la otra captura (mqttscope diff) o con el archivo original (--expect).',
    en: 'This format does not number the fragments: a missing one is found only by comparing with the other capture (mqttscope diff) or with the original file (--expect).',
  },
  bytesNote: {
    es: 'Bytes cuenta solo lo que pertenece al archivo, sin el prefijo. Los fragmentos se cortan por bytes: una letra con tilde puede quedar partida entre dos (se ve � en el corte).',
    en: 'Bytes counts only what belongs to the file, without the prefix. Fragments are cut by bytes: an accented letter may be split between two (the cut shows as �).',
  },
  mistake: {
    es: 'Creer que no falta nada porque no hay huecos en los números: si falta el último fragmento no queda hueco. Y una suma de bytes puede coincidir por casualidad. Hay que comparar con el total anunciado o con el archivo original.',
    en: 'To believe that nothing is missing because the numbers have no hole: a missing last fragment leaves none. And a sum of bytes may agree by luck. Compare with the announced total or with the original file.',
  },
} as const;

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
    const parts = SENDERS.flatMap((sender) => {
      const report = reports[sender];
      return report === null ? [] : [oneLine(report, sender, lang)];
    });
    return parts.length === 0 ? null : parts.join('; ');
  },
  build: (connection, page, analysis) => {
    const reports = connection.mqtt?.fragments ?? null;
    if (reports === null) return [];
    const blocks: Block[] = [];
    for (const sender of SENDERS) {
      const report = reports[sender];
      if (report !== null) blocks.push(...sideBlocks(report, { connection, sender, analysis, page }));
    }
    if (blocks.length === 0) return [];
    blocks.push({ kind: 'note', label: NOTE[page.lang], text: TEXT.bytesNote[page.lang] });
    if ([reports.client, reports.server].some((report) => report !== null && isNumbered(report))) {
      blocks.push({ kind: 'mistake', label: USUAL_MISTAKE[page.lang], text: TEXT.mistake[page.lang] });
    }
    return blocks;
  },
};

function oneLine(report: FragmentReport, sender: Sender, lang: Lang): string {
  const who = TEXT[sender][lang].toLowerCase();
  const missing = lastSequence(report)?.missing.length ?? 0;
  const verb = missing === 1 ? 'falta' : 'faltan';
  const gone =
    missing === 0 ? '' : lang === 'es' ? `, ${verb} ${formatCount(missing)}` : `, ${formatCount(missing)} missing`;
  const announced =
    report.announcedBytes === null || report.announcedBytes === report.totalBytes
      ? ''
      : lang === 'es'
        ? `, anunciados ${formatBytes(report.announcedBytes)}`
        : `, ${formatBytes(report.announcedBytes)} announced`;
  const count =
    lang === 'es' ? plural(report.count, 'fragmento', 'fragmentos') : plural(report.count, 'fragment', 'fragments');
  return `${who}: ${count}, ${formatBytes(report.totalBytes)}${lastOfSeveral(report, lang)}${announced}${gone}`;
}

/** What the last sequence amounts to, where there are several: it is the one that counts. */
function lastOfSeveral(report: FragmentReport, lang: Lang): string {
  const last = lastSequence(report);
  if (last === null || report.sequencesCount < 2) return '';
  const number = formatCount(report.sequencesCount);
  const size = formatBytes(last.bytes);
  return lang === 'es'
    ? ` en ${number} secuencias, ${size} en la última`
    : ` in ${number} sequences, ${size} in the last one`;
}

/** One direction of one connection. */
interface Side {
  readonly connection: ConnectionReport;
  readonly sender: Sender;
  readonly analysis: Analysis;
  readonly page: Page;
}

/** The main topic, then further ones that are numbered or announce a length, then the rest in a line each. */
function sideBlocks(report: FragmentReport, side: Side): Block[] {
  const { lang } = side.page;
  const files = [report, ...report.otherTopics.filter(looksLikeFile)];
  const others = report.otherTopics.filter((topic) => !looksLikeFile(topic));
  const blocks = files.flatMap((topic) => topicBlocks(topic, side, files.length > 1));
  if (others.length > 0) {
    blocks.push({
      kind: 'table',
      caption: TEXT.otherTopics[lang],
      columns: [
        { head: TOPIC[lang] },
        { head: TEXT.messages[lang], align: 'right' },
        { head: TEXT.bytes[lang], align: 'right' },
      ],
      rows: others.map(({ topic, count, totalBytes }): Cell[] => [
        wireText(topic),
        formatCount(count),
        formatCount(totalBytes),
      ]),
      more: null,
    });
  }
  return blocks;
}

function looksLikeFile(topic: TopicFragments): boolean {
  return isNumbered(topic) || topic.announcedBytes !== null;
}

function topicBlocks(report: TopicFragments, side: Side, several: boolean): Block[] {
  const { sender, page } = side;
  const { lang } = page;
  const heading = several ? `${TEXT[sender][lang]} · ${wireText(report.topic)}` : TEXT[sender][lang];
  const before = continuationText(side.connection, report, sender, side.analysis, lang);
  const blocks: Block[] = [
    { kind: 'heading', level: 3, text: heading },
    { kind: 'facts', rows: factRows(report, before, page) },
  ];
  if (!looksLikeFile(report)) blocks.push({ kind: 'caution', label: CAUTION[lang], text: TEXT.rawNote[lang] });
  if (isNumbered(report) && report.sequences.length > 0) blocks.push(sequencesTable(report, before !== null, page));
  const holes = holesTable(report, before !== null, page);
  if (holes !== null) blocks.push(holes);
  blocks.push(fragmentsTable(report, page));
  return blocks;
}

/** `before`: where the fragments before the first one are. */
function factRows(report: TopicFragments, before: string | null, page: Page): [string, Cell][] {
  const { lang } = page;
  const rows: [string, Cell][] = [
    [TOPIC[lang], wireText(report.topic)],
    [TEXT.format[lang], FORMATS[report.format]?.[lang] ?? report.format],
    [TEXT.evidence[lang], wireText(report.formatEvidence, 400)],
    [TEXT.count[lang], { text: formatCount(report.count), tone: 'strong' }],
    [TEXT.total[lang], { text: totalText(report, lang), tone: 'strong' }],
  ];
  if (report.announcedBytes !== null)
    rows.push([TEXT.announced[lang], announcedCell(report, report.announcedBytes, lang)]);
  rows.push([TEXT.missingIndices[lang], missingCell(report, page)]);
  const last = lastSequence(report);
  if (before !== null) rows.push([TEXT.before[lang], before]);
  if (last !== null) rows.push([TEXT.tail[lang], tailCell(last, lang)]);
  if (report.count > 1) rows.push([TEXT.notice[lang], noticeText(report, lang)]);
  return [...rows, ...measureRows(report, lang)];
}

function totalText(report: TopicFragments, lang: Lang): string {
  const bytes = formatBytes(report.totalBytes);
  return report.sequencesCount > 1 ? `${bytes} (${TEXT.allSequences[lang]})` : bytes;
}

function announcedCell(report: TopicFragments, announced: number, lang: Lang): Cell {
  const difference = announced - report.totalBytes;
  if (difference === 0) return { text: `${formatBytes(announced)}: ${TEXT.agrees[lang]}`, tone: 'good' };
  const words =
    difference > 0
      ? { es: `faltan ${formatBytes(difference)}`, en: `${formatBytes(difference)} missing` }
      : { es: `sobran ${formatBytes(-difference)}`, en: `${formatBytes(-difference)} too many` };
  return { text: `${formatBytes(announced)}: ${words[lang]}`, tone: 'alert' };
}

function missingCell(report: TopicFragments, page: Page): Cell {
  const { lang } = page;
  if (!isNumbered(report)) return { text: TEXT.cannotTell[lang], tone: 'muted' };
  const missing = lastSequence(report)?.missing ?? [];
  const where = report.sequencesCount > 1 ? ` ${TEXT.inLastSequence[lang]}` : '';
  if (missing.length === 0) return { text: `${TEXT.none[lang]}${where}`, tone: 'good' };
  return { text: `${formatFrames(missing, page.rowLimit, missing.length, lang)}${where}`, tone: 'alert' };
}
