// Loss, reordering and their relatives, by the names Wireshark gives them (tcp.analysis.*).

import type { ConnectionReport } from '../../analyze/analysis.ts';
import type { Text } from '../../core/text.ts';
import type { Block, ConnectionSection, Page } from '../document.ts';
import { formatDuration } from '../format/durations.ts';
import { formatFrames } from '../format/frames.ts';
import { formatCount } from '../format/numbers.ts';
import { CAUTION, NOTE } from '../format/words.ts';

const MEANINGS: Readonly<Record<string, Text>> = {
  retransmission: { es: 'retransmisión: bytes enviados otra vez', en: 'retransmission: bytes sent again' },
  fast_retransmission: {
    es: 'retransmisión rápida: tras dos ACK repetidos o más',
    en: 'fast retransmission: after two duplicate ACKs or more',
  },
  spurious_retransmission: {
    es: 'retransmisión innecesaria: ya estaba confirmado',
    en: 'needless retransmission: it was already acknowledged',
  },
  out_of_order: { es: 'fuera de orden: llegó después de otro posterior', en: 'out of order: came after a later one' },
  lost_segment: {
    es: 'antes falta un segmento (perdido en la red o solo en la captura)',
    en: 'a segment before it is missing (lost on the network, or only in the capture)',
  },
  ack_lost_segment: {
    es: 'confirma algo que la captura no tiene',
    en: 'acknowledges something the capture does not hold',
  },
  keep_alive: { es: 'keep-alive de TCP (no el de MQTT)', en: 'keep-alive of TCP (not the one of MQTT)' },
  keep_alive_ack: { es: 'respuesta a un keep-alive de TCP', en: 'answer to a TCP keep-alive' },
  duplicate_ack: {
    es: 'ACK repetido: el receptor pide lo que le falta',
    en: 'duplicate ACK: the receiver asks for what it lacks',
  },
  window_update: { es: 'solo agranda la ventana', en: 'only enlarges the window' },
  window_full: { es: 'llena toda la ventana del receptor', en: "fills the receiver's whole window" },
  zero_window: { es: 'ventana 0: el receptor no acepta más', en: 'zero window: the receiver accepts no more' },
  zero_window_probe: { es: 'sondeo de una ventana 0', en: 'probe of a zero window' },
  zero_window_probe_ack: { es: 'respuesta al sondeo', en: 'answer to the probe' },
  reused_ports: { es: 'mismos puertos que una conexión anterior', en: 'the same ports as an earlier connection' },
  tfo_syn: { es: 'SYN con TCP Fast Open', en: 'SYN with TCP Fast Open' },
  tfo_ack: { es: 'SYN-ACK que acepta los datos de Fast Open', en: 'SYN-ACK that accepts the Fast Open data' },
  tfo_ignored: { es: 'Fast Open ignorado por el servidor', en: 'Fast Open ignored by the server' },
};

const TEXT = {
  mark: { es: 'Marca (tcp.analysis.…)', en: 'Mark (tcp.analysis.…)' },
  meaning: { es: 'Qué significa', en: 'What it means' },
  count: { es: 'Tramas', en: 'Frames' },
  which: { es: 'Cuáles', en: 'Which' },
  none: {
    es: 'Wireshark no marcaría ninguna trama de esta conexión.',
    en: 'Wireshark would mark no frame of this connection.',
  },
  note: {
    es: 'Son las marcas de Wireshark 4.0. «Previous segment not captured» (lost_segment) no prueba una pérdida en la red: si después todo queda confirmado sin retransmisión, solo faltó en la captura.',
    en: 'These are the marks of Wireshark 4.0. “Previous segment not captured” (lost_segment) does not prove a loss on the network: if all is acknowledged later without a retransmission, it was only missing in the capture.',
  },
} as const;

export const retransmissions: ConnectionSection = {
  id: 'retransmissions',
  scope: 'connection',
  number: null,
  anyProtocol: true,
  title: {
    es: 'Retransmisiones, desorden y otras marcas de TCP',
    en: 'Retransmissions, reordering and other marks of TCP',
  },
  question: null,
  build: (connection, page) => {
    const { lang } = page;
    const kinds = Object.keys(connection.analysisCount);
    if (kinds.length === 0) return page.profile === 'full' ? [{ kind: 'paragraph', text: TEXT.none[lang] }] : [];
    const blocks: Block[] = [
      {
        kind: 'table',
        caption: null,
        columns: [
          { head: TEXT.mark[lang] },
          { head: TEXT.meaning[lang] },
          { head: TEXT.count[lang], align: 'right' },
          { head: TEXT.which[lang] },
        ],
        rows: kinds.map((kind) => {
          const count = connection.analysisCount[kind] ?? 0;
          return [
            kind,
            MEANINGS[kind]?.[lang] ?? '',
            formatCount(count),
            formatFrames(connection.analysis[kind] ?? [], page.rowLimit, count, lang),
          ];
        }),
        more: null,
      },
      ...details(connection, page),
      { kind: 'note', label: NOTE[lang], text: TEXT.note[lang] },
    ];
    return blocks;
  },
};

/** What the slowest loss cost, and frames that were only captured twice. */
function details(connection: ConnectionReport, page: Page): Block[] {
  const { lang } = page;
  const blocks: Block[] = [];
  const slowest = connection.slowestRetransmission;
  if (slowest !== null) {
    const waited = formatDuration(slowest.waitedNs, lang);
    const text =
      lang === 'es'
        ? `La retransmisión que más esperó es la trama ${slowest.frame}: ${waited} después de lo que repite.`
        : `The retransmission that waited longest is frame ${slowest.frame}: ${waited} after what it repeats.`;
    blocks.push({ kind: 'paragraph', text });
  }
  if (connection.duplicateFramesCount > 0) {
    const frames = formatFrames(connection.duplicateFrames, page.rowLimit, connection.duplicateFramesCount, lang);
    const text =
      lang === 'es'
        ? `Tramas capturadas dos veces (${frames}): sus marcas de retransmisión no son pérdidas de la red.`
        : `Frames captured twice (${frames}): their marks of retransmission are no loss on the network.`;
    blocks.push({ kind: 'caution', label: CAUTION[lang], text });
  }
  return blocks;
}
