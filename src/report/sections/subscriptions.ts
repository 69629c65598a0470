// Question 8: what was asked for and what was granted — MQTT 3.1.1 and 5.0 §3.8, §3.9.

import type { MqttReport } from '../../analyze/analysis.ts';
import type { Lang } from '../../core/text.ts';
import type { SubscriptionRecord } from '../../session/mqtt-session.ts';
import type { Block, Cell, ConnectionSection, Page } from '../document.ts';
import { wireText } from '../format/escape.ts';
import { ABSENT, moreRows } from '../format/frames.ts';
import { formatCount } from '../format/numbers.ts';
import { NOT_IN_CAPTURE, NOTE, TOPIC } from '../format/words.ts';

const FAILURE = 0x80;

const TEXT = {
  filter: { es: 'Filtro', en: 'Filter' },
  requested: { es: 'QoS pedida', en: 'QoS asked for' },
  granted: { es: 'QoS concedida', en: 'QoS granted' },
  subscribe: { es: 'SUBSCRIBE (trama)', en: 'SUBSCRIBE (frame)' },
  suback: { es: 'SUBACK (trama)', en: 'SUBACK (frame)' },
  unsubscribe: { es: 'UNSUBSCRIBE (trama)', en: 'UNSUBSCRIBE (frame)' },
  messages: { es: 'Mensajes', en: 'Messages' },
  retained: { es: 'retenidos', en: 'retained' },
  options: { es: 'Opciones', en: 'Options' },
  group: { es: 'grupo', en: 'group' },
  replaced: { es: 'sustituida en', en: 'replaced in' },
  overlaps: { es: 'Tópicos que encajan con varias suscripciones', en: 'Topics that match several subscriptions' },
  filters: { es: 'Filtros', en: 'Filters' },
  copies: { es: 'Copias idénticas seguidas', en: 'Identical copies in a row' },
  refused: { es: 'rechazada', en: 'refused' },
  downgraded: { es: 'menor que la pedida', en: 'lower than asked for' },
  note: {
    es: 'La QoS concedida es un techo: cada mensaje llega con la menor entre la QoS con que se publicó y la concedida.',
    en: 'The granted QoS is a ceiling: each message arrives with the lower of the QoS it was published with and the granted one.',
  },
} as const;

export const subscriptions: ConnectionSection = {
  id: 'subscriptions',
  scope: 'connection',
  number: '8',
  anyProtocol: false,
  title: { es: 'Suscripciones', en: 'Subscriptions' },
  question: {
    es: '¿A qué se suscribe el cliente, con qué QoS, y qué concede el broker?',
    en: 'What does the client subscribe to, with which QoS, and what does the broker grant?',
  },
  answer: (connection, page) => {
    const list = connection.mqtt?.subscriptions ?? [];
    if (list.length === 0) return null;
    return list
      .slice(0, 3)
      .map((entry) => `${wireText(entry.filter, 60)} (QoS ${entry.requestedQos} → ${grantedText(entry, page.lang)})`)
      .join(', ');
  },
  build: (connection, page) => {
    const { lang } = page;
    const { mqtt } = connection;
    if (mqtt === null || mqtt.subscriptions.length === 0) return [];
    const shown = mqtt.subscriptions.slice(0, page.rowLimit);
    const unsubscribed = shown.some((entry) => entry.unsubscribeFrame !== null);
    const withOptions = shown.some((entry) => optionsText(entry, lang) !== '');
    return [
      {
        kind: 'table',
        caption: null,
        columns: [
          { head: TEXT.filter[lang] },
          { head: TEXT.requested[lang], align: 'right' },
          { head: TEXT.granted[lang], align: 'right' },
          { head: TEXT.subscribe[lang], align: 'right' },
          { head: TEXT.suback[lang], align: 'right' },
          ...(unsubscribed ? [{ head: TEXT.unsubscribe[lang], align: 'right' as const }] : []),
          { head: TEXT.messages[lang], align: 'right' },
          ...(withOptions ? [{ head: TEXT.options[lang], dropOrder: 1 }] : []),
        ],
        rows: shown.map((entry): Cell[] => [
          wireText(entry.filter),
          String(entry.requestedQos),
          grantedCell(entry, lang),
          String(entry.frame),
          entry.subackFrame === null ? { text: NOT_IN_CAPTURE[lang], tone: 'alert' } : String(entry.subackFrame),
          ...(unsubscribed ? [entry.unsubscribeFrame === null ? ABSENT : String(entry.unsubscribeFrame)] : []),
          messagesCell(entry, lang),
          ...(withOptions ? [optionsText(entry, lang)] : []),
        ]),
        more: moreRows(shown.length, mqtt.subscriptionsCount, 'exchanges', lang),
      },
      ...overlapTable(mqtt, page),
      { kind: 'note', label: NOTE[lang], text: TEXT.note[lang] },
    ];
  },
};

function messagesCell(entry: SubscriptionRecord, lang: Lang): Cell {
  if (entry.retainedMessages === 0) return formatCount(entry.messages);
  return `${formatCount(entry.messages)} (${formatCount(entry.retainedMessages)} ${TEXT.retained[lang]})`;
}

/** Shared group, MQTT 5 options that differ from their defaults, identifier, replacement. */
function optionsText(entry: SubscriptionRecord, lang: Lang): string {
  const parts: string[] = [];
  if (entry.shareGroup !== null) parts.push(`${TEXT.group[lang]} ${wireText(entry.shareGroup, 40)}`);
  if (entry.noLocal === true) parts.push('No Local');
  if (entry.retainAsPublished === true) parts.push('Retain As Published');
  if (entry.retainHandling !== null && entry.retainHandling !== 0)
    parts.push(`Retain Handling ${entry.retainHandling}`);
  if (entry.identifier !== null) parts.push(`Id ${entry.identifier}`);
  if (entry.replacedFrame !== null) parts.push(`${TEXT.replaced[lang]} ${entry.replacedFrame}`);
  return parts.join(', ');
}

function overlapTable(mqtt: MqttReport, page: Page): Block[] {
  const { lang } = page;
  if (mqtt.overlaps.length === 0) return [];
  const shown = mqtt.overlaps.slice(0, page.profile === 'lab' ? Math.min(10, page.rowLimit) : page.rowLimit);
  return [
    {
      kind: 'table',
      caption: TEXT.overlaps[lang],
      dense: true,
      columns: [
        { head: TOPIC[lang] },
        { head: TEXT.filters[lang] },
        { head: TEXT.messages[lang], align: 'right' },
        { head: TEXT.copies[lang], align: 'right' },
      ],
      rows: shown.map((entry): Cell[] => [
        wireText(entry.topic, 60),
        entry.filters.map((filter) => wireText(filter, 40)).join(', '),
        formatCount(entry.messages),
        entry.duplicates === 0 ? '0' : { text: formatCount(entry.duplicates), tone: 'alert' },
      ]),
      more: moreRows(shown.length, mqtt.overlapsCount, null, lang),
    },
  ];
}

function grantedText(entry: SubscriptionRecord, lang: Lang): string {
  if (entry.grantedQos !== null) return String(entry.grantedQos);
  if (entry.reasonCode === null) return '—';
  return `${TEXT.refused[lang]} (0x${entry.reasonCode.toString(16).padStart(2, '0')})`;
}

function grantedCell(entry: SubscriptionRecord, lang: Lang): Cell {
  const text = grantedText(entry, lang);
  if (entry.grantedQos === null)
    return { text, tone: entry.reasonCode !== null && entry.reasonCode < FAILURE ? 'plain' : 'alert' };
  if (entry.grantedQos < entry.requestedQos) return { text: `${text} (${TEXT.downgraded[lang]})`, tone: 'alert' };
  return { text, tone: 'good' };
}
