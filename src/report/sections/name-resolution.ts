// Question 1: which frames resolve the broker's name, and which answer led to which SYN.

import type { Analysis, ConnectionReport, NameResolution } from '../../analyze/analysis.ts';
import type { Lang } from '../../core/text.ts';
import type { Block, CaptureSection, Cell, Column, Page } from '../document.ts';
import { formatDuration } from '../format/durations.ts';
import { wireText } from '../format/escape.ts';
import { ABSENT, frameOrAbsent, moreRows } from '../format/frames.ts';
import { joinWords, NOTE } from '../format/words.ts';

const ANSWERS_SHOWN = 4;

const TEXT = {
  none: {
    es: 'Ninguna trama DNS en la captura: el nombre ya se conocía (caché, archivo hosts o dirección IP escrita a mano), la consulta viajó cifrada (DoH, DoT) o la captura empezó después.',
    en: 'No DNS frame in the capture: the name was already known (cache, hosts file or a literal IP address), the query was encrypted (DoH, DoT), or the capture began later.',
  },
  noneShort: {
    es: 'ninguna consulta DNS en la captura que lleve a una conexión',
    en: 'no DNS query in the capture that leads to a connection',
  },
  head: {
    es: ['Nombre', 'Tipo', 'Consulta', 'Respuesta', 'Tardó', 'Direcciones', 'Lleva a'],
    en: ['Name', 'Type', 'Query', 'Answer', 'Took', 'Addresses', 'Leads to'],
  },
  noAddress: { es: 'ninguna', en: 'none' },
  noAnswer: { es: 'sin respuesta', en: 'no answer' },
  note: {
    es: 'Consulta y Respuesta son números de trama. A pide una dirección IPv4 y AAAA una IPv6; el sistema suele pedir las dos. DNS viaja sobre UDP: no forma parte de la conexión TCP, que empieza con el SYN.',
    en: 'Query and Answer are frame numbers. A asks for an IPv4 address, AAAA for an IPv6 one; systems usually ask for both. DNS travels over UDP: it is no part of the TCP connection, which begins only with the SYN.',
  },
} as const;

/** Name, type, query, answer, took, addresses, leads to. */
const COLUMN_EXTRAS: readonly Partial<Column>[] = [
  {},
  {},
  { align: 'right' },
  { align: 'right' },
  { align: 'right', dropOrder: 1 },
  {},
  {},
];

export const nameResolution: CaptureSection = {
  id: 'name-resolution',
  scope: 'capture',
  number: '1',
  title: { es: 'Resolución del nombre del broker (DNS)', en: "Resolution of the broker's name (DNS)" },
  question: {
    es: '¿Qué tramas resuelven el nombre del broker (consulta y respuesta, A y AAAA) y qué respuesta lleva a qué SYN?',
    en: "Which frames resolve the broker's name (query and answer, A and AAAA), and which answer led to which SYN?",
  },
  answer: (analysis, page) => {
    const { lang } = page;
    if (analysis.nameResolution.length === 0) return TEXT.noneShort[lang];
    return relevantFirst(analysis.nameResolution)
      .slice(0, ANSWERS_SHOWN)
      .map((entry) => oneLine(analysis, entry, lang))
      .join('; ');
  },
  answerFor: (connection, page, analysis) => {
    const found = resolvedName(analysis, connection);
    if (found === null) return TEXT.noneShort[page.lang];
    return analysis.nameResolution
      .filter((entry) => entry.streams.includes(connection.stream) || isBeside(entry, found.name, connection, analysis))
      .slice(0, ANSWERS_SHOWN)
      .map((entry) => oneLine(analysis, entry, page.lang))
      .join('; ');
  },
  build: (analysis, page) => {
    const { lang } = page;
    if (analysis.nameResolution.length === 0) return [{ kind: 'paragraph', text: TEXT.none[lang] }];
    const shown = relevantFirst(analysis.nameResolution).slice(0, page.rowLimit);
    const heads = TEXT.head[lang];
    const blocks: Block[] = [
      {
        kind: 'table',
        caption: null,
        columns: heads.map((head, at) => ({ head, ...COLUMN_EXTRAS[at] })),
        rows: shown.map((entry) => row(analysis, entry, page)),
        more: moreRows(shown.length, analysis.nameResolutionCount, null, lang),
      },
      { kind: 'note', label: NOTE[lang], text: TEXT.note[lang] },
    ];
    return blocks;
  },
};

/** The name under which the server of a connection was looked up; null: not in the capture. */
export function resolvedName(analysis: Analysis, connection: ConnectionReport): NameResolution | null {
  return analysis.nameResolution.find((entry) => entry.streams.includes(connection.stream)) ?? null;
}

/** The other record of the same name, asked for since the connection before this one. */
function isBeside(entry: NameResolution, name: string, connection: ConnectionReport, analysis: Analysis): boolean {
  const frame = entry.queryFrame ?? entry.responseFrame ?? 0;
  const earlier = analysis.connections.map((one) => one.firstFrame).filter((first) => first < connection.firstFrame);
  const isSince = frame > Math.max(0, ...earlier) && frame < connection.firstFrame;
  return entry.streams.length === 0 && entry.name === name && isSince;
}

/** Names that led to a connection, and their other records, before the rest; otherwise in the order of the capture. */
function relevantFirst(entries: readonly NameResolution[]): readonly NameResolution[] {
  const names = new Set(entries.filter((entry) => entry.streams.length > 0).map((entry) => entry.name.toLowerCase()));
  const led = (entry: NameResolution): number => (names.has(entry.name.toLowerCase()) ? 0 : 1);
  return [...entries].sort((a, b) => led(a) - led(b));
}

function row(analysis: Analysis, entry: NameResolution, page: Page): Cell[] {
  const { lang } = page;
  return [
    wireText(entry.name),
    entry.type,
    frameOrAbsent(entry.queryFrame),
    entry.responseFrame === null ? { text: TEXT.noAnswer[lang], tone: 'alert' } : String(entry.responseFrame),
    entry.durationNs === null ? ABSENT : formatDuration(entry.durationNs, lang),
    answersText(entry, lang),
    entry.streams.length === 0
      ? ABSENT
      : joinWords(
          entry.streams.slice(0, 20).map((stream) => synOf(analysis, stream, lang)),
          lang,
        ),
  ];
}

function answersText(entry: NameResolution, lang: Lang): string {
  const code = entry.responseCode;
  if (entry.responseFrame === null) return ABSENT;
  if (entry.answers.length === 0)
    return code === null || code === 'NOERROR' ? TEXT.noAddress[lang] : `${TEXT.noAddress[lang]} (${code})`;
  return entry.answers.map((answer) => wireText(answer)).join(', ');
}

function synOf(analysis: Analysis, stream: number, lang: Lang): string {
  const found = analysis.connections.find((connection) => connection.stream === stream);
  const syn = found?.handshake?.synFrames[0];
  const connection = lang === 'es' ? `conexión ${stream}` : `connection ${stream}`;
  if (syn === undefined) return connection;
  return lang === 'es' ? `trama ${syn}: SYN (${connection})` : `frame ${syn}: SYN (${connection})`;
}

function oneLine(analysis: Analysis, entry: NameResolution, lang: Lang): string {
  const frames = `${frameOrAbsent(entry.queryFrame)} → ${frameOrAbsent(entry.responseFrame)}`;
  const stream = entry.streams[0];
  const leads = stream === undefined ? '' : ` ⇒ ${synOf(analysis, stream, lang)}`;
  return `${entry.type} ${wireText(entry.name, 60)}: ${lang === 'es' ? 'tramas' : 'frames'} ${frames}${leads}`;
}
