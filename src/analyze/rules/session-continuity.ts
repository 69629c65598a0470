// Sessions over connections: taken over, fought about, begun again and again, lost, moved elsewhere, gone on with — MQTT 3.1.1 and 5.0 §3.1.4, §4.1, §4.4.

import type { ConnectionReport, MqttReport } from '../analysis.ts';
import type { ContinuityReport } from '../mqtt-session-report.ts';
import { type AnalysisFacts, defineRule, type Evidence, type Rule } from '../rule.ts';
import { mqttConnections, perConnection } from './mqtt-view.ts';
import { counted, duration } from './wording.ts';

/** Takeovers of one client identifier from which on two clients are fighting for it. */
const CONFLICT_TAKEOVERS = 2;
/** Connections of one client from which on it is said to begin again and again, and how far apart they may be. */
const LOOP_CONNECTIONS = 4;
const LOOP_INTERVAL_NS = 60_000_000_000;

/** One connection of a client, with its place among the others. */
interface Link {
  readonly connection: ConnectionReport;
  readonly mqtt: MqttReport;
  readonly continuity: ContinuityReport;
}

/** The connections of each client to each server, in order. */
function chainsOf(analysis: AnalysisFacts): Link[][] {
  const chains = new Map<string, Link[]>();
  for (const { connection, mqtt } of mqttConnections(analysis)) {
    const { continuity } = mqtt;
    if (continuity === null) continue;
    const { address, port } = connection.server;
    const key = `${address} ${port} ${mqtt.clientId}`;
    const chain = chains.get(key);
    if (chain === undefined) chains.set(key, [{ connection, mqtt, continuity }]);
    else chain.push({ connection, mqtt, continuity });
  }
  return [...chains.values()].map((chain) => chain.sort((a, b) => a.continuity.ordinal - b.continuity.ordinal));
}

function takeoversOf(chain: readonly Link[]): Link[] {
  return chain.filter(({ continuity }) => continuity.tookOver !== null);
}

function connectFrames(links: readonly Link[]): number[] {
  return links.flatMap(({ mqtt }) => mqtt.connectFrame ?? []);
}

interface TakeoverFacts {
  readonly [key: string]: number | string | boolean | null;
  readonly clientId: string;
  readonly oldStream: number;
  readonly newStream: number;
  readonly disconnectFrame: number | null;
  /** Both connections come from the same address. */
  readonly sameAddress: boolean;
}

export const sessionTakenOver: Rule = defineRule<TakeoverFacts>({
  id: 'mqtt.session-taken-over',
  severity: 'warn',
  clause: 'MQTT-3.1.4-2; 5.0: MQTT-3.1.4-3',
  title: {
    es: 'Una conexión nueva desplazó a otra con el mismo Client ID',
    en: 'A new connection displaced another with the same client identifier',
  },
  check: (analysis) =>
    chainsOf(analysis).flatMap((chain) => {
      const takeovers = takeoversOf(chain);
      if (takeovers.length >= CONFLICT_TAKEOVERS) return [];
      return takeovers.map(({ connection, mqtt, continuity }): Evidence<TakeoverFacts> => {
        const oldStream = continuity.tookOver?.stream ?? -1;
        const old = chain.find((link) => link.connection.stream === oldStream) ?? null;
        const sameAddress = old !== null && old.connection.client.address === connection.client.address;
        const disconnectFrame = continuity.tookOver?.disconnectFrame ?? null;
        const endOf = disconnectFrame ?? old?.connection.teardown.frames[0]?.frame ?? null;
        return {
          stream: connection.stream,
          frames: [
            ...connectFrames(old === null ? [] : [old]),
            ...(mqtt.connectFrame === null ? [] : [mqtt.connectFrame]),
            ...(endOf === null ? [] : [endOf]),
          ].sort((a, b) => a - b),
          facts: {
            clientId: mqtt.clientId ?? '',
            oldStream,
            newStream: connection.stream,
            disconnectFrame,
            sameAddress,
          },
        };
      });
    }),
  explain: {
    es: ({ clientId, oldStream, newStream, disconnectFrame, sameAddress }) =>
      `El CONNECT de la conexión ${newStream} usa el Client ID «${clientId}» mientras la conexión ${oldStream}, con el mismo, sigue abierta: el broker debe cerrar la antigua${disconnectFrame === null ? '' : ` (DISCONNECT 0x8E en la trama ${disconnectFrame})`}. ` +
      `${sameAddress ? 'Vienen de la misma dirección: lo normal es un cliente que se reconecta sin haber cerrado la conexión anterior, o dos programas con el mismo Client ID en esa máquina.' : 'Vienen de direcciones distintas: dos clientes comparten Client ID, o un cliente cambió de red.'}`,
    en: ({ clientId, oldStream, newStream, disconnectFrame, sameAddress }) =>
      `The CONNECT of connection ${newStream} uses the client identifier "${clientId}" while connection ${oldStream}, with the same one, is still open: the broker must close the old one${disconnectFrame === null ? '' : ` (DISCONNECT 0x8E in frame ${disconnectFrame})`}. ` +
      `${sameAddress ? 'They come from the same address: usually a client that reconnects without having closed its old connection, or two programs with the same identifier on that machine.' : 'They come from different addresses: two clients share an identifier, or a client changed its network.'}`,
  },
});

interface ConflictFacts {
  readonly [key: string]: number | string;
  readonly clientId: string;
  readonly takeovers: number;
  readonly connections: number;
  readonly addresses: number;
}

export const clientIdConflict: Rule = defineRule<ConflictFacts>({
  id: 'mqtt.client-id-conflict',
  severity: 'error',
  clause: 'MQTT-3.1.4-2; 5.0: MQTT-3.1.4-3',
  title: {
    es: 'Dos clientes se expulsan mutuamente: el mismo Client ID',
    en: 'Two clients throw each other out: the same client identifier',
  },
  check: (analysis) =>
    chainsOf(analysis).flatMap((chain): Evidence<ConflictFacts>[] => {
      const takeovers = takeoversOf(chain);
      const [first] = takeovers;
      if (first === undefined || takeovers.length < CONFLICT_TAKEOVERS) return [];
      return [
        {
          stream: first.connection.stream,
          frames: connectFrames(chain),
          facts: {
            clientId: first.mqtt.clientId ?? '',
            takeovers: takeovers.length,
            connections: chain.length,
            addresses: new Set(chain.map(({ connection }) => connection.client.address)).size,
          },
        },
      ];
    }),
  explain: {
    es: ({ clientId, takeovers, connections, addresses }) =>
      `«${clientId}» se conecta ${connections} veces, y ${takeovers} de ellas mientras su conexión anterior seguía abierta: cada CONNECT obliga al broker a cerrar la otra, cuyo cliente vuelve a conectarse y expulsa a su vez. ` +
      `${addresses > 1 ? `Las conexiones vienen de ${addresses} direcciones.` : 'Todas vienen de la misma dirección: dos programas, o uno que abre una conexión nueva sin cerrar la suya.'} Remedio: un Client ID distinto para cada cliente.`,
    en: ({ clientId, takeovers, connections, addresses }) =>
      `"${clientId}" connects ${connections} times, ${takeovers} of them while its connection before was still open: each CONNECT makes the broker close the other one, whose client connects again and throws out in its turn. ` +
      `${addresses > 1 ? `The connections come from ${addresses} addresses.` : 'All come from the same address: two programs, or one that opens a new connection without closing its own.'} Cure: a client identifier of its own for each client.`,
  },
});

interface LoopFacts {
  readonly [key: string]: number | string;
  readonly clientId: string;
  readonly connections: number;
  readonly medianIntervalNs: number;
  readonly refused: number;
}

export const reconnectLoop: Rule = defineRule<LoopFacts>({
  id: 'mqtt.reconnect-loop',
  severity: 'warn',
  clause: null,
  title: { es: 'El cliente se reconecta una y otra vez', en: 'The client reconnects again and again' },
  check: (analysis) =>
    chainsOf(analysis).flatMap((chain): Evidence<LoopFacts>[] => {
      const [first] = chain;
      if (first === undefined || chain.length < LOOP_CONNECTIONS) return [];
      if (takeoversOf(chain).length >= CONFLICT_TAKEOVERS) return [];
      const intervals = chain
        .flatMap(({ continuity }) => continuity.sincePreviousConnectNs ?? [])
        .sort((a, b) => a - b);
      const medianIntervalNs = intervals[Math.floor((intervals.length - 1) / 2)];
      if (medianIntervalNs === undefined || medianIntervalNs > LOOP_INTERVAL_NS) return [];
      const refused = chain.filter(({ continuity }) => continuity.start === 'refused').length;
      return [
        {
          stream: first.connection.stream,
          frames: connectFrames(chain),
          facts: { clientId: first.mqtt.clientId ?? '', connections: chain.length, medianIntervalNs, refused },
        },
      ];
    }),
  explain: {
    es: ({ clientId, connections, medianIntervalNs, refused }) =>
      `«${clientId}» abre ${connections} conexiones; la mitad de las veces pasan ${duration(medianIntervalNs, 'es')} o menos entre un CONNECT y el siguiente. ${refused > 0 ? `El broker rechazó ${counted(refused, 'intento', 'intentos')}.` : 'Cada conexión fue aceptada y acabó enseguida: conviene mirar cómo termina cada una.'} Un cliente debería esperar cada vez más entre intentos.`,
    en: ({ clientId, connections, medianIntervalNs, refused }) =>
      `"${clientId}" opens ${connections} connections; half of the times ${duration(medianIntervalNs, 'en')} or less pass between one CONNECT and the next. ${refused > 0 ? `The broker refused ${counted(refused, 'attempt', 'attempts')}.` : 'Each connection was accepted and soon over: look at how each of them ends.'} A client should wait longer and longer between attempts.`,
  },
});

interface LostFacts {
  readonly [key: string]: number | string | null;
  readonly clientId: string;
  readonly previousStream: number;
  readonly sinceNs: number;
  /** Seconds; null: 3.1.1, which has none. */
  readonly expiry: number | null;
}

const NEVER = 0xffff_ffff;

export const sessionLost: Rule = defineRule<LostFacts>({
  id: 'mqtt.session-lost',
  severity: 'warn',
  clause: 'MQTT-3.1.2-4; 5.0: MQTT-3.1.2-5',
  title: { es: 'El broker ya no guarda la sesión del cliente', en: "The broker no longer has the client's session" },
  check: (analysis) => chainsOf(analysis).flatMap((chain) => chain.flatMap((link) => lostSession(link, chain) ?? [])),
  explain: {
    es: ({ clientId, previousStream, sinceNs, expiry }) =>
      `«${clientId}» pide continuar su sesión y CONNACK contesta Session Present = 0, aunque su conexión anterior (${previousStream}) la dejó guardada y solo pasaron ${duration(sinceNs, 'es')}${expiry === null ? '' : ` (caduca a los ${expiry} s)`}: el broker se reinició sin persistencia o la borró. Suscripciones y mensajes pendientes se han perdido; el cliente debe suscribirse otra vez.`,
    en: ({ clientId, previousStream, sinceNs, expiry }) =>
      `"${clientId}" asks to go on with its session, and CONNACK answers Session Present = 0, although its connection before (${previousStream}) left one behind and only ${duration(sinceNs, 'en')} have passed${expiry === null ? '' : ` (it expires after ${expiry} s)`}: the broker restarted without persistence or dropped it. Subscriptions and waiting messages are lost; the client must subscribe again.`,
  },
});

function lostSession({ connection, mqtt, continuity }: Link, chain: readonly Link[]): Evidence<LostFacts> | null {
  const { previous, sincePreviousNs } = continuity;
  if (mqtt.cleanSession !== false || continuity.start !== 'fresh' || previous === null || sincePreviousNs === null) {
    return null;
  }
  const before = chain.find((link) => link.connection.stream === previous.stream);
  if (before === undefined || before.mqtt.connackCode !== 0 || before.mqtt.version !== mqtt.version) return null;
  const expiry = mqtt.version === '5.0' ? expiryOf(before.continuity) : null;
  if (expiry === null ? before.mqtt.cleanSession !== false : expiry !== NEVER && sincePreviousNs >= expiry * 1e9)
    return null;
  return {
    stream: connection.stream,
    frames: [mqtt.connectFrame, mqtt.connackFrame].flatMap((frame) => frame ?? []),
    facts: { clientId: mqtt.clientId ?? '', previousStream: previous.stream, sinceNs: sincePreviousNs, expiry },
  };
}

/** MQTT 5 §3.1.2.11.2: 0 where nobody says anything; DISCONNECT has the last word. */
function expiryOf({ sessionExpiry }: ContinuityReport): number {
  return sessionExpiry.atDisconnect ?? sessionExpiry.granted ?? sessionExpiry.asked ?? 0;
}

interface RedeliveredFacts {
  readonly [key: string]: number;
  readonly previousStream: number;
  readonly publishQos1: number;
  readonly publishQos2: number;
  readonly pubrel: number;
}

export const redeliveredAfterReconnect: Rule = defineRule<RedeliveredFacts>({
  id: 'mqtt.redelivered-after-reconnect',
  severity: 'note',
  clause: 'MQTT-4.4.0-1',
  title: {
    es: 'Mensajes pendientes que continúan en la conexión siguiente',
    en: 'Open messages that go on over the next connection',
  },
  check: (analysis) =>
    perConnection(analysis, ({ connection, mqtt }) => {
      const { continuity } = mqtt;
      if (continuity === null || continuity.previous === null) return null;
      const { publishQos1, publishQos2, pubrel, frames } = continuity.continued;
      if (publishQos1 + publishQos2 + pubrel === 0) return null;
      return {
        stream: connection.stream,
        frames,
        framesCount: publishQos1 + publishQos2 + pubrel,
        facts: { previousStream: continuity.previous.stream, publishQos1, publishQos2, pubrel },
      };
    }),
  explain: {
    es: (facts) =>
      [
        `Lo que la conexión ${facts.previousStream} dejó sin confirmar se repite aquí: ${resentText(facts, 'es')}.`,
        ...(facts.publishQos1 > 0
          ? [
              'Con QoS 1 el receptor puede tener el mensaje dos veces (si solo se perdió el PUBACK): la aplicación debe tolerarlo.',
            ]
          : []),
        ...(facts.publishQos2 + facts.pubrel > 0
          ? ['Con QoS 2 no se duplica mientras los dos extremos conserven la sesión.']
          : []),
      ].join(' '),
    en: (facts) =>
      [
        `What connection ${facts.previousStream} left unconfirmed is sent again here: ${resentText(facts, 'en')}.`,
        ...(facts.publishQos1 > 0
          ? [
              'With QoS 1 the receiver may have the message twice (if only the PUBACK was lost): the application must tolerate that.',
            ]
          : []),
        ...(facts.publishQos2 + facts.pubrel > 0
          ? ['With QoS 2 nothing is doubled as long as both ends keep the session.']
          : []),
      ].join(' '),
  },
});

function resentText({ publishQos1, publishQos2, pubrel }: RedeliveredFacts, lang: 'es' | 'en'): string {
  const with1 = lang === 'es' ? 'PUBLISH con DUP y QoS 1' : 'PUBLISH with DUP and QoS 1';
  const with2 = lang === 'es' ? 'PUBLISH con DUP y QoS 2' : 'PUBLISH with DUP and QoS 2';
  const parts: string[] = [];
  if (publishQos1 > 0) parts.push(counted(publishQos1, with1, with1));
  if (publishQos2 > 0) parts.push(counted(publishQos2, with2, with2));
  if (pubrel > 0) parts.push(counted(pubrel, 'PUBREL', 'PUBREL'));
  return parts.join(', ');
}
