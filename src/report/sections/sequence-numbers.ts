// Question 3 a: sequence number of the connection request, relative and absolute, both directions — RFC 9293 §3.4.1.

import type { HandshakeReport } from '../../analyze/analysis.ts';
import type { Sender } from '../../core/direction.ts';
import { seqAdd } from '../../core/seq.ts';
import type { Cell, ConnectionSection, Page } from '../document.ts';
import { ABSENT, frameOrAbsent } from '../format/frames.ts';
import { CAUTION, DIRECTION, directionCell, FRAME, NOT_IN_CAPTURE, USUAL_MISTAKE } from '../format/words.ts';

const TEXT = {
  unknown: {
    es: 'Los números de secuencia iniciales (ISN) se desconocen: ningún SYN está en la captura. Los números relativos que se ven empiezan en el primer segmento capturado, no en el comienzo de la conexión.',
    en: 'The initial sequence numbers (ISN) are unknown: no SYN is in the capture. The relative numbers on display begin at the first captured segment, not at the beginning of the connection.',
  },
  oneUnknown: {
    es: 'Falta el SYN de un sentido: su número inicial no se puede saber, y sus números relativos empiezan en el primer segmento capturado.',
    en: 'The SYN of one direction is missing: its initial number cannot be known, and its relative numbers begin at the first captured segment.',
  },
  segment: { es: 'Segmento', en: 'Segment' },
  relative: { es: 'Seq relativo', en: 'Relative seq' },
  absolute: { es: 'Seq absoluto (ISN)', en: 'Absolute seq (ISN)' },
  acknowledged: { es: 'Lo confirma ACK (relativo)', en: 'Acknowledged by ACK (relative)' },
} as const;

const MISTAKE = {
  es: (real: string) =>
    `Responder «0». El 0 relativo es solo la forma en que Wireshark lo muestra (resta el ISN); en el cable viaja ${real}. Se ve en tcp.seq_raw, o quitando «Relative sequence numbers» en Preferences → Protocols → TCP. El SYN ocupa un número: por eso se confirma ISN + 1, aunque no lleve datos.`,
  en: (real: string) =>
    `To answer “0”. Relative 0 is only how Wireshark displays it (it subtracts the ISN); the number on the wire is ${real}. See tcp.seq_raw, or switch off “Relative sequence numbers” in Preferences → Protocols → TCP. The SYN takes one number: that is why ISN + 1 is acknowledged although it carries no data.`,
} as const;

export const sequenceNumbers: ConnectionSection = {
  id: 'sequence-numbers',
  scope: 'connection',
  number: '3 a',
  anyProtocol: true,
  title: { es: 'Número de secuencia inicial', en: 'Initial sequence number' },
  question: {
    es: '¿Cuál es el número de secuencia, relativo y absoluto, del primer segmento de la solicitud de conexión, en los dos sentidos?',
    en: 'What is the sequence number, relative and absolute, of the first segment of the connection request, in both directions?',
  },
  answer: (connection, page) => {
    const { lang } = page;
    const isn = connection.handshake?.initialSequenceNumber ?? { client: null, server: null };
    if (isn.client === null && isn.server === null) return NOT_IN_CAPTURE[lang];
    const of = (value: number | null): string =>
      value === null ? NOT_IN_CAPTURE[lang] : `${value} (${RELATIVE_ZERO[lang]})`;
    return lang === 'es'
      ? `cliente ${of(isn.client)}; servidor ${of(isn.server)}`
      : `client ${of(isn.client)}; server ${of(isn.server)}`;
  },
  build: (connection, page) => {
    const { lang } = page;
    const shake = connection.handshake;
    const isn = shake?.initialSequenceNumber;
    if (shake === null || isn === undefined || (isn.client === null && isn.server === null)) {
      return [{ kind: 'paragraph', text: TEXT.unknown[lang] }];
    }
    const real = isn.client ?? isn.server;
    return [
      {
        kind: 'table',
        caption: null,
        columns: [
          { head: TEXT.segment[lang] },
          { head: FRAME[lang], align: 'right' },
          { head: DIRECTION[lang] },
          { head: TEXT.relative[lang], align: 'right' },
          { head: TEXT.absolute[lang], align: 'right' },
          { head: TEXT.acknowledged[lang], align: 'right' },
        ],
        rows: [row('SYN', 'client', shake, page), row('SYN-ACK', 'server', shake, page)],
        more: null,
      },
      ...(isn.client === null || isn.server === null
        ? ([{ kind: 'caution', label: CAUTION[lang], text: TEXT.oneUnknown[lang] }] as const)
        : []),
      { kind: 'mistake', label: USUAL_MISTAKE[lang], text: MISTAKE[lang](String(real)) },
    ];
  },
};

const RELATIVE_ZERO = { es: 'relativo 0', en: 'relative 0' } as const;

function row(name: string, sender: Sender, shake: HandshakeReport, page: Page): Cell[] {
  const { lang } = page;
  const isn = shake.initialSequenceNumber[sender];
  const frame = (sender === 'client' ? shake.synFrames : shake.synAckFrames)[0] ?? null;
  if (isn === null)
    return [
      name,
      frameOrAbsent(frame),
      directionCell(sender, lang),
      ABSENT,
      { text: NOT_IN_CAPTURE[lang], tone: 'alert' },
      ABSENT,
    ];
  return [
    name,
    frameOrAbsent(frame),
    directionCell(sender, lang),
    '0',
    { text: String(isn), tone: 'strong' },
    `${seqAdd(isn, 1)} (1)`,
  ];
}
