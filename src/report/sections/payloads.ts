// What the payloads hold: text, JSON, other bytes; what MQTT 5 says of them; Sparkplug topics by name. Full profile only.

import type { MqttReport } from '../../analyze/analysis.ts';
import type { PayloadKind, PayloadRow } from '../../analyze/mqtt-session-report.ts';
import type { Lang, Text } from '../../core/text.ts';
import type { SparkplugTopic } from '../../session/sparkplug-topic.ts';
import type { Block, Cell, ConnectionSection, Page } from '../document.ts';
import { formatBytes } from '../format/bytes.ts';
import { previewText, wireText } from '../format/escape.ts';
import { ABSENT, moreRows } from '../format/frames.ts';
import { formatCount } from '../format/numbers.ts';
import { DIRECTION, directionCell, FRAME, TOPIC } from '../format/words.ts';

/** Characters of a payload in one row. */
const ROW_CHARACTERS = 160;
/** JSON texts written out, and lines of each. */
const PRETTY_LIMIT = 3;
const PRETTY_LINES = 24;
const PRETTY_LINE_CHARACTERS = 120;
/** Payloads dumped in hex, and bytes of a line. */
const DUMP_LIMIT = 3;
const DUMP_LINE = 16;

const KINDS: Readonly<Record<PayloadKind, Text>> = {
  empty: { es: 'vacío', en: 'empty' },
  text: { es: 'texto', en: 'text' },
  json: { es: 'JSON', en: 'JSON' },
  binary: { es: 'bytes', en: 'bytes' },
  incomplete: { es: 'incompleto en la captura', en: 'incomplete in the capture' },
};

const TEXT = {
  size: { es: 'Tamaño', en: 'Size' },
  kind: { es: 'Qué es', en: 'What it is' },
  claim: { es: 'Declarado', en: 'Declared' },
  content: { es: 'Contenido', en: 'Content' },
  deletes: { es: 'borra el mensaje retenido del tópico', en: 'deletes the retained message of the topic' },
  utf8: { es: 'texto UTF-8', en: 'UTF-8 text' },
  bytes: { es: 'bytes sin especificar', en: 'unspecified bytes' },
  notSo: { es: 'no lo es', en: 'it is not' },
  sparkplug: { es: 'Tópicos Sparkplug B', en: 'Sparkplug B topics' },
  type: { es: 'Tipo', en: 'Type' },
  group: { es: 'Grupo', en: 'Group' },
  node: { es: 'Nodo', en: 'Edge node' },
  device: { es: 'Dispositivo', en: 'Device' },
  messages: { es: 'Mensajes', en: 'Messages' },
  frame: { es: 'Trama', en: 'Frame' },
} as const;

export const payloads: ConnectionSection = {
  id: 'payloads',
  scope: 'connection',
  number: null,
  anyProtocol: false,
  title: { es: 'Contenido de los mensajes', en: 'Content of the messages' },
  question: null,
  answer: (connection, page) => {
    const rows = connection.mqtt?.payloads ?? [];
    if (rows.length === 0) return null;
    const counts = new Map<PayloadKind, number>();
    for (const { kind } of rows) counts.set(kind, (counts.get(kind) ?? 0) + 1);
    return [...counts].map(([kind, count]) => `${KINDS[kind][page.lang]}: ${formatCount(count)}`).join(', ');
  },
  build: (connection, page) => {
    const { mqtt } = connection;
    if (mqtt === null || mqtt.payloads.length === 0) return [];
    return [
      payloadTable(mqtt, page),
      ...sparkplugTable(mqtt, page),
      ...prettyBlocks(mqtt, page.lang),
      ...dumpBlocks(mqtt, page.lang),
    ];
  },
};

function payloadTable(mqtt: MqttReport, page: Page): Block {
  const { lang } = page;
  const shown = mqtt.payloads.slice(0, page.rowLimit);
  const withClaim = shown.some((row) => row.contentType !== null || row.formatIndicator !== null);
  return {
    kind: 'table',
    caption: null,
    dense: true,
    columns: [
      { head: FRAME[lang], align: 'right' },
      { head: DIRECTION[lang], dropOrder: 2 },
      { head: TOPIC[lang], dropOrder: 1 },
      { head: TEXT.size[lang], align: 'right' },
      { head: TEXT.kind[lang] },
      ...(withClaim ? [{ head: TEXT.claim[lang] }] : []),
      { head: TEXT.content[lang], overflow: 'cut' },
    ],
    rows: shown.map((row): Cell[] => [
      String(row.frame),
      directionCell(row.direction, lang),
      row.topic === null ? ABSENT : wireText(row.topic, 60),
      formatBytes(row.payloadLength),
      row.deletesRetained
        ? { text: `${KINDS.empty[lang]}: ${TEXT.deletes[lang]}`, tone: 'alert' }
        : KINDS[row.kind][lang],
      ...(withClaim ? [claimCell(row, lang)] : []),
      contentText(row),
    ]),
    more: moreRows(shown.length, mqtt.payloadsCount, 'messages', lang),
  };
}

function claimCell(row: PayloadRow, lang: Lang): Cell {
  const parts: string[] = [];
  if (row.contentType !== null) parts.push(wireText(row.contentType, 60));
  if (row.formatIndicator !== null) parts.push(row.formatIndicator === 1 ? TEXT.utf8[lang] : TEXT.bytes[lang]);
  if (parts.length === 0) return ABSENT;
  const text = parts.join(', ');
  return row.asClaimed === false ? { text: `${text}: ${TEXT.notSo[lang]}`, tone: 'alert' } : text;
}

function contentText(row: PayloadRow): string {
  if (row.text !== null) return wireText(previewText(row.text), ROW_CHARACTERS);
  return row.hex === null ? ABSENT : spaced(row.hex) + (row.shownBytes < row.payloadLength ? ' …' : '');
}

function spaced(hex: string): string {
  return hex.replace(/../g, '$& ').trimEnd();
}

function sparkplugTable(mqtt: MqttReport, page: Page): Block[] {
  const { lang } = page;
  const named = mqtt.topics.flatMap(({ sparkplug, messages, direction }) =>
    sparkplug === null ? [] : [{ sparkplug, messages, direction }],
  );
  if (named.length === 0) return [];
  const shown = named.slice(0, page.rowLimit);
  const cell = (text: SparkplugTopic['group']): Cell => (text === null ? ABSENT : wireText(text, 60));
  return [
    {
      kind: 'table',
      caption: TEXT.sparkplug[lang],
      dense: true,
      columns: [
        { head: TEXT.type[lang] },
        { head: TEXT.group[lang] },
        { head: TEXT.node[lang] },
        { head: TEXT.device[lang] },
        { head: DIRECTION[lang] },
        { head: TEXT.messages[lang], align: 'right' },
      ],
      rows: shown.map(({ sparkplug, messages, direction }): Cell[] => [
        sparkplug.messageType,
        cell(sparkplug.group),
        cell(sparkplug.edgeNode ?? sparkplug.host),
        cell(sparkplug.device),
        directionCell(direction, lang),
        formatCount(messages),
      ]),
      more: moreRows(shown.length, named.length, null, lang),
    },
  ];
}

/** The first JSON texts written out; one that is laid out the same again tells nothing new. */
function prettyBlocks(mqtt: MqttReport, lang: Lang): Block[] {
  const json = mqtt.payloads.filter(({ kind }) => kind === 'json').slice(0, PRETTY_LIMIT);
  return json.flatMap((row): Block[] => [
    { kind: 'paragraph', text: `${TEXT.frame[lang]} ${row.frame}, JSON:` },
    { kind: 'list', items: prettyLines(row.text ?? '') },
  ]);
}

function prettyLines(text: string): string[] {
  const lines = JSON.stringify(parsed(text), null, 2).split('\n');
  const shown = lines.slice(0, PRETTY_LINES).map((line) => {
    const indent = /^ */.exec(line)?.[0].length ?? 0;
    return '\u00a0'.repeat(indent) + wireText(line.slice(indent), PRETTY_LINE_CHARACTERS);
  });
  return lines.length > shown.length ? [...shown, '…'] : shown;
}

/** A text that was found to be JSON; the text itself should that have been wrong. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function dumpBlocks(mqtt: MqttReport, lang: Lang): Block[] {
  const binary = mqtt.payloads.filter(({ hex }) => hex !== null).slice(0, DUMP_LIMIT);
  return binary.flatMap((row): Block[] => [
    { kind: 'paragraph', text: `${TEXT.frame[lang]} ${row.frame}, ${formatBytes(row.payloadLength)}:` },
    { kind: 'list', items: dumpLines(row.hex ?? '', row.shownBytes < row.payloadLength) },
  ]);
}

/** "0010  48 6f 6c 61 …  Hola": what is no letter of ASCII stands as a point. */
function dumpLines(hex: string, goesOn: boolean): string[] {
  const lines: string[] = [];
  for (let at = 0; at < hex.length; at += 2 * DUMP_LINE) {
    const part = hex.slice(at, at + 2 * DUMP_LINE);
    const letters = (part.match(/../g) ?? []).map((pair) => {
      const code = Number.parseInt(pair, 16);
      return code > 0x20 && code < 0x7f ? String.fromCharCode(code) : '.';
    });
    const offset = (at / 2).toString(16).padStart(4, '0');
    lines.push(`${offset}\u00a0 ${spaced(part).padEnd(3 * DUMP_LINE - 1, '\u00a0')}\u00a0 ${letters.join('')}`);
  }
  return goesOn ? [...lines, '…'] : lines;
}
