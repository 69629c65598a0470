// What CONNECT and CONNACK settle, and packets that break it — MQTT 5.0 §3.1.2.11, §3.2.2.3, §3.14.2.2.2, §4.12.

import type { AnomalyKind } from '../core/anomaly-kind.ts';
import { CLIENT_TO_SERVER, type Direction } from '../core/direction.ts';
import type { AnomalyLog } from '../dissect/anomaly-log.ts';
import type { ConnackMessage, ConnectMessage, MqttProperty } from '../dissect/application/mqtt/message.ts';
import { MQTT_CONNACK, MQTT_DISCONNECT, MQTT_PUBLISH } from '../dissect/application/mqtt/packet-types.ts';
import type { MqttView } from '../dissect/application/mqtt/view.ts';
import {
  ASSIGNED_CLIENT_ID_MISSING,
  AUTH_METHOD_CHANGED,
  AUTH_OUT_OF_ORDER,
  CLIENT_ID_REFUSED,
  PROBLEM_INFORMATION_NOT_WANTED,
  PROPERTY_BEYOND_PACKET_SIZE,
  RESPONSE_INFORMATION_NOT_WANTED,
  SESSION_EXPIRY_REVIVED,
  SUBSCRIPTION_FEATURE_NOT_AVAILABLE,
  WILL_BEYOND_LIMITS,
} from './negotiation-violations.ts';
import { hasProperty, numberProperty, textProperty } from './property-lookup.ts';
import type { MqttSessionState } from './session-state.ts';
import { hasWildcard, shareGroupOf } from './topic-matching.ts';
import { AUTH_NOT_NEGOTIATED } from './violations.ts';

const SUBSCRIPTION_IDENTIFIER = 0x0b;
const SESSION_EXPIRY_INTERVAL = 0x11;
const ASSIGNED_CLIENT_IDENTIFIER = 0x12;
const AUTHENTICATION_METHOD = 0x15;
const REQUEST_PROBLEM_INFORMATION = 0x17;
const REQUEST_RESPONSE_INFORMATION = 0x19;
const RESPONSE_INFORMATION = 0x1a;
const REASON_STRING = 0x1f;
const MAXIMUM_QOS = 0x24;
const RETAIN_AVAILABLE = 0x25;
const USER_PROPERTY = 0x26;
const WILDCARDS_AVAILABLE = 0x28;
const IDENTIFIERS_AVAILABLE = 0x29;
const SHARED_AVAILABLE = 0x2a;

const CONTINUE = 0x18;
const REAUTHENTICATE = 0x19;
/** Identifier rejected (3.1.1 §3.2.2.3), Client Identifier not valid (5.0 §3.2.2.2). */
const ID_REJECTED = 2;
const ID_NOT_VALID = 0x85;
/** Every server must allow these [MQTT-3.1.3-5]. */
const ALLOWED_CLIENT_ID = /^[0-9a-zA-Z]{1,23}$/;

/** A CONNACK beside the CONNECT it answers. */
export function checkConnack(session: MqttSessionState, view: MqttView, log: AnomalyLog): void {
  const message = view.toMessage();
  const connect = session.connect?.message;
  if (message.type !== 'CONNACK' || connect === undefined || session.connack !== null) return;
  if (
    message.reasonCode === (view.version === 5 ? ID_NOT_VALID : ID_REJECTED) &&
    ALLOWED_CLIENT_ID.test(connect.clientId)
  ) {
    log.add(CLIENT_ID_REFUSED, view.at, 0, message.reasonCode);
  }
  if (view.version === 5) checkConnackOf5(connect, message, view, log);
}

function checkConnackOf5(connect: ConnectMessage, connack: ConnackMessage, view: MqttView, log: AnomalyLog): void {
  const { properties, reasonCode } = connack;
  const wantsInformation = numberProperty(connect.properties, REQUEST_RESPONSE_INFORMATION) === 1;
  if (!wantsInformation && hasProperty(properties, RESPONSE_INFORMATION)) {
    log.add(RESPONSE_INFORMATION_NOT_WANTED, view.at, 0, 0); // absent means 0: §3.1.2.11.6
  }
  const wanted = textProperty(connect.properties, AUTHENTICATION_METHOD);
  const method = textProperty(properties, AUTHENTICATION_METHOD);
  if (wanted === null && method !== null) log.add(AUTH_NOT_NEGOTIATED, view.at, 0, 0); // [MQTT-4.12.0-6]
  if (wanted !== null && method !== wanted && (method !== null || reasonCode === 0)) {
    log.add(AUTH_METHOD_CHANGED, view.at, 0, 0); // [MQTT-4.12.0-5]
  }
  if (reasonCode !== 0) return;
  if (connect.clientId === '' && !hasProperty(properties, ASSIGNED_CLIENT_IDENTIFIER)) {
    log.add(ASSIGNED_CLIENT_ID_MISSING, view.at, 0, 0);
  }
  const { will } = connect;
  if (will === null) return;
  const tooMuchQos = will.qos > (numberProperty(properties, MAXIMUM_QOS) ?? 2);
  if (tooMuchQos || (will.retain && numberProperty(properties, RETAIN_AVAILABLE) === 0)) {
    log.add(WILL_BEYOND_LIMITS, view.at, 0, 0);
  }
}

/** A SUBSCRIBE that uses what the server does not offer: §3.2.2.3.11 to §3.2.2.3.13. */
export function checkSubscribe(session: MqttSessionState, view: MqttView, log: AnomalyLog): void {
  const offers = session.connack?.message.properties;
  if (offers === undefined || offers.length === 0) return;
  const message = view.toMessage();
  if (message.type !== 'SUBSCRIBE') return;
  const lacks = (id: number): boolean => numberProperty(offers, id) === 0;
  const { filters, properties } = message;
  if (
    (lacks(WILDCARDS_AVAILABLE) && filters.some(({ filter }) => hasWildcard(filter))) ||
    (lacks(IDENTIFIERS_AVAILABLE) && hasProperty(properties, SUBSCRIPTION_IDENTIFIER)) ||
    (lacks(SHARED_AVAILABLE) && filters.some(({ filter }) => shareGroupOf(filter) !== null))
  ) {
    log.add(SUBSCRIPTION_FEATURE_NOT_AVAILABLE, view.at, 0, 0);
  }
}

/** A DISCONNECT of the client that gives a session without duration one. */
export function checkExpiry(session: MqttSessionState, view: MqttView, log: AnomalyLog): void {
  const message = view.toMessage();
  if (message.type !== 'DISCONNECT' || session.connect === null) return;
  const before = numberProperty(session.connect.message.properties, SESSION_EXPIRY_INTERVAL) ?? 0;
  const now = numberProperty(message.properties, SESSION_EXPIRY_INTERVAL) ?? 0;
  if (before === 0 && now > 0) log.add(SESSION_EXPIRY_REVIVED, view.at, 0, now);
}

/** Did this client decline Reason String and User Property? */
export function declinesProblemInformation(connect: ConnectMessage): boolean {
  return numberProperty(connect.properties, REQUEST_PROBLEM_INFORMATION) === 0;
}

/** A packet of the server to a client that declined them [MQTT-3.1.2-29]. */
export function checkProblemInformation(view: MqttView, log: AnomalyLog): void {
  const { packetType } = view;
  if (packetType === MQTT_PUBLISH || packetType === MQTT_CONNACK || packetType === MQTT_DISCONNECT) return;
  if (explains(propertiesOf(view))) log.add(PROBLEM_INFORMATION_NOT_WANTED, view.at, 0, 0);
}

/** Reason String and User Property give way where they would make a packet too large. */
export function checkPropertySize(
  session: MqttSessionState,
  view: MqttView,
  direction: Direction,
  log: AnomalyLog,
): void {
  const most = session.limitsFor(direction)?.maximumPacketSize ?? null;
  if (most === null || view.length <= most || view.packetType === MQTT_PUBLISH) return;
  const message = view.toMessage();
  if (message.type === 'CONNECT' || message.type === 'SUBSCRIBE' || message.type === 'UNSUBSCRIBE') return;
  if ('properties' in message && explains(message.properties))
    log.add(PROPERTY_BEYOND_PACKET_SIZE, view.at, most, view.length);
}

function explains(properties: readonly MqttProperty[]): boolean {
  return hasProperty(properties, REASON_STRING) || hasProperty(properties, USER_PROPERTY);
}

function propertiesOf(view: MqttView): readonly MqttProperty[] {
  if (view.propertiesEnd <= view.propertiesAt) return [];
  const message = view.toMessage();
  return 'properties' in message ? message.properties : [];
}

/** Where an authentication stands, from AUTH to AUTH. */
export class AuthChecks {
  #isReauthenticating = false;

  /** Returns what is wrong with the turn of an AUTH, provided that nothing is hidden; what is wrong with its method is added to `log`. */
  take(session: MqttSessionState, view: MqttView, direction: Direction, log: AnomalyLog): AnomalyKind | null {
    const wanted =
      session.connect === null ? null : textProperty(session.connect.message.properties, AUTHENTICATION_METHOD);
    if (wanted === null) return null;
    const method = textProperty(propertiesOf(view), AUTHENTICATION_METHOD);
    if (method !== null && method !== wanted) log.add(AUTH_METHOD_CHANGED, view.at, 0, 0);
    return this.#isInTurn(session, view.reasonCode, direction) ? null : AUTH_OUT_OF_ORDER;
  }

  #isInTurn(session: MqttSessionState, code: number, direction: Direction): boolean {
    if (session.connack === null) return code === CONTINUE;
    if (direction === CLIENT_TO_SERVER && code === REAUTHENTICATE) {
      this.#isReauthenticating = true;
      return true;
    }
    const goesOn = this.#isReauthenticating;
    if (direction === CLIENT_TO_SERVER || code !== 0) return goesOn && code === CONTINUE;
    this.#isReauthenticating = false;
    return goesOn;
  }
}
