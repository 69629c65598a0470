// The counters of each direction, as tcptrace lists them: only those that say something in this connection.

import type { ConnectionReport, TcpStatistics } from '../../analyze/analysis.ts';
import type { Lang, Text } from '../../core/text.ts';
import type { Cell, ConnectionSection } from '../document.ts';
import { formatBytes } from '../format/bytes.ts';
import { formatDuration } from '../format/durations.ts';
import { ABSENT } from '../format/frames.ts';
import { formatCount } from '../format/numbers.ts';
import { directionName, NOTE } from '../format/words.ts';

type Format = (value: number, lang: Lang) => string;

interface Row {
  readonly label: Text;
  readonly value: (statistics: TcpStatistics) => number | null;
  readonly format: Format;
  /** Left out where it is 0 or unknown on both sides. */
  readonly optional: boolean;
}

const packets: Format = formatCount;
const bytes: Format = formatBytes;
const duration: Format = (ns, lang) => formatDuration(ns, lang);

function row(es: string, en: string, format: Format, value: Row['value'], optional = false): Row {
  return { label: { es, en }, value, format, optional };
}

const OPTIONAL = true;

const ROWS: readonly Row[] = [
  row('Segmentos', 'Segments', packets, (s) => s.packets),
  row('Con ACK', 'With ACK', packets, (s) => s.ackPackets),
  row('Solo ACK', 'Pure ACKs', packets, (s) => s.pureAckPackets),
  row('Con datos', 'With data', packets, (s) => s.dataPackets),
  row('Con datos y PSH', 'With data and PSH', packets, (s) => s.pushPackets),
  row('SYN', 'SYN', packets, (s) => s.synPackets),
  row('FIN', 'FIN', packets, (s) => s.finPackets),
  row('RST', 'RST', packets, (s) => s.rstPackets, OPTIONAL),
  row('Con datos urgentes', 'With urgent data', packets, (s) => s.urgentPackets, OPTIONAL),
  row('Datos urgentes', 'Urgent data', bytes, (s) => s.urgentBytes, OPTIONAL),
  row('Datos en la captura, con repeticiones', 'Data in the capture, repetitions included', bytes, (s) => s.dataBytes),
  row('Datos sin repeticiones', 'Data without repetitions', bytes, (s) => s.uniqueBytes),
  row('Segmentos repetidos', 'Segments sent again', packets, (s) => s.retransmittedPackets),
  row('Datos repetidos', 'Data sent again', bytes, (s) => s.retransmittedBytes),
  row(
    'Más envíos repetidos de un mismo segmento',
    'Most repetitions of one segment',
    packets,
    (s) => s.maximumRetransmissions,
    OPTIONAL,
  ),
  row(
    'Tiempo hasta repetir: mínimo',
    'Time until sent again: minimum',
    duration,
    (s) => s.retransmissionTime?.minNs ?? null,
    OPTIONAL,
  ),
  row(
    'Tiempo hasta repetir: medio',
    'Time until sent again: mean',
    duration,
    (s) => s.retransmissionTime?.meanNs ?? null,
    OPTIONAL,
  ),
  row(
    'Tiempo hasta repetir: máximo',
    'Time until sent again: maximum',
    duration,
    (s) => s.retransmissionTime?.maxNs ?? null,
    OPTIONAL,
  ),
  row('Segmentos fuera de orden', 'Segments out of order', packets, (s) => s.outOfOrderPackets),
  row('Tramas capturadas dos veces', 'Frames captured twice', packets, (s) => s.duplicateFrames, OPTIONAL),
  row('Keep-alive de TCP', 'TCP keep-alives', packets, (s) => s.keepAlivePackets, OPTIONAL),
  row('Sondeos de ventana 0', 'Zero-window probes', packets, (s) => s.zeroWindowProbePackets, OPTIONAL),
  row('Segmentos con SACK', 'Segments with SACK', packets, (s) => s.sackPackets, OPTIONAL),
  row(
    'Más bloques SACK en un segmento',
    'Most SACK blocks in a segment',
    packets,
    (s) => s.maximumSackBlocks,
    OPTIONAL,
  ),
  row('Segmentos con DSACK', 'Segments with DSACK', packets, (s) => s.duplicateSackPackets, OPTIONAL),
  row('ACK repetidos que recibió', 'Duplicate ACKs it received', packets, (s) => s.duplicateAcksReceived, OPTIONAL),
  row(
    'Veces que recibió tres ACK repetidos',
    'Times it received three duplicate ACKs',
    packets,
    (s) => s.tripleDuplicateAcksReceived,
    OPTIONAL,
  ),
  row('Segmento mayor', 'Largest segment', bytes, (s) => s.largestSegmentBytes),
  row('Segmento menor', 'Smallest segment', bytes, (s) => s.smallestSegmentBytes),
  row('Segmento medio', 'Average segment', bytes, (s) => s.averageSegmentBytes),
  row('Ventana anunciada mayor', 'Largest window advertised', bytes, (s) => s.largestWindowBytes),
  row('Ventana anunciada menor', 'Smallest window advertised', bytes, (s) => s.smallestWindowBytes),
  row('Ventana anunciada media', 'Average window advertised', bytes, (s) => s.averageWindowBytes),
  row('Segmentos con ventana 0', 'Segments with window 0', packets, (s) => s.zeroWindowPackets, OPTIONAL),
  row('Tiempo con ventana 0', 'Time with window 0', duration, (s) => s.zeroWindowNs, OPTIONAL),
  row('Datos en vuelo: máximo', 'Data in flight: maximum', bytes, (s) => s.maximumInFlightBytes),
  row('Datos en vuelo: media al enviar', 'Data in flight: average when sending', bytes, (s) => s.averageInFlightBytes),
  row(
    'Datos en vuelo: media en el tiempo',
    'Data in flight: average over time',
    bytes,
    (s) => s.timeWeightedInFlightBytes,
  ),
  row(
    'Ventana inicial (hasta el primer ACK de datos)',
    'Initial window (until the first ACK of data)',
    bytes,
    (s) => s.initialWindowBytes,
  ),
  row('Ventana inicial, en segmentos', 'Initial window, in segments', packets, (s) => s.initialWindowPackets),
  row(
    'Silencio más largo entre dos segmentos',
    'Longest silence between two segments',
    duration,
    (s) => s.longestIdleNs,
  ),
  row(
    'Entre el primer y el último segmento con datos',
    'From the first segment with data to the last',
    duration,
    (s) => s.dataDurationNs,
  ),
  row(
    'Datos útiles por segundo',
    'Useful data per second',
    (value) => `${formatBytes(value)}/s`,
    (s) => s.throughputBytesPerSecond,
  ),
  row('TTL menor', 'Smallest TTL', packets, (s) => s.smallestTtl),
  row('TTL mayor', 'Largest TTL', packets, (s) => s.largestTtl),
  row(
    'Longitud del flujo, con lo que falta',
    'Length of the stream, with what is missing',
    bytes,
    (s) => s.streamBytes,
  ),
  row('Datos que no están en la captura', 'Data that is not in the capture', bytes, (s) => s.missingBytes, OPTIONAL),
  row(
    'Datos cortados por la captura (snap length)',
    'Data cut off by the capture (snap length)',
    bytes,
    (s) => s.truncatedBytes,
    OPTIONAL,
  ),
  row(
    'Retraso del ACK que recibe (estimado)',
    'Delay of the ACKs it receives (estimate)',
    duration,
    (s) => s.ackDelayEstimateNs,
    OPTIONAL,
  ),
];

const TEXT = {
  figure: { es: 'Cifra', en: 'Figure' },
  note: {
    es: 'Los segmentos son los de la captura: con TSO o GRO en la tarjeta de red son menos, y mayores, que en el cable.',
    en: 'The segments are those of the capture: with TSO or GRO in the network card they are fewer, and larger, than on the wire.',
  },
} as const;

export const tcpStatistics: ConnectionSection = {
  id: 'tcp-statistics',
  scope: 'connection',
  number: null,
  anyProtocol: true,
  title: { es: 'Estadísticas de TCP', en: 'TCP statistics' },
  question: null,
  build: (connection, { lang }) => [
    {
      kind: 'table',
      caption: null,
      dense: true,
      columns: [
        { head: TEXT.figure[lang] },
        { head: directionName('client', lang), align: 'right' },
        { head: directionName('server', lang), align: 'right' },
      ],
      rows: ROWS.flatMap((one) => rowOf(one, connection, lang)),
      more: null,
    },
    { kind: 'note', label: NOTE[lang], text: TEXT.note[lang] },
  ],
};

function rowOf({ label, value, format, optional }: Row, { statistics }: ConnectionReport, lang: Lang): Cell[][] {
  const values = [value(statistics.client), value(statistics.server)];
  if (optional && values.every((one) => one === null || one === 0)) return [];
  return [[label[lang], ...values.map((one) => (one === null ? ABSENT : format(one, lang)))]];
}
