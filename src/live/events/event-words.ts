// One event of a live capture as a line for people.

import { formatEndpoint } from '../../core/address.ts';
import type { Lang, Text } from '../../core/text.ts';
import type { Endpoint } from '../../flow/flow.ts';
import { formatBriefDuration } from '../../report/format/durations.ts';
import { escapeControls, previewText } from '../../report/format/escape.ts';
import { formatCount, plural } from '../../report/format/numbers.ts';
import { joinWords } from '../../report/format/words.ts';
import { releaseSpaces } from '../../report/renderers/wrap.ts';
import type { LiveEvent, MqttMessageEvent } from './live-event.ts';

const SEVERITY_MARKS = { error: '✗', warn: '!', note: 'i' } as const;

/** "     1.902417  #74    [0]  → PUBLISH …"; seconds since the first frame, frame and stream where there are any. */
export function eventLine(event: LiveEvent, sinceFirstNs: number | null, lang: Lang): string {
  const seconds = sinceFirstNs === null ? '' : secondsText(sinceFirstNs, lang);
  const frame = event.frame === null ? '' : `#${event.frame}`;
  const stream = event.stream === null ? '' : `[${event.stream}]`;
  const head = `${seconds.padStart(12)}  ${frame.padEnd(7)} ${stream.padEnd(4)} `;
  return escapeControls(releaseSpaces(`${head}${describe(event, lang)}`)).trimEnd();
}

/** Down to the microsecond, cut. */
function secondsText(ns: number, lang: Lang): string {
  const text = (Math.trunc(ns / 1000) / 1e6).toFixed(6);
  return lang === 'es' ? text.replace('.', ',') : text;
}

function describe(event: LiveEvent, lang: Lang): string {
  const es = lang === 'es';
  switch (event.event) {
    case 'capture.started': {
      const filter = event.filter === null ? '' : es ? `, filtro ${event.filter}` : `, filter ${event.filter}`;
      const saved =
        event.savedTo === null ? '' : es ? `, se guarda en ${event.savedTo}` : `, saved to ${event.savedTo}`;
      return `${es ? 'captura en' : 'capturing on'} ${event.interface} (${event.engine})${filter}${saved}`;
    }
    case 'capture.dropped':
      return es
        ? `! la captura ha perdido ${plural(event.more, 'trama', 'tramas')} (${formatCount(event.dropped)} en total)`
        : `! the capture has lost ${plural(event.more, 'frame', 'frames')} (${formatCount(event.dropped)} in all)`;
    case 'capture.stopped': {
      const dropped =
        event.dropped === null
          ? es
            ? 'pérdidas: no se sabe'
            : 'drops: unknown'
          : es
            ? `${formatCount(event.dropped)} perdidas`
            : `${formatCount(event.dropped)} dropped`;
      return `${es ? 'fin de la captura' : 'end of the capture'}: ${es ? plural(event.frames, 'trama', 'tramas') : plural(event.frames, 'frame', 'frames')}, ${dropped}`;
    }
    case 'connection.opened': {
      const ends = `${endpoint(event.client)} → ${endpoint(event.server)}`;
      if (event.fromStart) return `${es ? 'SYN, se abre' : 'SYN, opening'} ${ends}`;
      return `${es ? 'conexión empezada antes de la captura:' : 'connection that began before the capture:'} ${ends}`;
    }
    case 'connection.established': {
      const rtt =
        event.initialRttNs === null
          ? ''
          : `, ${es ? 'RTT inicial' : 'initial RTT'} ${formatBriefDuration(event.initialRttNs, lang)}`;
      return `${es ? 'conexión TCP establecida' : 'TCP connection established'}${rtt}`;
    }
    case 'connection.closed': {
      const who =
        event.initiator === null
          ? ''
          : es
            ? ` por el ${event.initiator === 'client' ? 'cliente' : 'servidor'}`
            : ` by the ${event.initiator}`;
      const size = es
        ? `${formatCount(event.bytes.client)} bytes del cliente, ${formatCount(event.bytes.server)} del servidor`
        : `${formatCount(event.bytes.client)} bytes from the client, ${formatCount(event.bytes.server)} from the server`;
      return `${CLOSED[event.how][lang]}${who}: ${es ? plural(event.frames, 'trama', 'tramas') : plural(event.frames, 'frame', 'frames')}, ${size}`;
    }
    case 'mqtt.message': {
      const text = event.payloadText === null ? '' : ` ${previewText(event.payloadText)}`;
      return `${arrow(event.direction)} ${withTopic(event)}${text}`;
    }
    case 'mqtt.exchange': {
      const took = event.totalNs === null ? '' : ` ${es ? 'en' : 'in'} ${formatBriefDuration(event.totalNs, lang)}`;
      const missing =
        event.missing.length === 0
          ? ''
          : `, ${es ? (event.missing.length === 1 ? 'falta' : 'faltan') : 'missing'} ${joinWords(event.missing, lang)}`;
      const steps = event.steps.map(({ type }) => type).join(' → ');
      const topic = event.topic === null ? '' : ` ${event.topic}`;
      const id = event.packetIdentifier === null ? '' : ` id ${event.packetIdentifier}`;
      return `${STATES[event.state][lang]}${took}: ${steps}${id}${topic}${missing}`;
    }
    case 'datagram.message':
      return `${endpoint(event.source)} → ${endpoint(event.destination)} ${event.protocol.toUpperCase()} ${event.summary}`;
    case 'tcp.gap':
      return es
        ? `! hueco de ${plural(event.bytes, 'byte', 'bytes')} ${arrow(event.direction)} entre las tramas ${event.afterFrame} y ${event.beforeFrame}: ${CAUSES[event.cause].es}`
        : `! hole of ${plural(event.bytes, 'byte', 'bytes')} ${arrow(event.direction)} between frames ${event.afterFrame} and ${event.beforeFrame}: ${CAUSES[event.cause].en}`;
    case 'tcp.retransmission': {
      const after =
        event.afterNs === null ? '' : `, ${formatBriefDuration(event.afterNs, lang)} ${es ? 'después' : 'later'}`;
      return es
        ? `! ${arrow(event.direction)} retransmisión (${event.analysis.join(', ')}) de ${plural(event.length, 'byte', 'bytes')}${after}`
        : `! ${arrow(event.direction)} retransmission (${event.analysis.join(', ')}) of ${plural(event.length, 'byte', 'bytes')}${after}`;
    }
    case 'notice': {
      const detail = event.detail === null ? '' : `: ${event.detail}`;
      const clause = event.clause === null ? '' : ` [${event.clause}]`;
      return `${SEVERITY_MARKS[event.severity]} ${event.title}${detail}${clause}`;
    }
  }
}

const CLOSED: Readonly<Record<'fin' | 'reset' | 'refused' | 'replaced' | 'evicted', Text>> = {
  fin: { es: 'conexión cerrada (FIN)', en: 'connection closed (FIN)' },
  reset: { es: 'conexión cortada (RST)', en: 'connection reset (RST)' },
  refused: { es: 'conexión rechazada (RST)', en: 'connection refused (RST)' },
  replaced: { es: 'los mismos puertos empiezan otra conexión', en: 'the same ports begin another connection' },
  evicted: {
    es: 'demasiadas conexiones a la vez: esta ya no se sigue',
    en: 'too many connections at once: this one is followed no more',
  },
};

const STATES: Readonly<Record<'complete' | 'refused' | 'unconfirmed' | 'continued' | 'partial', Text>> = {
  complete: { es: 'intercambio completo', en: 'exchange complete' },
  refused: { es: 'intercambio rechazado', en: 'exchange refused' },
  unconfirmed: { es: 'intercambio sin confirmar', en: 'exchange not confirmed' },
  continued: { es: 'intercambio que sigue en otra conexión', en: 'exchange that goes on in another connection' },
  partial: { es: 'intercambio visto en parte', en: 'exchange seen in part' },
};

const CAUSES: Readonly<Record<'capture-loss' | 'network-loss' | 'unknown', Text>> = {
  'capture-loss': { es: 'los perdió la captura, sí llegaron', en: 'the capture lost them, they did arrive' },
  'network-loss': { es: 'se perdieron en la red', en: 'lost in the network' },
  unknown: { es: 'no se sabe quién los perdió', en: 'it is not known who lost them' },
};

/** A PUBLISH whose topic is only an alias says which. */
function withTopic({ summary, topic }: MqttMessageEvent): string {
  return topic === null || summary.includes(topic) ? summary : summary.replace(' (alias', ` ${topic} (alias`);
}

function arrow(direction: 'client' | 'server'): string {
  return direction === 'client' ? '→' : '←';
}

function endpoint({ address, port }: Endpoint): string {
  return formatEndpoint(address, port);
}
