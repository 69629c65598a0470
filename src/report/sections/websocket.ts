// MQTT over WebSocket: the upgrade and the frames — RFC 6455, MQTT 3.1.1 and 5.0 §6.

import type { ConnectionReport } from '../../analyze/analysis.ts';
import type { WebSocketClose, WebSocketReport } from '../../analyze/websocket-report.ts';
import type { Lang } from '../../core/text.ts';
import type { Block, Cell, ConnectionSection, Page } from '../document.ts';
import { formatBytes } from '../format/bytes.ts';
import { formatDuration } from '../format/durations.ts';
import { wireText } from '../format/escape.ts';
import { ABSENT, moreRows } from '../format/frames.ts';
import { formatCount } from '../format/numbers.ts';
import {
  CAUTION,
  CLIENT_SENDS,
  DIRECTION,
  directionName,
  FRAME,
  joinWords,
  NOT_IN_CAPTURE,
  NOTE,
  SERVER_SENDS,
} from '../format/words.ts';

const TEXT = {
  request: { es: 'Petición', en: 'Request' },
  response: { es: 'Respuesta', en: 'Answer' },
  time: { es: 'Tiempo hasta la respuesta', en: 'Time to the answer' },
  host: { es: 'Host', en: 'Host' },
  origin: { es: 'Origin', en: 'Origin' },
  offered: { es: 'Subprotocolos ofrecidos', en: 'Sub-protocols offered' },
  chosen: { es: 'Subprotocolo elegido', en: 'Sub-protocol chosen' },
  extensionsOffered: { es: 'Extensiones ofrecidas', en: 'Extensions offered' },
  extensionsChosen: { es: 'Extensiones acordadas', en: 'Extensions agreed' },
  accept: { es: 'Sec-WebSocket-Accept', en: 'Sec-WebSocket-Accept' },
  acceptRight: { es: 'corresponde a la clave del cliente', en: "matches the client's key" },
  acceptWrong: { es: 'NO corresponde a la clave del cliente', en: "does NOT match the client's key" },
  acceptUnknown: { es: 'no se puede comprobar', en: 'cannot be checked' },
  refusals: { es: 'Intentos rechazados antes', en: 'Attempts refused before' },
  none: { es: 'ninguno', en: 'none' },
  noExtensions: { es: 'ninguna', en: 'none' },
  opcode: { es: 'Tramas WebSocket', en: 'WebSocket frames' },
  data: { es: 'bytes de datos', en: 'data bytes' },
  longest: { es: 'datos de la trama más larga', en: 'data of the longest frame' },
  fragmented: { es: 'partes de un mensaje dividido', en: 'parts of a divided message' },
  compressed: { es: 'comprimidas', en: 'compressed' },
  incomplete: { es: 'incompletas en la captura', en: 'incomplete in the capture' },
  closes: { es: 'Cierre de WebSocket', en: 'WebSocket close' },
  code: { es: 'Código', en: 'Code' },
  reason: { es: 'Motivo', en: 'Reason' },
  noClose: {
    es: 'Ningún lado envía una trama de cierre WebSocket: la conexión termina (o sigue) solo en TCP.',
    en: 'Neither side sends a WebSocket close frame: the connection ends (or goes on) in TCP only.',
  },
  refused: {
    es: 'El servidor rechazó el cambio a WebSocket: en esta conexión no viaja MQTT.',
    en: 'The server refused the change to WebSocket: no MQTT travels on this connection.',
  },
  unanswered: {
    es: 'La respuesta a la petición no está en la captura, ni tampoco tramas WebSocket.',
    en: 'The answer to the request is not in the capture, nor are WebSocket frames.',
  },
  byContent: {
    es: 'La petición y la respuesta HTTP no están en la captura: WebSocket se reconoció por el contenido de sus tramas.',
    en: 'The HTTP request and answer are not in the capture: WebSocket was recognised by what its frames carry.',
  },
  carries: {
    es: 'Los números de trama de los paquetes MQTT son los de las tramas capturadas que llevan sus bytes; una trama WebSocket puede llevar varios paquetes MQTT y un paquete MQTT puede ocupar varias.',
    en: 'The frame numbers of MQTT packets are those of the captured frames that carry their bytes; one WebSocket frame may carry several MQTT packets, and one MQTT packet may take several.',
  },
} as const;

export const websocket: ConnectionSection = {
  id: 'websocket',
  scope: 'connection',
  number: null,
  anyProtocol: true,
  title: { es: 'Transporte WebSocket', en: 'WebSocket transport' },
  question: null,
  answer: (connection: ConnectionReport, page) =>
    connection.websocket === null ? null : websocketLine(connection.websocket, page.lang),
  build: (connection: ConnectionReport, page) =>
    connection.websocket === null ? [] : websocketBlocks(connection.websocket, page),
};

/** "GET /mqtt (trama 8), 101 (trama 10), subprotocolo mqtt". */
export function websocketLine(report: WebSocketReport, lang: Lang): string {
  const { request, response } = report;
  const frame = lang === 'es' ? 'trama' : 'frame';
  const asked =
    request === null
      ? `${TEXT.request[lang]} ${NOT_IN_CAPTURE[lang]}`
      : `GET ${wireText(request.path, 60)} (${frame} ${request.frame})`;
  const answered =
    response === null
      ? `${TEXT.response[lang].toLowerCase()} ${NOT_IN_CAPTURE[lang]}`
      : `${response.status} (${frame} ${response.frame})`;
  if (report.state === 'refused' || response === null) return `${asked}, ${answered}`;
  const subprotocol = response.subprotocol === null ? TEXT.none[lang] : wireText(response.subprotocol, 40);
  return `${asked}, ${answered}, ${lang === 'es' ? 'subprotocolo' : 'sub-protocol'}: ${subprotocol}`;
}

export function websocketBlocks(report: WebSocketReport, page: Page): Block[] {
  const { lang } = page;
  const blocks: Block[] = [];
  if (report.state === 'refused') blocks.push({ kind: 'caution', label: CAUTION[lang], text: TEXT.refused[lang] });
  if (report.state === 'unanswered')
    blocks.push({ kind: 'caution', label: CAUTION[lang], text: TEXT.unanswered[lang] });
  if (report.evidence === 'content') blocks.push({ kind: 'note', label: NOTE[lang], text: TEXT.byContent[lang] });
  else blocks.push({ kind: 'facts', rows: upgradeRows(report, lang) });
  if (report.state !== 'open') return blocks;
  blocks.push(framesTable(report, lang));
  if (report.closes.length > 0) blocks.push(closesTable(report, page));
  else blocks.push({ kind: 'paragraph', text: TEXT.noClose[lang] });
  blocks.push({ kind: 'note', label: NOTE[lang], text: TEXT.carries[lang] });
  return blocks;
}

function upgradeRows(report: WebSocketReport, lang: Lang): [string, Cell][] {
  const { request, response } = report;
  const missing: Cell = { text: NOT_IN_CAPTURE[lang], tone: 'alert' };
  const list = (items: readonly string[], none: string): string =>
    items.length === 0
      ? none
      : joinWords(
          items.map((item) => wireText(item, 60)),
          lang,
        );
  const rows: [string, Cell][] = [
    [
      TEXT.request[lang],
      request === null
        ? missing
        : { text: `GET ${wireText(request.path)} · ${frameText(request.frame, lang)}`, tone: 'strong' },
    ],
  ];
  if (request !== null) {
    rows.push([TEXT.host[lang], request.host === null ? missing : wireText(request.host)]);
    if (request.origin !== null) rows.push([TEXT.origin[lang], wireText(request.origin)]);
    rows.push([TEXT.offered[lang], list(request.subprotocols, TEXT.none[lang])]);
    if (request.extensions.length > 0)
      rows.push([TEXT.extensionsOffered[lang], list(request.extensions, TEXT.noExtensions[lang])]);
  }
  if (response === null) {
    rows.push([TEXT.response[lang], missing]);
    return rows;
  }
  const status = `${response.status} ${wireText(response.reason, 60)}`.trim();
  rows.push([
    TEXT.response[lang],
    { text: `${status} · ${frameText(response.frame, lang)}`, tone: response.status === 101 ? 'strong' : 'alert' },
  ]);
  if (report.upgradeNs !== null) rows.push([TEXT.time[lang], formatDuration(report.upgradeNs, lang)]);
  if (response.status === 101) {
    rows.push(
      [TEXT.chosen[lang], list(response.subprotocol === null ? [] : [response.subprotocol], TEXT.none[lang])],
      [TEXT.extensionsChosen[lang], list(response.extensions, TEXT.noExtensions[lang])],
      [TEXT.accept[lang], acceptCell(response.acceptMatches, lang)],
    );
  }
  if (report.refusalsCount > 0)
    rows.push([
      TEXT.refusals[lang],
      `${formatCount(report.refusalsCount)} (${report.refusals.map(({ frame, status: code }) => `${code}: ${frameText(frame, lang)}`).join(', ')})`,
    ]);
  return rows;
}

function acceptCell(matches: boolean | null, lang: Lang): Cell {
  if (matches === null) return TEXT.acceptUnknown[lang];
  return matches ? { text: TEXT.acceptRight[lang], tone: 'good' } : { text: TEXT.acceptWrong[lang], tone: 'alert' };
}

function frameText(frame: number, lang: Lang): string {
  return `${lang === 'es' ? 'trama' : 'frame'} ${frame}`;
}

function framesTable(report: WebSocketReport, lang: Lang): Block {
  const { client, server } = report.frames;
  const names = [...new Set([...Object.keys(client), ...Object.keys(server)])];
  const counts = (name: string): Cell[] => [name, formatCount(client[name] ?? 0), formatCount(server[name] ?? 0)];
  const rows: Cell[][] = names.map(counts);
  const both = [report.payloadBytes, report.longestPayload] as const;
  rows.push([TEXT.data[lang], formatBytes(both[0].client), formatBytes(both[0].server)]);
  rows.push([TEXT.longest[lang], formatBytes(both[1].client), formatBytes(both[1].server)]);
  for (const [label, { client: sent, server: received }] of [
    [TEXT.fragmented[lang], report.fragmentedFrames],
    [TEXT.compressed[lang], report.compressedFrames],
    [TEXT.incomplete[lang], report.incompleteFrames],
  ] as const) {
    if (sent + received > 0) rows.push([label, formatCount(sent), formatCount(received)]);
  }
  return {
    kind: 'table',
    caption: null,
    columns: [
      { head: TEXT.opcode[lang] },
      { head: CLIENT_SENDS[lang], align: 'right' },
      { head: SERVER_SENDS[lang], align: 'right' },
    ],
    rows,
    more: null,
  };
}

function closesTable(report: WebSocketReport, page: Page): Block {
  const { lang } = page;
  const shown = report.closes.slice(0, page.rowLimit);
  return {
    kind: 'table',
    caption: TEXT.closes[lang],
    columns: [
      { head: FRAME[lang], align: 'right' },
      { head: DIRECTION[lang] },
      { head: TEXT.code[lang] },
      { head: TEXT.reason[lang] },
    ],
    rows: shown.map((close): Cell[] => [
      { text: String(close.frame), tone: 'strong' },
      directionName(close.direction, lang),
      codeText(close, lang),
      close.reason === null || close.reason === '' ? ABSENT : wireText(close.reason),
    ]),
    more: moreRows(shown.length, report.closesCount, null, lang),
  };
}

function codeText(close: WebSocketClose, lang: Lang): string {
  if (close.code === null) return TEXT.none[lang];
  return close.codeText === null ? String(close.code) : `${close.code} (${close.codeText})`;
}
