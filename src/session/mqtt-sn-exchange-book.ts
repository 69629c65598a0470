// The exchanges of one conversation: which message continues which — MQTT-SN 1.2 §5.3.7, §6.13.

import { type Direction, opposite } from '../core/direction.ts';
import type { SnMessage } from '../dissect/application/mqtt-sn/message.ts';
import { SnExchange, snTransitionOf } from './mqtt-sn-exchange.ts';
import { EXCHANGES_OPEN, type SnBudget, SnList } from './mqtt-sn-limits.ts';
import type { SnExchangeKind } from './mqtt-sn-session.ts';

const NO_ID = -1;

/** What a message meant. */
export interface SnTaken {
  readonly exchange: SnExchange;
  /** The first step, and not for the first time. */
  readonly isRepeated: boolean;
  /** Its MsgId belonged to an exchange that was still open. */
  readonly isReused: boolean;
}

interface Tally {
  readonly exchange: SnExchange;
  count: number;
}

/** Full counts of exchanges that are settled, by what distinguishes them. */
export interface SnExchangeCount {
  readonly kind: SnExchangeKind;
  readonly qos: number | null;
  readonly originator: Direction;
  readonly state: SnExchange['state'];
  readonly count: number;
}

export class SnExchangeBook {
  /** The first ones, in the order in which they began. */
  readonly list: SnList<SnExchange>;
  /** By originator: those that may still go on or be repeated. */
  readonly #recent: readonly [Map<string, SnExchange>, Map<string, SnExchange>] = [new Map(), new Map()];
  readonly #settled = new Map<string, Tally>();

  constructor(budget: SnBudget) {
    this.list = new SnList(budget);
  }

  /** null: the message belongs to no exchange. */
  take(message: SnMessage, sender: Direction, frame: number, timeNs: number): SnTaken | null {
    const transition = snTransitionOf(message.type);
    if (transition === null) return null;
    if (message.type === 'PUBLISH' && message.qos !== 1 && message.qos !== 2) return null;
    const messageId = messageIdOf(message);
    // A refusal may answer a PUBLISH without MsgId (§5.4.13): that is no exchange.
    if (message.type === 'PUBACK' && messageId <= 0) return null;
    const originator = transition.byOriginator ? sender : opposite(sender);
    const key = `${transition.kind} ${messageId}`;
    const known = this.#recent[originator].get(key) ?? null;
    if (transition.isFirst) return this.#begin(message, key, known, originator, messageId, frame, timeNs);
    const exchange = known ?? this.#open(transition.kind, key, originator, messageId, qosOfStep(message.type));
    if (message.type === 'WILLTOPICREQ' || message.type === 'WILLMSGREQ') exchange.expectWill();
    if (message.type === 'WILLTOPIC' && message.topic === null) exchange.expectNoWillMessage();
    const returnCode = 'returnCode' in message ? message.returnCode : null;
    if (returnCode !== null) exchange.returnCode ??= returnCode;
    exchange.enter(message.type, frame, timeNs);
    return { exchange, isRepeated: false, isReused: false };
  }

  /** A new session: nothing goes on from before it. */
  settleAll(except: SnExchange): void {
    for (const recent of this.#recent) {
      for (const [key, exchange] of recent) {
        if (exchange === except) continue;
        this.#settle(exchange);
        recent.delete(key);
      }
    }
  }

  /** Every exchange, settled or not. */
  counts(): SnExchangeCount[] {
    const tallies = new Map([...this.#settled].map(([key, tally]) => [key, { ...tally }]));
    for (const recent of this.#recent) for (const exchange of recent.values()) countIn(tallies, exchange);
    return [...tallies.values()].map(({ exchange, count }) => ({
      kind: exchange.kind,
      qos: exchange.qos,
      originator: exchange.originator,
      state: exchange.state,
      count,
    }));
  }

  #begin(
    message: SnMessage,
    key: string,
    known: SnExchange | null,
    originator: Direction,
    messageId: number,
    frame: number,
    timeNs: number,
  ): SnTaken {
    const fingerprint = fingerprintOf(message);
    if (known !== null && isRepetition(message, known, fingerprint)) {
      known.enter(message.type, frame, timeNs);
      return { exchange: known, isRepeated: true, isReused: false };
    }
    const isReused = known !== null && !known.isFinished && known.fingerprint !== null && messageId !== NO_ID;
    if (known !== null) {
      this.#settle(known);
      this.#recent[originator].delete(key);
    }
    const qos = message.type === 'PUBLISH' ? message.qos : null;
    const kind = snTransitionOf(message.type)?.kind ?? 'publish';
    const exchange = this.#open(kind, key, originator, messageId, qos);
    exchange.fingerprint = fingerprint;
    if (message.type === 'CONNECT' && message.will) exchange.expectWill();
    exchange.enter(message.type, frame, timeNs);
    return { exchange, isRepeated: false, isReused };
  }

  #open(kind: SnExchangeKind, key: string, originator: Direction, messageId: number, qos: number | null): SnExchange {
    const recent = this.#recent[originator];
    const exchange = new SnExchange(kind, originator, messageId, qos);
    recent.set(key, exchange);
    this.list.push(exchange);
    if (recent.size > EXCHANGES_OPEN) {
      for (const [oldest, evicted] of recent) {
        this.#settle(evicted);
        recent.delete(oldest);
        break;
      }
    }
    return exchange;
  }

  #settle(exchange: SnExchange): void {
    countIn(this.#settled, exchange);
  }
}

function countIn(tallies: Map<string, Tally>, exchange: SnExchange): void {
  const key = `${exchange.kind} ${exchange.qos} ${exchange.originator} ${exchange.state}`;
  const tally = tallies.get(key);
  if (tally === undefined) tallies.set(key, { exchange, count: 1 });
  else tally.count++;
}

function messageIdOf(message: SnMessage): number {
  return 'messageId' in message ? (message.messageId ?? NO_ID) : NO_ID;
}

/** The QoS that an answer without its PUBLISH gives away. */
function qosOfStep(type: string): number | null {
  if (type === 'PUBACK') return 1;
  return type === 'PUBREC' || type === 'PUBREL' || type === 'PUBCOMP' ? 2 : null;
}

/** A repetition says the same once more; only a PUBLISH states it by DUP, so only then one that was answered is not a new one (§6.13). */
function isRepetition(message: SnMessage, known: SnExchange, fingerprint: string): boolean {
  const isSame = known.fingerprint === fingerprint;
  if (message.type === 'PUBLISH') return isSame && (message.dup || !known.isFinished);
  if (message.type === 'REGISTER' || message.type === 'SUBSCRIBE' || message.type === 'UNSUBSCRIBE') return isSame;
  return isSame && !known.isFinished;
}

/** Equal for two messages that ask for the same. */
function fingerprintOf(message: SnMessage): string {
  switch (message.type) {
    case 'CONNECT':
      return message.clientId ?? '';
    case 'PUBLISH':
      return `${message.qos} ${message.topicIdType} ${message.topicId} ${message.payloadLength} ${contentHash(message.payload)}`;
    case 'REGISTER':
      return `${message.topicId} ${message.topic}`;
    case 'SUBSCRIBE':
    case 'UNSUBSCRIBE':
      return `${message.topicIdType} ${message.topicId} ${message.topic}`;
    case 'WILLTOPICUPD':
      return message.topic ?? '';
    case 'WILLMSGUPD':
      return `${message.payloadLength} ${contentHash(message.payload)}`;
    default:
      return '';
  }
}

function contentHash(payload: Uint8Array): number {
  let hash = 0;
  for (const byte of payload) hash = (Math.imul(hash, 31) + byte) | 0;
  return hash;
}
