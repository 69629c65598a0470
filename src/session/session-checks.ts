// Statements about the place of a packet in its session: order, keep alive, limits that were negotiated. Exchanges are judged by the exchange book.

import { CLIENT_TO_SERVER, type Direction, SERVER_TO_CLIENT } from '../core/direction.ts';
import type { AnomalyLog } from '../dissect/anomaly-log.ts';
import { MQTT_AUTH, MQTT_CONNACK, MQTT_CONNECT, MQTT_PUBLISH } from '../dissect/application/mqtt/packet-types.ts';
import type { MqttView } from '../dissect/application/mqtt/view.ts';
import { silenceLimit } from './client-silence.ts';
import type { MqttSessionState } from './session-state.ts';
import {
  AUTH_NOT_NEGOTIATED,
  FIRST_ANSWER_NOT_CONNACK,
  FIRST_PACKET_NOT_CONNECT,
  KEEP_ALIVE_EXCEEDED,
  PACKET_AFTER_DISCONNECT,
  PACKET_AFTER_REFUSAL,
  PACKET_TOO_LARGE,
  QOS_ABOVE_MAXIMUM,
  RETAIN_NOT_AVAILABLE,
  SECOND_CONNACK,
  SECOND_CONNECT,
  TOPIC_ALIAS_TOO_LARGE,
  TOPIC_ALIAS_UNKNOWN,
} from './violations.ts';

/** Asked before the session has taken the packet in: `session` is what was known until now. */
export function checkPlace(session: MqttSessionState, view: MqttView, direction: Direction, log: AnomalyLog): void {
  if (session.hasDisconnected(direction)) log.add(PACKET_AFTER_DISCONNECT, view.at, 0, 0);
  if (direction === CLIENT_TO_SERVER) checkClient(session, view, log);
  else checkServer(session, view, log);
  if (view.packetType === MQTT_AUTH && session.connect !== null && !session.connect.authentication) {
    log.add(AUTH_NOT_NEGOTIATED, view.at, 0, 0);
  }
}

function checkClient(session: MqttSessionState, view: MqttView, log: AnomalyLog): void {
  if (view.packetType === MQTT_CONNECT) {
    if (session.connect !== null) log.add(SECOND_CONNECT, view.at, 0, 0);
    return;
  }
  if (session.clientMessages === 0 && session.holes === 0 && session.flow.sides[CLIENT_TO_SERVER].initialSeq !== null) {
    log.add(FIRST_PACKET_NOT_CONNECT, view.at, 0, view.packetType);
  }
}

function checkServer(session: MqttSessionState, view: MqttView, log: AnomalyLog): void {
  if (view.packetType === MQTT_CONNACK) {
    if (session.connack !== null) log.add(SECOND_CONNACK, view.at, 0, 0);
    return;
  }
  const refused = session.connack !== null && session.connack.message.reasonCode !== 0;
  if (refused) log.add(PACKET_AFTER_REFUSAL, view.at, 0, 0);
  const first = session.serverMessages === 0 && session.fromStart && (session.holes & (1 << SERVER_TO_CLIENT)) === 0;
  // MQTT 5: AUTH may come first; a DISCONNECT instead of a CONNACK breaks [MQTT-3.14.0-1] all the same.
  if (first && view.packetType !== MQTT_AUTH) log.add(FIRST_ANSWER_NOT_CONNACK, view.at, 0, view.packetType);
}

/** The client was silent for too long before this packet, unless a hole hides one. */
export function checkKeepAlive(session: MqttSessionState, view: MqttView, silenceNs: number, log: AnomalyLog): void {
  if ((session.holes & (1 << CLIENT_TO_SERVER)) !== 0) return;
  log.add(KEEP_ALIVE_EXCEEDED, view.at, silenceLimit(session.records, session.recordAt), silenceNs);
}

/** MQTT 5: what the receiver has said it accepts. */
export function checkLimits(session: MqttSessionState, view: MqttView, direction: Direction, log: AnomalyLog): void {
  if (view.version !== 5) return;
  const accepts = session.limitsFor(direction);
  if (accepts === null) return;
  if (accepts.maximumPacketSize !== null && view.length > accepts.maximumPacketSize) {
    log.add(PACKET_TOO_LARGE, view.at, accepts.maximumPacketSize, view.length);
  }
  if (view.packetType !== MQTT_PUBLISH) return;
  if (view.topicAlias > accepts.topicAliasMaximum) {
    log.add(TOPIC_ALIAS_TOO_LARGE, view.at, accepts.topicAliasMaximum, view.topicAlias);
  }
  if (direction !== CLIENT_TO_SERVER) return;
  if (view.qos > accepts.maximumQos) log.add(QOS_ABOVE_MAXIMUM, view.at, accepts.maximumQos, view.qos);
  if (view.retain && !accepts.retain) log.add(RETAIN_NOT_AVAILABLE, view.at, 0, 0);
}

/** An alias nothing explains, in a direction that is in the capture from the start. */
export function checkAliasKnown(
  session: MqttSessionState,
  view: MqttView,
  direction: Direction,
  topic: string | null,
  log: AnomalyLog,
): void {
  if (topic !== null || view.packetType !== MQTT_PUBLISH || view.topicAlias <= 0) return;
  if (session.connect === null || (session.holes & (1 << direction)) !== 0) return;
  log.add(TOPIC_ALIAS_UNKNOWN, view.at, 0, view.topicAlias);
}
