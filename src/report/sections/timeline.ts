// Question 8, third part: every MQTT control packet in order, one line each.

import type { MqttReport, TimelineRow } from '../../analyze/analysis.ts';
import type { Cell, ConnectionSection, Page } from '../document.ts';
import { formatBriefDuration, formatDuration } from '../format/durations.ts';
import { wireText } from '../format/escape.ts';
import { ABSENT, moreRows } from '../format/frames.ts';
import { formatClock, nanosecondsBetweenTexts } from '../format/instants.ts';
import { formatCount } from '../format/numbers.ts';
import { FRAME, NOTE, TOPIC, TYPE } from '../format/words.ts';

const TEXT = {
  time: { es: 'Hora', en: 'Time' },
  since: { es: 'Desde el inicio', en: 'Since the start' },
  sender: { es: 'Envía', en: 'Sender' },
  client: { es: 'cliente', en: 'client' },
  server: { es: 'broker', en: 'broker' },
  bytes: { es: 'Bytes', en: 'Bytes' },
  anomaly: { es: 'Anomalía', en: 'Anomaly' },
  flags: { es: 'QoS y banderas', en: 'QoS and flags' },
  note: {
    es: 'Bytes es el paquete MQTT entero, con su cabecera fija. Un Id vale solo dentro de esta conexión y para quien lo eligió: el mismo número en el otro sentido es otra cosa.',
    en: 'Bytes is the whole MQTT packet with its fixed header. An Id holds only within this connection and for the side that chose it: the same number the other way is another thing.',
  },
} as const;

export const timeline: ConnectionSection = {
  id: 'timeline',
  scope: 'connection',
  number: '8',
  anyProtocol: false,
  title: { es: 'Todos los paquetes MQTT, en orden', en: 'Every MQTT packet, in order' },
  question: {
    es: '¿Qué lleva cada paquete: tipo, trama, sentido, hora, tamaño, identificador, QoS, DUP, RETAIN y tópico?',
    en: 'What does each packet carry: type, frame, direction, time, size, identifier, QoS, DUP, RETAIN and topic?',
  },
  build: (connection, page) => {
    const { lang } = page;
    const { mqtt } = connection;
    if (mqtt === null || mqtt.timeline.length === 0) return [];
    const shown = mqtt.timeline.slice(0, page.rowLimit);
    const withAnomaly = shown.some((entry) => entry.anomalies.length > 0);
    const withTopic = shown.some((entry) => entry.topic !== null);
    return [
      {
        kind: 'table',
        caption: null,
        dense: true,
        columns: [
          { head: FRAME[lang], align: 'right' },
          { head: TEXT.time[lang], dropOrder: 1 },
          { head: TEXT.since[lang], align: 'right' },
          { head: TEXT.sender[lang] },
          { head: TYPE[lang] },
          { head: TEXT.bytes[lang], align: 'right', dropOrder: 3 },
          { head: 'Id', align: 'right' },
          { head: TEXT.flags[lang] },
          ...(withAnomaly ? [{ head: TEXT.anomaly[lang] }] : []),
          ...(withTopic ? [{ head: TOPIC[lang], dropOrder: 2 }] : []),
        ],
        rows: shown.map((entry) => row(entry, connection.firstTime, { withAnomaly, withTopic }, page)),
        more: moreRows(shown.length, mqtt.timelineCount, 'messages', lang),
      },
      { kind: 'note', label: NOTE[lang], text: TEXT.note[lang] },
    ];
  },
};

function row(
  entry: TimelineRow,
  start: string,
  columns: { withAnomaly: boolean; withTopic: boolean },
  page: Page,
): Cell[] {
  const { lang } = page;
  const since = nanosecondsBetweenTexts(start, entry.time);
  const cells: Cell[] = [
    String(entry.frame),
    formatClock(entry.time, page.timeZone, lang),
    since === null
      ? ABSENT
      : { text: formatDuration(since, lang), brief: formatBriefDuration(since, lang), tone: 'plain' },
    TEXT[entry.direction][lang],
    { text: entry.type, tone: entry.anomalies.length === 0 ? 'plain' : 'alert' },
    formatCount(entry.length),
    entry.packetIdentifier === null ? ABSENT : String(entry.packetIdentifier),
    flagsText(entry),
  ];
  if (columns.withAnomaly) cells.push({ text: entry.anomalies.join(', '), tone: 'alert' });
  if (columns.withTopic) cells.push(entry.topic === null ? ABSENT : wireText(entry.topic));
  return cells;
}

function flagsText(entry: TimelineRow): string {
  const parts: string[] = entry.qos === null ? [] : [`QoS ${entry.qos}`];
  if (entry.dup) parts.push('DUP');
  if (entry.retain) parts.push('RETAIN');
  return parts.length === 0 ? ABSENT : parts.join(', ');
}

/** How many packets the session had, over all types. */
export function packetCount(mqtt: MqttReport): number {
  return Object.values(mqtt.messages).reduce((sum, count) => sum + count, 0);
}
