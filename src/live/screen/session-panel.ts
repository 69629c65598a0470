// The selected connection in detail: session, TCP, traffic of each side, round trips.

import { formatEndpoint } from '../../core/address.ts';
import type { Lang, Text } from '../../core/text.ts';
import { formatBriefDuration } from '../../report/format/durations.ts';
import { formatCount, plural } from '../../report/format/numbers.ts';
import { CLIENT, SERVER } from '../../report/format/words.ts';
import type { ConnectionPicture, RttPicture, SessionPicture } from '../model/picture.ts';
import { connectionName, protocolName, sessionState, tcpState } from './connection-words.ts';
import { briefAge, briefSize, sparkline } from './figures.ts';
import { flowItems, type Line, type Span, span } from './line.ts';
import type { Panel } from './panel.ts';

const TITLE: Text = { es: 'Conexión', en: 'Connection' };
const SILENT: Text = { es: 'cliente callado', en: 'client silent' };
const IN_FLIGHT: Text = { es: 'en vuelo', en: 'in flight' };
const INITIAL: Text = { es: 'RTT inicial', en: 'initial RTT' };
const FROM_MIDDLE: Text = { es: 'empezó antes de la captura', en: 'began before the capture' };
const ACK_OF_CLIENT: Text = { es: 'datos del cliente → ACK', en: "client's data → ACK" };
const ACK_OF_SERVER: Text = { es: 'datos del servidor → ACK', en: "server's data → ACK" };
const MOST: Text = { es: 'máx.', en: 'max.' };
const NO_KEEP_ALIVE: Text = { es: 'sin keep alive', en: 'no keep alive' };
const CLEAN: Text = { es: 'sesión limpia', en: 'clean session' };
/** Share of the keep alive interval after which silence is worth a colour. */
const LONG_SILENCE = 1.2;

const SPARK_COLUMNS = 32;

export function sessionPanel(connection: ConnectionPicture, lang: Lang, width: number): Panel {
  const lines = [...flowItems(mqttItems(connection, lang), width), ...flowItems(tcpItems(connection, lang), width)];
  lines.push(...flowItems(trafficItems(connection, lang), width), ...rttLines(connection, lang, width));
  return {
    title: [span(`${TITLE[lang]} ${connection.stream}`, 'bold'), span(` ${connectionName(connection)}`)],
    least: 2,
    want: lines.length,
    rank: 3,
    isElastic: false,
    body: (rows) => lines.slice(0, rows),
  };
}

function mqttItems(connection: ConnectionPicture, lang: Lang): Line[] {
  const { session } = connection;
  if (session === null) return [[span(protocolName(connection))]];
  const state: Span[] = [sessionState(session.phase, lang)];
  if (session.reason !== null) state.push(span(`: ${session.reason}`, 'red'));
  const items: Line[] = [state, [span(protocolName(connection))]];
  if (session.cleanSession === true) items.push([span(CLEAN[lang])]);
  const keepAlive = keepAliveItem(session, lang);
  if (keepAlive !== null) items.push(keepAlive);
  const { inFlight, maximumInFlight } = session;
  const flight = [CLIENT, SERVER].map((who, at) =>
    (maximumInFlight[at] ?? 0) === 0
      ? null
      : `${who[lang]} ${formatCount(inFlight[at] ?? 0)} (${MOST[lang]} ${formatCount(maximumInFlight[at] ?? 0)})`,
  );
  const known = flight.filter((text) => text !== null);
  if (known.length > 0) items.push([span(`${IN_FLIGHT[lang]}: ${known.join(', ')}`)]);
  return items;
}

function keepAliveItem({ keepAlive, silentNs, phase }: SessionPicture, lang: Lang): Line | null {
  if (keepAlive === null) return null;
  if (keepAlive === 0) return [span(NO_KEEP_ALIVE[lang])];
  const isOpen = phase === 'connected' || phase === 'running';
  if (!isOpen || silentNs === null) return [span(`keep alive ${keepAlive} s`)];
  const isLong = silentNs > keepAlive * LONG_SILENCE * 1e9;
  return [
    span(`keep alive ${keepAlive} s, `),
    span(`${SILENT[lang]} ${briefAge(silentNs, lang)}`, isLong ? 'red' : null),
  ];
}

function tcpItems(connection: ConnectionPicture, lang: Lang): Line[] {
  const { client, server, phase, initialRttNs, retransmissions, fromMiddle } = connection;
  const items: Line[] = [
    [span(`${formatEndpoint(client.address, client.port)} → ${formatEndpoint(server.address, server.port)}`)],
    [span('TCP '), tcpState(phase, lang)],
  ];
  if (fromMiddle) items.push([span(FROM_MIDDLE[lang], 'dim')]);
  if (initialRttNs !== null && phase !== 'refused')
    items.push([span(`${INITIAL[lang]} ${formatBriefDuration(initialRttNs, lang)}`)]);
  const again =
    lang === 'es'
      ? plural(retransmissions, 'retransmisión', 'retransmisiones')
      : plural(retransmissions, 'retransmission', 'retransmissions');
  items.push([span(again, retransmissions === 0 ? 'dim' : 'yellow')]);
  return items;
}

function trafficItems({ session, bytes, frames }: ConnectionPicture, lang: Lang): Line[] {
  const side = (who: Text, at: 0 | 1): Line => {
    const count = session?.messages[at] ?? 0;
    const messages = lang === 'es' ? plural(count, 'mensaje', 'mensajes') : plural(count, 'message', 'messages');
    return [span(`${who[lang]} ${session === null ? '' : `${messages}, `}${briefSize(bytes[at], lang)}`)];
  };
  const all = lang === 'es' ? plural(frames, 'trama', 'tramas') : plural(frames, 'frame', 'frames');
  return [side(CLIENT, 0), side(SERVER, 1), [span(all)]];
}

function rttLines({ rtt, phase }: ConnectionPicture, lang: Lang, width: number): Line[] {
  if (phase === 'refused') return []; // RST answered the SYN: no data, and nobody to measure
  const lines: Line[] = [];
  const labels = [ACK_OF_CLIENT[lang], ACK_OF_SERVER[lang]];
  rtt.forEach((samples, at) => {
    const last = samples.samples.at(-1);
    if (last === undefined) return;
    lines.push(rttLine(labels[at] ?? '', last, samples, lang, width));
  });
  return lines;
}

function rttLine(label: string, last: number, { samples }: RttPicture, lang: Lang, width: number): Line {
  const most = samples.reduce((largest, value) => Math.max(largest, value), 0);
  const figures = ` ${formatBriefDuration(last, lang)}`;
  const scale = ` (${MOST[lang]} ${formatBriefDuration(most, lang)})`;
  const room = width - label.length - 1 - figures.length - scale.length;
  const bars = sparkline(samples, Math.min(SPARK_COLUMNS, Math.max(8, room)));
  return [span(`${label} `), span(bars, 'green'), span(figures), span(scale, 'dim')];
}
