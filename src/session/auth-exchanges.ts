// Enhanced authentication: CONNECT → AUTH … → CONNACK, and AUTH again at any time later — MQTT 5.0 §3.15, §4.12.

import { CLIENT_TO_SERVER, type Direction } from '../core/direction.ts';
import { MQTT_AUTH, MQTT_CONNACK } from '../dissect/application/mqtt/packet-types.ts';
import type { MqttView } from '../dissect/application/mqtt/view.ts';
import type { Origin } from '../flow/listener.ts';
import { Exchange } from './exchange.ts';
import type { ExchangeEvents } from './exchange-events.ts';
import type { MqttSessionState } from './session-state.ts';
import { FAILURE } from './subscription-codes.ts';

/** Steps kept of one authentication; no method needs as many. */
const STEP_LIMIT = 64;

export class AuthExchanges {
  readonly #events: ExchangeEvents;
  #open: Exchange | null = null;

  constructor(events: ExchangeEvents) {
    this.#events = events;
  }

  /** Takes AUTH, with the CONNECT that waits for its answer: the first step of the exchange; and CONNACK and DISCONNECT, which may end it. */
  take(
    session: MqttSessionState,
    view: MqttView,
    direction: Direction,
    origin: Origin,
    connect: Exchange | null,
  ): void {
    if (view.packetType === MQTT_AUTH) this.#auth(session, view, direction, origin, connect);
    else this.#conclude(session, view, direction, origin);
  }

  open(): Exchange[] {
    return this.#open === null ? [] : [this.#open];
  }

  #auth(
    session: MqttSessionState,
    view: MqttView,
    direction: Direction,
    origin: Origin,
    connect: Exchange | null,
  ): void {
    let exchange = this.#open;
    if (exchange === null) {
      exchange = new Exchange('auth', CLIENT_TO_SERVER, -1, -1);
      this.#open = exchange;
      // Before CONNACK the CONNECT was the first step; later the client begins anew with reason 0x19.
      if (session.connack === null && connect !== null) exchange.append('CONNECT', connect.frame0, connect.time0Ns);
      this.#events.exchangeStarted(session, exchange);
    }
    append(exchange, 'AUTH', direction, origin);
    if (direction !== CLIENT_TO_SERVER && view.reasonCode === 0) this.#finish(session, exchange, true);
  }

  #conclude(session: MqttSessionState, view: MqttView, direction: Direction, origin: Origin): void {
    const exchange = this.#open;
    if (exchange === null) return;
    append(exchange, view.type, direction, origin);
    if (view.packetType === MQTT_CONNACK && view.reasonCode === 0) this.#finish(session, exchange, true);
    else if (view.reasonCode >= FAILURE) this.#finish(session, exchange, false);
  }

  #finish(session: MqttSessionState, exchange: Exchange, success: boolean): void {
    this.#open = null;
    exchange.finished = true;
    exchange.concluded = success;
    exchange.refused = !success;
    this.#events.exchangeEnded(session, exchange);
  }
}

/** SEMANTICS 1.6: what the client sends is timed by its last byte, what the server answers by its first. */
function append(exchange: Exchange, type: string, direction: Direction, origin: Origin): void {
  if (exchange.types !== null && exchange.types.length >= STEP_LIMIT) return;
  if (direction === CLIENT_TO_SERVER) exchange.append(type, origin.lastFrame, origin.lastTimeNs);
  else exchange.append(type, origin.firstFrame, origin.firstTimeNs);
}
