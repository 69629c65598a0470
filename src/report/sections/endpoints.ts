// Who talks to whom, who is client and who is server, and where the capture was taken.

import type { CapturePoint, ConnectionReport } from '../../analyze/analysis.ts';
import type { Lang, Text } from '../../core/text.ts';
import type { Orientation } from '../../flow/flow.ts';
import type { Block, Cell, ConnectionSection } from '../document.ts';
import { formatSize } from '../format/bytes.ts';
import { formatDuration } from '../format/durations.ts';
import { wireText } from '../format/escape.ts';
import { formatDate } from '../format/instants.ts';
import { formatCount } from '../format/numbers.ts';
import { CLIENT, endpointText, joinWords, SERVER, sentence } from '../format/words.ts';
import { resolvedName } from './name-resolution.ts';

const ORIENTATIONS: Readonly<Record<Orientation, Text>> = {
  syn: { es: 'quien envió el SYN es el cliente', en: 'who sent the SYN is the client' },
  port: {
    es: 'por el puerto conocido del servidor; el SYN no está en la captura',
    en: "by the server's well-known port; the SYN is not in the capture",
  },
  'first-frame': {
    es: 'solo porque envió la primera trama capturada; el SYN no está en la captura: podría ser al revés',
    en: 'only because it sent the first captured frame; the SYN is not in the capture: it may be the other way round',
  },
};

const CAPTURE_POINTS: Readonly<Record<CapturePoint, Text>> = {
  client: { es: 'junto al cliente', en: 'beside the client' },
  server: { es: 'junto al servidor (broker)', en: 'beside the server (broker)' },
  between: { es: 'entre los dos extremos', en: 'between the two ends' },
  unknown: { es: 'no se puede saber', en: 'cannot be told' },
};

const POINT_EVIDENCE: Readonly<Record<string, Text>> = {
  'handshake-timing': { es: 'tiempos del acuerdo en tres pasos', en: 'timing of the three-way handshake' },
  ttl: { es: 'TTL sin saltos', en: 'TTL without a hop' },
  padding: { es: 'tramas salientes sin relleno Ethernet', en: 'outgoing frames without Ethernet padding' },
  'checksum-offload': {
    es: 'checksum aún sin calcular en lo que sale',
    en: 'checksum not yet computed on what leaves',
  },
  'data-timing': { es: 'tiempos de dato a ACK', en: 'times from data to ACK' },
};

const PROTOCOL_EVIDENCE: Readonly<Record<string, Text>> = {
  content: { es: 'reconocido por su contenido', en: 'recognised by its content' },
  port: { es: 'solo por el puerto', en: 'only by the port' },
  'decode-as': { es: 'porque así se pidió (-d)', en: 'because it was asked for (-d)' },
  upgrade: { es: 'por el Upgrade de HTTP', en: 'by the HTTP upgrade' },
};

const LABEL = {
  client: { es: 'Cliente', en: 'Client' },
  server: { es: 'Servidor', en: 'Server' },
  broker: { es: 'Servidor (broker)', en: 'Server (broker)' },
  how: { es: 'Cómo se sabe', en: 'How it is known' },
  protocol: { es: 'Protocolo', en: 'Protocol' },
  unknownProtocol: { es: 'no reconocido', en: 'not recognised' },
  frames: { es: 'Tramas', en: 'Frames' },
  time: { es: 'Tiempo', en: 'Time' },
  bytes: { es: 'Datos TCP', en: 'TCP payload' },
  point: { es: 'Punto de captura', en: 'Capture point' },
  completeness: { es: 'Conversación TCP', en: 'TCP conversation' },
} as const;

export const endpoints: ConnectionSection = {
  id: 'endpoints',
  scope: 'connection',
  number: null,
  anyProtocol: true,
  title: { es: 'Quién habla con quién', en: 'Who talks to whom' },
  question: null,
  build: (connection, page, analysis) => {
    const { lang } = page;
    const name = resolvedName(analysis, connection);
    const server = endpointText(connection.server) + (name === null ? '' : ` · ${wireText(name.name)}`);
    const rows: [string, Cell][] = [
      [LABEL.client[lang], { text: endpointText(connection.client), tone: 'strong' }],
      [(connection.mqtt === null ? LABEL.server : LABEL.broker)[lang], { text: server, tone: 'strong' }],
      [LABEL.how[lang], ORIENTATIONS[connection.orientation][lang]],
      [LABEL.protocol[lang], protocolText(connection, lang)],
      [LABEL.frames[lang], framesText(connection, lang)],
      [
        LABEL.time[lang],
        `${formatDate(connection.firstTime, page.timeZone, lang)} · ${formatDuration(connection.durationNs, lang)}`,
      ],
      [LABEL.bytes[lang], bytesText(connection, lang)],
      [LABEL.point[lang], pointText(connection, lang)],
      [LABEL.completeness[lang], `${connection.completenessText} (tcp.completeness ${connection.completeness})`],
    ];
    const blocks: Block[] = [{ kind: 'facts', rows }];
    return blocks;
  },
};

/** "junto al cliente". */
export function capturePointName(point: CapturePoint, lang: Lang): string {
  return CAPTURE_POINTS[point][lang];
}

function pointText(connection: ConnectionReport, lang: Lang): string {
  const evidence = connection.capturePointEvidence.map((word) => POINT_EVIDENCE[word]?.[lang] ?? word);
  const point = CAPTURE_POINTS[connection.capturePoint][lang];
  return evidence.length === 0 ? point : `${point} (${joinWords(evidence, lang)})`;
}

function protocolText(connection: ConnectionReport, lang: Lang): string {
  if (connection.protocol === null) return LABEL.unknownProtocol[lang];
  const evidence = connection.protocolEvidence;
  const shown = evidence === null ? null : (PROTOCOL_EVIDENCE[evidence]?.[lang] ?? evidence);
  return shown === null ? connection.protocol : `${connection.protocol} (${shown})`;
}

function framesText(connection: ConnectionReport, lang: Lang): string {
  const { firstFrame, lastFrame, frames } = connection;
  return lang === 'es'
    ? `${formatCount(frames)}, de la ${firstFrame} a la ${lastFrame} · filtro tcp.stream == ${connection.stream}`
    : `${formatCount(frames)}, from ${firstFrame} to ${lastFrame} · filter tcp.stream == ${connection.stream}`;
}

function bytesText(connection: ConnectionReport, lang: Lang): string {
  const of = (sender: 'client' | 'server'): string =>
    `${sentence((sender === 'client' ? CLIENT : SERVER)[lang])}: ${formatSize(connection.bytes[sender], lang)}`;
  return `${of('client')} · ${of('server')}`;
}
