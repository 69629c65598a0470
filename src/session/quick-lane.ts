// The short way of most messages: publishing in 3.1.1, and its answers in due order, where nothing is wrong and nobody follows the session.
// It does in the session's record alone what the long way does with objects (session-tracker.ts, answer-checks.ts, exchange-book.ts). Whatever
// is unusual takes the long way, which opens this one again as soon as it finds nothing unusual any more.
//
// An exchange that begins here lies in the record as long as it is the only one; whoever asks for it gets an Exchange like any other.

import { CLIENT_TO_SERVER, type Direction, opposite } from '../core/direction.ts';
import {
  MQTT_PUBACK,
  MQTT_PUBCOMP,
  MQTT_PUBLISH,
  MQTT_PUBREC,
  MQTT_PUBREL,
} from '../dissect/application/mqtt/packet-types.ts';
import type { MqttView } from '../dissect/application/mqtt/view.ts';
import type { Origin } from '../flow/listener.ts';
import { f64, i32, setF64, setI32 } from '../flow/words.ts';
import { noteClientPacket, silenceBefore, silenceLimit } from './client-silence.ts';
import type { Exchange } from './exchange.ts';
import type { ExchangePool } from './exchange-pool.ts';
import { countMessage, messageCount } from './message-counts.ts';
import type { SessionRecords } from './session-records.ts';
import { isWrittenAs } from './topics.ts';

// Words of the record. HEAD: identifier, QoS and originator of the exchange (all 0: there is none), and whether this way is open.
const HEAD = 8;
const PAYLOAD_LENGTH = 9;
const FRAME0 = 10;
const FRAME1 = 11;
const FRAME2 = 12;
const ORDINAL = 13;
const TIME0 = 14;

const EXCHANGE = 0x7_ffff;
const IDENTIFIER = 0xffff;
const QOS_SHIFT = 16;
const QOS = 3;
const ORIGINATOR_SHIFT = 18;
const IS_OPEN = 1 << 19;

const MQTT_3_1_1 = 4;

/** May the next message take the short way? */
export function openQuickLane({ ints }: SessionRecords, at: number, isOpen: boolean): void {
  const head = i32(ints, at + HEAD);
  setI32(ints, at + HEAD, isOpen ? head | IS_OPEN : head & ~IS_OPEN);
}

/** Takes a message with which nothing is wrong. false: it has to take the long way, and nothing has changed. */
export function takeQuickly(
  records: SessionRecords,
  at: number,
  view: MqttView,
  direction: Direction,
  origin: Origin,
): boolean {
  const head = i32(records.ints, at + HEAD);
  if ((head & IS_OPEN) === 0 || view.version !== MQTT_3_1_1 || view.versionInferred) return false;
  const fromClient = direction === CLIENT_TO_SERVER;
  if (fromClient && silenceBefore(records, at, origin) > silenceLimit(records, at)) return false;
  const isPublish = view.packetType === MQTT_PUBLISH;
  const begins = isPublish && view.qos !== 0;
  if (isPublish) {
    // What the server publishes is compared with what was subscribed to.
    if (!fromClient || view.dup || (begins && !canBegin(records, at, view))) return false;
  } else if (!takeAnswer(records, at, head, view.packetType, view.packetIdentifier, direction, origin)) return false;
  if (fromClient) noteClientPacket(records, at, origin);
  countMessage(records, at, direction);
  if (begins) {
    const topic = records.topic(at);
    beginQuickly(
      records,
      at,
      view,
      direction,
      origin,
      topic !== null && isWrittenAs(topic, view) ? topic : view.topic(),
    );
  }
  return true;
}

/** Can the exchange of this PUBLISH, with which nothing is wrong, lie in the record? */
export function canBegin({ ints }: SessionRecords, at: number, view: MqttView): boolean {
  if ((i32(ints, at + HEAD) & (IS_OPEN | EXCHANGE)) !== IS_OPEN) return false;
  const { dup, qos, packetIdentifier, version } = view;
  return !dup && (qos === 1 || qos === 2) && packetIdentifier > 0 && version === MQTT_3_1_1;
}

/** The exchange of a PUBLISH that is counted already. */
export function beginQuickly(
  records: SessionRecords,
  at: number,
  view: MqttView,
  direction: Direction,
  origin: Origin,
  topic: string | null,
): void {
  const { ints } = records;
  const exchange = view.packetIdentifier | (view.qos << QOS_SHIFT) | (direction << ORIGINATOR_SHIFT);
  setI32(ints, at + HEAD, IS_OPEN | exchange);
  setI32(ints, at + PAYLOAD_LENGTH, view.payloadLength);
  setI32(ints, at + FRAME0, origin.lastFrame);
  setI32(ints, at + FRAME1, 0);
  setI32(ints, at + FRAME2, 0);
  setI32(ints, at + ORDINAL, messageCount(records, at, 0) + messageCount(records, at, 1));
  setF64(records.floats, at + TIME0, origin.lastTimeNs);
  records.setTopic(at, topic);
}

/** The exchange in the record, which is no longer there then; null: there is none. The short way is closed until the book is empty. */
export function takeOutExchange(records: SessionRecords, at: number, pool: ExchangePool): Exchange | null {
  const { ints, floats } = records;
  const head = i32(ints, at + HEAD) & EXCHANGE;
  if (head === 0) return null;
  const exchange = pool.take(head >> ORIGINATOR_SHIFT === 0 ? 0 : 1, (head >> QOS_SHIFT) & QOS, head & IDENTIFIER);
  setI32(ints, at + HEAD, 0);
  exchange.payloadLength = i32(ints, at + PAYLOAD_LENGTH);
  exchange.ordinal = i32(ints, at + ORDINAL);
  exchange.topic = records.topic(at);
  exchange.enter(0, i32(ints, at + FRAME0), f64(floats, at + TIME0));
  exchange.frame1 = i32(ints, at + FRAME1); // when the answers came only reports ask
  exchange.frame2 = i32(ints, at + FRAME2);
  return exchange;
}

/** PUBACK, PUBREC, PUBREL and PUBCOMP of the exchange in the record, each in its turn. It is alone: no other is answered before or after it. */
function takeAnswer(
  records: SessionRecords,
  at: number,
  head: number,
  packetType: number,
  packetIdentifier: number,
  direction: Direction,
  origin: Origin,
): boolean {
  if (packetType < MQTT_PUBACK || packetType > MQTT_PUBCOMP) return false;
  const { ints } = records;
  const isRelease = packetType === MQTT_PUBREL;
  const originator = isRelease ? direction : opposite(direction);
  const qos = packetType === MQTT_PUBACK ? 1 : 2;
  const answered = packetIdentifier | (qos << QOS_SHIFT) | (originator << ORIGINATOR_SHIFT);
  if ((head & EXCHANGE) !== answered) return false;
  const frame1 = i32(ints, at + FRAME1);
  const due =
    qos === 1 ? MQTT_PUBACK : frame1 === 0 ? MQTT_PUBREC : i32(ints, at + FRAME2) === 0 ? MQTT_PUBREL : MQTT_PUBCOMP;
  if (packetType !== due) return false;
  if (packetType === MQTT_PUBREC) setI32(ints, at + FRAME1, origin.firstFrame);
  else if (isRelease) setI32(ints, at + FRAME2, origin.firstFrame);
  else setI32(ints, at + HEAD, IS_OPEN);
  return true;
}
