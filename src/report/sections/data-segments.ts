// Question 7 e: header + payload of the first four segments with data, over both directions and per direction — RFC 9293 §3.1.

import type { ConnectionReport, DataSegment } from '../../analyze/analysis.ts';
import type { Lang } from '../../core/text.ts';
import type { Block, Cell, ConnectionSection, Page } from '../document.ts';
import { ABSENT } from '../format/frames.ts';
import { formatClock } from '../format/instants.ts';
import { NO_BREAK_SPACE } from '../format/numbers.ts';
import { DIRECTION, directionCell, FRAME, USUAL_MISTAKE } from '../format/words.ts';

const TEXT = {
  none: { es: 'Ningún segmento con datos en la captura.', en: 'No segment with data in the capture.' },
  both: { es: 'Los primeros cuatro, en los dos sentidos', en: 'The first four, over both directions' },
  each: { es: 'Los primeros cuatro de cada sentido', en: 'The first four of each direction' },
  header: { es: 'Cabecera', en: 'Header' },
  payload: { es: 'Datos', en: 'Payload' },
  sum: { es: 'Suma', en: 'Sum' },
  carries: { es: 'Lleva', en: 'Carries' },
  time: { es: 'Hora', en: 'Time' },
  mistake: {
    es: 'Dar solo la cabecera o solo los datos: la longitud del segmento es la suma. La cabecera TCP son 20 bytes más las opciones (con Timestamps, 32). La longitud de la trama es otra cosa: suma Ethernet e IP, y a veces relleno. El segmento puede llevar varios paquetes MQTT, o solo una parte de uno.',
    en: 'To give the header alone or the payload alone: the length of the segment is the sum. The TCP header is 20 bytes plus options (32 with Timestamps). The length of the frame is something else: it adds Ethernet and IP, and padding at times. A segment may carry several MQTT packets, or only a part of one.',
  },
} as const;

export const dataSegments: ConnectionSection = {
  id: 'data-segments',
  scope: 'connection',
  number: '7 e',
  anyProtocol: true,
  title: { es: 'Longitud de los primeros cuatro segmentos con datos', en: 'Length of the first four data segments' },
  question: {
    es: '¿Cuánto miden la cabecera y los datos de los primeros cuatro segmentos TCP que llevan datos?',
    en: 'How long are header and payload of the first four TCP segments that carry data?',
  },
  answer: (connection, page) =>
    connection.dataSegments.length === 0
      ? TEXT.none[page.lang]
      : connection.dataSegments
          .map((segment) => `${sumText(segment)} (${frameWord(page.lang)} ${segment.frame})`)
          .join(', '),
  build: (connection, page) => {
    const { lang } = page;
    if (connection.dataSegments.length === 0) return [{ kind: 'paragraph', text: TEXT.none[lang] }];
    const { client, server } = connection.dataSegmentsByDirection;
    const blocks: Block[] = [
      table(connection, connection.dataSegments, count(connection.dataSegments), TEXT.both[lang], page),
    ];
    blocks.push(table(connection, [...client, ...server], [...count(client), ...count(server)], TEXT.each[lang], page));
    blocks.push({ kind: 'mistake', label: USUAL_MISTAKE[lang], text: TEXT.mistake[lang] });
    return blocks;
  },
};

/** Types of the MQTT packets whose last byte is in this frame: ['CONNECT'], ['PUBLISH ×8']. */
export function packetsInFrame(connection: ConnectionReport, frame: number): readonly string[] {
  if (connection.mqtt === null) return [];
  return Object.entries(connection.mqtt.messageFrames).flatMap(([type, frames]) => {
    const count = frames.filter((one) => one === frame).length;
    if (count === 0) return [];
    return count === 1 ? [type] : [`${type} ×${count}`];
  });
}

function table(
  connection: ConnectionReport,
  segments: readonly DataSegment[],
  numbers: readonly number[],
  caption: string,
  page: Page,
): Block {
  const { lang } = page;
  return {
    kind: 'table',
    caption,
    columns: [
      { head: '#', align: 'right' },
      { head: FRAME[lang], align: 'right' },
      { head: DIRECTION[lang] },
      { head: TEXT.header[lang], align: 'right' },
      { head: TEXT.payload[lang], align: 'right' },
      { head: TEXT.sum[lang], align: 'right' },
      { head: TEXT.carries[lang] },
      { head: TEXT.time[lang], dropOrder: 1 },
    ],
    rows: segments.map((segment, at) => row(connection, segment, numbers[at] ?? at + 1, page)),
    more: null,
  };
}

function row(connection: ConnectionReport, segment: DataSegment, number: number, page: Page): Cell[] {
  return [
    String(number),
    String(segment.frame),
    directionCell(segment.direction, page.lang),
    String(segment.headerLength),
    String(segment.payloadLength),
    { text: sumText(segment), tone: 'strong' },
    packetsInFrame(connection, segment.frame).join(' + ') || ABSENT,
    formatClock(segment.time, page.timeZone, page.lang),
  ];
}

/** 1, 2, 3 … */
function count(segments: readonly DataSegment[]): number[] {
  return segments.map((_, at) => at + 1);
}

function sumText(segment: DataSegment): string {
  const parts = [segment.headerLength, '+', segment.payloadLength, '=', segment.length];
  return parts.join(NO_BREAK_SPACE);
}

function frameWord(lang: Lang): string {
  return lang === 'es' ? 'trama' : 'frame';
}
