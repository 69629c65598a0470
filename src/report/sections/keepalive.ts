// Question 11: how the session is kept alive — MQTT 3.1.1 and 5.0 §3.1.2.10, §3.12.

import type { MqttReport } from '../../analyze/analysis.ts';
import type { Lang } from '../../core/text.ts';
import { NS_PER_SECOND } from '../../core/time.ts';
import type { Block, Cell, ConnectionSection, Page } from '../document.ts';
import { formatDuration } from '../format/durations.ts';
import { ABSENT, frameOrAbsent, moreRows } from '../format/frames.ts';
import { formatCount } from '../format/numbers.ts';
import { NOT_IN_CAPTURE, USUAL_MISTAKE } from '../format/words.ts';

const TEXT = {
  announced: { es: 'Intervalo anunciado en el CONNECT', en: 'Interval announced in the CONNECT' },
  inForce: { es: 'Intervalo que impone el broker (MQTT 5)', en: 'Interval set by the broker (MQTT 5)' },
  off: { es: '0: desactivado', en: '0: switched off' },
  limit: { es: 'Límite del broker (1,5 veces)', en: "Broker's limit (1.5 times)" },
  silence: { es: 'Mayor silencio del cliente', en: 'Longest silence of the client' },
  within: { es: 'dentro del intervalo', en: 'within the interval' },
  exceeded: { es: 'supera el límite: el broker puede cortar', en: 'beyond the limit: the broker may cut' },
  late: { es: 'supera el intervalo, no el límite', en: 'beyond the interval, not the limit' },
  none: { es: 'ninguno', en: 'none' },
  pings: { es: 'PINGREQ y PINGRESP', en: 'PINGREQ and PINGRESP' },
  noPings: { es: 'ninguno', en: 'none' },
  noPingsNeeded: {
    es: 'ninguno: no hizo falta, hubo otros paquetes a tiempo',
    en: 'none: not needed, other packets were in time',
  },
  request: { es: 'PINGREQ (trama)', en: 'PINGREQ (frame)' },
  response: { es: 'PINGRESP (trama)', en: 'PINGRESP (frame)' },
  time: { es: 'Ida y vuelta', en: 'Round trip' },
  rtts: { es: 'Ida y vuelta: mínima / mediana / máxima', en: 'Round trip: minimum / median / maximum' },
  unanswered: { es: 'PINGREQ sin respuesta', en: 'PINGREQ without an answer' },
  noResponse: { es: 'sin respuesta', en: 'no answer' },
  mistake: {
    es: 'Confundir el Keep Alive de MQTT (PINGREQ, lo pide el CONNECT) con el keep-alive de TCP (segmentos de 0 o 1 byte que Wireshark marca «TCP Keep-Alive»). Son independientes.',
    en: 'To confuse the Keep Alive of MQTT (PINGREQ, asked for in the CONNECT) with the keep-alive of TCP (segments of 0 or 1 byte that Wireshark marks “TCP Keep-Alive”). They are independent.',
  },
} as const;

export const keepalive: ConnectionSection = {
  id: 'keepalive',
  scope: 'connection',
  number: '11',
  anyProtocol: false,
  title: { es: 'Keep Alive: silencios y PINGREQ', en: 'Keep Alive: silences and PINGREQ' },
  question: {
    es: '¿Qué intervalo de Keep Alive se anuncia, cuál es el mayor silencio y qué PINGREQ y PINGRESP hay?',
    en: 'Which Keep Alive interval is announced, how long is the longest silence, and which PINGREQ and PINGRESP are there?',
  },
  answer: (connection, page) => {
    const { lang } = page;
    const { mqtt } = connection;
    if (mqtt === null) return null;
    const asked = mqtt.keepAlive === null ? NOT_IN_CAPTURE[lang] : `${formatCount(mqtt.keepAlive)} s`;
    const silence = mqtt.longestSilenceNs === null ? ABSENT : formatDuration(mqtt.longestSilenceNs, lang);
    const pings = formatCount(mqtt.pingsCount);
    return lang === 'es'
      ? `intervalo: ${asked}; mayor silencio: ${silence}; PINGREQ: ${pings}`
      : `interval: ${asked}; longest silence: ${silence}; PINGREQ: ${pings}`;
  },
  build: (connection, page) => {
    const { lang } = page;
    const { mqtt } = connection;
    if (mqtt === null) return [];
    const blocks: Block[] = [{ kind: 'facts', rows: factRows(mqtt, lang) }];
    if (mqtt.pings.length > 0) blocks.push(pingsTable(mqtt, page));
    blocks.push({ kind: 'mistake', label: USUAL_MISTAKE[lang], text: TEXT.mistake[lang] });
    return blocks;
  },
};

function factRows(mqtt: MqttReport, lang: Lang): [string, Cell][] {
  const inForce = mqtt.serverKeepAlive ?? mqtt.keepAlive;
  const seconds = (value: number): string => (value === 0 ? TEXT.off[lang] : `${formatCount(value)} s`);
  const rows: [string, Cell][] = [
    [
      TEXT.announced[lang],
      mqtt.keepAlive === null
        ? { text: NOT_IN_CAPTURE[lang], tone: 'alert' }
        : { text: seconds(mqtt.keepAlive), tone: 'strong' },
    ],
  ];
  if (mqtt.serverKeepAlive !== null) rows.push([TEXT.inForce[lang], seconds(mqtt.serverKeepAlive)]);
  if (inForce !== null && inForce > 0)
    rows.push([TEXT.limit[lang], formatDuration(inForce * 1.5 * NS_PER_SECOND, lang)]);
  rows.push([TEXT.silence[lang], silenceCell(mqtt, inForce, lang)]);
  const { answered, unanswered, minNs, medianNs, maxNs } = mqtt.pingStatistics;
  if (minNs !== null && medianNs !== null && maxNs !== null && answered > 1) {
    rows.push([TEXT.rtts[lang], [minNs, medianNs, maxNs].map((ns) => formatDuration(ns, lang)).join(' / ')]);
  }
  if (unanswered > 0) rows.push([TEXT.unanswered[lang], { text: formatCount(unanswered), tone: 'alert' }]);
  if (mqtt.pings.length === 0) {
    const inTime =
      inForce !== null && mqtt.longestSilenceNs !== null && mqtt.longestSilenceNs <= inForce * NS_PER_SECOND;
    rows.push([TEXT.pings[lang], (inTime && inForce > 0 ? TEXT.noPingsNeeded : TEXT.noPings)[lang]]);
  }
  return rows;
}

function silenceCell(mqtt: MqttReport, inForce: number | null, lang: Lang): Cell {
  if (mqtt.longestSilenceNs === null) return ABSENT;
  const between = mqtt.longestSilence;
  const frames = between === null ? '' : framesText(between.fromFrame, between.toFrame, lang);
  const text = `${formatDuration(mqtt.longestSilenceNs, lang)}${frames}`;
  if (inForce === null || inForce === 0) return text;
  const interval = inForce * NS_PER_SECOND;
  if (mqtt.longestSilenceNs > interval * 1.5) return { text: `${text}: ${TEXT.exceeded[lang]}`, tone: 'alert' };
  if (mqtt.longestSilenceNs > interval) return `${text}: ${TEXT.late[lang]}`;
  return { text: `${text}: ${TEXT.within[lang]}`, tone: 'good' };
}

function framesText(from: number, to: number, lang: Lang): string {
  return lang === 'es' ? ` (tramas ${from} a ${to})` : ` (frames ${from} to ${to})`;
}

function pingsTable(mqtt: MqttReport, page: Page): Block {
  const { lang } = page;
  const shown = mqtt.pings.slice(0, page.rowLimit);
  return {
    kind: 'table',
    caption: TEXT.pings[lang],
    columns: [
      { head: TEXT.request[lang], align: 'right' },
      { head: TEXT.response[lang], align: 'right' },
      { head: TEXT.time[lang], align: 'right' },
    ],
    rows: shown.map((ping): Cell[] => [
      frameOrAbsent(ping.requestFrame),
      ping.responseFrame === null ? { text: TEXT.noResponse[lang], tone: 'alert' } : String(ping.responseFrame),
      ping.rttNs === null ? ABSENT : formatDuration(ping.rttNs, lang),
    ]),
    more: moreRows(shown.length, mqtt.pingsCount, 'exchanges', lang),
  };
}
