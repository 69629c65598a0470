// Every round trip time of a connection under its own name: of the handshake, and of the data by four methods (SEMANTICS 1.6).

import type { ConnectionReport, RttReport } from '../../analyze/analysis.ts';
import { SENDERS, type Sender } from '../../core/direction.ts';
import type { Lang } from '../../core/text.ts';
import type { Block, Cell, ConnectionSection } from '../document.ts';
import { formatDuration } from '../format/durations.ts';
import { ABSENT } from '../format/frames.ts';
import { formatCount } from '../format/numbers.ts';
import { directionCell, directionName, NOTE } from '../format/words.ts';

const TEXT = {
  handshakeCaption: { es: 'En el handshake', en: 'In the handshake' },
  name: { es: 'Nombre', en: 'Name' },
  from: { es: 'Desde … hasta', en: 'From … to' },
  value: { es: 'Valor', en: 'Value' },
  syn: { es: 'RTT SYN', en: 'RTT SYN' },
  synFrom: { es: 'último SYN → SYN-ACK', en: 'last SYN → SYN-ACK' },
  ack3: { es: 'RTT ACK3', en: 'RTT ACK3' },
  ack3From: { es: 'SYN-ACK → primer ACK', en: 'SYN-ACK → first ACK' },
  initial: { es: 'iRTT (Wireshark)', en: 'iRTT (Wireshark)' },
  initialFrom: {
    es: 'último SYN → primer segmento con ACK y sin SYN',
    en: 'last SYN → first segment with ACK and without SYN',
  },
  dataCaption: { es: 'De los datos, según el método', en: 'Of the data, by method' },
  method: { es: 'Método', en: 'Method' },
  data: { es: 'Datos', en: 'Data' },
  samples: { es: 'Mediciones', en: 'Samples' },
  min: { es: 'Mínimo', en: 'Minimum' },
  median: { es: 'Mediana', en: 'Median' },
  mean: { es: 'Media', en: 'Mean' },
  p95: { es: 'Percentil 95', en: '95th percentile' },
  max: { es: 'Máximo', en: 'Maximum' },
  smoothed: { es: 'SRTT', en: 'SRTT' },
  variation: { es: 'RTTVAR', en: 'RTTVAR' },
  timeout: { es: 'RTO', en: 'RTO' },
  wireshark: { es: 'Wireshark (ack_rtt)', en: 'Wireshark (ack_rtt)' },
  karn: { es: 'Karn (sin retransmisiones)', en: 'Karn (no retransmissions)' },
  tcptrace: { es: 'tcptrace', en: 'tcptrace' },
  timestamps: { es: 'marcas de tiempo TCP', en: 'TCP time stamps' },
  leftOut: { es: 'Confirmaciones que tcptrace no mide', en: 'Acknowledgements that tcptrace does not sample' },
  ambiguous: { es: 'De un segmento enviado más de una vez', en: 'Of a segment sent more than once' },
  postLoss: { es: 'Después de reenviar uno anterior', en: 'After an earlier one was sent again' },
  cumulative: {
    es: 'Segmentos confirmados junto con otro posterior',
    en: 'Segments acknowledged together with a later one',
  },
  tick: { es: 'Tic del reloj de las marcas de tiempo', en: 'Tick of the time stamp clock' },
} as const;

const NOTE_TEXT = {
  es: 'Wireshark mide desde el primer envío aunque el segmento se haya repetido; Karn y tcptrace no miden los repetidos; las marcas de tiempo dicen a qué copia responde el ACK, así que también miden con pérdidas, a lo sumo una vez por tic. SRTT, RTTVAR y RTO son los de RFC 6298 después de la última medición.',
  en: 'Wireshark measures from the first transmission even if the segment was repeated; Karn and tcptrace leave repeated ones out; time stamps say which copy an ACK answers, so they measure under loss too, at most once a tick. SRTT, RTTVAR and RTO are those of RFC 6298 after the last sample.',
} as const;

export const rttMethods: ConnectionSection = {
  id: 'rtt-methods',
  scope: 'connection',
  number: null,
  anyProtocol: true,
  title: { es: 'Cada RTT por su nombre', en: 'Every RTT by its name' },
  question: null,
  build: (connection, { lang }) => {
    const blocks: Block[] = [];
    if (connection.handshake !== null) blocks.push(handshakeTable(connection.handshake, lang));
    const rows = dataRows(connection, lang);
    if (rows.length > 0) {
      const figures = ['samples', 'min', 'median', 'mean', 'p95', 'max', 'smoothed', 'variation', 'timeout'] as const;
      const dropOrder: Readonly<Record<string, number>> = { variation: 1, timeout: 2, p95: 3, mean: 4 };
      blocks.push({
        kind: 'table',
        caption: TEXT.dataCaption[lang],
        columns: [
          { head: TEXT.method[lang] },
          { head: TEXT.data[lang] },
          ...figures.map((figure) => {
            const order = dropOrder[figure];
            return {
              head: TEXT[figure][lang],
              align: 'right' as const,
              ...(order === undefined ? {} : { dropOrder: order }),
            };
          }),
        ],
        rows,
        more: null,
      });
      blocks.push(leftOutTable(connection, lang), { kind: 'note', label: NOTE[lang], text: NOTE_TEXT[lang] });
    }
    return blocks;
  },
};

function handshakeTable(handshake: NonNullable<ConnectionReport['handshake']>, lang: Lang): Block {
  const time = (ns: number | null): string => (ns === null ? ABSENT : formatDuration(ns, lang));
  return {
    kind: 'table',
    caption: TEXT.handshakeCaption[lang],
    columns: [{ head: TEXT.name[lang] }, { head: TEXT.from[lang] }, { head: TEXT.value[lang], align: 'right' }],
    rows: [
      [TEXT.syn[lang], TEXT.synFrom[lang], time(handshake.synRttNs)],
      [TEXT.ack3[lang], TEXT.ack3From[lang], time(handshake.ackRttNs)],
      [TEXT.initial[lang], TEXT.initialFrom[lang], time(handshake.initialRttNs)],
    ],
    more: null,
  };
}

function dataRows({ rttByMethod }: ConnectionReport, lang: Lang): Cell[][] {
  return SENDERS.flatMap((sender) => {
    const { wireshark, karn, tcptrace, timestamps } = rttByMethod[sender];
    const methods = { wireshark, karn, tcptrace: tcptrace.rtt, timestamps: timestamps.rtt };
    return (['wireshark', 'karn', 'tcptrace', 'timestamps'] as const).flatMap((method) => {
      const report = methods[method];
      return report === null ? [] : [dataRow(TEXT[method][lang], sender, report, lang)];
    });
  });
}

function dataRow(method: string, sender: Sender, report: RttReport, lang: Lang): Cell[] {
  const { samples, minNs, medianNs, meanNs, p95Ns, maxNs, smoothedNs, variationNs, timeoutNs } = report;
  const times = [minNs, medianNs, meanNs, p95Ns, maxNs, smoothedNs, variationNs, timeoutNs];
  return [method, directionCell(sender, lang), formatCount(samples), ...times.map((ns) => formatDuration(ns, lang))];
}

function leftOutTable({ rttByMethod }: ConnectionReport, lang: Lang): Block {
  const { client, server } = rttByMethod;
  const tick = (ns: number | null): string => (ns === null ? ABSENT : formatDuration(ns, lang));
  const counts = (label: string, key: 'ambiguousAcks' | 'postLossAcks' | 'cumulativelyAckedSegments'): Cell[] => [
    label,
    formatCount(client.tcptrace[key]),
    formatCount(server.tcptrace[key]),
  ];
  return {
    kind: 'table',
    caption: null,
    columns: [
      { head: TEXT.leftOut[lang] },
      ...SENDERS.map((sender) => ({ head: directionName(sender, lang), align: 'right' as const })),
    ],
    rows: [
      counts(TEXT.ambiguous[lang], 'ambiguousAcks'),
      counts(TEXT.postLoss[lang], 'postLossAcks'),
      counts(TEXT.cumulative[lang], 'cumulativelyAckedSegments'),
      [TEXT.tick[lang], tick(client.timestamps.tickNs), tick(server.timestamps.tickNs)],
    ],
    more: null,
  };
}
