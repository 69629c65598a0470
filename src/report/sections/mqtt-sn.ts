// MQTT-SN: gateways, sessions, topics, exchanges and sleeping clients, each with its frames — MQTT-SN 1.2 §6.

import type { Analysis } from '../../analyze/analysis.ts';
import type { MqttSnDiscovery, MqttSnFacts, MqttSnReport } from '../../analyze/mqtt-sn-report.ts';
import type { Lang } from '../../core/text.ts';
import type { Block, CaptureSection, Page } from '../document.ts';
import { formatCount, plural } from '../format/numbers.ts';
import { NOTE } from '../format/words.ts';
import { gatewaysTable, searchesTable } from './mqtt-sn-gateways.ts';
import { connectsTable, exchangesTables, refusalsTable, topicsTable } from './mqtt-sn-session.ts';
import { sleepsTable } from './mqtt-sn-sleep.ts';
import { clientTitle } from './mqtt-sn-words.ts';

const TEXT = {
  more: { es: 'conversaciones más, que aquí no se detallan', en: 'more conversations, not told in detail here' },
  roles: {
    message: {
      es: 'quién es el cliente lo dicen los propios mensajes',
      en: 'which end is the client is told by the messages themselves',
    },
    port: {
      es: 'quién es el cliente se deduce solo del puerto',
      en: 'which end is the client is inferred from the port alone',
    },
    'first-frame': {
      es: 'quién es el cliente no consta: se toma el primero que habló',
      en: 'which end is the client is not known: the first to speak is taken for it',
    },
  },
  note: {
    es: 'MQTT-SN viaja sobre UDP: no hay conexión TCP, cada datagrama es un mensaje, y quien no recibe respuesta lo repite con el mismo MsgId. El identificador de tópico vale solo entre este cliente y este gateway.',
    en: 'MQTT-SN travels over UDP: there is no TCP connection, each datagram is one message, and whoever gets no answer sends it again with the same MsgId. A topic id is valid between this client and this gateway only.',
  },
} as const;

type SnAnalysis = Analysis & MqttSnFacts;

export const mqttSn: CaptureSection = {
  id: 'mqtt-sn',
  scope: 'capture',
  number: null,
  title: { es: 'MQTT-SN (redes de sensores, sobre UDP)', en: 'MQTT-SN (sensor networks, over UDP)' },
  question: null,
  answer: (analysis: SnAnalysis, page) => answerOf(analysis, page.lang),
  build: (analysis: SnAnalysis, page) => {
    if (isEmpty(analysis)) return [];
    const { mqttSn: reports, mqttSnCount, mqttSnDiscovery } = analysis;
    const shown = reports.slice(0, page.rowLimit);
    const left = mqttSnCount - shown.length;
    return [
      ...gatewaysTable(mqttSnDiscovery, page),
      ...searchesTable(mqttSnDiscovery, page),
      ...shown.flatMap((report) => conversationBlocks(report, page)),
      ...(left > 0 ? [paragraph(`… ${formatCount(left)} ${TEXT.more[page.lang]} (--format json)`)] : []),
      { kind: 'note', label: NOTE[page.lang], text: TEXT.note[page.lang] },
    ];
  },
};

function isEmpty({ mqttSnCount, mqttSnDiscovery }: SnAnalysis): boolean {
  return mqttSnCount === 0 && isSilent(mqttSnDiscovery);
}

function isSilent({ gatewaysCount, searchesCount }: MqttSnDiscovery): boolean {
  return gatewaysCount === 0 && searchesCount === 0;
}

function answerOf(analysis: SnAnalysis, lang: Lang): string | null {
  if (isEmpty(analysis)) return null;
  const { mqttSnCount, mqttSnDiscovery, mqttSn: reports } = analysis;
  const publishes = reports.reduce((sum, report) => sum + report.publishesCount, 0);
  const sleeps = reports.reduce((sum, report) => sum + report.sleepsCount, 0);
  const gateways = mqttSnDiscovery.gatewaysCount;
  const parts =
    lang === 'es'
      ? [
          plural(mqttSnCount, 'conversación de cliente y gateway', 'conversaciones de cliente y gateway'),
          plural(publishes, 'PUBLISH', 'PUBLISH'),
          ...(gateways > 0 ? [plural(gateways, 'gateway anunciado', 'gateways anunciados')] : []),
          ...(sleeps > 0 ? [plural(sleeps, 'periodo de sueño', 'periodos de sueño')] : []),
        ]
      : [
          plural(mqttSnCount, 'conversation of client and gateway', 'conversations of client and gateway'),
          plural(publishes, 'PUBLISH', 'PUBLISH messages'),
          ...(gateways > 0 ? [plural(gateways, 'gateway announced', 'gateways announced')] : []),
          ...(sleeps > 0 ? [plural(sleeps, 'sleep', 'sleeps')] : []),
        ];
  return parts.join(', ');
}

function conversationBlocks(report: MqttSnReport, page: Page): Block[] {
  const { lang } = page;
  return [
    { kind: 'heading', level: 2, text: clientTitle(report) },
    paragraph(overview(report, lang)),
    ...connectsTable(report, page),
    ...topicsTable(report, page),
    ...exchangesTables(report, page),
    ...refusalsTable(report, page),
    ...sleepsTable(report, page),
  ];
}

function overview(report: MqttSnReport, lang: Lang): string {
  const { frames, firstFrame, lastFrame, messages } = report;
  const list = (counts: Readonly<Record<string, number>>): string =>
    Object.entries(counts)
      .map(([type, count]) => `${type} ${formatCount(count)}`)
      .join(', ') || '—';
  const span = lang === 'es' ? `tramas ${firstFrame} a ${lastFrame}` : `frames ${firstFrame} to ${lastFrame}`;
  const [client, gateway] = lang === 'es' ? ['Cliente', 'Gateway'] : ['Client', 'Gateway'];
  const counted = lang === 'es' ? plural(frames, 'mensaje', 'mensajes') : plural(frames, 'message', 'messages');
  return `${counted}, ${span}; ${TEXT.roles[report.orientation][lang]}. ${client}: ${list(messages.client)}. ${gateway}: ${list(messages.gateway)}.`;
}

function paragraph(text: string): Block {
  return { kind: 'paragraph', text };
}
