// Question 2: the three-way handshake — RFC 9293 §3.5. Who opens it, in which frames, and what its times mean.

import type { CapturePoint, ConnectionReport, HandshakeReport } from '../../analyze/analysis.ts';
import type { Sender } from '../../core/direction.ts';
import type { Lang, Text } from '../../core/text.ts';
import type { Block, Cell, ConnectionSection, Page } from '../document.ts';
import { formatDuration, formatExactDuration } from '../format/durations.ts';
import { ABSENT, formatFrames, frameOrAbsent } from '../format/frames.ts';
import { formatClock } from '../format/instants.ts';
import {
  CAUTION,
  DIRECTION,
  directionCell,
  endpointText,
  FRAME,
  NOT_IN_CAPTURE,
  USUAL_MISTAKE,
} from '../format/words.ts';

const TEXT = {
  none: {
    es: 'El acuerdo en tres pasos (three-way handshake) no está en la captura: empezó con la conexión ya abierta.',
    en: 'The three-way handshake is not in the capture: it began when the connection was already open.',
  },
  step: { es: 'Paso', en: 'Step' },
  time: { es: 'Hora', en: 'Time' },
  since: { es: 'Desde el anterior', en: 'Since the one before' },
  synRtt: { es: 'SYN → SYN-ACK', en: 'SYN → SYN-ACK' },
  ackRtt: { es: 'SYN-ACK → ACK', en: 'SYN-ACK → ACK' },
  initialRtt: { es: 'SYN → ACK (iRTT)', en: 'SYN → ACK (iRTT)' },
  initialRttMeaning: {
    es: 'el iRTT de Wireshark: la suma; vale en cualquier punto del camino, pero incluye la reacción del cliente',
    en: "Wireshark's iRTT: the sum; holds at any point of the path, but includes the client's reaction",
  },
  noSynAck: {
    es: 'El SYN no tuvo respuesta en la captura: la conexión no llegó a abrirse.',
    en: 'The SYN was not answered in the capture: the connection did not open.',
  },
  mistake: {
    es: 'Lo que identifica al SYN es su bandera (tcp.flags.syn == 1), no un número de secuencia: el 0 que se ve es relativo.',
    en: 'What makes a SYN is its flag (tcp.flags.syn == 1), not a sequence number: the 0 on display is relative.',
  },
} as const;

const SYN_RTT_MEANING: Readonly<Record<CapturePoint, Text>> = {
  client: { es: 'ida y vuelta real, vista desde el cliente', en: 'a true round trip, seen from the client' },
  server: {
    es: 'solo la reacción del servidor (se capturó junto a él)',
    en: "only the server's reaction (captured beside it)",
  },
  between: { es: 'ida y vuelta entre este punto y el servidor', en: 'round trip between this point and the server' },
  unknown: {
    es: 'ida y vuelta solo si se capturó junto al cliente',
    en: 'a round trip only if captured beside the client',
  },
};

const ACK_RTT_MEANING: Readonly<Record<CapturePoint, Text>> = {
  client: {
    es: 'solo la reacción del cliente (se capturó junto a él)',
    en: "only the client's reaction (captured beside it)",
  },
  server: { es: 'ida y vuelta real, vista desde el servidor', en: 'a true round trip, seen from the server' },
  between: { es: 'ida y vuelta entre este punto y el cliente', en: 'round trip between this point and the client' },
  unknown: {
    es: 'ida y vuelta solo si se capturó junto al servidor',
    en: 'a round trip only if captured beside the server',
  },
};

export const handshake: ConnectionSection = {
  id: 'handshake',
  scope: 'connection',
  number: '2',
  anyProtocol: true,
  title: { es: 'Acuerdo en tres pasos (three-way handshake)', en: 'Three-way handshake' },
  question: {
    es: '¿Qué tramas forman el acuerdo en tres pasos, quién lo inicia, quién es cliente y quién servidor?',
    en: 'Which frames are the three-way handshake, who opens it, who is client and who is server?',
  },
  answer: (connection, page) => {
    const { lang } = page;
    const shake = connection.handshake;
    if (shake === null) return NOT_IN_CAPTURE[lang];
    const { syn, synAck, ack } = decisive(shake);
    const frames = [syn, synAck, ack].map(frameOrAbsent).join(', ');
    const opener = connection.orientation === 'syn' ? endpointText(connection.client) : null;
    if (opener === null) return lang === 'es' ? `tramas ${frames}` : `frames ${frames}`;
    return lang === 'es'
      ? `tramas ${frames} (SYN, SYN-ACK, ACK); lo inicia el cliente ${opener}`
      : `frames ${frames} (SYN, SYN-ACK, ACK); opened by the client ${opener}`;
  },
  build: (connection, page) => {
    const { lang } = page;
    const shake = connection.handshake;
    if (shake === null) return [{ kind: 'paragraph', text: TEXT.none[lang] }];
    const blocks: Block[] = [steps(shake, page), ...resent(shake, page)];
    if (shake.synAckFrames.length === 0 && shake.synFrames.length > 0) {
      blocks.push({ kind: 'caution', label: CAUTION[lang], text: TEXT.noSynAck[lang] });
    }
    const times = timeRows(connection, shake, lang);
    if (times.length > 0) blocks.push({ kind: 'facts', rows: times });
    blocks.push({ kind: 'mistake', label: USUAL_MISTAKE[lang], text: TEXT.mistake[lang] });
    return blocks;
  },
};

function steps(shake: HandshakeReport, page: Page): Block {
  const { lang } = page;
  const { syn, synAck, ack } = decisive(shake);
  const row = (
    step: string,
    frame: number | null,
    sender: Sender,
    time: string | null,
    since: number | null,
  ): Cell[] => [
    step,
    frame === null ? { text: NOT_IN_CAPTURE[lang], tone: 'alert' } : { text: String(frame), tone: 'strong' },
    directionCell(sender, lang),
    time === null ? ABSENT : formatClock(time, page.timeZone, lang),
    since === null ? ABSENT : `+${formatDuration(since, lang)}`,
  ];
  return {
    kind: 'table',
    caption: null,
    columns: [
      { head: TEXT.step[lang] },
      { head: FRAME[lang], align: 'right' },
      { head: DIRECTION[lang] },
      { head: TEXT.time[lang] },
      { head: TEXT.since[lang], align: 'right' },
    ],
    rows: [
      row('1. SYN', syn, 'client', shake.synTime, null),
      row('2. SYN-ACK', synAck, 'server', shake.synAckTime, shake.synRttNs),
      row('3. ACK', ack, 'client', shake.ackTime, shake.ackRttNs),
    ],
    more: null,
  };
}

function resent(shake: HandshakeReport, page: Page): Block[] {
  const { lang } = page;
  const blocks: Block[] = [];
  const say = (frames: readonly number[], name: string): void => {
    if (frames.length < 2) return;
    const list = formatFrames(frames, page.rowLimit, frames.length, lang);
    const text =
      lang === 'es'
        ? `El ${name} se envió ${frames.length} veces (tramas ${list}): alguno, o su respuesta, se perdió o llegó tarde. La tabla muestra el que abrió la conexión.`
        : `The ${name} was sent ${frames.length} times (frames ${list}): one of them, or its answer, was lost or late. The table shows the one that opened the connection.`;
    blocks.push({ kind: 'caution', label: CAUTION[lang], text });
  };
  say(shake.synFrames, 'SYN');
  say(shake.synAckFrames, 'SYN-ACK');
  return blocks;
}

function timeRows(connection: ConnectionReport, shake: HandshakeReport, lang: Lang): [string, string][] {
  const rows: [string, string][] = [];
  const point = connection.capturePoint;
  const add = (label: Text, ns: number | null, meaning: Text): void => {
    if (ns !== null) rows.push([label[lang], `${formatExactDuration(ns, lang)} · ${meaning[lang]}`]);
  };
  add(TEXT.synRtt, shake.synRttNs, SYN_RTT_MEANING[point]);
  add(TEXT.ackRtt, shake.ackRttNs, ACK_RTT_MEANING[point]);
  add(TEXT.initialRtt, shake.initialRttNs, TEXT.initialRttMeaning);
  return rows;
}

/** Of segments sent several times, the ones that made the connection: the last SYN that was answered and the first SYN-ACK after it. */
function decisive(shake: HandshakeReport): { syn: number | null; synAck: number | null; ack: number | null } {
  const ack = shake.ackFrame;
  const answers = shake.synAckFrames.filter((frame) => ack === null || frame < ack);
  const lastAnswer = answers[answers.length - 1];
  const asked = shake.synFrames.filter((frame) => lastAnswer === undefined || frame < lastAnswer);
  const syn = asked[asked.length - 1] ?? shake.synFrames[0] ?? null;
  const synAck = answers.find((frame) => syn === null || frame > syn) ?? shake.synAckFrames[0] ?? null;
  return { syn, synAck, ack };
}
