// One client and one gateway: every message between them taken in, in order — MQTT-SN 1.2 §6.

import type { AnomalyKind } from '../core/anomaly-kind.ts';
import { type Direction, opposite } from '../core/direction.ts';
import type { TimeBase } from '../core/time.ts';
import type { SnDisconnectMessage, SnMessage, SnPublishMessage } from '../dissect/application/mqtt-sn/message.ts';
import { SN_INVALID_TOPIC_ID } from '../dissect/application/mqtt-sn/return-codes.ts';
import type { Endpoint } from '../flow/flow.ts';
import { SnConnects } from './mqtt-sn-connects.ts';
import type { SnExchange } from './mqtt-sn-exchange.ts';
import { SnExchangeBook } from './mqtt-sn-exchange-book.ts';
import { type SnBudget, SnList } from './mqtt-sn-limits.ts';
import { previewOf } from './mqtt-sn-preview.ts';
import { guessedClient, provenClient, type SnRoleEvidence } from './mqtt-sn-roles.ts';
import type { SnParty, SnPublishRecord } from './mqtt-sn-session.ts';
import { SnClientSilence } from './mqtt-sn-silence.ts';
import { SnSleepBook, toleratedNs } from './mqtt-sn-sleep.ts';
import { SnTopics } from './mqtt-sn-topics.ts';
import { SN_MESSAGE_ID_REUSED, SN_PUBLISH_TO_SLEEPER, SN_TOPIC_ID_UNKNOWN } from './mqtt-sn-violations.ts';

/** As records, but by side: who is client may turn out later. */
export interface SnPublishEntry extends Omit<SnPublishRecord, 'sender' | 'time'> {
  readonly sender: Direction;
  readonly timeNs: number;
}

export interface SnDisconnectEntry {
  readonly frame: number;
  readonly sender: Direction;
  readonly durationSeconds: number | null;
  answerFrame: number | null;
}

export interface SnRefusalEntry {
  readonly frame: number;
  readonly type: string;
  readonly sender: Direction;
  readonly returnCode: number;
  readonly messageId: number | null;
  readonly topicId: number | null;
  readonly exchange: SnExchange | null;
}

export type SnFlag = (kind: AnomalyKind) => void;

export class SnConversation {
  /** Side 0 sent the first message. */
  readonly sides: readonly [Endpoint, Endpoint];
  /** Hex; the client behind a forwarder. null: no forwarder. */
  readonly wirelessNodeId: string | null;
  readonly time: TimeBase;
  readonly firstFrame: number;
  lastFrame = 0;
  lastTimeNs = 0;
  frames = 0;
  client: Direction;
  evidence: SnRoleEvidence;
  /** By side. */
  readonly counts: readonly [Map<string, number>, Map<string, number>] = [new Map(), new Map()];
  readonly exchanges: SnExchangeBook;
  readonly topics: SnTopics;
  readonly sleeps: SnSleepBook;
  readonly connects: SnConnects;
  readonly silence: SnClientSilence = new SnClientSilence();
  readonly publishes: SnList<SnPublishEntry>;
  readonly disconnects: SnList<SnDisconnectEntry>;
  readonly refusals: SnList<SnRefusalEntry>;
  #disconnect: SnDisconnectEntry | null = null;

  constructor(
    sides: readonly [Endpoint, Endpoint],
    wirelessNodeId: string | null,
    time: TimeBase,
    frame: number,
    budget: SnBudget,
  ) {
    this.sides = sides;
    this.wirelessNodeId = wirelessNodeId;
    this.time = time;
    this.firstFrame = frame;
    [this.client, this.evidence] = guessedClient([sides[0].port, sides[1].port], 0);
    this.exchanges = new SnExchangeBook(budget);
    this.topics = new SnTopics(budget);
    this.sleeps = new SnSleepBook(budget);
    this.connects = new SnConnects(budget);
    this.publishes = new SnList(budget);
    this.disconnects = new SnList(budget);
    this.refusals = new SnList(budget);
  }

  partyOf(side: Direction): SnParty {
    return side === this.client ? 'client' : 'gateway';
  }

  /** Longest silence the keep-alive allows, with the tolerance of §7.2; null: none was stated, or 0 (§6.11: no supervision). */
  get keepAliveLimitNs(): number | null {
    const { keepAlive } = this.connects;
    return keepAlive === null || keepAlive === 0 ? null : toleratedNs(keepAlive);
  }

  take(message: SnMessage, sender: Direction, frame: number, timeNs: number, flag: SnFlag): void {
    this.frames++;
    this.lastFrame = frame;
    this.lastTimeNs = timeNs;
    this.#count(message.type, sender);
    this.#settleRoles(message, sender);
    const isFromClient = sender === this.client;
    const wasSleeping = this.sleeps.isSleeping;
    if (isFromClient) this.silence.hear(frame, timeNs, this.keepAliveLimitNs !== null && !wasSleeping);
    const taken = this.exchanges.take(message, sender, frame, timeNs);
    if (taken?.isReused === true) flag(SN_MESSAGE_ID_REUSED);
    const exchange = taken?.exchange ?? null;
    const isRepeated = taken?.isRepeated ?? false;
    if (isFromClient) this.#hearClient(message, frame, timeNs);
    else this.#hearGateway(message, frame, timeNs, flag);
    const session = this.connects.take(message, frame, timeNs, isRepeated, wasSleeping);
    if (session === 'new') this.topics.forget();
    if (session === 'new' && exchange !== null) this.exchanges.settleAll(exchange);
    this.#takeTopics(message, sender, frame, exchange, isRepeated);
    if (message.type === 'PUBLISH') this.#takePublish(message, sender, frame, timeNs, exchange, flag);
    if (message.type === 'DISCONNECT') this.#takeDisconnect(message, sender, frame);
    this.#takeRefusal(message, sender, frame, exchange);
  }

  #count(type: string, sender: Direction): void {
    this.counts[sender].set(type, (this.counts[sender].get(type) ?? 0) + 1);
  }

  #settleRoles(message: SnMessage, sender: Direction): void {
    if (this.evidence === 'message') return;
    const proven = provenClient(message, sender);
    if (proven === null) return;
    this.client = proven;
    this.evidence = 'message';
  }

  #hearClient(message: SnMessage, frame: number, timeNs: number): void {
    if (message.type === 'DISCONNECT') {
      if (message.duration === null) this.sleeps.end('disconnected', frame, timeNs);
      else this.sleeps.begin(message.duration, frame, timeNs);
    } else if (message.type === 'CONNECT') this.sleeps.end('active', frame, timeNs);
    else if (message.type === 'PINGREQ') this.sleeps.wake(frame, timeNs);
    else this.sleeps.hear(frame, timeNs);
  }

  #hearGateway(message: SnMessage, frame: number, timeNs: number, flag: SnFlag): void {
    if (message.type === 'DISCONNECT') this.sleeps.confirm(frame);
    else if (message.type === 'PINGRESP') this.sleeps.sleepOn(frame, timeNs);
    else if (message.type === 'PUBLISH' && !this.sleeps.deliver(frame)) flag(SN_PUBLISH_TO_SLEEPER);
  }

  #takeTopics(
    message: SnMessage,
    sender: Direction,
    frame: number,
    exchange: SnExchange | null,
    isRepeated: boolean,
  ): void {
    const { topics } = this;
    switch (message.type) {
      case 'REGISTER':
        if (exchange !== null) exchange.topic = message.topic;
        if (!isRepeated)
          topics.ask('register', sender, message.messageId ?? 0, message.topic, message.topicId || null, frame);
        return;
      case 'REGACK':
        topics.answer('register', sender, message.messageId ?? 0, message.topicId, message.returnCode, frame);
        if (exchange !== null) exchange.topicId = message.topicId;
        return;
      case 'SUBSCRIBE':
      case 'UNSUBSCRIBE':
        if (exchange !== null) {
          exchange.topic = message.topic;
          exchange.topicId = message.topicId;
          if (message.type === 'SUBSCRIBE') exchange.qos = message.qos;
        }
        if (message.type === 'SUBSCRIBE' && message.topicIdType === 'normal' && !isRepeated) {
          topics.ask('subscribe', sender, message.messageId ?? 0, message.topic, null, frame);
        }
        return;
      case 'SUBACK':
        // Short names and predefined ids need no id from the gateway (§5.4.16).
        if (exchange === null || exchange.topicId === null) {
          topics.answer('subscribe', sender, message.messageId ?? 0, message.topicId, message.returnCode, frame);
        }
        return;
      case 'PUBACK':
        if (message.returnCode === SN_INVALID_TOPIC_ID && message.topicId !== null)
          topics.refuse(message.topicId, sender, frame);
        return;
      default:
    }
  }

  #takePublish(
    message: SnPublishMessage,
    sender: Direction,
    frame: number,
    timeNs: number,
    exchange: SnExchange | null,
    flag: SnFlag,
  ): void {
    const { topic, knowledge } = this.topics.resolve(message, sender, frame, this.connects.isFromTheStart);
    if (knowledge === 'unknown') flag(SN_TOPIC_ID_UNKNOWN);
    if (exchange !== null) {
      exchange.topic = topic;
      exchange.topicId = message.topicIdType === 'short' ? null : message.topicId;
      exchange.payloadLength = message.payloadLength;
    }
    this.publishes.push({
      frame,
      timeNs,
      sender,
      qos: message.qos,
      dup: message.dup,
      retain: message.retain,
      topicIdType: message.topicIdType,
      topicId: message.topicIdType === 'short' ? null : message.topicId,
      topic,
      knowledge,
      messageId: message.messageId,
      payloadLength: message.payloadLength,
      payloadText: previewOf(message.payload),
    });
  }

  /** The answer to a DISCONNECT is another one (§6.12). */
  #takeDisconnect(message: SnDisconnectMessage, sender: Direction, frame: number): void {
    const asked = this.#disconnect;
    if (asked !== null && asked.sender === opposite(sender) && asked.answerFrame === null) {
      asked.answerFrame = frame;
      return;
    }
    this.#disconnect = { frame, sender, durationSeconds: message.duration, answerFrame: null };
    this.disconnects.push(this.#disconnect);
  }

  #takeRefusal(message: SnMessage, sender: Direction, frame: number, exchange: SnExchange | null): void {
    if (!('returnCode' in message) || message.returnCode === null || message.returnCode === 0) return;
    this.refusals.push({
      frame,
      type: message.type,
      sender,
      returnCode: message.returnCode,
      messageId: 'messageId' in message ? message.messageId : null,
      topicId: 'topicId' in message ? message.topicId : null,
      exchange,
    });
  }
}
