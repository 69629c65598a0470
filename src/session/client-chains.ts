// Sessions over connections: the connections of one client identifier to one server, in order — MQTT 3.1.1 §3.1.2.4, §3.1.4, §4.1; 5.0 §3.1.2.4, §3.1.4, §4.1.

import type { AnomalyKind } from '../core/anomaly-kind.ts';
import { mqttAnomaly } from '../dissect/application/mqtt/anomaly-row.ts';
import type { Exchange } from './exchange.ts';
import type { MqttSessionState } from './session-state.ts';

/** Client identifiers remembered; further ones are not linked to earlier connections. */
export const CLIENT_LIMIT = 20_000;
/** Connections of one client an exchange is followed back over. */
export const DEPTH_LIMIT = 8;
/** Open exchanges kept of a connection whose flow is gone, and of all of them together. */
const LEFTOVER_LIMIT = 1000;
const ALL_LEFTOVERS_LIMIT = 100_000;
/** Frames named of what was sent again on the new connection. */
const FRAMES_LIMIT = 50;
/** tcp.completeness: FIN or RST was seen (SEMANTICS 1.4). */
const HAS_ENDED = 16 | 32;

export const CLIENTS_NOT_FOLLOWED: AnomalyKind = mqttAnomaly(
  'client-limit',
  'note',
  'MQTT-3.1.3-2',
  `Más de ${CLIENT_LIMIT} identificadores de cliente: las conexiones de los siguientes no se relacionan entre sí`,
  `More than ${CLIENT_LIMIT} client identifiers: the connections of further ones are not related to each other`,
);

/** Where a connection stands among those of its client. */
export class ConnectionLink {
  /** 1, 2, 3 … */
  readonly ordinal: number;
  /** The connection before it; null: the first one, or too long ago. */
  previous: MqttSessionState | null;
  /** The last one before it that the server accepted: it may have left a session behind. */
  holder: MqttSessionState | null;
  readonly previousStream: number;
  readonly previousConnectFrame: number;
  readonly connectTimeNs: number;
  /** The holder's connection was still open when this CONNECT came. */
  readonly takesOver: boolean;
  /** From the previous connection's last frame before this CONNECT, and from its CONNECT; −1: there is none. */
  readonly sincePreviousNs: number;
  readonly sincePreviousConnectNs: number;
  next: MqttSessionState | null = null;
  /** PUBLISH sent again here that an earlier connection left open, by QoS, and PUBREL likewise. */
  resentQos1 = 0;
  resentQos2 = 0;
  resentPubrel = 0;
  readonly resentFrames: number[] = [];
  /** What this connection left open, once its flow is gone. */
  leftovers: readonly Exchange[] | null = null;

  constructor(previous: MqttSessionState | null, session: MqttSessionState, connectTimeNs: number) {
    const before = previous?.link ?? null;
    this.previous = previous;
    this.holder = holderOf(previous);
    this.ordinal = before === null ? 1 : before.ordinal + 1;
    this.previousStream = previous?.stream ?? -1;
    this.previousConnectFrame = previous?.connect?.frame ?? 0;
    this.connectTimeNs = connectTimeNs;
    this.takesOver = this.holder !== null && isOpen(this.holder);
    this.sincePreviousNs =
      previous === null ? -1 : betweenNs(previous, previous.flow.lastTimeNs, session, connectTimeNs);
    this.sincePreviousConnectNs =
      previous === null || before === null ? -1 : betweenNs(previous, before.connectTimeNs, session, connectTimeNs);
  }

  noteResent(exchange: Exchange, step: number, frame: number): void {
    if (step === 2) this.resentPubrel++;
    else if (exchange.qos === 1) this.resentQos1++;
    else this.resentQos2++;
    if (this.resentFrames.length < FRAMES_LIMIT) this.resentFrames.push(frame);
  }
}

function holderOf(previous: MqttSessionState | null): MqttSessionState | null {
  let session = previous;
  for (let depth = 0; session !== null && depth < DEPTH_LIMIT; depth++) {
    if (session.connack === null || session.connack.message.reasonCode === 0) return session;
    session = session.link?.previous ?? null;
  }
  return null;
}

/** Neither side has said goodbye, in MQTT or in TCP. */
function isOpen(session: MqttSessionState): boolean {
  return session.disconnectedBy === 0 && session.end === null && (session.flow.completeness & HAS_ENDED) === 0;
}

function betweenNs(from: MqttSessionState, fromNs: number, to: MqttSessionState, toNs: number): number {
  const { sec, nsec } = to.flow.time;
  return from.flow.time.since(sec, nsec) + toNs - fromNs;
}

/** The last connection of each client: by server, then by client identifier. */
export class ClientChains {
  readonly #servers = new Map<string, Map<string, MqttSessionState>>();
  #count = 0;
  #isFull = false;
  #leftovers = 0;

  /** A client has named itself. true: the limit was met here for the first time. */
  add(session: MqttSessionState, clientId: string, connectTimeNs: number): boolean {
    if (clientId === '' || session.link !== null) return false;
    const { address, port } = session.flow.server;
    const server = `${address} ${port}`;
    let clients = this.#servers.get(server);
    const previous = clients?.get(clientId) ?? null;
    if (previous === null && this.#count >= CLIENT_LIMIT) {
      const isFirst = !this.#isFull;
      this.#isFull = true;
      return isFirst;
    }
    if (clients === undefined) {
      clients = new Map();
      this.#servers.set(server, clients);
    }
    if (previous === null) this.#count++;
    session.link = new ConnectionLink(previous, session, connectTimeNs);
    if (previous !== null && previous.link !== null) {
      previous.link.next = session;
      forgetDeep(previous);
    }
    clients.set(clientId, session);
    return false;
  }

  /** The flow is gone: what it left open may still be continued. */
  ending(session: MqttSessionState): void {
    if (session.link === null || session.link.leftovers !== null) return;
    const open = session.exchanges.open().filter((exchange) => exchange.kind === 'publish' && !exchange.finished);
    session.link.leftovers = open.slice(0, Math.min(LEFTOVER_LIMIT, ALL_LEFTOVERS_LIMIT - this.#leftovers));
    this.#leftovers += session.link.leftovers.length;
  }
}

/** Connections further back than anything is looked for are let go. */
function forgetDeep(session: MqttSessionState): void {
  let link = session.link;
  for (let depth = 0; link !== null && depth < DEPTH_LIMIT; depth++) link = link.previous?.link ?? null;
  if (link === null) return;
  link.previous = null;
  link.holder = null;
}
