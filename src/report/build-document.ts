// An Analysis becomes a document: the sections of a profile, in reading order, once per capture or once per connection.

import type { Analysis, ConnectionReport } from '../analyze/analysis.ts';
import type { Lang } from '../core/text.ts';
import { answersAtAGlance } from './answers.ts';
import type {
  Block,
  Cell,
  ConnectionSection,
  DocumentSection,
  Page,
  ReportContext,
  ReportDocument,
  ReportOptions,
  Section,
} from './document.ts';
import { escapeControls, wireText } from './format/escape.ts';
import { formatCount } from './format/numbers.ts';
import { endpointText } from './format/words.ts';
import { PROFILES, type Profile } from './profiles.ts';
import { SECTIONS } from './sections/index.ts';

const TEXT = {
  report: { es: 'Informe de', en: 'Report on' },
  standardInput: { es: 'la entrada estándar', en: 'standard input' },
  live: { es: 'una captura en vivo', en: 'a live capture' },
  connection: { es: 'Conexión', en: 'Connection' },
  noSuchStream: { es: 'La captura no tiene la conexión', en: 'The capture has no connection' },
  onlyOverview: {
    es: 'solo figura en el resumen de conexiones (hay más de las que se detallan): pida --stream al analizar',
    en: 'is only in the overview of connections (there are more than are told in detail): ask for --stream when analysing',
  },
} as const;

/** The report on one capture. */
export function buildDocument(analysis: Analysis, context: ReportContext, options: ReportOptions = {}): ReportDocument {
  const profile = PROFILES[context.profile];
  const page: Page = {
    lang: context.lang,
    profile: context.profile,
    timeZone: context.timeZone,
    rowLimit: Math.max(1, options.listLimit ?? profile.rowLimit),
  };
  const sections = SECTIONS.filter((section) => profile.sections.includes(section.id));
  const firstAboutConnection = SECTIONS.findIndex((section) => section.scope === 'connection');
  const isBefore = (section: Section): boolean => SECTIONS.indexOf(section) < firstAboutConnection;
  const built: DocumentSection[] = [
    ...sections.filter(isBefore).flatMap((section) => captureSection(section, analysis, page)),
    ...connectionSections(analysis, sections, profile, page, options.stream ?? null),
    ...sections.filter((section) => !isBefore(section)).flatMap((section) => captureSection(section, analysis, page)),
  ];
  return {
    lang: context.lang,
    title: escapeControls(titleOf(analysis, context.lang)),
    sections: built.map((section) => ({ ...section, blocks: section.blocks.map(sealBlock) })),
  };
}

function titleOf(analysis: Analysis, lang: Lang): string {
  const names = analysis.capture.files.map((file) =>
    file.path === '-' ? TEXT.standardInput[lang] : wireText(baseName(file.path)),
  );
  const shown = names.slice(0, 3).join(', ');
  return `${TEXT.report[lang]} ${shown === '' ? TEXT.live[lang] : shown}${names.length > 3 ? ` … (${names.length})` : ''}`;
}

function baseName(path: string): string {
  return path.split(/[\\/]/).pop() ?? path;
}

function captureSection(section: Section, analysis: Analysis, page: Page): DocumentSection[] {
  if (section.scope !== 'capture') return [];
  const blocks = section.build(analysis, page);
  const answer = section.answer?.(analysis, page) ?? null;
  if (blocks.length === 0 && answer === null) return [];
  return [{ id: section.id, stream: null, blocks: [...headOf(section, 1, answer, page.lang), ...blocks] }];
}

function connectionSections(
  analysis: Analysis,
  sections: readonly Section[],
  profile: Profile,
  page: Page,
  stream: number | null,
): DocumentSection[] {
  const candidates =
    stream === null ? told(analysis, profile) : analysis.connections.filter((one) => one.stream === stream);
  const chosen = candidates.slice(0, stream === null ? profile.connectionLimit : 1);
  const built = explainedOnce(
    chosen.flatMap((connection) => oneConnection(analysis, connection, sections, profile, page)),
  );
  if (stream !== null && chosen.length === 0) built.push(missingStream(analysis, stream, page.lang));
  if (candidates.length > chosen.length) built.push(moreConnections(candidates.length - chosen.length, page.lang));
  return built;
}

/** What is explained under one connection is not explained again under the next. */
function explainedOnce(sections: readonly DocumentSection[]): DocumentSection[] {
  const explained = new Map<string, number | null>();
  return sections.map((section) => {
    const blocks = section.blocks.filter((block) => {
      if (block.kind !== 'mistake' && block.kind !== 'note') return true;
      const key = `${section.id} ${block.kind}`;
      const first = explained.get(key);
      if (first === undefined) explained.set(key, section.stream);
      return first === undefined || first === section.stream;
    });
    return { ...section, blocks };
  });
}

/** MQTT connections; the others too where the profile says so or there is no MQTT at all. */
function told(analysis: Analysis, profile: Profile): readonly ConnectionReport[] {
  const mqtt = analysis.connections.filter((one) => one.mqtt !== null);
  return profile.otherProtocols || mqtt.length === 0 ? analysis.connections : mqtt;
}

function oneConnection(
  analysis: Analysis,
  connection: ConnectionReport,
  sections: readonly Section[],
  profile: Profile,
  page: Page,
): DocumentSection[] {
  const isWanted = (section: ConnectionSection): boolean => connection.mqtt !== null || section.anyProtocol;
  const wanted = sections.filter(
    (section): section is ConnectionSection => section.scope === 'connection' && isWanted(section),
  );
  const built = wanted.flatMap((section): DocumentSection[] => {
    const blocks = section.build(connection, page, analysis);
    if (blocks.length === 0) return [];
    const answer = section.answer?.(connection, page, analysis) ?? null;
    return [
      { id: section.id, stream: connection.stream, blocks: [...headOf(section, 2, answer, page.lang), ...blocks] },
    ];
  });
  const title: Block = { kind: 'heading', level: 1, text: connectionTitle(connection, page.lang) };
  const glance = profile.answersAtAGlance ? answersAtAGlance(SECTIONS, connection, page, analysis) : [];
  return [{ id: 'connection', stream: connection.stream, blocks: [title, ...glance] }, ...built];
}

function connectionTitle(connection: ConnectionReport, lang: Lang): string {
  const protocol = connection.mqtt === null ? (connection.protocol ?? 'TCP') : 'MQTT';
  return `${TEXT.connection[lang]} ${connection.stream} · ${protocol} · ${endpointText(connection.client)} → ${endpointText(connection.server)}`;
}

/** Heading, question and answer in a line. */
function headOf(section: Section, level: 1 | 2, answer: string | null, lang: Lang): Block[] {
  const number = section.number === null ? '' : `${section.number} · `;
  const blocks: Block[] = [{ kind: 'heading', level, text: `${number}${section.title[lang]}` }];
  if (section.question !== null) blocks.push({ kind: 'question', text: section.question[lang] });
  if (answer !== null) blocks.push({ kind: 'answer', text: answer });
  return blocks;
}

function missingStream(analysis: Analysis, stream: number, lang: Lang): DocumentSection {
  const listed = analysis.connectionsOverview.some((one) => one.stream === stream);
  const text = listed
    ? `${TEXT.connection[lang]} ${stream}: ${TEXT.onlyOverview[lang]}.`
    : `${TEXT.noSuchStream[lang]} ${stream}.`;
  return { id: 'connection', stream, blocks: [{ kind: 'paragraph', text }] };
}

function moreConnections(left: number, lang: Lang): DocumentSection {
  const text =
    lang === 'es'
      ? `… y ${formatCount(left)} conexiones más, que aquí no se detallan: --stream N muestra una, --profile full muestra hasta 100.`
      : `… and ${formatCount(left)} more connections, not told in detail here: --stream N shows one, --profile full up to 100.`;
  return { id: 'more-connections', stream: null, blocks: [{ kind: 'paragraph', text }] };
}

/** The last word on control characters: whatever a section forgot to escape is escaped here, before any renderer sees it. */
export function sealBlock(block: Block): Block {
  switch (block.kind) {
    case 'facts':
      return { ...block, rows: block.rows.map(([label, value]) => [escapeControls(label), sealCell(value)] as const) };
    case 'list':
      return { ...block, items: block.items.map(escapeControls) };
    case 'table':
      return {
        ...block,
        caption: block.caption === null ? null : escapeControls(block.caption),
        columns: block.columns.map((column) => ({ ...column, head: escapeControls(column.head) })),
        rows: block.rows.map((row) => row.map(sealCell)),
      };
    case 'finding':
      return {
        ...block,
        title: escapeControls(block.title),
        text: block.text === null ? null : escapeControls(block.text),
        where: escapeControls(block.where),
      };
    default:
      return { ...block, text: escapeControls(block.text) };
  }
}

function sealCell(cell: Cell): Cell {
  return typeof cell === 'string' ? escapeControls(cell) : sealed(cell);
}

function sealed(cell: Exclude<Cell, string>): Cell {
  const text = escapeControls(cell.text);
  return cell.brief === undefined ? { ...cell, text } : { ...cell, text, brief: escapeControls(cell.brief) };
}
