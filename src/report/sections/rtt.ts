// Question 6 d: when the first data segment and the first PUBLISH left, when their ACK came, and what the difference means (SEMANTICS 1.6).

import type { AcknowledgedSegment, ConnectionReport, RttReport } from '../../analyze/analysis.ts';
import type { Lang } from '../../core/text.ts';
import type { Block, Cell, ConnectionSection, Page } from '../document.ts';
import { formatDuration, formatExactDuration } from '../format/durations.ts';
import { ABSENT } from '../format/frames.ts';
import { formatDate } from '../format/instants.ts';
import { formatCount, localiseDecimal, NO_BREAK_SPACE } from '../format/numbers.ts';
import { CAUTION, directionName, rttKindName, USUAL_MISTAKE } from '../format/words.ts';
import { packetsInFrame } from './data-segments.ts';

const TEXT = {
  firstData: { es: 'Primer segmento con datos', en: 'First data segment' },
  firstPublish: { es: 'Primer PUBLISH', en: 'First PUBLISH' },
  both: { es: 'Primer segmento con datos y primer PUBLISH', en: 'First data segment and first PUBLISH' },
  carries: { es: 'Lleva', en: 'Carries' },
  frame: { es: 'Trama', en: 'Frame' },
  direction: { es: 'Sentido', en: 'Direction' },
  length: { es: 'Cabecera TCP + datos', en: 'TCP header + payload' },
  left: { es: 'Salió (epoch)', en: 'Left at (epoch)' },
  leftDate: { es: 'Salió (fecha)', en: 'Left at (date)' },
  ackFrame: { es: 'Trama del ACK', en: 'Frame of the ACK' },
  ack: { es: 'ACK (epoch)', en: 'ACK at (epoch)' },
  ackDate: { es: 'ACK (fecha)', en: 'ACK at (date)' },
  difference: { es: 'Diferencia exacta', en: 'Exact difference' },
  meaning: { es: 'Qué es', en: 'What it is' },
  never: { es: 'nunca se confirmó en la captura', en: 'never acknowledged in the capture' },
  noData: { es: 'Ningún segmento con datos en la captura.', en: 'No segment with data in the capture.' },
  noneShort: { es: 'ningún segmento con datos', en: 'no segment with data' },
  distribution: {
    es: 'Todas las mediciones dato → ACK (sin retransmisiones: algoritmo de Karn)',
    en: "All data → ACK samples (without retransmissions: Karn's algorithm)",
  },
  figure: { es: 'Datos enviados por el', en: 'Data sent by the' },
  client: { es: 'cliente', en: 'client' },
  server: { es: 'servidor', en: 'server' },
  samples: { es: 'Mediciones', en: 'Samples' },
  min: { es: 'Mínimo', en: 'Minimum' },
  median: { es: 'Mediana', en: 'Median' },
  mean: { es: 'Media', en: 'Mean' },
  p95: { es: 'Percentil 95', en: '95th percentile' },
  max: { es: 'Máximo', en: 'Maximum' },
  deviation: { es: 'Desviación estándar', en: 'Standard deviation' },
  smoothed: { es: 'SRTT (RFC 6298)', en: 'SRTT (RFC 6298)' },
  variation: { es: 'RTTVAR (RFC 6298)', en: 'RTTVAR (RFC 6298)' },
  timeout: { es: 'RTO (RFC 6298)', en: 'RTO (RFC 6298)' },
  firstIsNotPublish: {
    es: 'Tomar el PUBLISH por el primer segmento con datos: normalmente lo es el CONNECT. Aquí van los dos, cada uno con su nombre.',
    en: 'To take the PUBLISH for the first data segment: normally that is the CONNECT. Here are both, each by its name.',
  },
} as const;

const ARTEFACT = {
  es: (f: ArtefactFacts) =>
    `Restar las dos horas como números de coma flotante (Python, una hoja de cálculo): da ${f.wrong} s, con ${f.off} de error, porque un float64 cerca de ${f.near} s solo avanza en pasos de ${f.grid}. La diferencia de arriba está hecha con nanosegundos enteros.`,
  en: (f: ArtefactFacts) =>
    `To subtract the two times as floating point numbers (Python, a spreadsheet): that gives ${f.wrong} s, off by ${f.off}, because a float64 near ${f.near} s moves in steps of ${f.grid}. The difference above is made of integer nanoseconds.`,
} as const;

const ACK_DELAY = {
  es: 'La captura se tomó junto al receptor de estos datos: el ACK sale de la misma máquina, así que el tiempo no mide la red. El RTT se mide en la captura del otro extremo, o con los datos que van en el sentido contrario.',
  en: 'The capture was taken beside the receiver of this data: the ACK leaves the same machine, so the time does not measure the network. The RTT is measured in the capture at the other end, or with the data that goes the other way.',
} as const;

interface ArtefactFacts {
  readonly wrong: string;
  readonly off: string;
  readonly near: string;
  readonly grid: string;
}

export const rtt: ConnectionSection = {
  id: 'rtt',
  scope: 'connection',
  number: '6 d',
  anyProtocol: true,
  title: { es: 'Primer segmento con datos, su ACK y el RTT', en: 'First data segment, its ACK and the RTT' },
  question: {
    es: '¿Cuándo salió el primer segmento con datos de aplicación, cuándo llegó su ACK y cuánto vale el RTT?',
    en: 'When did the first segment with application data leave, when did its ACK come, and what is the RTT?',
  },
  answer: (connection, page) => {
    const { lang } = page;
    const { firstData, firstPublish } = connection;
    if (firstData === null) return TEXT.noneShort[lang];
    const parts = [brief(connection, firstData, lang)];
    if (firstPublish !== null && firstPublish.frame !== firstData.frame)
      parts.push(brief(connection, firstPublish, lang));
    return parts.join('; ');
  },
  build: (connection, page) => {
    const { lang } = page;
    const { firstData, firstPublish } = connection;
    if (firstData === null) return [{ kind: 'paragraph', text: TEXT.noData[lang] }];
    const blocks: Block[] = [segmentsTable(connection, page)];
    if (connection.mqtt !== null && connection.mqtt.connectFrame === firstData.frame) {
      blocks.push({ kind: 'mistake', label: USUAL_MISTAKE[lang], text: TEXT.firstIsNotPublish[lang] });
    }
    const artefact = artefactOf([firstPublish, firstData], lang);
    if (artefact !== null) blocks.push({ kind: 'mistake', label: USUAL_MISTAKE[lang], text: ARTEFACT[lang](artefact) });
    const kinds = [firstData.kind, firstPublish?.kind];
    if (kinds.includes('ack-delay')) blocks.push({ kind: 'caution', label: CAUTION[lang], text: ACK_DELAY[lang] });
    const distribution = distributionTable(connection, lang);
    if (distribution !== null) blocks.push(distribution);
    return blocks;
  },
};

const KIND_BRIEF = {
  'round-trip': { es: 'RTT', en: 'RTT' },
  'ack-delay': { es: 'demora del ACK, no RTT', en: 'ACK delay, no RTT' },
  unknown: { es: 'no se sabe si es RTT', en: 'RTT or not: unknown' },
} as const;

function brief(connection: ConnectionReport, segment: AcknowledgedSegment, lang: Lang): string {
  const what = packetsInFrame(connection, segment.frame)[0] ?? (lang === 'es' ? 'datos' : 'data');
  const frame = lang === 'es' ? 'trama' : 'frame';
  if (segment.rttNs === null || segment.ackFrame === null)
    return `${what} ${frame} ${segment.frame}: ${TEXT.never[lang]}`;
  return `${what} ${frame} ${segment.frame} → ACK ${segment.ackFrame}: ${formatDuration(segment.rttNs, lang)} (${KIND_BRIEF[segment.kind][lang]})`;
}

function segmentsTable(connection: ConnectionReport, page: Page): Block {
  const { lang } = page;
  const columns: [string, AcknowledgedSegment][] = [];
  const { firstData, firstPublish } = connection;
  const isSame = firstPublish !== null && firstPublish.frame === firstData?.frame;
  if (firstData !== null) columns.push([(isSame ? TEXT.both : TEXT.firstData)[lang], firstData]);
  if (firstPublish !== null && !isSame) columns.push([TEXT.firstPublish[lang], firstPublish]);
  const row = (label: string, of: (segment: AcknowledgedSegment) => Cell): Cell[] => [
    label,
    ...columns.map(([, segment]) => of(segment)),
  ];
  const never: Cell = { text: TEXT.never[lang], tone: 'alert' };
  return {
    kind: 'table',
    caption: null,
    columns: [{ head: '' }, ...columns.map(([head]) => ({ head }))],
    rows: [
      row(TEXT.carries[lang], (s) => packetsInFrame(connection, s.frame).join(' + ') || ABSENT),
      row(TEXT.frame[lang], (s) => ({ text: String(s.frame), tone: 'strong' })),
      row(TEXT.direction[lang], (s) => directionName(s.direction, lang)),
      row(
        TEXT.length[lang],
        (s) => `${s.headerLength} + ${s.payloadLength} = ${s.headerLength + s.payloadLength}${NO_BREAK_SPACE}bytes`,
      ),
      row(TEXT.left[lang], (s) => s.time),
      row(TEXT.leftDate[lang], (s) => formatDate(s.time, page.timeZone, lang)),
      row(TEXT.ackFrame[lang], (s) => (s.ackFrame === null ? never : { text: String(s.ackFrame), tone: 'strong' })),
      row(TEXT.ack[lang], (s) => s.ackTime ?? ABSENT),
      row(TEXT.ackDate[lang], (s) => (s.ackTime === null ? ABSENT : formatDate(s.ackTime, page.timeZone, lang))),
      row(TEXT.difference[lang], (s) =>
        s.rttNs === null ? ABSENT : { text: formatExactDuration(s.rttNs, lang), tone: 'strong' },
      ),
      row(TEXT.meaning[lang], (s) => ({
        text: rttKindName(s.kind, lang),
        tone: s.kind === 'round-trip' ? 'good' : 'alert',
      })),
    ],
    more: null,
  };
}

/** What floating point makes of the first of these differences that it gets wrong; null: none. */
function artefactOf(segments: readonly (AcknowledgedSegment | null)[], lang: Lang): ArtefactFacts | null {
  for (const segment of segments) {
    if (segment === null || segment.ackTime === null || segment.rttNs === null) continue;
    const at = Number(segment.time); // a double, on purpose: this is the mistake
    const wrong = Number(segment.ackTime) - at;
    const offNs = Math.round(Math.abs(wrong * 1e9 - segment.rttNs));
    if (offNs === 0 || at < 1) continue;
    const grid = Math.round(2 ** (Math.floor(Math.log2(at)) - 52) * 1e9);
    return {
      wrong: localiseDecimal(plainDecimal(wrong), lang),
      off: formatDuration(offNs, lang),
      near: near(at, lang),
      grid: formatDuration(grid, lang),
    };
  }
  return null;
}

/** 1727972104 → "1.7·10⁹". */
function near(value: number, lang: Lang): string {
  const power = Math.floor(Math.log10(value));
  const exponent = [...String(power)].map((digit) => '⁰¹²³⁴⁵⁶⁷⁸⁹'[Number(digit)] ?? '').join('');
  return `${localiseDecimal((value / 10 ** power).toFixed(1), lang)}·10${exponent}`;
}

/** Without an exponent, as a calculator shows it. */
function plainDecimal(value: number): string {
  const text = String(value);
  return text.includes('e') ? value.toFixed(19) : text;
}

function distributionTable(connection: ConnectionReport, lang: Lang): Block | null {
  const sides = (['client', 'server'] as const).flatMap((sender) => {
    const report = connection.rtt[sender];
    return report === null ? [] : [{ sender, report }];
  });
  if (sides.length === 0) return null;
  const row = (label: string, of: (report: RttReport) => string): Cell[] => [
    label,
    ...sides.map(({ report }) => of(report)),
  ];
  const time = (label: string, of: (report: RttReport) => number): Cell[] =>
    row(label, (report) => formatDuration(of(report), lang));
  return {
    kind: 'table',
    caption: TEXT.distribution[lang],
    columns: [
      { head: TEXT.figure[lang] },
      ...sides.map(({ sender }) => ({ head: TEXT[sender][lang], align: 'right' as const })),
    ],
    rows: [
      row(TEXT.samples[lang], (report) => formatCount(report.samples)),
      time(TEXT.min[lang], (report) => report.minNs),
      time(TEXT.median[lang], (report) => report.medianNs),
      time(TEXT.mean[lang], (report) => report.meanNs),
      time(TEXT.p95[lang], (report) => report.p95Ns),
      time(TEXT.max[lang], (report) => report.maxNs),
      time(TEXT.deviation[lang], (report) => report.standardDeviationNs),
      time(TEXT.smoothed[lang], (report) => report.smoothedNs),
      time(TEXT.variation[lang], (report) => report.variationNs),
      time(TEXT.timeout[lang], (report) => report.timeoutNs),
      row(TEXT.meaning[lang], (report) => KIND_BRIEF[report.kind][lang]),
    ],
    more: null,
  };
}
