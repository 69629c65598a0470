// Question 8, second part: frames of each type of MQTT control packet, as a student writes them down.

import type { MqttReport } from '../../analyze/analysis.ts';
import type { Lang } from '../../core/text.ts';
import type { Block, ConnectionSection, Page } from '../document.ts';
import { formatBytes } from '../format/bytes.ts';
import { wireText } from '../format/escape.ts';
import { formatRepeatedFrames, moreRows } from '../format/frames.ts';
import { formatCount, plural } from '../format/numbers.ts';
import { CAUTION, DIRECTION, directionCell, joinWords, TOPIC, TYPE, USUAL_MISTAKE } from '../format/words.ts';

const TEXT = {
  packets: { es: 'Paquetes', en: 'Packets' },
  client: { es: 'Del cliente', en: 'By the client' },
  server: { es: 'Del broker', en: 'By the broker' },
  frames: { es: 'Tramas', en: 'Frames' },
  none: { es: 'Ningún paquete MQTT entero en la captura.', en: 'No whole MQTT packet in the capture.' },
  topics: { es: 'Tópicos publicados', en: 'Topics published' },
  messages: { es: 'Mensajes', en: 'Messages' },
  payload: { es: 'Datos', en: 'Payload' },
  countPackets: {
    es: 'Contar tramas en vez de paquetes: un segmento puede llevar varios paquetes MQTT (su trama lleva entonces un ×) y un paquete puede ocupar varios segmentos (aquí figura la trama de su último byte).',
    en: 'To count frames instead of packets: a segment may carry several MQTT packets (its frame then carries a ×), and one packet may take several segments (listed is the frame of its last byte).',
  },
} as const;

export const mqttPackets: ConnectionSection = {
  id: 'mqtt-packets',
  scope: 'connection',
  number: '8',
  anyProtocol: false,
  title: { es: 'Tramas de cada tipo de paquete MQTT', en: 'Frames of each type of MQTT packet' },
  question: {
    es: '¿Qué paquetes de control MQTT hay y en qué tramas?',
    en: 'Which MQTT control packets are there, and in which frames?',
  },
  answer: (connection) => {
    const counts = Object.entries(connection.mqtt?.messages ?? {});
    return counts.length === 0 ? null : counts.map(([type, count]) => `${type} ${formatCount(count)}`).join(', ');
  },
  build: (connection, page) => {
    const { mqtt } = connection;
    if (mqtt === null) return [];
    const types = Object.keys(mqtt.messages);
    if (types.length === 0) return [{ kind: 'paragraph', text: TEXT.none[page.lang] }];
    const blocks: Block[] = [typesTable(mqtt, types, page)];
    const shared = sharedFrames(mqtt, page.lang);
    if (shared !== null) blocks.push({ kind: 'caution', label: CAUTION[page.lang], text: shared });
    blocks.push({ kind: 'mistake', label: USUAL_MISTAKE[page.lang], text: TEXT.countPackets[page.lang] });
    if (mqtt.topics.length > 0) blocks.push(topicsTable(mqtt, page));
    return blocks;
  },
};

function typesTable(mqtt: MqttReport, types: readonly string[], page: Page): Block {
  const { lang } = page;
  return {
    kind: 'table',
    caption: null,
    columns: [
      { head: TYPE[lang] },
      { head: TEXT.packets[lang], align: 'right' },
      { head: TEXT.client[lang], align: 'right' },
      { head: TEXT.server[lang], align: 'right' },
      { head: TEXT.frames[lang] },
    ],
    rows: types.map((type) => [
      { text: type, tone: 'strong' },
      formatCount(mqtt.messages[type] ?? 0),
      formatCount(mqtt.messagesBySender.client[type] ?? 0),
      formatCount(mqtt.messagesBySender.server[type] ?? 0),
      formatRepeatedFrames(mqtt.messageFrames[type] ?? [], page.rowLimit, mqtt.messages[type] ?? 0, lang),
    ]),
    more: null,
  };
}

/** Types of which this capture has several packets in one frame; null: none. */
function sharedFrames(mqtt: MqttReport, lang: Lang): string | null {
  const parts = Object.entries(mqtt.messageFrames).flatMap(([type, frames]) => {
    const distinct = new Set(frames).size;
    if (distinct === frames.length) return [];
    return lang === 'es'
      ? [`${formatCount(frames.length)} ${type} en ${plural(distinct, 'trama', 'tramas')}`]
      : [`${formatCount(frames.length)} ${type} in ${plural(distinct, 'frame', 'frames')}`];
  });
  if (parts.length === 0) return null;
  const list = joinWords(parts, lang);
  return lang === 'es' ? `en esta captura hay ${list}.` : `this capture has ${list}.`;
}

function topicsTable(mqtt: MqttReport, page: Page): Block {
  const { lang } = page;
  const shown = mqtt.topics.slice(0, page.rowLimit);
  return {
    kind: 'table',
    caption: TEXT.topics[lang],
    columns: [
      { head: TOPIC[lang] },
      { head: DIRECTION[lang] },
      { head: TEXT.messages[lang], align: 'right' },
      { head: TEXT.payload[lang], align: 'right' },
    ],
    rows: shown.map((entry) => [
      wireText(entry.topic),
      directionCell(entry.direction, lang),
      formatCount(entry.messages),
      formatBytes(entry.payloadBytes),
    ]),
    more: moreRows(shown.length, mqtt.topicsCount, 'messages', lang),
  };
}
