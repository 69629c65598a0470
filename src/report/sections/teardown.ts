// Question 12: how the session ends — MQTT §3.14, RFC 9293 §3.6, §3.5.3; and whether the will is triggered (MQTT §3.1.2.5).

import type { ConnectionReport, MqttReport } from '../../analyze/analysis.ts';
import type { Sender } from '../../core/direction.ts';
import type { Lang } from '../../core/text.ts';
import type { Block, Cell, ConnectionSection, Page } from '../document.ts';
import { formatDuration } from '../format/durations.ts';
import { formatClock } from '../format/instants.ts';
import { formatCount } from '../format/numbers.ts';
import { DIRECTION, directionCell, FRAME, sentence, theSender, USUAL_MISTAKE } from '../format/words.ts';
import { willText } from './mqtt-session.ts';

/** MQTT 5 §3.14.2.1: the client leaves and asks for its will all the same. */
const DISCONNECT_WITH_WILL = 0x04;

const TEXT = {
  what: { es: 'Qué', en: 'What' },
  time: { es: 'Hora', en: 'Time' },
  will: { es: 'Última voluntad (will)', en: 'Will' },
  noWill: { es: 'el CONNECT no trae ninguna', en: 'the CONNECT carries none' },
  willDiscarded: { es: 'no se publica: el DISCONNECT la anula', en: 'not published: the DISCONNECT discards it' },
  willPublished: {
    es: 'el broker la publica: la conexión terminó sin DISCONNECT',
    en: 'the broker publishes it: the connection ended without DISCONNECT',
  },
  willAsked: {
    es: 'el broker la publica: el DISCONNECT lo pide (código 0x04)',
    en: 'the broker publishes it: the DISCONNECT asks for it (code 0x04)',
  },
  willDelay: { es: 'Espera antes de publicarla (Will Delay)', en: 'Delay before it is published (Will Delay)' },
  willSeen: { es: 'Mensajes iguales a ella (tópico y contenido)', en: 'Messages equal to it (topic and content)' },
  willPending: {
    es: 'todavía no: la captura termina con la conexión abierta',
    en: 'not yet: the capture ends with the connection open',
  },
  willRefused: {
    es: 'no se publica: el broker rechazó la conexión',
    en: 'not published: the broker refused the connection',
  },
  willUnknown: { es: 'no se sabe: el CONNECT no está en la captura', en: 'unknown: the CONNECT is not in the capture' },
  open: {
    es: 'La conexión sigue abierta donde termina la captura.',
    en: 'The connection is still open where the capture ends.',
  },
  mistake: {
    es: 'Tomar el DISCONNECT por el cierre de la conexión: cierra la sesión MQTT; la conexión TCP la cierran FIN o RST. Un RST después del DISCONNECT no siempre es un error: aparece si se cierra con datos sin leer.',
    en: 'To take the DISCONNECT for the end of the connection: it ends the MQTT session; the TCP connection ends by FIN or RST. A RST after the DISCONNECT is not always an error: it appears when a side closes with data unread.',
  },
} as const;

export const teardown: ConnectionSection = {
  id: 'teardown',
  scope: 'connection',
  number: '12',
  anyProtocol: true,
  title: { es: 'Cómo termina', en: 'How it ends' },
  question: {
    es: '¿Cómo termina la sesión: DISCONNECT, FIN o RST; quién empieza; en qué tramas; se dispara la última voluntad (will)?',
    en: 'How does the session end: DISCONNECT, FIN or RST; who starts; in which frames; is a will triggered?',
  },
  answer: (connection, page) => endingText(connection, page.lang),
  build: (connection, page) => {
    const { lang } = page;
    const blocks: Block[] = [];
    const rows = eventRows(connection, page);
    if (rows.length === 0) blocks.push({ kind: 'paragraph', text: TEXT.open[lang] });
    else {
      blocks.push({
        kind: 'table',
        caption: null,
        columns: [
          { head: FRAME[lang], align: 'right' },
          { head: TEXT.what[lang] },
          { head: DIRECTION[lang] },
          { head: TEXT.time[lang] },
        ],
        rows,
        more: null,
      });
    }
    if (connection.mqtt !== null) blocks.push({ kind: 'facts', rows: willRows(connection, connection.mqtt, lang) });
    if (connection.mqtt !== null)
      blocks.push({ kind: 'mistake', label: USUAL_MISTAKE[lang], text: TEXT.mistake[lang] });
    return blocks;
  },
};

/** "DISCONNECT del cliente (trama 56); después RST del cliente (trama 57)". */
export function endingText(connection: ConnectionReport, lang: Lang): string {
  const disconnect = connection.mqtt?.disconnect ?? null;
  const { how, initiator, frames } = connection.teardown;
  const parts: string[] = [];
  if (disconnect !== null) parts.push(eventText('DISCONNECT', disconnect.direction, disconnect.frame, lang));
  if (how === 'open' || initiator === null) {
    parts.push(
      lang === 'es'
        ? 'la conexión TCP sigue abierta al final de la captura'
        : 'the TCP connection is still open at the end of the capture',
    );
  } else {
    const flag = how === 'fin' ? 'FIN' : 'RST';
    const first = frames.find((entry) => entry.direction === initiator && entry.flags.includes(flag)) ?? frames[0];
    parts.push(eventText(flag, first?.direction ?? initiator, first?.frame ?? null, lang));
    if (disconnect === null && connection.mqtt !== null)
      parts.push(lang === 'es' ? 'sin DISCONNECT' : 'without DISCONNECT');
  }
  return parts.join(', ');
}

function eventText(what: string, by: Sender, frame: number | null, lang: Lang): string {
  const where = frame === null ? '' : lang === 'es' ? ` (trama ${frame})` : ` (frame ${frame})`;
  const who = theSender(by, lang);
  return lang === 'es' ? `${what} d${who}${where}` : `${what} by ${who}${where}`;
}

function eventRows(connection: ConnectionReport, page: Page): Cell[][] {
  const { lang } = page;
  const disconnect = connection.mqtt?.disconnect ?? null;
  const events: { frame: number; what: string; direction: Sender; time: string | null }[] =
    connection.teardown.frames.map((entry) => ({
      frame: entry.frame,
      what: entry.flags,
      direction: entry.direction,
      time: entry.time,
    }));
  if (disconnect !== null) {
    const code = disconnect.reasonCode === null ? '' : ` (0x${disconnect.reasonCode.toString(16).padStart(2, '0')})`;
    const time =
      connection.mqtt?.timeline.find((entry) => entry.frame === disconnect.frame && entry.type === 'DISCONNECT')
        ?.time ?? null;
    events.push({ frame: disconnect.frame, what: `MQTT DISCONNECT${code}`, direction: disconnect.direction, time });
  }
  events.sort((a, b) => a.frame - b.frame || (a.what.startsWith('MQTT') ? -1 : 1));
  return events.map((event): Cell[] => [
    { text: String(event.frame), tone: 'strong' },
    event.what,
    directionCell(event.direction, lang),
    event.time === null ? '—' : formatClock(event.time, page.timeZone, lang),
  ]);
}

function willRows(connection: ConnectionReport, mqtt: MqttReport, lang: Lang): [string, Cell][] {
  const rows: [string, Cell][] = [[TEXT.will[lang], willCell(connection, mqtt, lang)]];
  const { delaySeconds, publishes } = mqtt.willOutcome;
  if (delaySeconds !== null && delaySeconds > 0) rows.push([TEXT.willDelay[lang], `${formatCount(delaySeconds)} s`]);
  if (publishes.length > 0) {
    const seen = publishes.slice(0, 5).map(({ stream, frame, afterNs }) => {
      const where = lang === 'es' ? `trama ${frame} (conexión ${stream})` : `frame ${frame} (connection ${stream})`;
      return `${where}, +${formatDuration(afterNs, lang)}`;
    });
    rows.push([TEXT.willSeen[lang], { text: seen.join('; '), tone: 'alert' }]);
  }
  return rows;
}

function willCell(connection: ConnectionReport, mqtt: MqttReport, lang: Lang): Cell {
  if (mqtt.connectFrame === null) return TEXT.willUnknown[lang];
  if (mqtt.will === null) return sentence(TEXT.noWill[lang]);
  const will = willText(mqtt.will, lang);
  const { disconnect } = mqtt;
  if (mqtt.connackCode !== null && mqtt.connackCode !== 0) return `${TEXT.willRefused[lang]} · ${will}`;
  if (disconnect !== null && disconnect.direction === 'client') {
    if (disconnect.reasonCode === DISCONNECT_WITH_WILL)
      return { text: `${TEXT.willAsked[lang]} · ${will}`, tone: 'alert' };
    return `${TEXT.willDiscarded[lang]} · ${will}`;
  }
  if (connection.teardown.how === 'open') return `${TEXT.willPending[lang]} · ${will}`;
  return { text: `${TEXT.willPublished[lang]} · ${will}`, tone: 'alert' };
}
