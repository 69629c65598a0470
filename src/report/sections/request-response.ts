// Requests and responses over MQTT 5: Response Topic and Correlation Data — MQTT 5.0 §4.10.

import type { RequestRow } from '../../analyze/mqtt-session-report.ts';
import type { Lang } from '../../core/text.ts';
import type { Cell, ConnectionSection } from '../document.ts';
import { formatDuration } from '../format/durations.ts';
import { wireText } from '../format/escape.ts';
import { ABSENT, frameOrAbsent, moreRows } from '../format/frames.ts';
import { formatCount } from '../format/numbers.ts';
import { directionCell, NOTE } from '../format/words.ts';

const TEXT = {
  request: { es: 'Petición (trama)', en: 'Request (frame)' },
  by: { es: 'Pregunta', en: 'Asked by' },
  topic: { es: 'Tópico', en: 'Topic' },
  response: { es: 'Respuesta (trama)', en: 'Response (frame)' },
  responseTopic: { es: 'Tópico de respuesta', en: 'Response topic' },
  correlation: { es: 'Correlación', en: 'Correlation' },
  time: { es: 'Tiempo', en: 'Time' },
  none: { es: 'sin respuesta', en: 'no response' },
  note: {
    es: 'Si pregunta el cliente, el tiempo es la ida y vuelta completa: red, broker y quien contesta. Si la petición le llega del broker, es solo lo que este cliente tarda en contestar.',
    en: 'Where the client asks, the time is the whole round trip: network, broker and the one who answers. Where the request comes from the broker, it is only how long this client takes to answer.',
  },
} as const;

export const requestResponse: ConnectionSection = {
  id: 'request-response',
  scope: 'connection',
  number: null,
  anyProtocol: false,
  title: { es: 'Peticiones y respuestas', en: 'Requests and responses' },
  question: null,
  answer: (connection, page) => {
    const rows = connection.mqtt?.requests ?? [];
    if (rows.length === 0) return null;
    const answered = rows.filter(({ responseFrame }) => responseFrame !== null).length;
    const total = formatCount(connection.mqtt?.requestsCount ?? rows.length);
    return page.lang === 'es'
      ? `${total}; con respuesta: ${formatCount(answered)}`
      : `${total}; answered: ${formatCount(answered)}`;
  },
  build: (connection, page) => {
    const { lang } = page;
    const { mqtt } = connection;
    if (mqtt === null || mqtt.requests.length === 0) return [];
    const limit = page.profile === 'lab' ? Math.min(page.rowLimit, 20) : page.rowLimit;
    const shown = mqtt.requests.slice(0, limit);
    return [
      {
        kind: 'table',
        caption: null,
        dense: true,
        columns: [
          { head: TEXT.request[lang], align: 'right' },
          { head: TEXT.by[lang] },
          { head: TEXT.topic[lang] },
          { head: TEXT.responseTopic[lang], dropOrder: 2 },
          { head: TEXT.correlation[lang], dropOrder: 1 },
          { head: TEXT.response[lang], align: 'right' },
          { head: TEXT.time[lang], align: 'right' },
        ],
        rows: shown.map((row) => rowOf(row, lang)),
        more: moreRows(shown.length, mqtt.requestsCount, null, lang),
      },
      { kind: 'note', label: NOTE[lang], text: TEXT.note[lang] },
    ];
  },
};

function rowOf(row: RequestRow, lang: Lang): Cell[] {
  return [
    String(row.frame),
    directionCell(row.requester, lang),
    row.topic === null ? ABSENT : wireText(row.topic, 60),
    wireText(row.responseTopic, 60),
    row.correlationHex === null ? ABSENT : wireText(row.correlationHex, 32),
    row.responseFrame === null ? { text: TEXT.none[lang], tone: 'alert' } : frameOrAbsent(row.responseFrame),
    row.roundTripNs === null ? ABSENT : formatDuration(row.roundTripNs, lang),
  ];
}
