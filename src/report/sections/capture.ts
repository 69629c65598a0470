// What was captured, by what clock, and what limits everything that follows.

import type { Analysis, CaptureReport } from '../../analyze/analysis.ts';
import type { Lang } from '../../core/text.ts';
import type { Block, CaptureSection, Cell, Page } from '../document.ts';
import { formatBytes, formatSize } from '../format/bytes.ts';
import { formatDuration, formatExactDuration } from '../format/durations.ts';
import { wireText } from '../format/escape.ts';
import { moreRows } from '../format/frames.ts';
import { formatDate } from '../format/instants.ts';
import { formatCount } from '../format/numbers.ts';
import { CAUTION, FRAME, yesOrNo } from '../format/words.ts';

const TEXT = {
  file: { es: 'Archivo', en: 'File' },
  frames: { es: 'Tramas', en: 'Frames' },
  first: { es: 'Primera trama', en: 'First frame' },
  last: { es: 'Última trama', en: 'Last frame' },
  zone: { es: 'Zona horaria del informe', en: 'Time zone of this report' },
  duration: { es: 'Duración', en: 'Duration' },
  resolution: { es: 'Resolución del reloj', en: 'Resolution of the clock' },
  clock: { es: 'Reloj', en: 'Clock' },
  interfaces: { es: 'Interfaz', en: 'Interface' },
  dropped: { es: 'Tramas perdidas al capturar', en: 'Frames lost while capturing' },
  droppedUnknown: { es: 'no consta en el archivo', en: 'not stated in the file' },
  ordered: { es: 'En orden de tiempo', en: 'In order of time' },
  comments: { es: 'Comentarios de la captura', en: 'Comments in the capture' },
  comment: { es: 'Comentario', en: 'Comment' },
  unlimited: { es: 'tramas enteras', en: 'whole frames' },
  arrival: {
    es: 'hora de llegada a este programa, no la del núcleo del sistema: los tiempos cortos no son fiables',
    en: "time of arrival at this program, not the kernel's: short times cannot be relied upon",
  },
  kernel: { es: 'hora de la captura', en: 'time of the capture' },
  wholeFile: { es: 'toda la captura', en: 'whole capture' },
} as const;

const CAUTIONS = {
  dropped: {
    es: (n: string) => `La captura misma perdió ${n} tramas: lo que falte aquí puede no haber faltado en la red.`,
    en: (n: string) =>
      `The capture itself lost ${n} frames: what is missing here need not have been missing on the network.`,
  },
  cut: {
    es: (n: string) =>
      `${n} tramas se guardaron cortadas (snap length): las longitudes son exactas, el contenido no está completo.`,
    en: (n: string) => `${n} frames were stored cut (snap length): lengths are exact, contents are incomplete.`,
  },
  order: {
    es: () =>
      'Alguna trama tiene hora anterior a la de la trama que la precede: los tiempos entre tramas pueden ser negativos.',
    en: () => 'Some frame is stamped earlier than the frame before it: times between frames may be negative.',
  },
  container: {
    es: (what: string) => `El archivo tiene defectos: ${what}.`,
    en: (what: string) => `The file has defects: ${what}.`,
  },
} as const;

const LINK_TYPES: Readonly<Record<number, string>> = {
  0: 'BSD loopback',
  1: 'Ethernet',
  101: 'raw IP',
  108: 'OpenBSD loopback',
  113: 'Linux cooked v1 (SLL)',
  228: 'raw IPv4',
  229: 'raw IPv6',
  276: 'Linux cooked v2 (SLL2)',
};

export const capture: CaptureSection = {
  id: 'capture',
  scope: 'capture',
  number: null,
  title: { es: 'La captura', en: 'The capture' },
  question: null,
  build: (analysis, page) => [
    { kind: 'facts', rows: factRows(analysis, page) },
    ...cautions(analysis.capture, page.lang),
    ...comments(analysis.capture, page),
  ],
};

function factRows(analysis: Analysis, page: Page): [string, Cell][] {
  const { lang, timeZone } = page;
  const report = analysis.capture;
  const rows: [string, Cell][] = report.files
    .slice(0, page.rowLimit)
    .map((file) => [
      TEXT.file[lang],
      `${wireText(file.path)} · ${file.format} · ${formatSize(file.bytes, lang)}${page.profile === 'full' && file.sha256 !== null ? ` · sha256 ${file.sha256}` : ''}`,
    ]);
  rows.push([
    TEXT.frames[lang],
    `${formatCount(report.frames)} (${formatSize(report.bytes, lang)})${kindsText(report)}`,
  ]);
  if (report.firstTime !== null)
    rows.push([TEXT.first[lang], `${formatDate(report.firstTime, timeZone, lang)} · epoch ${report.firstTime}`]);
  if (report.lastTime !== null)
    rows.push([TEXT.last[lang], `${formatDate(report.lastTime, timeZone, lang)} · epoch ${report.lastTime}`]);
  rows.push([TEXT.zone[lang], timeZone]);
  if (report.durationNs !== null) rows.push([TEXT.duration[lang], formatExactDuration(report.durationNs, lang)]);
  if (report.timeResolution !== null) rows.push([TEXT.resolution[lang], resolutionText(report.timeResolution, lang)]);
  rows.push([
    TEXT.clock[lang],
    report.clock === 'arrival' ? { text: TEXT.arrival[lang], tone: 'alert' } : TEXT.kernel[lang],
  ]);
  for (const one of report.interfaces.slice(0, page.rowLimit)) {
    const snap = one.snapLength === 0 ? TEXT.unlimited[lang] : `snap length ${formatBytes(one.snapLength)}`;
    rows.push([
      TEXT.interfaces[lang],
      `${one.id}${one.name === null ? '' : ` ${wireText(one.name)}`} · ${LINK_TYPES[one.linkType] ?? `link type ${one.linkType}`} · ${snap}`,
    ]);
  }
  rows.push([TEXT.dropped[lang], droppedCell(report.dropped, lang)]);
  rows.push([TEXT.ordered[lang], yesOrNo(report.strictTimeOrder, lang)]);
  return rows;
}

/** " · tcp 55, udp 4, dns 4". */
function kindsText(report: CaptureReport): string {
  const kinds = Object.entries(report.frameKinds).map(([kind, count]) => `${kind} ${formatCount(count)}`);
  return kinds.length === 0 ? '' : ` · ${kinds.join(', ')}`;
}

function droppedCell(dropped: number | null, lang: Lang): Cell {
  if (dropped === null) return { text: TEXT.droppedUnknown[lang], tone: 'muted' };
  return { text: formatCount(dropped), tone: dropped === 0 ? 'good' : 'alert' };
}

/** '1e-9' → "1 ns"; '2^-8' as it stands. */
function resolutionText(resolution: string, lang: Lang): string {
  const match = /^1e-(\d+)$/.exec(resolution);
  const digits = match === null ? Number.NaN : Number(match[1]);
  return digits <= 9 ? `${formatDuration(10 ** (9 - digits), lang)} (${resolution} s)` : `${resolution} s`;
}

function cautions(report: CaptureReport, lang: Lang): Block[] {
  const texts: string[] = [];
  if (report.dropped !== null && report.dropped > 0) texts.push(CAUTIONS.dropped[lang](formatCount(report.dropped)));
  if (report.cutFrames > 0) texts.push(CAUTIONS.cut[lang](formatCount(report.cutFrames)));
  if (!report.strictTimeOrder) texts.push(CAUTIONS.order[lang]());
  if (report.notes.length > 0) {
    const list = report.notes.slice(0, 5).map((note) => `${note.kind} (byte ${note.byteOffset})`);
    texts.push(CAUTIONS.container[lang](list.join(', ')));
  }
  return texts.map((text) => ({ kind: 'caution', label: CAUTION[lang], text }));
}

function comments(report: CaptureReport, page: Page): Block[] {
  const { lang } = page;
  if (report.comments.length === 0) return [];
  const shown = report.comments.slice(0, page.rowLimit);
  return [
    {
      kind: 'table',
      caption: TEXT.comments[lang],
      columns: [{ head: FRAME[lang], align: 'right' }, { head: TEXT.comment[lang] }],
      rows: shown.map((comment) => [
        comment.frame === null ? TEXT.wholeFile[lang] : String(comment.frame),
        wireText(comment.text, 300),
      ]),
      more: moreRows(shown.length, report.comments.length, null, lang),
    },
  ];
}
