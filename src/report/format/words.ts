// Words that many sections share: who sent it, yes and no, and the plain ways to say that something is not there.

import type { ConnectionReport, RttKind } from '../../analyze/analysis.ts';
import { formatEndpoint } from '../../core/address.ts';
import type { Sender } from '../../core/direction.ts';
import type { Lang, Text } from '../../core/text.ts';
import type { Cell } from '../document.ts';

export const NOT_IN_CAPTURE: Text = { es: 'no está en la captura', en: 'not in the capture' };
export const YES: Text = { es: 'sí', en: 'yes' };
export const NO: Text = { es: 'no', en: 'no' };
export const FRAME: Text = { es: 'Trama', en: 'Frame' };
export const DIRECTION: Text = { es: 'Sentido', en: 'Direction' };
export const TYPE: Text = { es: 'Tipo', en: 'Type' };
export const TOPIC: Text = { es: 'Tópico', en: 'Topic' };
export const USUAL_MISTAKE: Text = { es: 'Error habitual', en: 'Usual mistake' };
export const NOTE: Text = { es: 'Nota', en: 'Note' };
export const CAUTION: Text = { es: 'Cuidado', en: 'Caution' };

export const CLIENT: Text = { es: 'cliente', en: 'client' };
export const SERVER: Text = { es: 'servidor', en: 'server' };
export const CLIENT_SENDS: Text = { es: 'cliente → servidor', en: 'client → server' };
export const SERVER_SENDS: Text = { es: 'servidor → cliente', en: 'server → client' };

const WITH_ARTICLE: Readonly<Record<Sender, Text>> = {
  client: { es: 'el cliente', en: 'the client' },
  server: { es: 'el servidor', en: 'the server' },
};

const RTT_KINDS: Readonly<Record<RttKind, Text>> = {
  'round-trip': {
    es: 'RTT: ida y vuelta por la red (la captura está junto a quien envió los datos)',
    en: 'RTT: a round trip through the network (the capture is beside the sender of the data)',
  },
  'ack-delay': {
    es: 'no es un RTT: la captura está junto al receptor; es solo lo que este tardó en confirmar (ACK delay)',
    en: 'no RTT: the capture is beside the receiver; it is only how long the receiver took to acknowledge (ACK delay)',
  },
  unknown: {
    es: 'no se sabe en qué extremo se capturó: puede ser un RTT o solo la demora del receptor',
    en: 'it is not known at which end this was captured: an RTT, or only the delay of the receiver',
  },
};

export function senderName(sender: Sender, lang: Lang): string {
  return (sender === 'client' ? CLIENT : SERVER)[lang];
}

/** "el cliente", "the server". */
export function theSender(sender: Sender, lang: Lang): string {
  return WITH_ARTICLE[sender][lang];
}

export function directionName(sender: Sender, lang: Lang): string {
  return (sender === 'client' ? CLIENT_SENDS : SERVER_SENDS)[lang];
}

/** The direction in a table; only its sender where room is short. */
export function directionCell(sender: Sender, lang: Lang): Cell {
  return { text: directionName(sender, lang), brief: `${senderName(sender, lang)} →`, tone: 'plain' };
}

export function rttKindName(kind: RttKind, lang: Lang): string {
  return RTT_KINDS[kind][lang];
}

export function yesOrNo(value: boolean, lang: Lang): string {
  return (value ? YES : NO)[lang];
}

export function endpointText(endpoint: ConnectionReport['client']): string {
  return formatEndpoint(endpoint.address, endpoint.port);
}

/** First letter in capitals, for the start of a sentence. */
export function sentence(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** "a", "a y b", "a, b and c". */
export function joinWords(words: readonly string[], lang: Lang): string {
  if (words.length < 2) return words.join('');
  const last = words[words.length - 1] ?? '';
  const and = lang === 'es' ? (/^h?i(?!e)/i.test(last) ? 'e' : 'y') : 'and';
  return `${words.slice(0, -1).join(', ')} ${and} ${last}`;
}
