// The file that should have arrived (--expect): which of its bytes did, which are missing, altered, repeated or out of order.

import { bestAttempt } from '../../analyze/expectation/best-attempt.ts';
import type {
  AttemptOutcome,
  AttemptReport,
  ExpectationReport,
  TransferReport,
} from '../../analyze/expectation/expectation-report.ts';
import type { Lang, Text } from '../../core/text.ts';
import type { Block, CaptureSection, Cell, Page } from '../document.ts';
import { formatBytes } from '../format/bytes.ts';
import { wireText } from '../format/escape.ts';
import { moreRows } from '../format/frames.ts';
import { formatCount, plural } from '../format/numbers.ts';
import { CAUTION, NOTE } from '../format/words.ts';
import { differencesTable, placementsTable, rangesTable } from './expectation-tables.ts';
import { FORMATS } from './fragments-words.ts';

/** Attempts whose differences are told. */
const ATTEMPTS_TOLD = 5;

const OUTCOMES: Readonly<Record<Exclude<AttemptOutcome, 'damaged'>, Text>> = {
  identical: { es: 'idéntico al archivo', en: 'identical to the file' },
  recoverable: {
    es: 'llegó todo, pero repetido, fuera de orden o con algo más',
    en: 'everything arrived, but repeated, out of order or with something else',
  },
  unknown: {
    es: 'sin faltas en lo que hay; parte no está en la captura o no se comparó',
    en: 'nothing amiss in what is there; a part is not in the capture or was not compared',
  },
};

const DAMAGE = {
  missing: { es: 'faltan bytes', en: 'bytes are missing' },
  altered: { es: 'hay bytes alterados', en: 'bytes are altered' },
  both: { es: 'faltan bytes y hay otros alterados', en: 'bytes are missing, and others are altered' },
} as const;

const TONES = { identical: 'good', recoverable: 'alert', damaged: 'alert', unknown: 'muted' } as const;

const TEXT = {
  client: { es: 'Publicado por el cliente', en: 'Published by the client' },
  server: { es: 'Recibido del broker', en: 'Received from the broker' },
  connections: { es: 'Conexiones', en: 'Connections' },
  clientId: { es: 'Identificador del cliente', en: 'Client identifier' },
  format: { es: 'Formato', en: 'Format' },
  messages: { es: 'Mensajes', en: 'Messages' },
  outcome: { es: 'Resultado', en: 'Outcome' },
  arrived: { es: 'Llegaron', en: 'Arrived' },
  anyAttempt: { es: 'Llegaron entre todos los intentos', en: 'Arrived over all attempts' },
  attempts: { es: 'Intentos', en: 'Attempts' },
  attempt: { es: 'Intento', en: 'Attempt' },
  frames: { es: 'Tramas', en: 'Frames' },
  fragments: { es: 'Fragmentos', en: 'Fragments' },
  missing: { es: 'Faltan', en: 'Missing' },
  altered: { es: 'Alterados', en: 'Altered' },
  file: { es: 'Archivo', en: 'File' },
  nothing: {
    es: 'Ningún mensaje de la captura lleva una parte reconocible de este archivo.',
    en: 'No message of the capture carries a recognisable part of this file.',
  },
  note: {
    es: 'Los bytes se cuentan desde 0. Se compara el contenido: un fragmento sin número se sitúa por los bytes que trae; donde el archivo se repite, el lugar puede ser otro y se dice (≈).',
    en: 'Bytes are counted from 0. It is the content that is compared: a fragment without a number is placed by the bytes it brings; where the file repeats itself the place may be another, which is marked (≈).',
  },
} as const;

export const expectation: CaptureSection = {
  id: 'expectation',
  scope: 'capture',
  number: null,
  title: { es: 'El archivo que debía llegar', en: 'The file that should have arrived' },
  question: {
    es: '¿Qué bytes del archivo original llegaron, cuáles faltan o cambiaron, y en qué orden?',
    en: 'Which bytes of the original file arrived, which are missing or altered, and in what order?',
  },
  answer: (analysis, page) => (analysis.expectation === null ? null : answerText(analysis.expectation, page.lang)),
  build: (analysis, page) => (analysis.expectation === null ? [] : blocksOf(analysis.expectation, page)),
};

function answerText({ transfers, file }: ExpectationReport, lang: Lang): string {
  if (transfers.length === 0) return TEXT.nothing[lang];
  return transfers
    .map((transfer) => {
      const best = bestAttempt(transfer);
      const who = TEXT[transfer.direction][lang].toLowerCase();
      const outcome = best === null ? '' : `: ${outcomeText(best)[lang]}`;
      const of = lang === 'es' ? 'de' : 'of';
      const arrived = `${formatCount(best?.arrivedBytes ?? 0)} ${of} ${formatBytes(file.bytes)}`;
      return `${who}${outcome} (${arrived})`;
    })
    .join('; ');
}

function outcomeText({ outcome, missingBytes, alteredBytes }: AttemptReport): Text {
  if (outcome !== 'damaged') return OUTCOMES[outcome];
  if (alteredBytes === 0) return DAMAGE.missing;
  return missingBytes === 0 ? DAMAGE.altered : DAMAGE.both;
}

function blocksOf(report: ExpectationReport, page: Page): Block[] {
  const { lang } = page;
  const { file, transfers, transfersCount, notCompared } = report;
  const blocks: Block[] = [
    {
      kind: 'facts',
      rows: [[TEXT.file[lang], `${wireText(file.path)} · ${formatBytes(file.bytes)} · SHA-256 ${file.sha256}`]],
    },
  ];
  if (file.comparedBytes < file.bytes || notCompared > 0) {
    blocks.push({ kind: 'caution', label: CAUTION[lang], text: limitText(report, lang) });
  }
  const shown = transfers.slice(0, page.rowLimit);
  for (const transfer of shown) blocks.push(...transferBlocks(transfer, page));
  const more = moreRows(shown.length, transfersCount, null, lang);
  if (more !== null) blocks.push({ kind: 'paragraph', text: more });
  if (transfers.length > 0) blocks.push({ kind: 'note', label: NOTE[lang], text: TEXT.note[lang] });
  return blocks;
}

function limitText({ file, notCompared }: ExpectationReport, lang: Lang): string {
  const compared = formatCount(file.comparedBytes);
  return lang === 'es'
    ? `Se compararon los primeros ${compared} de los ${formatBytes(file.bytes)}; ${plural(notCompared, 'mensaje quedó', 'mensajes quedaron')} sin comparar por los límites de memoria.`
    : `The first ${compared} of the ${formatBytes(file.bytes)} were compared; ${plural(notCompared, 'message was', 'messages were')} left out because of the memory limits.`;
}

function transferBlocks(transfer: TransferReport, page: Page): Block[] {
  const { lang } = page;
  const best = bestAttempt(transfer);
  const blocks: Block[] = [
    { kind: 'heading', level: 2, text: `${TEXT[transfer.direction][lang]} · ${wireText(transfer.topic)}` },
    { kind: 'facts', rows: factRows(transfer, best, lang) },
  ];
  if (transfer.attempts.length > 1) blocks.push(attemptsTable(transfer, page));
  const told = transfer.attempts.filter((attempt) => attempt.differencesCount > 0).slice(0, ATTEMPTS_TOLD);
  for (const attempt of told) {
    const number = transfer.attempts.length > 1 ? transfer.attempts.indexOf(attempt) + 1 : null;
    blocks.push(rangesTable(attempt, number, page), differencesTable(attempt, number, page));
  }
  if (best !== null && page.profile !== 'short') {
    const number = transfer.attempts.length > 1 ? transfer.attempts.indexOf(best) + 1 : null;
    blocks.push(placementsTable(best, number, page));
  }
  return blocks;
}

function factRows(transfer: TransferReport, best: AttemptReport | null, lang: Lang): [string, Cell][] {
  const rows: [string, Cell][] = [[TEXT.connections[lang], transfer.streams.join(', ')]];
  if (transfer.clientId !== null) rows.push([TEXT.clientId[lang], wireText(transfer.clientId)]);
  rows.push(
    [TEXT.format[lang], FORMATS[transfer.format]?.[lang] ?? transfer.format],
    [TEXT.messages[lang], formatCount(transfer.messages)],
  );
  if (best === null) return rows;
  rows.push(
    [TEXT.outcome[lang], { text: outcomeText(best)[lang], tone: TONES[best.outcome] }],
    [TEXT.arrived[lang], { text: formatBytes(best.arrivedBytes), tone: 'strong' }],
  );
  if (transfer.attemptsCount > 1) rows.push([TEXT.anyAttempt[lang], formatBytes(transfer.arrivedBytes)]);
  return rows;
}

function attemptsTable(transfer: TransferReport, page: Page): Block {
  const { lang } = page;
  const shown = transfer.attempts.slice(0, page.rowLimit);
  return {
    kind: 'table',
    caption: TEXT.attempts[lang],
    columns: [
      { head: TEXT.attempt[lang], align: 'right' },
      { head: TEXT.frames[lang] },
      { head: TEXT.fragments[lang], align: 'right' },
      { head: TEXT.arrived[lang], align: 'right' },
      { head: TEXT.missing[lang], align: 'right' },
      { head: TEXT.altered[lang], align: 'right' },
      { head: TEXT.outcome[lang] },
    ],
    rows: shown.map((attempt, at): Cell[] => [
      String(at + 1),
      `${attempt.firstFrame} → ${attempt.lastFrame}`,
      formatCount(attempt.fragments),
      formatCount(attempt.arrivedBytes),
      formatCount(attempt.missingBytes),
      formatCount(attempt.alteredBytes),
      { text: outcomeText(attempt)[lang], tone: TONES[attempt.outcome] },
    ]),
    more: moreRows(shown.length, transfer.attemptsCount, null, lang),
  };
}
