// Question 9: every QoS 1 and QoS 2 exchange, step by step — MQTT 3.1.1 and 5.0 §4.3. One line each; "—" is a step that is not in the capture.

import type { CapturePoint, ConnectionReport, MqttReport } from '../../analyze/analysis.ts';
import type { Sender } from '../../core/direction.ts';
import type { Lang, Text } from '../../core/text.ts';
import type { Continuation, ExchangeRecord, ExchangeState } from '../../session/mqtt-session.ts';
import type { Block, Cell, Column, ConnectionSection, Page, Tone } from '../document.ts';
import { formatBriefDuration, formatDuration } from '../format/durations.ts';
import { wireText } from '../format/escape.ts';
import { ABSENT, moreRows } from '../format/frames.ts';
import { formatCount } from '../format/numbers.ts';
import { NOTE, TOPIC, USUAL_MISTAKE } from '../format/words.ts';

const STEPS: Readonly<Record<1 | 2, readonly string[]>> = {
  1: ['PUBLISH', 'PUBACK'],
  2: ['PUBLISH', 'PUBREC', 'PUBREL', 'PUBCOMP'],
};

const STATES: Readonly<Record<ExchangeState, Text>> = {
  complete: { es: 'completo', en: 'complete' },
  refused: { es: 'rechazado', en: 'refused' },
  unconfirmed: { es: 'sin confirmar', en: 'unconfirmed' },
  continued: { es: 'continúa en otra conexión', en: 'goes on over another connection' },
  partial: { es: 'incompleto en la captura', en: 'incomplete in the capture' },
};

const STATE_PLURALS: Readonly<Record<ExchangeState, Text>> = {
  complete: { es: 'completos', en: 'complete' },
  refused: { es: 'rechazados', en: 'refused' },
  unconfirmed: { es: 'sin confirmar', en: 'unconfirmed' },
  continued: { es: 'continúa en otra conexión', en: 'goes on over another connection' },
  partial: { es: 'incompletos en la captura', en: 'incomplete in the capture' },
};

const TEXT = {
  none: {
    es: 'Ningún PUBLISH con QoS 1 o 2: no hay nada que confirmar (QoS 0 se envía una vez y se olvida).',
    en: 'No PUBLISH with QoS 1 or 2: there is nothing to confirm (QoS 0 is sent once and forgotten).',
  },
  noneShort: { es: 'ninguno (todo es QoS 0)', en: 'none (everything is QoS 0)' },
  client: { es: 'publica el cliente', en: 'published by the client' },
  server: { es: 'entrega el broker', en: 'delivered by the broker' },
  total: { es: 'Total', en: 'Total' },
  state: { es: 'Estado', en: 'State' },
  from: { es: 'viene de', en: 'from' },
  in: { es: 'sigue en', en: 'goes on in' },
  resent: { es: 'reenviado en', en: 'resent in' },
  durations: { es: 'Cuánto tarda cada paso', en: 'How long each step takes' },
  step: { es: 'Paso', en: 'Step' },
  count: { es: 'Veces', en: 'Times' },
  min: { es: 'Mínimo', en: 'Minimum' },
  median: { es: 'Mediana', en: 'Median' },
  max: { es: 'Máximo', en: 'Maximum' },
  measures: { es: 'Qué mide', en: 'What it measures' },
  reading: {
    es: 'En cada celda, la trama y el tiempo desde el paso anterior. «—» es un paso que no está en la captura.',
    en: 'Each cell gives the frame and the time since the step before. “—” is a step that is not in the capture.',
  },
  mistake: {
    es: 'Usar el identificador de paquete (mqtt.msgid) como si fuera único: vale por conexión y por sentido, y se reutiliza. Y sin PUBREL no se puede decir «perdido» mirando solo al publicador: hay brokers que entregan ya con el PUBLISH y otros (mosquitto) solo con el PUBREL.',
    en: 'To use the packet identifier (mqtt.msgid) as if it were unique: it holds per connection and per direction, and is reused. And without PUBREL one cannot say “lost” from the publisher alone: some brokers deliver at the PUBLISH, others (mosquitto) only at the PUBREL.',
  },
} as const;

/** What the time up to a step is, by where its sender stands from the capture point. */
const MEASURES = {
  near: {
    client: { es: 'solo el trabajo del cliente', en: 'only the work of the client' },
    server: { es: 'solo el trabajo del broker', en: 'only the work of the broker' },
  },
  far: {
    client: { es: 'red (ida y vuelta) + trabajo del cliente', en: 'network (round trip) + work of the client' },
    server: { es: 'red (ida y vuelta) + trabajo del broker', en: 'network (round trip) + work of the broker' },
  },
  somewhere: {
    client: { es: 'trabajo del cliente, y quizá la red', en: 'work of the client, and perhaps the network' },
    server: { es: 'trabajo del broker, y quizá la red', en: 'work of the broker, and perhaps the network' },
  },
} as const;

export const qosExchanges: ConnectionSection = {
  id: 'qos-exchanges',
  scope: 'connection',
  number: '9',
  anyProtocol: false,
  title: { es: 'Intercambios QoS 1 y QoS 2', en: 'QoS 1 and QoS 2 exchanges' },
  question: {
    es: '¿Cómo va cada intercambio QoS 1 o QoS 2: tramas y tiempos de cada paso, y qué falta?',
    en: 'How does each QoS 1 or QoS 2 exchange go: frames and times of each step, and what is missing?',
  },
  answer: (connection, page) => {
    const { lang } = page;
    const states = (connection.mqtt?.exchangeStates ?? []).filter(
      (entry) => entry.kind === 'publish' && entry.count > 0,
    );
    if (states.length === 0) return connection.mqtt?.messages['PUBLISH'] === undefined ? null : TEXT.noneShort[lang];
    return states
      .map((entry) => {
        const state =
          Object.entries(entry.count === 1 ? STATES : STATE_PLURALS).find(([key]) => key === entry.state)?.[1][lang] ??
          entry.state;
        return `${formatCount(entry.count)} QoS ${entry.qos ?? '?'} ${state} (${TEXT[entry.originator][lang]})`;
      })
      .join('; ');
  },
  build: (connection, page) => {
    const { mqtt } = connection;
    if (mqtt === null) return [];
    const publishes = mqtt.exchanges.filter((exchange) => exchange.kind === 'publish' && (exchange.qos ?? 0) > 0);
    if (publishes.length === 0) {
      return mqtt.messages['PUBLISH'] === undefined ? [] : [{ kind: 'paragraph', text: TEXT.none[page.lang] }];
    }
    const blocks: Block[] = [];
    for (const originator of ['client', 'server'] as const) {
      for (const qos of [1, 2] as const) {
        const group = publishes.filter((exchange) => exchange.originator === originator && exchange.qos === qos);
        if (group.length > 0) blocks.push(...groupBlocks(connection, mqtt, group, originator, qos, page));
      }
    }
    blocks.push({ kind: 'note', label: NOTE[page.lang], text: TEXT.reading[page.lang] });
    blocks.push({ kind: 'mistake', label: USUAL_MISTAKE[page.lang], text: TEXT.mistake[page.lang] });
    return blocks;
  },
};

function groupBlocks(
  connection: ConnectionReport,
  mqtt: MqttReport,
  group: readonly ExchangeRecord[],
  originator: Sender,
  qos: 1 | 2,
  page: Page,
): Block[] {
  const { lang } = page;
  const steps = STEPS[qos];
  const shown = group.slice(0, page.rowLimit);
  const topics = new Set(group.map((exchange) => exchange.topic));
  const oneTopic = topics.size === 1 ? (group[0]?.topic ?? null) : null;
  const isClean = group.every(
    (exchange) => exchange.state === 'complete' && exchange.resends.length === 0 && exchange.continuedFrom === null,
  );
  const caption = `QoS ${qos} · ${TEXT[originator][lang]}${oneTopic === null ? '' : ` · ${wireText(oneTopic)}`}`;
  const columns: Column[] = [
    { head: 'Id', align: 'right' },
    ...(oneTopic === null ? [{ head: TOPIC[lang] }] : []),
    ...steps.map((head) => ({ head, align: 'right' as const })),
    { head: TEXT.total[lang], align: 'right' },
    ...(isClean ? [] : [{ head: TEXT.state[lang], dropOrder: 1 }]),
  ];
  return [
    {
      kind: 'table',
      caption,
      dense: true,
      columns,
      rows: shown.map((exchange) => row(exchange, steps, { withTopic: oneTopic === null, withState: !isClean }, lang)),
      more: moreRows(shown.length, totalOf(mqtt, group.length, originator, qos), 'exchanges', lang),
    },
    durationsTable(group, steps, (type) => measureText(connection.capturePoint, originator, type, lang), lang),
  ];
}

function totalOf(mqtt: MqttReport, listed: number, originator: Sender, qos: number): number {
  const counted = mqtt.exchangeStates
    .filter((entry) => entry.kind === 'publish' && entry.originator === originator && entry.qos === qos)
    .reduce((sum, entry) => sum + entry.count, 0);
  return Math.max(counted, listed);
}

function row(
  exchange: ExchangeRecord,
  steps: readonly string[],
  columns: { withTopic: boolean; withState: boolean },
  lang: Lang,
): Cell[] {
  return [
    exchange.packetIdentifier === null ? ABSENT : String(exchange.packetIdentifier),
    ...(columns.withTopic ? [exchange.topic === null ? ABSENT : wireText(exchange.topic, 60)] : []),
    ...steps.map((type) => stepCell(exchange, type, lang)),
    exchange.totalNs === null ? { text: ABSENT, tone: 'alert' } : timeCell(exchange.totalNs, 'strong', lang),
    ...(columns.withState ? [stateCell(exchange, lang)] : []),
  ];
}

function stepCell(exchange: ExchangeRecord, type: string, lang: Lang): Cell {
  const step = exchange.steps.find((one) => one.type === type);
  if (step === undefined)
    return exchange.missing.includes(type) ? { text: ABSENT, tone: 'alert' } : { text: '·', tone: 'muted' };
  const ns = exchange.stepNs[type];
  if (ns === undefined) return String(step.frame);
  const cell = (time: string): string => `${step.frame} +${time}`;
  return { text: cell(formatDuration(ns, lang)), brief: cell(formatBriefDuration(ns, lang)), tone: 'plain' };
}

function timeCell(ns: number, tone: Tone, lang: Lang): Cell {
  return { text: formatDuration(ns, lang), brief: formatBriefDuration(ns, lang), tone };
}

function stateCell(exchange: ExchangeRecord, lang: Lang): Cell {
  const parts = [STATES[exchange.state][lang]];
  const { continuedFrom, continuedIn } = exchange;
  if (continuedFrom !== null) parts.push(elsewhere(TEXT.from[lang], continuedFrom, lang));
  if (continuedIn !== null) parts.push(elsewhere(TEXT.in[lang], continuedIn, lang));
  if (exchange.resends.length > 0) parts.push(`${TEXT.resent[lang]} ${exchange.resends.join(', ')}`);
  return { text: parts.join('; '), tone: exchange.state === 'complete' ? 'good' : 'alert' };
}

/** "viene de la conexión 0, trama 16". */
function elsewhere(what: string, { stream, frame }: Continuation, lang: Lang): string {
  return lang === 'es'
    ? `${what} la conexión ${stream}, trama ${frame}`
    : `${what} connection ${stream}, frame ${frame}`;
}

/** PUBREL comes from who publishes, every other step after PUBLISH from who receives. */
function measureText(point: CapturePoint, originator: Sender, type: string, lang: Lang): string {
  const other = originator === 'client' ? 'server' : 'client';
  const sender = type === 'PUBREL' ? originator : other;
  const place = point === 'client' || point === 'server' ? (point === sender ? 'near' : 'far') : 'somewhere';
  return MEASURES[place][sender][lang];
}

function durationsTable(
  group: readonly ExchangeRecord[],
  steps: readonly string[],
  measures: (type: string) => string,
  lang: Lang,
): Block {
  const pairs = steps.slice(1).map((type, at) => [steps[at] ?? '', type] as const);
  return {
    kind: 'table',
    caption: TEXT.durations[lang],
    columns: [
      { head: TEXT.step[lang] },
      { head: TEXT.count[lang], align: 'right' },
      { head: TEXT.min[lang], align: 'right' },
      { head: TEXT.median[lang], align: 'right' },
      { head: TEXT.max[lang], align: 'right' },
      { head: TEXT.measures[lang], dropOrder: 1 },
    ],
    rows: pairs.map(([from, to]) => {
      const values = group.flatMap((exchange) => exchange.stepNs[to] ?? []).sort((a, b) => a - b);
      const time = (ns: number | undefined): Cell => (ns === undefined ? ABSENT : timeCell(ns, 'plain', lang));
      return [
        `${from} → ${to}`,
        formatCount(values.length),
        time(values[0]),
        time(values[Math.floor((values.length - 1) / 2)]),
        time(values[values.length - 1]),
        measures(to),
      ];
    }),
    more: null,
  };
}

/** How many publishes of a connection were never confirmed; for the summary. */
export function unconfirmedPublishes(connection: ConnectionReport): number {
  return (connection.mqtt?.exchangeStates ?? [])
    .filter((entry) => entry.kind === 'publish' && entry.state !== 'complete' && entry.state !== 'continued')
    .reduce((sum, entry) => sum + entry.count, 0);
}
