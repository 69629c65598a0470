// How a connection and its session are: in words, and in the colour of good or bad.

import { formatEndpoint } from '../../core/address.ts';
import type { Lang, Text } from '../../core/text.ts';
import { versionName } from '../../dissect/application/mqtt/summaries.ts';
import { wireText } from '../../report/format/escape.ts';
import type { Style } from '../../report/renderers/ansi.ts';
import type { ConnectionPhase } from '../model/followed-connection.ts';
import type { ConnectionPicture, SessionPhase } from '../model/picture.ts';
import { type Span, span } from './line.ts';

interface Word {
  readonly text: Text;
  readonly style: Style | null;
}

const TCP_WORDS: Readonly<Record<ConnectionPhase, Word>> = {
  opening: { text: { es: 'abriendo', en: 'opening' }, style: 'yellow' },
  open: { text: { es: 'abierta', en: 'open' }, style: 'green' },
  closing: { text: { es: 'cerrando', en: 'closing' }, style: null },
  closed: { text: { es: 'cerrada', en: 'closed' }, style: 'dim' },
  reset: { text: { es: 'cortada (RST)', en: 'reset (RST)' }, style: 'red' },
  refused: { text: { es: 'rechazada (RST)', en: 'refused (RST)' }, style: 'red' },
};

const MQTT_WORDS: Readonly<Record<SessionPhase, Word>> = {
  connecting: { text: { es: 'conectando', en: 'connecting' }, style: 'yellow' },
  connected: { text: { es: 'conectado', en: 'connected' }, style: 'green' },
  running: { text: { es: 'en curso', en: 'running' }, style: 'green' },
  refused: { text: { es: 'rechazado', en: 'refused' }, style: 'red' },
  disconnected: { text: { es: 'desconectado', en: 'disconnected' }, style: 'dim' },
  lost: { text: { es: 'sin DISCONNECT', en: 'no DISCONNECT' }, style: 'yellow' },
};

export function tcpState(phase: ConnectionPhase, lang: Lang): Span {
  const { text, style } = TCP_WORDS[phase];
  return span(text[lang], style);
}

export function sessionState(phase: SessionPhase, lang: Lang): Span {
  const { text, style } = MQTT_WORDS[phase];
  return span(text[lang], style);
}

/** What matters most: the MQTT session where there is one, else TCP. */
export function connectionState({ session, phase }: ConnectionPicture, lang: Lang): Span {
  return session === null ? tcpState(phase, lang) : sessionState(session.phase, lang);
}

/** Client identifier, or the client's endpoint. */
export function connectionName({ session, client }: ConnectionPicture): string {
  const clientId = session?.clientId ?? null;
  return clientId === null ? formatEndpoint(client.address, client.port) : wireText(clientId, 60);
}

/** "MQTT 3.1.1", "MQTT 5.0 (websocket)", "http", "TCP". */
export function protocolName({ session, protocol, carriers }: ConnectionPicture): string {
  const inside = carriers.length === 0 ? '' : ` (${carriers.join(', ')})`;
  if (session !== null) return `MQTT${session.version === 0 ? '' : ` ${versionName(session.version)}`}${inside}`;
  return `${protocol ?? 'TCP'}${inside}`;
}
