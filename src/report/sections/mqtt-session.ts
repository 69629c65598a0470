// Question 8, first part: the MQTT session from CONNECT on — MQTT 3.1.1 and 5.0 §3.1, §3.2.

import type { ConnectionReport, MqttReport } from '../../analyze/analysis.ts';
import type { Sender } from '../../core/direction.ts';
import type { Lang, Text } from '../../core/text.ts';
import type { WillRecord } from '../../session/mqtt-session.ts';
import type { Block, Cell, ConnectionSection } from '../document.ts';
import { formatBytes } from '../format/bytes.ts';
import { previewText, wireText } from '../format/escape.ts';
import { namedFrames } from '../format/frames.ts';
import { formatCount } from '../format/numbers.ts';
import { CAUTION, directionName, NOT_IN_CAPTURE, sentence, USUAL_MISTAKE, yesOrNo } from '../format/words.ts';

const PREVIEW_CHARACTERS = 64;

const TEXT = {
  version: { es: 'Versión', en: 'Version' },
  versionUnknown: { es: 'MQTT (versión desconocida)', en: 'MQTT (version unknown)' },
  inferred: { es: 'deducida: el CONNECT no está en la captura', en: 'inferred: the CONNECT is not in the capture' },
  transport: { es: 'Viaja sobre', en: 'Travels over' },
  clientId: { es: 'Client ID', en: 'Client identifier' },
  emptyClientId: { es: 'vacío: el broker elige uno', en: 'empty: the broker picks one' },
  assigned: { es: 'asignado por el broker', en: 'assigned by the broker' },
  user: { es: 'Usuario', en: 'User name' },
  noUser: { es: 'ninguno (conexión anónima)', en: 'none (anonymous)' },
  password: { es: 'Contraseña', en: 'Password' },
  passwordSent: { es: 'enviada (este informe no la muestra)', en: 'sent (this report does not show it)' },
  passwordNone: { es: 'no se envía', en: 'not sent' },
  clean: { es: 'Clean Session', en: 'Clean Session' },
  cleanStart: { es: 'Clean Start', en: 'Clean Start' },
  keepAlive: { es: 'Keep Alive', en: 'Keep Alive' },
  off: { es: '0: desactivado', en: '0: switched off' },
  overridden: { es: 'el broker impone', en: 'the broker sets' },
  will: { es: 'Última voluntad (will)', en: 'Will' },
  noWill: { es: 'ninguna', en: 'none' },
  connect: { es: 'CONNECT', en: 'CONNECT' },
  connack: { es: 'CONNACK', en: 'CONNACK' },
  sessionPresent: { es: 'Session Present', en: 'Session Present' },
  frame: { es: 'trama', en: 'frame' },
  code: { es: 'código', en: 'code' },
  unparsed: {
    es: 'Bytes que no pertenecen a ningún paquete MQTT reconocible (se capturó desde la mitad, falta una parte o están dañados)',
    en: 'Bytes that belong to no recognisable MQTT packet (captured from the middle, a part is missing, or damaged)',
  },
  noConnect: {
    es: 'El CONNECT no está en la captura: los datos que solo él lleva (client ID, Keep Alive, usuario, última voluntad) no se pueden saber.',
    en: 'The CONNECT is not in the capture: what only it carries (client identifier, Keep Alive, user, will) cannot be known.',
  },
  mistake: {
    es: 'Buscar el CONNECT en el SYN: el SYN abre la conexión TCP; el CONNECT es el primer paquete MQTT y ya viaja como datos dentro de ella. Tampoco es lo mismo el ACK de TCP que el CONNACK de MQTT.',
    en: 'To look for the CONNECT in the SYN: the SYN opens the TCP connection; the CONNECT is the first MQTT packet and travels as data inside it. Nor is the ACK of TCP the CONNACK of MQTT.',
  },
} as const;

const TRANSPORTS: Readonly<Record<string, Text>> = {
  tcp: {
    es: 'TCP, sin cifrar: cualquiera en el camino puede leerlo',
    en: 'TCP, not encrypted: anyone on the path can read it',
  },
  tls: { es: 'TLS (cifrado)', en: 'TLS (encrypted)' },
  websocket: { es: 'WebSocket, sin cifrar', en: 'WebSocket, not encrypted' },
};

export const mqttSession: ConnectionSection = {
  id: 'mqtt-session',
  scope: 'connection',
  number: '8',
  anyProtocol: false,
  title: { es: 'Sesión MQTT', en: 'MQTT session' },
  question: {
    es: '¿Con qué parámetros se abre la sesión MQTT y qué responde el broker?',
    en: 'With which parameters is the MQTT session opened, and what does the broker answer?',
  },
  answer: (connection, page) => (connection.mqtt === null ? null : openingLine(connection.mqtt, page.lang)),
  build: (connection, page) => {
    const { lang } = page;
    const { mqtt } = connection;
    if (mqtt === null) return [];
    const blocks: Block[] = [{ kind: 'facts', rows: factRows(mqtt, lang) }];
    if (mqtt.connectFrame === null) blocks.push({ kind: 'caution', label: CAUTION[lang], text: TEXT.noConnect[lang] });
    const unparsed = unparsedText(connection, lang);
    if (unparsed !== null) blocks.push({ kind: 'caution', label: CAUTION[lang], text: unparsed });
    if (mqtt.connectFrame !== null)
      blocks.push({ kind: 'mistake', label: USUAL_MISTAKE[lang], text: TEXT.mistake[lang] });
    return blocks;
  },
};

function openingLine(mqtt: MqttReport, lang: Lang): string {
  const frame = TEXT.frame[lang];
  const connect =
    mqtt.connectFrame === null ? `CONNECT ${NOT_IN_CAPTURE[lang]}` : `CONNECT ${frame} ${mqtt.connectFrame}`;
  const connack =
    mqtt.connackFrame === null ? `CONNACK ${NOT_IN_CAPTURE[lang]}` : `CONNACK ${frame} ${mqtt.connackFrame}`;
  const code = mqtt.connackCode === null ? '' : ` (${codeText(mqtt.connackCode, mqtt)})`;
  return `${connect}, ${connack}${code}; ${versionText(mqtt, lang)}`;
}

/** "MQTT 3.1.1". */
export function versionText(mqtt: MqttReport, lang: Lang): string {
  return mqtt.version === null ? TEXT.versionUnknown[lang] : `MQTT ${mqtt.version}`;
}

function factRows(mqtt: MqttReport, lang: Lang): [string, Cell][] {
  const missing: Cell = { text: NOT_IN_CAPTURE[lang], tone: 'alert' };
  const known = mqtt.connectFrame !== null;
  const rows: [string, Cell][] = [
    [
      TEXT.version[lang],
      mqtt.versionInferred ? `${versionText(mqtt, lang)} (${TEXT.inferred[lang]})` : versionText(mqtt, lang),
    ],
    [TEXT.transport[lang], TRANSPORTS[mqtt.transport]?.[lang] ?? mqtt.transport],
    [TEXT.connect[lang], known ? strongFrame(mqtt.connectFrame, lang) : missing],
    [TEXT.connack[lang], connackCell(mqtt, lang)],
    [TEXT.clientId[lang], clientIdCell(mqtt, lang)],
  ];
  if (known) {
    const password = mqtt.passwordSent ? TEXT.passwordSent[lang] : TEXT.passwordNone[lang];
    rows.push(
      [TEXT.user[lang], mqtt.userName === null ? TEXT.noUser[lang] : wireText(mqtt.userName)],
      [TEXT.password[lang], mqtt.passwordSent ? { text: password, tone: 'alert' } : password],
      [
        (mqtt.version === '5.0' ? TEXT.cleanStart : TEXT.clean)[lang],
        mqtt.cleanSession === null ? missing : yesOrNo(mqtt.cleanSession, lang),
      ],
      [TEXT.keepAlive[lang], keepAliveText(mqtt, lang)],
      [TEXT.will[lang], mqtt.will === null ? TEXT.noWill[lang] : willText(mqtt.will, lang)],
    );
  }
  if (mqtt.sessionPresent !== null) rows.push([TEXT.sessionPresent[lang], yesOrNo(mqtt.sessionPresent, lang)]);
  return rows;
}

function strongFrame(frame: number | null, lang: Lang): Cell {
  return { text: `${TEXT.frame[lang]} ${frame ?? 0}`, tone: 'strong' };
}

function connackCell(mqtt: MqttReport, lang: Lang): Cell {
  if (mqtt.connackFrame === null) return { text: NOT_IN_CAPTURE[lang], tone: 'alert' };
  const code = mqtt.connackCode === null ? '' : ` · ${TEXT.code[lang]} ${codeText(mqtt.connackCode, mqtt)}`;
  return { text: `${TEXT.frame[lang]} ${mqtt.connackFrame}${code}`, tone: mqtt.connackCode === 0 ? 'good' : 'alert' };
}

/** "0: Connection accepted". */
function codeText(code: number, mqtt: MqttReport): string {
  return mqtt.connackText === null ? String(code) : `${code}: ${mqtt.connackText.replace(/\.$/, '')}`;
}

function clientIdCell(mqtt: MqttReport, lang: Lang): Cell {
  if (mqtt.clientId === null) return { text: NOT_IN_CAPTURE[lang], tone: 'alert' };
  if (mqtt.clientId === '') return TEXT.emptyClientId[lang];
  return mqtt.clientIdAssigned ? `${wireText(mqtt.clientId)} (${TEXT.assigned[lang]})` : wireText(mqtt.clientId);
}

function keepAliveText(mqtt: MqttReport, lang: Lang): Cell {
  if (mqtt.keepAlive === null) return { text: NOT_IN_CAPTURE[lang], tone: 'alert' };
  const asked = mqtt.keepAlive === 0 ? TEXT.off[lang] : `${formatCount(mqtt.keepAlive)} s`;
  return mqtt.serverKeepAlive === null
    ? asked
    : `${asked}; ${TEXT.overridden[lang]} ${formatCount(mqtt.serverKeepAlive)} s`;
}

/** Topic, QoS, RETAIN and payload of a will in one line. */
export function willText(will: WillRecord, lang: Lang): string {
  const payload =
    will.payloadText === null
      ? formatBytes(will.payloadLength)
      : `“${wireText(previewText(will.payloadText), PREVIEW_CHARACTERS)}”`;
  const topic = lang === 'es' ? 'tópico' : 'topic';
  return `${topic} ${wireText(will.topic)}, QoS ${will.qos}${will.retain ? ', RETAIN' : ''}, ${payload}`;
}

function unparsedText(connection: ConnectionReport, lang: Lang): string | null {
  const bytes = connection.mqtt?.unparsedBytes ?? { client: 0, server: 0 };
  if (bytes.client + bytes.server === 0) return null;
  const sides = (['client', 'server'] as const)
    .filter((sender) => bytes[sender] > 0)
    .map(
      (sender) => `${directionName(sender, lang)} ${formatBytes(bytes[sender])}${behindText(connection, sender, lang)}`,
    );
  return `${sentence(TEXT.unparsed[lang])}: ${sides.join(', ')}.`;
}

function behindText(connection: ConnectionReport, sender: Sender, lang: Lang): string {
  const frames = connection.mqtt?.unparsedFrames[sender] ?? [];
  return frames.length === 0 ? '' : ` (${namedFrames(frames, 10, frames.length, lang)})`;
}
