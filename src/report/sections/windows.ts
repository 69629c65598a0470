// Question 5 c: receive windows, raw in the SYN, raw and scaled later — RFC 9293 §3.8.6, RFC 7323 §2.

import type { ConnectionReport, WindowReport } from '../../analyze/analysis.ts';
import type { Sender } from '../../core/direction.ts';
import type { Lang } from '../../core/text.ts';
import type { Block, Cell, ConnectionSection, Page } from '../document.ts';
import { formatBytes } from '../format/bytes.ts';
import { formatDuration } from '../format/durations.ts';
import { ABSENT, moreRows } from '../format/frames.ts';
import { formatCount, plural } from '../format/numbers.ts';
import { NOT_IN_CAPTURE, senderName, sentence, USUAL_MISTAKE } from '../format/words.ts';
import { synSeen } from './tcp-options.ts';

const TEXT = {
  figure: { es: 'Ventana de recepción anunciada por', en: 'Receive window advertised by' },
  initial: { es: 'Al comenzar: campo del SYN, sin escalar', en: 'At the start: field of the SYN, unscaled' },
  scale: { es: 'Escala que ofrece (desplazamiento)', en: 'Scale it offers (shift)' },
  multiplier: { es: 'Multiplicador en vigor', en: 'Multiplier in force' },
  minimum: { es: 'Menor ventana posterior', en: 'Smallest window later' },
  maximum: { es: 'Mayor ventana posterior', en: 'Largest window later' },
  zero: { es: 'Veces que llegó a 0', en: 'Times it fell to 0' },
  notOffered: { es: 'no la ofrece', en: 'not offered' },
  noScaling: { es: '1: no se escala (falta en algún SYN)', en: '1: not scaled (one SYN lacks it)' },
  unknownFactor: { es: 'se desconoce: falta un SYN', en: 'unknown: a SYN is missing' },
  unscaled: { es: 'sin escalar', en: 'unscaled' },
  noneSeen: { es: 'ninguna vista', en: 'none seen' },
  zeroCaption: { es: 'Ventana 0: el receptor detuvo al emisor', en: 'Zero window: the receiver stopped the sender' },
  who: { es: 'Quién', en: 'Who' },
  from: { es: 'Desde (trama)', en: 'From (frame)' },
  to: { es: 'Hasta (trama)', en: 'To (frame)' },
  lasted: { es: 'Duró', en: 'Lasted' },
  neverReopened: { es: 'no se reabrió', en: 'never reopened' },
  mistake: {
    es: 'La ventana anunciada no es el tamaño del buffer: es lo que el receptor ofrece en ese momento. La del SYN nunca se multiplica por la escala; las posteriores sí. Sin los dos SYN en la captura, el multiplicador no se puede saber.',
    en: 'The advertised window is not the size of the buffer: it is what the receiver offers at that moment. The one in the SYN is never multiplied by the scale; later ones are. Without both SYNs in the capture the multiplier cannot be known.',
  },
} as const;

export const windows: ConnectionSection = {
  id: 'windows',
  scope: 'connection',
  number: '5 c',
  anyProtocol: true,
  title: { es: 'Ventana de recepción', en: 'Receive window' },
  question: {
    es: '¿Qué ventana de recepción anuncia cada lado al comenzar?',
    en: 'Which receive window does each side advertise at the start?',
  },
  answer: (connection, page) => {
    const { lang } = page;
    const of = (sender: Sender): string => {
      const { initial } = connection.windows[sender];
      return initial === null ? NOT_IN_CAPTURE[lang] : formatBytes(initial);
    };
    if (connection.windows.client.initial === null && connection.windows.server.initial === null) {
      return NOT_IN_CAPTURE[lang];
    }
    const spans = connection.windows.client.zeroSpansCount + connection.windows.server.zeroSpansCount;
    const zero =
      spans === 0
        ? ''
        : lang === 'es'
          ? `; llegó a 0 (${plural(spans, 'vez', 'veces')})`
          : `; fell to 0 (${plural(spans, 'time', 'times')})`;
    return lang === 'es'
      ? `SYN del cliente: ${of('client')}; SYN-ACK del servidor: ${of('server')} (sin escalar)${zero}`
      : `client's SYN: ${of('client')}; server's SYN-ACK: ${of('server')} (unscaled)${zero}`;
  },
  build: (connection, page) => {
    const { lang } = page;
    const { client, server } = connection.windows;
    const blocks: Block[] = [
      {
        kind: 'table',
        caption: null,
        columns: [
          { head: TEXT.figure[lang] },
          { head: sentence(senderName('client', lang)) },
          { head: sentence(senderName('server', lang)) },
        ],
        rows: [
          [TEXT.initial[lang], initialCell(client, lang), initialCell(server, lang)],
          [TEXT.scale[lang], scaleCell(connection, 'client', lang), scaleCell(connection, 'server', lang)],
          [TEXT.multiplier[lang], multiplierCell(client, lang), multiplierCell(server, lang)],
          [TEXT.minimum[lang], laterCell(client.minimum, client, lang), laterCell(server.minimum, server, lang)],
          [TEXT.maximum[lang], laterCell(client.maximum, client, lang), laterCell(server.maximum, server, lang)],
          [TEXT.zero[lang], zeroCell(client), zeroCell(server)],
        ],
        more: null,
      },
    ];
    if (client.zeroSpans.length + server.zeroSpans.length > 0) blocks.push(zeroTable(connection, page));
    blocks.push({ kind: 'mistake', label: USUAL_MISTAKE[lang], text: TEXT.mistake[lang] });
    return blocks;
  },
};

function initialCell(window: WindowReport, lang: Lang): Cell {
  if (window.initial === null) return { text: NOT_IN_CAPTURE[lang], tone: 'alert' };
  return { text: formatBytes(window.initial), tone: 'strong' };
}

function scaleCell(connection: ConnectionReport, sender: Sender, lang: Lang): Cell {
  const { scale } = connection.windows[sender];
  if (scale !== null) return `${scale} (×${2 ** Math.min(scale, 14)})`; // RFC 7323 §2.3
  return synSeen(connection, sender) ? TEXT.notOffered[lang] : { text: NOT_IN_CAPTURE[lang], tone: 'alert' };
}

function multiplierCell(window: WindowReport, lang: Lang): Cell {
  if (window.multiplier === null) return { text: TEXT.unknownFactor[lang], tone: 'alert' };
  return window.multiplier === 1 && window.scale === null ? TEXT.noScaling[lang] : `×${window.multiplier}`;
}

function laterCell(bytes: number | null, window: WindowReport, lang: Lang): Cell {
  if (bytes === null) return { text: TEXT.noneSeen[lang], tone: 'muted' };
  const factor = window.multiplier;
  if (factor === null) return `${formatBytes(bytes)} (${TEXT.unscaled[lang]})`;
  const raw = bytes / factor;
  if (factor === 1 || !Number.isInteger(raw)) return formatBytes(bytes);
  return `${formatBytes(bytes)} (${formatCount(raw)} × ${factor})`;
}

function zeroCell(window: WindowReport): Cell {
  if (window.zeroSpansCount === 0) return '0';
  return { text: formatCount(window.zeroSpansCount), tone: 'alert' };
}

function zeroTable(connection: ConnectionReport, page: Page): Block {
  const { lang } = page;
  const spans = (['client', 'server'] as const).flatMap((sender) =>
    connection.windows[sender].zeroSpans.map((span) => ({ sender, span })),
  );
  spans.sort((a, b) => a.span.fromFrame - b.span.fromFrame);
  const shown = spans.slice(0, page.rowLimit);
  const total = connection.windows.client.zeroSpansCount + connection.windows.server.zeroSpansCount;
  return {
    kind: 'table',
    caption: TEXT.zeroCaption[lang],
    columns: [
      { head: TEXT.who[lang] },
      { head: TEXT.from[lang], align: 'right' },
      { head: TEXT.to[lang], align: 'right' },
      { head: TEXT.lasted[lang], align: 'right' },
    ],
    rows: shown.map(({ sender, span }) => [
      senderName(sender, lang),
      String(span.fromFrame),
      span.toFrame === null ? { text: TEXT.neverReopened[lang], tone: 'alert' } : String(span.toFrame),
      span.durationNs === null ? ABSENT : formatDuration(span.durationNs, lang),
    ]),
    more: moreRows(shown.length, total, null, lang),
  };
}
