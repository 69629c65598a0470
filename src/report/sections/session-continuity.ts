// The session over connections: begun, resumed or taken over, how long it is kept, what went on from one connection to the next — MQTT 3.1.1 and 5.0 §4.1, §4.4.

import type { Analysis, ConnectionReport, MqttReport } from '../../analyze/analysis.ts';
import type { ContinuityReport, RedirectReport, SessionStart } from '../../analyze/mqtt-session-report.ts';
import type { Lang, Text } from '../../core/text.ts';
import type { Block, Cell, ConnectionSection, Page } from '../document.ts';
import { formatDuration } from '../format/durations.ts';
import { wireText } from '../format/escape.ts';
import { ABSENT, moreRows, namedFrames } from '../format/frames.ts';
import { formatCount, plural } from '../format/numbers.ts';
import { endpointText, NOTE } from '../format/words.ts';

/** MQTT 5 §3.1.2.11.2: the session does not expire. */
const NEVER = 0xffff_ffff;

const STARTS: Readonly<Record<SessionStart, Text>> = {
  first: { es: 'la primera de este cliente en la captura', en: 'the first of this client in the capture' },
  resumed: {
    es: 'continúa una sesión guardada (Session Present = 1)',
    en: 'goes on with a stored session (Session Present = 1)',
  },
  fresh: { es: 'sesión nueva (Session Present = 0)', en: 'a new session (Session Present = 0)' },
  refused: { es: 'rechazada', en: 'refused' },
  unanswered: { es: 'sin respuesta', en: 'not answered' },
};

const TEXT = {
  start: { es: 'Cómo empieza', en: 'How it begins' },
  previous: { es: 'Conexión anterior de este cliente', en: 'Connection of this client before' },
  next: { es: 'Conexión siguiente de este cliente', en: 'Next connection of this client' },
  tookOver: { es: 'Desplaza a', en: 'Displaces' },
  takenOver: { es: 'La desplaza', en: 'Displaced by' },
  expiry: { es: 'El broker guarda la sesión', en: 'The broker keeps the session' },
  untilEnd: { es: 'no: termina con la conexión', en: 'no: it ends with the connection' },
  untilDropped: {
    es: 'sí, sin plazo fijado por MQTT 3.1.1 (lo decide el broker)',
    en: 'yes, with no time set by MQTT 3.1.1 (the broker decides)',
  },
  forever: { es: 'sí, sin caducidad', en: 'yes, it never expires' },
  continued: { es: 'Sigue con lo pendiente', en: 'Goes on with what was open' },
  redirect: { es: 'El broker lo envía a otro servidor', en: 'The broker sends it to another server' },
  connections: { es: 'Las conexiones de este cliente', en: 'The connections of this client' },
  connection: { es: 'Conexión', en: 'Connection' },
  since: { es: 'Desde el CONNECT anterior', en: 'Since the CONNECT before' },
  from: { es: 'Cliente', en: 'Client' },
  taken: { es: 'desplaza a', en: 'displaces' },
  note: {
    es: 'Una sesión MQTT puede durar más que una conexión TCP: con Clean Session = 0 (o Clean Start = 0 y caducidad en MQTT 5) el broker guarda suscripciones y mensajes pendientes, y la conexión siguiente sigue donde quedó.',
    en: 'An MQTT session may outlive a TCP connection: with Clean Session = 0 (or Clean Start = 0 and an expiry in MQTT 5) the broker keeps subscriptions and open messages, and the next connection goes on where it stood.',
  },
} as const;

export const sessionContinuity: ConnectionSection = {
  id: 'session-continuity',
  scope: 'connection',
  number: null,
  anyProtocol: false,
  title: { es: 'La sesión a través de las conexiones', en: 'The session over connections' },
  question: {
    es: '¿Es una sesión nueva o continúa otra, y qué pasó antes y después con este cliente?',
    en: 'Is it a new session or does it go on with another, and what happened before and after with this client?',
  },
  answer: (connection, page) => {
    const continuity = connection.mqtt?.continuity ?? null;
    return continuity === null ? null : `${STARTS[continuity.start][page.lang]}`;
  },
  build: (connection, page, analysis) => {
    const { mqtt } = connection;
    if (mqtt === null || mqtt.continuity === null) return [];
    // The lab's runs are one connection long: where there is nothing beside it, nothing is said.
    if (page.profile === 'lab' && !hasMore(mqtt, mqtt.continuity)) return [];
    const blocks: Block[] = [{ kind: 'facts', rows: factRows(mqtt, mqtt.continuity, page.lang) }];
    if (mqtt.continuity.previous !== null || mqtt.continuity.next !== null) {
      blocks.push(...chainTable(connection, mqtt, analysis, page));
    }
    blocks.push({ kind: 'note', label: NOTE[page.lang], text: TEXT.note[page.lang] });
    return blocks;
  },
};

function hasMore({ cleanSession, redirect }: MqttReport, { previous, next, start }: ContinuityReport): boolean {
  return previous !== null || next !== null || start === 'resumed' || cleanSession === false || redirect !== null;
}

function factRows(mqtt: MqttReport, continuity: ContinuityReport, lang: Lang): [string, Cell][] {
  const { previous, next, tookOver, takenOverBy, sincePreviousNs } = continuity;
  const rows: [string, Cell][] = [
    [
      TEXT.start[lang],
      { text: STARTS[continuity.start][lang], tone: continuity.start === 'refused' ? 'alert' : 'plain' },
    ],
    [TEXT.expiry[lang], expiryText(mqtt, continuity, lang)],
  ];
  if (previous !== null) {
    const gap = sincePreviousNs === null ? '' : `; ${gapText(sincePreviousNs, lang)}`;
    rows.push([TEXT.previous[lang], `${streamText(previous.stream, previous.connectFrame, lang)}${gap}`]);
  }
  if (tookOver !== null) {
    const said =
      tookOver.disconnectFrame === null
        ? ''
        : `; DISCONNECT 0x8E, ${namedFrames([tookOver.disconnectFrame], 1, 1, lang)}`;
    rows.push([TEXT.tookOver[lang], { text: `${streamText(tookOver.stream, null, lang)}${said}`, tone: 'alert' }]);
  }
  if (next !== null) rows.push([TEXT.next[lang], streamText(next.stream, next.connectFrame, lang)]);
  if (takenOverBy !== null)
    rows.push([TEXT.takenOver[lang], { text: streamText(takenOverBy, null, lang), tone: 'alert' }]);
  const continued = continuedText(continuity, lang);
  if (continued !== null) rows.push([TEXT.continued[lang], continued]);
  if (mqtt.redirect !== null)
    rows.push([TEXT.redirect[lang], { text: redirectText(mqtt.redirect, lang), tone: 'alert' }]);
  return rows;
}

function streamText(stream: number, connectFrame: number | null, lang: Lang): string {
  const frame = connectFrame === null ? '' : ` (CONNECT: ${namedFrames([connectFrame], 1, 1, lang)})`;
  return `${TEXT.connection[lang].toLowerCase()} ${stream}${frame}`;
}

function gapText(ns: number, lang: Lang): string {
  return lang === 'es'
    ? `${formatDuration(ns, lang)} después de su última trama`
    : `${formatDuration(ns, lang)} after its last frame`;
}

function expiryText(mqtt: MqttReport, { sessionExpiry }: ContinuityReport, lang: Lang): string {
  if (mqtt.version !== '5.0') return TEXT[mqtt.cleanSession === false ? 'untilDropped' : 'untilEnd'][lang];
  const seconds = sessionExpiry.atDisconnect ?? sessionExpiry.granted ?? sessionExpiry.asked ?? 0;
  if (seconds === 0) return TEXT.untilEnd[lang];
  const kept =
    seconds === NEVER
      ? TEXT.forever[lang]
      : lang === 'es'
        ? `sí, ${formatCount(seconds)} s`
        : `yes, ${formatCount(seconds)} s`;
  const parts = [
    ['CONNECT', sessionExpiry.asked],
    ['CONNACK', sessionExpiry.granted],
    ['DISCONNECT', sessionExpiry.atDisconnect],
  ] as const;
  const said = parts.flatMap(([packet, value]) =>
    value === null ? [] : [`${packet}: ${value === NEVER ? '0xFFFFFFFF' : formatCount(value)}`],
  );
  return said.length < 2 ? kept : `${kept} (${said.join(', ')})`;
}

function continuedText({ continued, previous }: ContinuityReport, lang: Lang): string | null {
  const { publishQos1, publishQos2, pubrel, frames } = continued;
  const total = publishQos1 + publishQos2 + pubrel;
  if (total === 0 || previous === null) return null;
  const parts: string[] = [];
  if (publishQos1 > 0) parts.push(`${formatCount(publishQos1)} PUBLISH QoS 1 (DUP)`);
  if (publishQos2 > 0) parts.push(`${formatCount(publishQos2)} PUBLISH QoS 2 (DUP)`);
  if (pubrel > 0) parts.push(`${formatCount(pubrel)} PUBREL`);
  return `${parts.join(', ')}: ${namedFrames(frames, 20, total, lang)}`;
}

function redirectText({ packet, reasonCode, serverReference, next }: RedirectReport, lang: Lang): string {
  const code = `0x${reasonCode.toString(16).padStart(2, '0').toUpperCase()}`;
  const where = serverReference === null ? '' : `: “${wireText(serverReference)}”`;
  const then =
    next === null
      ? ''
      : `; ${streamText(next.stream, null, lang)} → ${endpointText({ address: next.address, port: next.port })}`;
  return `${packet} ${code}${where}${then}`;
}

/** Every connection of the same client to the same server that is told in detail. */
function chainTable(connection: ConnectionReport, mqtt: MqttReport, analysis: Analysis, page: Page): Block[] {
  const { lang } = page;
  const chain = analysis.connections
    .filter(
      (other) =>
        other.mqtt !== null &&
        other.mqtt.continuity !== null &&
        other.mqtt.clientId === mqtt.clientId &&
        other.server.address === connection.server.address &&
        other.server.port === connection.server.port,
    )
    .sort((a, b) => (a.mqtt?.continuity?.ordinal ?? 0) - (b.mqtt?.continuity?.ordinal ?? 0));
  if (chain.length < 2) return [];
  const limit = page.profile === 'lab' ? Math.min(page.rowLimit, 10) : page.rowLimit;
  const shown = chain.slice(0, limit);
  return [
    {
      kind: 'table',
      caption: `${TEXT.connections[lang]} (${plural(chain.length, lang === 'es' ? 'conexión' : 'connection', lang === 'es' ? 'conexiones' : 'connections')})`,
      dense: true,
      columns: [
        { head: TEXT.connection[lang], align: 'right' },
        { head: 'CONNECT', align: 'right' },
        { head: TEXT.from[lang], dropOrder: 1 },
        { head: TEXT.since[lang], align: 'right' },
        { head: TEXT.start[lang] },
      ],
      rows: shown.map((other) => chainRow(other, other === connection, lang)),
      more: moreRows(shown.length, chain.length, 'connections', lang),
    },
  ];
}

function chainRow(other: ConnectionReport, isThis: boolean, lang: Lang): Cell[] {
  const continuity = other.mqtt?.continuity ?? null;
  const since = continuity?.sincePreviousConnectNs ?? null;
  const taken =
    continuity === null || continuity.tookOver === null ? '' : `; ${TEXT.taken[lang]} ${continuity.tookOver.stream}`;
  const start = continuity === null ? ABSENT : `${STARTS[continuity.start][lang]}${taken}`;
  const frame = other.mqtt?.connectFrame ?? null;
  return [
    { text: String(other.stream), tone: isThis ? 'strong' : 'plain' },
    frame === null ? ABSENT : String(frame),
    endpointText(other.client),
    since === null ? ABSENT : formatDuration(since, lang),
    { text: start, tone: taken === '' && continuity?.start !== 'refused' ? 'plain' : 'alert' },
  ];
}
