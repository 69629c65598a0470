// Judges every packet of one session by what CONNECT, CONNACK, subscriptions and earlier packets allow — MQTT 3.1.1 and 5.0 §3, §4.
// Statements about bytes are judged where bytes are read, about open exchanges by the exchange book, about the order of packets in session-checks.ts.

import { CLIENT_TO_SERVER, type Direction, opposite, SERVER_TO_CLIENT } from '../core/direction.ts';
import type { AnomalyLog } from '../dissect/anomaly-log.ts';
import {
  MQTT_AUTH,
  MQTT_CONNACK,
  MQTT_CONNECT,
  MQTT_DISCONNECT,
  MQTT_PUBLISH,
  MQTT_SUBACK,
  MQTT_SUBSCRIBE,
} from '../dissect/application/mqtt/packet-types.ts';
import type { MqttView } from '../dissect/application/mqtt/view.ts';
import type { Origin } from '../flow/listener.ts';
import { checkAnswer, holdsError, isResentTooEarly, passedOver } from './answer-checks.ts';
import { faultOfDelivery, isBridge } from './delivery-checks.ts';
import { ANSWER_MISSING, RESENT_OUT_OF_ORDER } from './delivery-violations.ts';
import type { ExchangeEvents } from './exchange-events.ts';
import { GrantedFilters } from './granted-filters.ts';
import {
  AuthChecks,
  checkConnack,
  checkExpiry,
  checkProblemInformation,
  checkPropertySize,
  checkSubscribe,
  declinesProblemInformation,
} from './negotiation-checks.ts';
import { PACKET_BEFORE_AUTHENTICATION } from './negotiation-violations.ts';
import type { MqttSessionState } from './session-state.ts';

/**
 * A packet, counted but not yet taken in; `log` holds what is wrong with its bytes. MQTT 3.1 has other rules and no numbered statements: it is
 * not judged here.
 */
export function judgePacket(
  events: ExchangeEvents,
  session: MqttSessionState,
  view: MqttView,
  direction: Direction,
  origin: Origin,
  topic: string | null,
  log: AnomalyLog,
): void {
  if (view.version < 4 || view.versionInferred) return;
  if (direction === CLIENT_TO_SERVER) judgeClient(events, session, view, origin, log);
  else judgeServer(events, session, view, origin, topic, log);
  if (view.version === 5 && view.packetType !== MQTT_PUBLISH) checkPropertySize(session, view, direction, log);
  if (view.packetType === MQTT_PUBLISH && view.dup) checkResend(events, session, view, direction, origin);
  checkAnswer(session, view, direction, origin, log);
}

/** The session has ended; its exchanges are still open. */
export function judgeEnd(events: ExchangeEvents, session: MqttSessionState): void {
  if (session.version < 4 || session.versionInferred) return;
  for (const { frame0, ordinal } of passedOver(session)) {
    events.violationFound(session, ANSWER_MISSING, frame0, ordinal);
  }
}

function judgeClient(
  events: ExchangeEvents,
  session: MqttSessionState,
  view: MqttView,
  origin: Origin,
  log: AnomalyLog,
): void {
  switch (view.packetType) {
    case MQTT_CONNECT: {
      const message = view.toMessage();
      if (isBridge(log)) session.toBridge = true;
      session.trustsConnect = !holdsError(log);
      if (message.type === 'CONNECT') session.declinesProblemInformation = declinesProblemInformation(message);
      return;
    }
    case MQTT_AUTH:
      checkAuth(events, session, view, CLIENT_TO_SERVER, origin, log);
      return;
    case MQTT_DISCONNECT:
      if (view.version === 5 && session.trustsConnect) checkExpiry(session, view, log);
      return;
    case MQTT_SUBSCRIBE: {
      const message = view.toMessage();
      session.filters ??= new GrantedFilters();
      if (message.type === 'SUBSCRIBE') session.filters.request(message);
      if (view.version === 5) checkSubscribe(session, view, log);
    }
  }
  if (session.settled) return; // then CONNACK was seen, or CONNECT was not
  if (session.connack === null && session.connect?.authentication === true && session.sawAllOf(SERVER_TO_CLIENT)) {
    events.violationSuspected(session, PACKET_BEFORE_AUTHENTICATION, origin.lastFrame, SERVER_TO_CLIENT);
  }
}

function judgeServer(
  events: ExchangeEvents,
  session: MqttSessionState,
  view: MqttView,
  origin: Origin,
  topic: string | null,
  log: AnomalyLog,
): void {
  switch (view.packetType) {
    case MQTT_PUBLISH: {
      if (topic === null || topic === '' || !session.sawAllOf(CLIENT_TO_SERVER)) return;
      const fault = faultOfDelivery(session.filters, session.toBridge, view, topic);
      if (fault !== null) events.violationSuspected(session, fault, origin.lastFrame, CLIENT_TO_SERVER);
      return;
    }
    case MQTT_CONNACK:
      if (session.trustsConnect) checkConnack(session, view, log);
      return;
    case MQTT_AUTH:
      checkAuth(events, session, view, SERVER_TO_CLIENT, origin, log);
      break;
    case MQTT_SUBACK: {
      const message = view.toMessage();
      if (message.type === 'SUBACK') session.filters?.answer(message);
    }
  }
  if (view.version === 5 && session.declinesProblemInformation) checkProblemInformation(view, log);
}

function checkAuth(
  events: ExchangeEvents,
  session: MqttSessionState,
  view: MqttView,
  direction: Direction,
  origin: Origin,
  log: AnomalyLog,
): void {
  session.authChecks ??= new AuthChecks();
  const fault = session.authChecks.take(session, view, direction, log);
  // Which turn it is shows what the other side has sent before.
  const relies = opposite(direction);
  if (fault !== null && session.holes === 0 && session.sawAllOf(relies)) {
    events.violationSuspected(session, fault, origin.lastFrame, relies);
  }
}

function checkResend(
  events: ExchangeEvents,
  session: MqttSessionState,
  view: MqttView,
  direction: Direction,
  origin: Origin,
): void {
  if (view.packetIdentifier <= 0 || !session.sawAllOf(direction)) return;
  const relies = opposite(direction);
  const exchange = session.exchanges.find('publish', direction, view.packetIdentifier);
  if (exchange === null || !session.sawAllOf(relies) || !isResentTooEarly(session, exchange)) return;
  events.violationSuspected(session, RESENT_OUT_OF_ORDER, origin.lastFrame, relies);
}
