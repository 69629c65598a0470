// What subscriptions are good for: filters that overlap, filters nothing came for, messages nobody had subscribed to — MQTT 3.1.1 and 5.0 §3.3.5, §4.7.

import { topicMatches } from '../../session/topic-matching.ts';
import type { ConnectionReport } from '../analysis.ts';
import type { SubscriptionOverlap } from '../mqtt-session-report.ts';
import { type AnalysisFacts, defineRule, type Evidence, type Rule } from '../rule.ts';
import { hasHoles, type MqttConnectionReport, mqttConnections, perConnection } from './mqtt-view.ts';
import { counted } from './wording.ts';

/** Topics and filters named in one sentence. */
const NAMED = 5;

function named(texts: readonly string[]): string {
  const shown = texts.slice(0, NAMED).join('», «');
  return `«${shown}»${texts.length > NAMED ? ' …' : ''}`;
}

/** The same in English quotes. */
function quotes(text: string): string {
  return text.replaceAll('«', '"').replaceAll('»', '"');
}

interface OverlapFacts {
  readonly [key: string]: number | string;
  readonly topic: string;
  readonly filters: string;
  readonly messages: number;
  readonly duplicates: number;
  readonly topics: number;
}

export const subscriptionOverlap: Rule = defineRule<OverlapFacts>({
  id: 'mqtt.subscriptions-overlap',
  severity: 'note',
  clause: 'MQTT-3.3.5-1; 5.0: MQTT-3.3.4-2',
  title: { es: 'Varias suscripciones encajan con el mismo tópico', en: 'Several subscriptions match the same topic' },
  check: (analysis) => perConnection(analysis, overlapOf),
  explain: {
    es: ({ topic, filters, messages, duplicates, topics }) =>
      `El tópico «${topic}»${topics > 1 ? ` (y ${topics - 1} más)` : ''} encaja con ${filters}. El broker puede entregar cada mensaje una vez o una vez por suscripción: aquí llegan ${counted(messages, 'mensaje', 'mensajes')}${duplicates > 0 ? `, y ${counted(duplicates, 'repite', 'repiten')} exactamente el anterior sin DUP: copias por suscripción, no reenvíos` : ', sin copias a la vista'}.`,
    en: ({ topic, filters, messages, duplicates, topics }) =>
      `The topic "${topic}"${topics > 1 ? ` (and ${topics - 1} more)` : ''} matches ${quotes(filters)}. The broker may deliver each message once or once per subscription: here ${counted(messages, 'message comes', 'messages come')}${duplicates > 0 ? `, and ${counted(duplicates, 'repeats', 'repeat')} exactly the one before without DUP: copies by subscription, not resends` : ', with no copies in sight'}.`,
  },
});

function overlapOf({ connection, mqtt }: MqttConnectionReport): Evidence<OverlapFacts> | null {
  const most = [...mqtt.overlaps].sort((a, b) => b.duplicates - a.duplicates || b.messages - a.messages)[0];
  if (most === undefined) return null;
  return {
    stream: connection.stream,
    frames: framesOf(most, mqtt.subscriptions),
    facts: {
      topic: most.topic,
      filters: named(most.filters),
      messages: most.messages,
      duplicates: most.duplicates,
      topics: mqtt.overlapsCount,
    },
    ...(most.duplicates > 0 ? { severity: 'warn' as const } : {}),
  };
}

function framesOf(
  { filters, duplicateFrames }: SubscriptionOverlap,
  subscriptions: MqttConnectionReport['mqtt']['subscriptions'],
): number[] {
  const asked = subscriptions.filter(({ filter }) => filters.includes(filter)).map(({ frame }) => frame);
  return [...new Set([...asked, ...duplicateFrames])].sort((a, b) => a - b);
}

interface UnusedFacts {
  readonly [key: string]: number | string;
  readonly subscriptions: number;
  readonly filters: string;
}

export const subscriptionNeverMatched: Rule = defineRule<UnusedFacts>({
  id: 'mqtt.subscription-never-matched',
  severity: 'note',
  clause: null,
  title: { es: 'Suscripción para la que no llega nada', en: 'Subscription for which nothing comes' },
  check: (analysis) =>
    perConnection(analysis, (report) => {
      const { connection, mqtt } = report;
      const unused = mqtt.subscriptions.filter(({ grantedQos, messages }) => grantedQos !== null && messages === 0);
      if (unused.length === 0 || hasHoles(report, 'server')) return null;
      return {
        stream: connection.stream,
        frames: unused.map(({ frame }) => frame),
        facts: { subscriptions: unused.length, filters: named([...new Set(unused.map(({ filter }) => filter))]) },
      };
    }),
  explain: {
    es: ({ subscriptions, filters }) =>
      `El broker concedió ${counted(subscriptions, 'suscripción', 'suscripciones')} (${filters}) y por esta conexión no llega ningún mensaje que encaje. Puede que nadie publicara, o que el filtro no sea el que se quería: un nivel de más, una mayúscula, una «/» al principio.`,
    en: ({ subscriptions, filters }) =>
      `The broker granted ${counted(subscriptions, 'subscription', 'subscriptions')} (${quotes(filters)}), and no matching message comes over this connection. Perhaps nobody published, or the filter is not the one that was meant: a level too many, a capital letter, a "/" at its beginning.`,
  },
});

interface UnheardFacts {
  readonly [key: string]: number | string;
  readonly topics: string;
  readonly messages: number;
}

export const publicationUnheard: Rule = defineRule<UnheardFacts>({
  id: 'mqtt.publication-without-subscriber',
  severity: 'note',
  clause: null,
  title: { es: 'Publicaciones a las que nadie está suscrito aquí', en: 'Publications nobody here has subscribed to' },
  check: unheardOf,
  explain: {
    es: ({ topics, messages }) =>
      `La captura se hizo en el broker y ninguna suscripción de sus conexiones encaja con ${topics} (${counted(messages, 'mensaje', 'mensajes')}). Puede haber suscriptores que esta captura no ve (otro puerto, otra interfaz, una sesión guardada).`,
    en: ({ topics, messages }) =>
      `The capture was taken at the broker, and no subscription of its connections matches ${quotes(topics)} (${counted(messages, 'message', 'messages')}). There may be subscribers this capture does not see (another port, another interface, a stored session).`,
  },
});

function unheardOf(analysis: AnalysisFacts): Evidence<UnheardFacts>[] {
  // A connection that is only in the overview may have subscribed to anything.
  if (analysis.totals.mqttConnections > mqttConnections(analysis).length) return [];
  return mqttConnections(analysis).flatMap(({ connection, mqtt }): Evidence<UnheardFacts>[] => {
    const others = mqttConnections(analysis).filter((other) => isSameServer(other.connection, connection));
    if (others.some((other) => other.connection.capturePoint !== 'server' || hidesSubscriptions(other))) return [];
    const filters = others.flatMap((other) =>
      other.mqtt.subscriptions
        .filter(({ reasonCode }) => reasonCode === null || reasonCode < 0x80)
        .map(({ filter }) => filter),
    );
    const unheard = mqtt.topics.filter(
      ({ direction, topic }) => direction === 'client' && !filters.some((filter) => topicMatches(filter, topic)),
    );
    const topics = new Set(unheard.map(({ topic }) => topic));
    if (topics.size === 0) return [];
    const rows = mqtt.timeline.filter((row) => row.type === 'PUBLISH' && row.direction === 'client');
    return [
      {
        stream: connection.stream,
        frames: rows.filter((row) => row.topic !== null && topics.has(row.topic)).map((row) => row.frame),
        framesCount: unheard.reduce((sum, { messages }) => sum + messages, 0),
        facts: { topics: named([...topics]), messages: unheard.reduce((sum, { messages }) => sum + messages, 0) },
      },
    ];
  });
}

function isSameServer(a: ConnectionReport, b: ConnectionReport): boolean {
  return a.server.address === b.server.address;
}

/** What this client is subscribed to is not all in the capture. */
function hidesSubscriptions(report: MqttConnectionReport): boolean {
  const { mqtt } = report;
  return mqtt.connectFrame === null || mqtt.sessionPresent !== false || mqtt.capped || hasHoles(report, 'client');
}
