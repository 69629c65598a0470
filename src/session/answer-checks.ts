// How packets are answered: in the order of arrival, at all, and not if they break the protocol — MQTT 3.1.1 and 5.0 §4.5, §4.6, §4.8, §4.13.

import { CLIENT_TO_SERVER, type Direction, opposite, SERVER_TO_CLIENT } from '../core/direction.ts';
import { severityRank } from '../core/severity.ts';
import type { AnomalyLog } from '../dissect/anomaly-log.ts';
import {
  MQTT_PINGREQ,
  MQTT_PINGRESP,
  MQTT_PUBACK,
  MQTT_PUBLISH,
  MQTT_PUBREC,
  MQTT_PUBREL,
} from '../dissect/application/mqtt/packet-types.ts';
import type { MqttView } from '../dissect/application/mqtt/view.ts';
import type { Origin } from '../flow/listener.ts';
import { f64, i32, setF64, setI32 } from '../flow/words.ts';
import { ACKS_OUT_OF_ORDER, VIOLATION_TOLERATED } from './delivery-violations.ts';
import { type Exchange, transitionOf } from './exchange.ts';
import { isRefusal } from './exchange-parts.ts';
import type { SessionRecords } from './session-records.ts';
import type { MqttSessionState } from './session-state.ts';

/** So much later than a request the answer to a later one must come to show that the request was passed over. */
const PASSED_OVER_NS = 1_000_000_000;
/** More messages in flight than this, and the order of resends is not looked at. */
const MOST_IN_FLIGHT = 256;
/** Any error; there is no second level above it. */
const ERROR = severityRank('error');

// Words of the session's record (session-records.ts): when the latest answered request of each side was sent, and when the answer came;
// of the client not counting what it published.
const CLIENT_ASKED = 16;
const CLIENT_ANSWERED = 18;
const SERVER_ASKED = 20;
const SERVER_ANSWERED = 22;
const LAST_PING = 24;
const PINGS_WAITING = 26;
/** The latest PUBLISH (by its number in the session) the client has answered with PUBACK and with PUBREC. */
const LAST_PUBACK = 27;
const LAST_PUBREC = 28;
/** Frame of the latest PUBREC the client has answered with PUBREL. */
const LAST_RELEASED = 29;

/** Nothing asked, nothing answered. */
export function startAnswers({ floats }: SessionRecords, at: number): void {
  setF64(floats, at + CLIENT_ASKED, -1);
  setF64(floats, at + SERVER_ASKED, -1);
}

/** A packet, before the exchanges take it in; `log` holds what is wrong with its bytes and its place. */
export function checkAnswer(
  session: MqttSessionState,
  view: MqttView,
  direction: Direction,
  origin: Origin,
  log: AnomalyLog,
): void {
  const { packetType } = view;
  const transition = transitionOf(packetType);
  if (transition === null || transition.step > 2 || (packetType === MQTT_PUBLISH && log.count === 0)) return;
  if (transition.step === 0) {
    if (packetType === MQTT_PINGREQ) notePing(session, origin);
    if (log.count > 0 && holdsError(log)) {
      session.faultyRequests ??= new Set();
      session.faultyRequests.add(keyOf(packetType, view.packetIdentifier));
    }
    return;
  }
  const faulty = session.faultyRequests;
  if (transition.step === 1 && faulty !== null && !isRefusal(view) && !(view.reasonCode > 0)) {
    const asked = transition.kind === 'publish' ? MQTT_PUBLISH : packetType - 1;
    if (faulty.delete(keyOf(asked, view.packetIdentifier))) log.add(VIOLATION_TOLERATED, view.at, 0, 0);
  }
  if (packetType === MQTT_PINGRESP) {
    notePong(session, origin);
    return;
  }
  if (view.packetIdentifier <= 0) return;
  // Hot: what the server acknowledges of a client's publishing is left to the exchange book.
  if (direction !== CLIENT_TO_SERVER && transition.kind === 'publish') return;
  const originator = transition.byOriginator ? direction : opposite(direction);
  const exchange = session.exchanges.find(transition.kind, originator, view.packetIdentifier);
  if (exchange === null) return;
  if (transition.step === 1 && exchange.frame0 !== 0)
    noteAnswer(session.records, session.recordAt, originator, exchange.time0Ns, origin);
  if (direction === CLIENT_TO_SERVER && exchange.resends === null && exchange.continuedFrom === null) {
    if (!isInOrder(session, packetType, exchange)) log.add(ACKS_OUT_OF_ORDER, view.at, 0, view.packetIdentifier);
  }
}

/** Is there an earlier message of the same side that waits for its answer and was resent less often than this one is now? */
export function isResentTooEarly({ exchanges }: MqttSessionState, exchange: Exchange): boolean {
  if (exchange.frame0 === 0 || exchange.frame1 !== 0) return false;
  if (exchanges.inFlight(exchange.originator) > MOST_IN_FLIGHT) return false;
  const times = resendsOf(exchange) + 1;
  return exchanges.open().some((other) => {
    if (other.kind !== 'publish' || other.originator !== exchange.originator) return false;
    if (other.frame0 === 0 || other.frame1 !== 0 || other.ordinal >= exchange.ordinal) return false;
    return resendsOf(other) < times;
  });
}

/** Requests that stay open although a later one of the same side was answered. */
export function passedOver(session: MqttSessionState): Exchange[] {
  const { floats } = session.records;
  const at = session.recordAt;
  return session.exchanges.open().filter((exchange) => {
    const { kind, originator, time0Ns } = exchange;
    if (kind === 'connect' || kind === 'auth' || exchange.frame0 === 0 || exchange.frame1 !== 0) return false;
    if (!session.sawAllOf(opposite(originator))) return false;
    const fromClient = originator === CLIENT_TO_SERVER;
    const askedNs = f64(floats, at + (fromClient ? CLIENT_ASKED : SERVER_ASKED));
    const answeredNs = f64(floats, at + (fromClient ? CLIENT_ANSWERED : SERVER_ANSWERED));
    return askedNs > time0Ns && answeredNs - time0Ns >= PASSED_OVER_NS;
  });
}

function notePing({ records: { ints, floats }, recordAt: at }: MqttSessionState, origin: Origin): void {
  setI32(ints, at + PINGS_WAITING, i32(ints, at + PINGS_WAITING) + 1);
  setF64(floats, at + LAST_PING, origin.lastTimeNs);
}

function notePong(session: MqttSessionState, origin: Origin): void {
  const { ints, floats } = session.records;
  const at = session.recordAt;
  const waiting = i32(ints, at + PINGS_WAITING);
  if (waiting === 1) noteAnswer(session.records, at, CLIENT_TO_SERVER, f64(floats, at + LAST_PING), origin);
  if (waiting > 0) setI32(ints, at + PINGS_WAITING, waiting - 1);
}

/** A request of `originator` that was sent at `requestNs` is answered. */
function noteAnswer(
  { floats }: SessionRecords,
  at: number,
  originator: Direction,
  requestNs: number,
  origin: Origin,
): void {
  const fromClient = originator === CLIENT_TO_SERVER;
  const asked = at + (fromClient ? CLIENT_ASKED : SERVER_ASKED);
  if (requestNs <= f64(floats, asked)) return;
  setF64(floats, asked, requestNs);
  setF64(floats, at + (fromClient ? CLIENT_ANSWERED : SERVER_ANSWERED), origin.firstTimeNs);
}

/** [MQTT-4.6.0-2], [MQTT-4.6.0-3], [MQTT-4.6.0-4]; both streams are in order whatever the capture lost, so holes change nothing. */
function isInOrder({ records, recordAt }: MqttSessionState, packetType: number, exchange: Exchange): boolean {
  const { frame0, frame1, frame2, originator, ordinal, qos } = exchange;
  if (packetType === MQTT_PUBREL) {
    if (originator !== CLIENT_TO_SERVER || frame1 === 0 || frame2 !== 0) return true;
    return rises(records, recordAt + LAST_RELEASED, frame1);
  }
  if (originator !== SERVER_TO_CLIENT || frame0 === 0 || frame1 !== 0) return true;
  if (packetType === MQTT_PUBACK && qos === 1) return rises(records, recordAt + LAST_PUBACK, ordinal);
  if (packetType === MQTT_PUBREC && qos === 2) return rises(records, recordAt + LAST_PUBREC, ordinal);
  return true;
}

/** Is `value` not below the one before it? Then it takes its place. */
function rises({ ints }: SessionRecords, word: number, value: number): boolean {
  if (value < i32(ints, word)) return false;
  setI32(ints, word, value);
  return true;
}

function resendsOf(exchange: Exchange): number {
  return exchange.resends?.length ?? 0;
}

function keyOf(packetType: number, identifier: number): number {
  return packetType * 65_536 + Math.max(0, identifier);
}

/** Does a packet break the protocol, by its bytes or by its place? */
export function holdsError(log: AnomalyLog): boolean {
  for (let i = 0; i < log.count; i++) {
    const kind = log.kind(i);
    if (severityRank(kind.severity) >= ERROR && kind.id.startsWith('mqtt.')) return true;
  }
  return false;
}
