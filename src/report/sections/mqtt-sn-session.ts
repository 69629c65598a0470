// One MQTT-SN conversation in tables: connections, topics, exchanges, refusals — MQTT-SN 1.2 §6.2–§6.10.

import type { MqttSnReport } from '../../analyze/mqtt-sn-report.ts';
import type { Lang, Text } from '../../core/text.ts';
import type { ExchangeState } from '../../session/mqtt-session.ts';
import type { SnExchangeKind, SnExchangeRecord, SnTopicOrigin } from '../../session/mqtt-sn-session.ts';
import type { Block, Cell, Page } from '../document.ts';
import { formatDuration } from '../format/durations.ts';
import { wireText } from '../format/escape.ts';
import { ABSENT, formatFrames, frameOrAbsent, moreRows } from '../format/frames.ts';
import { formatCount } from '../format/numbers.ts';
import { TOPIC, yesOrNo } from '../format/words.ts';
import { codeCell, partyName, topicText } from './mqtt-sn-words.ts';

const RESENDS_SHOWN = 5;

const STATES: Readonly<Record<ExchangeState, Text>> = {
  complete: { es: 'completo', en: 'complete' },
  refused: { es: 'rechazado', en: 'refused' },
  unconfirmed: { es: 'sin confirmar', en: 'unconfirmed' },
  continued: { es: 'continúa en otra conexión', en: 'goes on over another connection' },
  partial: { es: 'falta un paso en la captura', en: 'a step is not in the capture' },
};

const KINDS: Readonly<Record<SnExchangeKind, Text>> = {
  connect: { es: 'conexión', en: 'connect' },
  register: { es: 'registro', en: 'register' },
  publish: { es: 'publicación', en: 'publish' },
  subscribe: { es: 'suscripción', en: 'subscribe' },
  unsubscribe: { es: 'baja de suscripción', en: 'unsubscribe' },
  ping: { es: 'ping', en: 'ping' },
  'will-topic': { es: 'tópico del testamento', en: 'will topic' },
  'will-message': { es: 'mensaje del testamento', en: 'will message' },
};

const ORIGINS: Readonly<Record<SnTopicOrigin, Text>> = {
  register: { es: 'REGISTER', en: 'REGISTER' },
  subscribe: { es: 'SUBSCRIBE', en: 'SUBSCRIBE' },
  predefined: { es: 'predefinido', en: 'predefined' },
  short: { es: 'nombre corto', en: 'short name' },
};

const TEXT = {
  connects: { es: 'Conexiones', en: 'Connections' },
  keepAlive: { es: 'Keep-alive', en: 'Keep alive' },
  clean: { es: 'Sesión limpia', en: 'Clean session' },
  will: { es: 'Testamento', en: 'Will' },
  answer: { es: 'Respuesta', en: 'Answer' },
  topics: { es: 'Tópicos', en: 'Topics' },
  topicId: { es: 'Id', en: 'Id' },
  origin: { es: 'De dónde sale', en: 'Where it comes from' },
  by: { es: 'Quién', en: 'Who' },
  frames: { es: 'Tramas', en: 'Frames' },
  unknownTopic: { es: 'no registrado en la captura', en: 'not registered in the capture' },
  exchanges: { es: 'Intercambios', en: 'Exchanges' },
  kind: { es: 'Qué', en: 'What' },
  steps: { es: 'Pasos (trama, tiempo desde el anterior)', en: 'Steps (frame, time since the one before)' },
  total: { es: 'Total', en: 'Total' },
  state: { es: 'Estado', en: 'State' },
  missing: { es: 'falta', en: 'missing' },
  resent: { es: 'repetido en', en: 'sent again in' },
  refusals: { es: 'Rechazos', en: 'Refusals' },
  message: { es: 'Mensaje', en: 'Message' },
  request: { es: 'Petición (trama)', en: 'Request (frame)' },
  frame: { es: 'Trama', en: 'Frame' },
  code: { es: 'Código', en: 'Code' },
} as const;

export function connectsTable(report: MqttSnReport, page: Page): Block[] {
  const { lang } = page;
  const shown = report.connects.slice(0, page.rowLimit);
  if (shown.length === 0) return [];
  return [
    {
      kind: 'table',
      caption: TEXT.connects[lang],
      columns: [
        { head: 'CONNECT', align: 'right' },
        { head: 'CONNACK', align: 'right' },
        { head: 'ClientId' },
        { head: TEXT.keepAlive[lang], align: 'right' },
        { head: TEXT.clean[lang] },
        { head: TEXT.will[lang], dropOrder: 1 },
        { head: TEXT.answer[lang] },
      ],
      rows: shown.map((connect): Cell[] => [
        frameOrAbsent(connect.connectFrame),
        frameOrAbsent(connect.connackFrame),
        connect.clientId === null ? ABSENT : wireText(connect.clientId, 40),
        connect.keepAlive === null ? ABSENT : `${connect.keepAlive} s`,
        connect.cleanSession === null ? ABSENT : yesOrNo(connect.cleanSession, lang),
        connect.will === null ? ABSENT : `${wireText(connect.will.topic, 40)} (QoS ${connect.will.qos})`,
        codeCell(connect.returnCode, lang),
      ]),
      more: moreRows(shown.length, report.connectsCount, null, lang),
    },
  ];
}

export function topicsTable(report: MqttSnReport, page: Page): Block[] {
  const { lang } = page;
  const shown = report.topics.slice(0, page.rowLimit);
  const unknown = report.unknownTopics.slice(0, page.rowLimit);
  if (shown.length + unknown.length === 0) return [];
  const known = shown.map((entry): Cell[] => [
    entry.topicId === null ? ABSENT : String(entry.topicId),
    entry.topic === null ? ABSENT : wireText(entry.topic, 60),
    `${ORIGINS[entry.origin][lang]} (${partyName(entry.by, lang)})`,
    [entry.frame, entry.answerFrame].filter((frame) => frame !== null).join(' → ') || ABSENT,
    codeCell(entry.returnCode, lang),
    formatCount(entry.publishes),
  ]);
  const strange = unknown.map((entry): Cell[] => [
    String(entry.topicId),
    { text: TEXT.unknownTopic[lang], tone: 'alert' },
    `PUBLISH (${partyName(entry.sender, lang)})`,
    formatFrames(entry.frames, RESENDS_SHOWN, entry.publishes, lang),
    ABSENT,
    formatCount(entry.publishes),
  ]);
  return [
    {
      kind: 'table',
      caption: TEXT.topics[lang],
      columns: [
        { head: TEXT.topicId[lang], align: 'right' },
        { head: TOPIC[lang] },
        { head: TEXT.origin[lang] },
        { head: TEXT.frames[lang] },
        { head: TEXT.answer[lang] },
        { head: 'PUBLISH', align: 'right' },
      ],
      rows: [...known, ...strange],
      more: moreRows(shown.length + unknown.length, report.topicsCount + report.unknownTopicsCount, null, lang),
    },
  ];
}

export function exchangesTables(report: MqttSnReport, page: Page): Block[] {
  const { lang } = page;
  const shown = report.exchanges.slice(0, page.rowLimit);
  if (shown.length === 0) return [];
  return [
    {
      kind: 'table',
      caption: TEXT.exchanges[lang],
      columns: [
        { head: TEXT.kind[lang] },
        { head: 'MsgId', align: 'right' },
        { head: TOPIC[lang], dropOrder: 1 },
        { head: TEXT.steps[lang] },
        { head: TEXT.total[lang], align: 'right' },
        { head: TEXT.state[lang] },
      ],
      rows: shown.map((exchange) => exchangeRow(exchange, lang)),
      more: moreRows(shown.length, report.exchangesCount, null, lang),
    },
  ];
}

function exchangeRow(exchange: SnExchangeRecord, lang: Lang): Cell[] {
  const qos = exchange.kind === 'publish' && exchange.qos !== null ? ` QoS ${exchange.qos}` : '';
  const steps = exchange.steps.map(({ type, frame }) => {
    const ns = exchange.stepNs[type];
    return `${type} ${frame}${ns === undefined ? '' : ` (+${formatDuration(ns, lang)})`}`;
  });
  return [
    `${KINDS[exchange.kind][lang]}${qos} (${partyName(exchange.originator, lang)})`,
    exchange.messageId === null ? ABSENT : String(exchange.messageId),
    topicText(exchange.topic, exchange.topicId),
    steps.join(', '),
    exchange.totalNs === null ? ABSENT : { text: formatDuration(exchange.totalNs, lang), tone: 'strong' },
    stateCell(exchange, lang),
  ];
}

function stateCell(exchange: SnExchangeRecord, lang: Lang): Cell {
  const parts = [STATES[exchange.state][lang]];
  if (exchange.missing.length > 0) parts.push(`${TEXT.missing[lang]} ${exchange.missing.join(', ')}`);
  if (exchange.resendsCount > 0) {
    parts.push(`${TEXT.resent[lang]} ${formatFrames(exchange.resends, RESENDS_SHOWN, exchange.resendsCount, lang)}`);
  }
  return { text: parts.join('; '), tone: exchange.state === 'complete' ? 'good' : 'alert' };
}

export function refusalsTable(report: MqttSnReport, page: Page): Block[] {
  const { lang } = page;
  const shown = report.refusals.slice(0, page.rowLimit);
  if (shown.length === 0) return [];
  return [
    {
      kind: 'table',
      caption: TEXT.refusals[lang],
      columns: [
        { head: TEXT.frame[lang], align: 'right' },
        { head: TEXT.message[lang] },
        { head: TEXT.request[lang], align: 'right' },
        { head: TOPIC[lang] },
        { head: TEXT.code[lang] },
      ],
      rows: shown.map((refusal): Cell[] => [
        String(refusal.frame),
        `${refusal.type} (${partyName(refusal.sender, lang)})`,
        frameOrAbsent(refusal.requestFrame),
        topicText(refusal.topic, refusal.topicId),
        codeCell(refusal.returnCode, lang),
      ]),
      more: moreRows(shown.length, report.refusalsCount, null, lang),
    },
  ];
}
