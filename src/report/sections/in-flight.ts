// Messages in flight: how many QoS 1 and 2 messages wait for their confirmation at once, and what may hold them — SEMANTICS 1.7, MQTT 5.0 §4.9.

import type { MqttReport } from '../../analyze/analysis.ts';
import type { InFlightReport } from '../../analyze/mqtt-session-report.ts';
import type { Lang } from '../../core/text.ts';
import type { Block, Cell, ConnectionSection } from '../document.ts';
import { formatDuration } from '../format/durations.ts';
import { formatCount } from '../format/numbers.ts';
import { NOTE } from '../format/words.ts';

const TEXT = {
  client: { es: 'Publica el cliente', en: 'Published by the client' },
  server: { es: 'Entrega el broker', en: 'Delivered by the broker' },
  maximum: { es: 'Máximo en vuelo', en: 'Most in flight' },
  first: { es: 'Se alcanza en la trama', en: 'Reached in frame' },
  times: { es: 'Veces en el máximo', en: 'Times at the maximum' },
  stay: { es: 'Tiempo en el máximo', en: 'Time at the maximum' },
  longest: { es: 'Estancia más larga', en: 'Longest stay' },
  messages: { es: 'Mensajes con QoS 1 o 2', en: 'Messages with QoS 1 or 2' },
  ended: { es: 'confirmados', en: 'confirmed' },
  stated: { es: 'Receive Maximum del receptor', en: "Receiver's Receive Maximum" },
  notStated: { es: 'no anunciado (vale 65 535)', en: 'not announced (65 535 holds)' },
  none: { es: 'MQTT 3.1.1 no lo tiene: decide cada programa', en: 'MQTT 3.1.1 has none: each program decides' },
  note: {
    es: 'En vuelo: publicado con QoS 1 o 2 y aún sin PUBACK o PUBCOMP. Un valor que se repite como techo es un límite del programa o de su configuración (20 en paho y mosquitto); la red no lo impone.',
    en: 'In flight: published with QoS 1 or 2 and not yet confirmed by PUBACK or PUBCOMP. A value that keeps coming back as a ceiling is a limit of the program or of its configuration (20 in paho and mosquitto); the network does not set it.',
  },
} as const;

export const inFlight: ConnectionSection = {
  id: 'in-flight',
  scope: 'connection',
  number: null,
  anyProtocol: false,
  title: { es: 'Mensajes en vuelo', en: 'Messages in flight' },
  question: {
    es: '¿Cuántos mensajes QoS 1 y 2 esperan confirmación a la vez?',
    en: 'How many QoS 1 and 2 messages wait for their confirmation at once?',
  },
  answer: (connection, page) => {
    const parts = sidesOf(connection.mqtt).map(([side, report]) => {
      const who = TEXT[side][page.lang].toLowerCase();
      return `${formatCount(report.maximum)} (${who})`;
    });
    return parts.length === 0 ? null : parts.join('; ');
  },
  build: (connection, page) => {
    const { lang } = page;
    const sides = sidesOf(connection.mqtt);
    // One message at a time is what the exchanges above already show.
    if (sides.length === 0 || (page.profile === 'lab' && sides.every(([, report]) => report.maximum < 2))) return [];
    const full = page.profile === 'full';
    const columns = sides.map(([side, report]) =>
      columnOf(report, connection.mqtt?.version ?? null, TEXT[side][lang], lang),
    );
    const heads = rowHeads(lang);
    const blocks: Block[] = [
      {
        kind: 'table',
        caption: null,
        dense: true,
        columns: [{ head: '' }, ...columns.map(({ head }) => ({ head, align: 'right' as const }))],
        rows: heads
          .map((head, at): Cell[] => [head, ...columns.map(({ cells }) => cells[at] ?? '')])
          .filter((_, at) => full || !ONLY_IN_FULL.includes(at)),
        more: null,
      },
    ];
    blocks.push({ kind: 'note', label: NOTE[lang], text: TEXT.note[lang] });
    return blocks;
  },
};

/** Positions among the rows. */
const ONLY_IN_FULL: readonly number[] = [2, 4];

function sidesOf(mqtt: MqttReport | null): ['client' | 'server', InFlightReport][] {
  if (mqtt === null) return [];
  const { client, server } = mqtt.inFlight;
  const sides: ['client' | 'server', InFlightReport][] = [];
  if (client !== null) sides.push(['client', client]);
  if (server !== null) sides.push(['server', server]);
  return sides;
}

function rowHeads(lang: Lang): string[] {
  return [TEXT.maximum, TEXT.first, TEXT.times, TEXT.stay, TEXT.longest, TEXT.messages, TEXT.stated].map(
    (text) => text[lang],
  );
}

function columnOf(
  report: InFlightReport,
  version: string | null,
  head: string,
  lang: Lang,
): { readonly head: string; readonly cells: readonly Cell[] } {
  const { longestStay, receiveMaximum } = report;
  const stay = `${formatDuration(longestStay.durationNs, lang)} (${longestStay.fromFrame} → ${longestStay.toFrame})`;
  const stated =
    receiveMaximum === null
      ? version === '5.0'
        ? TEXT.notStated[lang]
        : TEXT.none[lang]
      : formatCount(receiveMaximum);
  return {
    head,
    cells: [
      { text: formatCount(report.maximum), tone: 'strong' },
      String(report.maximumFrame),
      formatCount(report.timesAtMaximum),
      formatDuration(report.atMaximumNs, lang),
      stay,
      {
        text: `${formatCount(report.published)}, ${TEXT.ended[lang]}: ${formatCount(report.ended)}`,
        tone: report.ended < report.published ? 'alert' : 'plain',
      },
      stated,
    ],
  };
}
