// What is known of the MQTT session on one connection while it goes on. Its size does not grow with the number of messages.

import { CLIENT_TO_SERVER, type Direction, SERVER_TO_CLIENT } from '../core/direction.ts';
import type { ConnackMessage, ConnectMessage, DisconnectMessage } from '../dissect/application/mqtt/message.ts';
import type { Flow } from '../flow/flow.ts';
import type { FlowEnd } from '../flow/listener.ts';
import { type Accepts, acceptsOf, statedReceiveMaximum } from './accepts.ts';
import { startAnswers } from './answer-checks.ts';
import type { ConnectionLink } from './client-chains.ts';
import { ClientSilence, setKeepAlive, startSilence } from './client-silence.ts';
import type { ExchangeBook } from './exchange-book.ts';
import type { GrantedFilters } from './granted-filters.ts';
import { messageCount } from './message-counts.ts';
import type { AuthChecks } from './negotiation-checks.ts';
import type { PendingViolations } from './pending-violations.ts';
import { hasProperty, numberProperty, textProperty } from './property-lookup.ts';
import type { SessionRecords } from './session-records.ts';
import type { TopicAliases } from './topic-alias.ts';

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

/** What every message touches comes first: an object of this size spans several cache lines. */
export class MqttSessionState {
  readonly #book: ExchangeBook;
  /** Where the numbers of this session are that messages change. */
  recordAt: number;
  records: SessionRecords;
  /** Protocol level in force: 3, 4, 5; 0: not known. */
  version = 0;
  versionInferred = false;
  /** Both sides have spoken in due order and nobody has left: the order of packets need not be looked at. */
  settled = false;
  /** Somebody hears its messages and exchanges: only then topics, and counts over time, are kept for reports. */
  isFollowed = true;
  /** Created by the first violation that has to wait. */
  pending: PendingViolations | null = null;
  /** Bit 1 << direction: bytes of this direction are missing in the capture or belong to no message. */
  holes = 0;
  /** The client's first packet in the capture is its CONNECT. */
  fromStart = false;
  /** The server continues a stored session, or may do so as long as its CONNACK is not known. */
  resumed = false;
  /** Topic of the PUBLISH that goes by in each direction, or went by last. */
  clientTopic: string | null = null;
  serverTopic: string | null = null;
  /** Created by the first SUBSCRIBE. */
  filters: GrantedFilters | null = null;
  /** Packet type and identifier of requests that break the protocol and wait for their answer; null: none yet. */
  faultyRequests: Set<number> | null = null;
  readonly stream: number;
  readonly flow: Flow;
  /** The first CONNECT and the first CONNACK. */
  connect: ConnectInfo | null = null;
  connack: ConnackInfo | null = null;
  disconnect: DisconnectInfo | null = null;
  /** Direction of a DISCONNECT that was sent: bit 1 << direction. */
  disconnectedBy = 0;
  unparsedClient = 0;
  unparsedServer = 0;
  /** A broker connects as a bridge: mosquitto leaves RETAIN as it was published. */
  toBridge = false;
  declinesProblemInformation = false;
  /** false: what a malformed CONNECT seems to say is not held against anybody. */
  trustsConnect = true;
  /** Created by the first AUTH. */
  authChecks: AuthChecks | null = null;
  /** Created by the first alias. */
  aliases: TopicAliases | null = null;
  /** Its place among the connections of its client; null: the client is not known, or has no identifier. */
  link: ConnectionLink | null = null;
  /** null: the connection is open. */
  end: FlowEnd | null = null;

  constructor(flow: Flow, exchanges: ExchangeBook, records: SessionRecords) {
    this.flow = flow;
    this.stream = flow.stream;
    this.#book = exchanges;
    this.records = records;
    this.recordAt = records.allocate();
    startSilence(records, this.recordAt);
    startAnswers(records, this.recordAt);
  }

  get exchanges(): ExchangeBook {
    if (!this.isFollowed) this.#book.complete(this.records, this.recordAt);
    return this.#book;
  }

  /** No exchange is open that is not in the record, and none has ended that may still be spoken of. */
  get hasQuietBook(): boolean {
    return this.#book.isQuiet;
  }

  /** Its place among the records is needed no more: its numbers move to a record of their own. */
  detach(): void {
    const { records, recordAt } = this;
    this.records = records.detach(recordAt);
    this.recordAt = 0;
    records.release(recordAt);
  }

  /** Messages per direction. */
  get clientMessages(): number {
    return messageCount(this.records, this.recordAt, CLIENT_TO_SERVER);
  }

  get serverMessages(): number {
    return messageCount(this.records, this.recordAt, SERVER_TO_CLIENT);
  }

  /** As it stands now. */
  get silence(): ClientSilence {
    return new ClientSilence(this.records, this.recordAt);
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
      authentication: hasProperty(message.properties, AUTHENTICATION_METHOD),
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
      serverKeepAlive: numberProperty(message.properties, SERVER_KEEP_ALIVE),
      assignedClientId: textProperty(message.properties, ASSIGNED_CLIENT_IDENTIFIER),
      serverReference: textProperty(message.properties, SERVER_REFERENCE),
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
      sessionExpiry: numberProperty(properties, SESSION_EXPIRY_INTERVAL),
      serverReference: textProperty(properties, SERVER_REFERENCE),
    };
  }

  /** MQTT 5 §3.1.2.11.2: seconds, as the client asks, and as the server grants; null: the property is not there. */
  get sessionExpiry(): { readonly asked: number | null; readonly granted: number | null } {
    return {
      asked: this.connect === null ? null : numberProperty(this.connect.message.properties, SESSION_EXPIRY_INTERVAL),
      granted: this.connack === null ? null : numberProperty(this.connack.message.properties, SESSION_EXPIRY_INTERVAL),
    };
  }

  /** MQTT 5: unanswered PUBLISH packets with QoS > 0 that the receiver of this direction said it takes; null: it said nothing. */
  statedReceiveMaximum(direction: Direction): number | null {
    const info = direction === CLIENT_TO_SERVER ? this.connack : this.connect;
    return info === null ? null : statedReceiveMaximum(info.message.properties);
  }

  /** Called while the session is not settled, after a packet was looked at. */
  settle(): void {
    const { connect, connack } = this;
    const answered = connect === null || (connack !== null && connack.message.reasonCode === 0);
    this.settled = answered && this.disconnectedBy === 0 && this.clientMessages > 0 && this.serverMessages > 0;
  }

  #negotiate(): void {
    this.settled = false;
    setKeepAlive(this.records, this.recordAt, this.keepAlive ?? 0);
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
    return messageCount(this.records, this.recordAt, direction);
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
    return this.hasDisconnected(CLIENT_TO_SERVER) || this.hasDisconnected(SERVER_TO_CLIENT);
  }
}

// Property identifiers of MQTT 5 §2.2.2.2 that change what a session may do.
const SESSION_EXPIRY_INTERVAL = 0x11;
const ASSIGNED_CLIENT_IDENTIFIER = 0x12;
const SERVER_KEEP_ALIVE = 0x13;
const AUTHENTICATION_METHOD = 0x15;
const SERVER_REFERENCE = 0x1c;
