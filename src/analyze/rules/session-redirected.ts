// The server sends its client elsewhere — MQTT 5.0 §4.11 (server redirection).

import type { RedirectReport } from '../mqtt-session-report.ts';
import { defineRule, type Rule } from '../rule.ts';
import { perConnection } from './mqtt-view.ts';

interface RedirectFacts {
  readonly [key: string]: number | string | boolean | null;
  readonly packet: string;
  readonly permanent: boolean;
  readonly serverReference: string | null;
  readonly nextStream: number | null;
  /** 'address:port'; null: no later connection of this client. */
  readonly nextServer: string | null;
}

const SERVER_MOVED = 0x9d;

export const sessionRedirected: Rule = defineRule<RedirectFacts>({
  id: 'mqtt.redirected',
  severity: 'warn',
  clause: 'MQTT 5.0 §4.11',
  title: { es: 'El broker envía al cliente a otro servidor', en: 'The broker sends the client to another server' },
  check: (analysis) =>
    perConnection(analysis, ({ connection, mqtt }) =>
      mqtt.redirect === null
        ? null
        : { stream: connection.stream, frames: [mqtt.redirect.frame], facts: factsOf(mqtt.redirect) },
    ),
  explain: {
    es: ({ packet, permanent, serverReference, nextStream, nextServer }) =>
      `${packet} pide usar otro servidor (${permanent ? '0x9D, para siempre' : '0x9C, por ahora'})${serverReference === null ? ' sin decir cuál' : `: «${serverReference}»`}. ` +
      `${nextServer === null ? 'En la captura el cliente no vuelve a conectarse.' : `Su conexión siguiente es la ${nextStream}, a ${nextServer}.`}`,
    en: ({ packet, permanent, serverReference, nextStream, nextServer }) =>
      `${packet} asks it to use another server (${permanent ? '0x9D, for good' : '0x9C, for now'})${serverReference === null ? ' without naming one' : `: "${serverReference}"`}. ` +
      `${nextServer === null ? 'The client does not connect again in the capture.' : `Its next connection is ${nextStream}, to ${nextServer}.`}`,
  },
});

function factsOf({ packet, reasonCode, serverReference, next }: RedirectReport): RedirectFacts {
  return {
    packet,
    permanent: reasonCode === SERVER_MOVED,
    serverReference,
    nextStream: next?.stream ?? null,
    nextServer: next === null ? null : `${next.address}:${next.port}`,
  };
}
