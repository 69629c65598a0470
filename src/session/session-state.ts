// What is known of the MQTT session on one connection while it goes on. Its size does not grow with the number of messages.

import { CLIENT_TO_SERVER, type Direction, opposite } from '../core/direction.ts';
import type {
  ConnackMessage,
  ConnectMessage,
  DisconnectMessage,
  MqttProperty,
} from '../dissect/application/mqtt/message.ts';
import type { Flow } from '../flow/flow.ts';
import type { FlowEnd } from '../flow/listener.ts';
import type { ConnectionLink } from './client-chains.ts';
import { ClientSilence, keepAliveLimitNs } from './client-silence.ts';
import type { ExchangeBook } from './exchange-book.ts';
import type { PendingViolations } from './pending-violations.ts';
import { SessionJudge } from './session-judge.ts';
import type { TopicAliases } from './topic-alias.ts';

/** MQTT 5 §3.1.2.11.3: what holds where the property is absent. */
const DEFAULT_RECEIVE_MAXIMUM = 65535;

/** What one side told the other it accepts (MQTT 5); the defaults where it told nothing. */
export interface Accepts {
  readonly receiveMaximum: number;
  readonly topicAliasMaximum: number;
  /** null: no limit. */
  readonly maximumPacketSize: number | null;
  readonly maximumQos: number;
  readonly retain: boolean;
}

export interface ConnectInfo {
  readonly frame: number;
  readonly message: ConnectMessage;
  /** What the server may send. */
  readonly accepts: Accepts;
  readonly authentication: boolean;
}

export interface ConnackInfo {
  readonly frame: number;
  readonly message: ConnackMessage;
  /** What the client may send. */
  readonly accepts: Accepts;
  readonly serverKeepAlive: number | null;
  readonly assignedClientId: string | null;
  readonly serverReference: string | null;
}

export interface DisconnectInfo {
  readonly frame: number;
  readonly direction: Direction;
  readonly reasonCode: number | null;
  /** MQTT 5: seconds by which the client changes the expiry of its session; null: it does not. */
  readonly sessionExpiry: number | null;
  readonly serverReference: string | null;
}

export class MqttSessionState {
  readonly flow: Flow;
  readonly exchanges: ExchangeBook;
  /** Protocol level in force: 3, 4, 5; 0: not known. */
  version = 0;
  versionInferred = false;
  /** The first CONNECT and the first CONNACK. */
  connect: ConnectInfo | null = null;
  connack: ConnackInfo | null = null;
  disconnect: DisconnectInfo | null = null;
  /** Direction of a DISCONNECT that was sent: bit 1 << direction. */
  disconnectedBy = 0;
  /** The client's first packet in the capture is its CONNECT. */
  fromStart = false;
  /** The server continues a stored session, or may do so as long as its CONNACK is not known. */
  resumed = false;
  /** Both sides have spoken in due order and nobody has left: the order of packets need not be looked at. */
  settled = false;
  /** Silence of the client that the server need not accept; Infinity: keep alive is off or not known. */
  silenceLimitNs: number = Number.POSITIVE_INFINITY;
  /** Bit 1 << direction: bytes of this direction are missing in the capture or belong to no message. */
  holes = 0;
  /** Messages per direction. */
  clientMessages = 0;
  serverMessages = 0;
  unparsedClient = 0;
  unparsedServer = 0;
  /** Created by the first alias. */
  aliases: TopicAliases | null = null;
  readonly silence: ClientSilence = new ClientSilence();
  readonly judge: SessionJudge = new SessionJudge();
  /** Topic of the PUBLISH that goes by in each direction. */
  clientTopic: string | null = null;
  serverTopic: string | null = null;
  /** Created by the first violation that has to wait. */
  pending: PendingViolations | null = null;
  /** Its place among the connections of its client; null: the client is not known, or has no identifier. */
  link: ConnectionLink | null = null;
  /** null: the connection is open. */
  end: FlowEnd | null = null;

  constructor(flow: Flow, exchanges: ExchangeBook) {
    this.flow = flow;
    this.exchanges = exchanges;
  }

  get stream(): number {
    return this.flow.stream;
  }

  /** Is everything that this direction sent in the capture, so that what was not seen was not sent? */
  sawAllOf(direction: Direction): boolean {
    return this.fromStart && !this.resumed && (this.holes & (1 << direction)) === 0;
  }

  /** What the receiver of this direction accepts; null: it has not said it yet. */
  limitsFor(direction: Direction): Accepts | null {
    return (direction === CLIENT_TO_SERVER ? this.connack : this.connect)?.accepts ?? null;
  }

  /** Seconds of keep alive in force; null: no CONNECT in the capture. */
  get keepAlive(): number | null {
    return this.connack?.serverKeepAlive ?? this.connect?.message.keepAlive ?? null;
  }

  hasDisconnected(direction: Direction): boolean {
    return (this.disconnectedBy & (1 << direction)) !== 0;
  }

  takeConnect(message: ConnectMessage, frame: number): void {
    if (this.connect !== null) return;
    this.connect = {
      frame,
      message,
      accepts: acceptsOf(message.properties),
      authentication: message.properties.some((property) => property.id === AUTHENTICATION_METHOD),
    };
    this.resumed = !message.cleanSession;
    this.#negotiate();
  }

  takeConnack(message: ConnackMessage, frame: number): void {
    if (this.connack !== null) return;
    this.connack = {
      frame,
      message,
      accepts: acceptsOf(message.properties),
      serverKeepAlive: numberOf(message.properties, SERVER_KEEP_ALIVE),
      assignedClientId: textOf(message.properties, ASSIGNED_CLIENT_IDENTIFIER),
      serverReference: textOf(message.properties, SERVER_REFERENCE),
    };
    this.resumed = message.sessionPresent;
    this.#negotiate();
  }

  takeDisconnect(direction: Direction, frame: number, { reasonCode, properties }: DisconnectMessage): void {
    this.settled = false;
    this.disconnectedBy |= 1 << direction;
    this.disconnect ??= {
      frame,
      direction,
      reasonCode,
      sessionExpiry: numberOf(properties, SESSION_EXPIRY_INTERVAL),
      serverReference: textOf(properties, SERVER_REFERENCE),
    };
  }

  /** MQTT 5 §3.1.2.11.2: seconds, as the client asks, and as the server grants; null: the property is not there. */
  get sessionExpiry(): { readonly asked: number | null; readonly granted: number | null } {
    return {
      asked: this.connect === null ? null : numberOf(this.connect.message.properties, SESSION_EXPIRY_INTERVAL),
      granted: this.connack === null ? null : numberOf(this.connack.message.properties, SESSION_EXPIRY_INTERVAL),
    };
  }

  /** MQTT 5: unanswered PUBLISH packets with QoS > 0 that the receiver of this direction said it takes; null: it said nothing. */
  statedReceiveMaximum(direction: Direction): number | null {
    const info = direction === CLIENT_TO_SERVER ? this.connack : this.connect;
    return info === null ? null : numberOf(info.message.properties, RECEIVE_MAXIMUM);
  }

  /** Called while the session is not settled, after a packet was looked at. */
  settle(): void {
    const { connect, connack } = this;
    const answered = connect === null || (connack !== null && connack.message.reasonCode === 0);
    this.settled = answered && this.disconnectedBy === 0 && this.clientMessages > 0 && this.serverMessages > 0;
  }

  #negotiate(): void {
    this.settled = false;
    const seconds = this.keepAlive ?? 0;
    this.silenceLimitNs = seconds === 0 ? Number.POSITIVE_INFINITY : keepAliveLimitNs(seconds);
  }

  /** Bytes are missing: from here on the absence of a packet proves nothing. */
  noteHole(direction: Direction): void {
    this.holes |= 1 << direction;
  }

  /** Of both directions. */
  get allMessages(): number {
    return this.clientMessages + this.serverMessages;
  }

  messages(direction: Direction): number {
    return direction === CLIENT_TO_SERVER ? this.clientMessages : this.serverMessages;
  }

  topic(direction: Direction): string | null {
    return direction === CLIENT_TO_SERVER ? this.clientTopic : this.serverTopic;
  }

  setTopic(direction: Direction, topic: string | null): void {
    if (direction === CLIENT_TO_SERVER) this.clientTopic = topic;
    else this.serverTopic = topic;
  }

  /** Did the other side hear that this one leaves before the connection ended? */
  get leftProperly(): boolean {
    return this.hasDisconnected(CLIENT_TO_SERVER) || this.hasDisconnected(opposite(CLIENT_TO_SERVER));
  }
}

// Property identifiers of MQTT 5 §2.2.2.2 that change what a session may do.
const SESSION_EXPIRY_INTERVAL = 0x11;
const ASSIGNED_CLIENT_IDENTIFIER = 0x12;
const SERVER_KEEP_ALIVE = 0x13;
const AUTHENTICATION_METHOD = 0x15;
const SERVER_REFERENCE = 0x1c;
const RECEIVE_MAXIMUM = 0x21;
const TOPIC_ALIAS_MAXIMUM = 0x22;
const MAXIMUM_QOS = 0x24;
const RETAIN_AVAILABLE = 0x25;
const MAXIMUM_PACKET_SIZE = 0x27;

function numberOf(properties: readonly MqttProperty[], id: number): number | null {
  for (const property of properties) {
    if (property.id === id && 'value' in property && typeof property.value === 'number') return property.value;
  }
  return null;
}

function textOf(properties: readonly MqttProperty[], id: number): string | null {
  for (const property of properties) {
    if (property.id === id && 'value' in property && typeof property.value === 'string') return property.value;
  }
  return null;
}

function acceptsOf(properties: readonly MqttProperty[]): Accepts {
  return {
    receiveMaximum: numberOf(properties, RECEIVE_MAXIMUM) ?? DEFAULT_RECEIVE_MAXIMUM,
    topicAliasMaximum: numberOf(properties, TOPIC_ALIAS_MAXIMUM) ?? 0, // MQTT 5 §3.1.2.11.5, §3.2.2.3.8
    maximumPacketSize: numberOf(properties, MAXIMUM_PACKET_SIZE),
    maximumQos: numberOf(properties, MAXIMUM_QOS) ?? 2,
    retain: numberOf(properties, RETAIN_AVAILABLE) !== 0,
  };
}
