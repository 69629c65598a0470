// Enhanced authentication: CONNECT → AUTH … → CONNACK, and AUTH again at any time later — MQTT 5.0 §3.15, §4.12.

import { CLIENT_TO_SERVER, type Direction } from '../core/direction.ts';
import { MQTT_AUTH, MQTT_CONNACK, MQTT_CONNECT, MQTT_DISCONNECT } from '../dissect/application/mqtt/packet-types.ts';
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
  #connectFrame = 0;
  #connectTimeNs = 0;

  constructor(events: ExchangeEvents) {
    this.#events = events;
  }

  /** Takes CONNECT, CONNACK, AUTH and DISCONNECT; an exchange begins with the first AUTH, whose CONNECT is its first step. */
  take(session: MqttSessionState, view: MqttView, direction: Direction, origin: Origin): void {
    switch (view.packetType) {
      case MQTT_CONNECT:
        this.#connectFrame = origin.lastFrame;
        this.#connectTimeNs = origin.lastTimeNs;
        return;
      case MQTT_AUTH:
        this.#auth(session, view, direction, origin);
        return;
      case MQTT_CONNACK:
      case MQTT_DISCONNECT:
        this.#conclude(session, view, direction, origin);
        return;
    }
  }

  open(): Exchange[] {
    return this.#open === null ? [] : [this.#open];
  }

  clear(): void {
    this.#open = null;
  }

  #auth(session: MqttSessionState, view: MqttView, direction: Direction, origin: Origin): void {
    let exchange = this.#open;
    if (exchange === null) {
      exchange = new Exchange('auth', CLIENT_TO_SERVER, -1, -1);
      this.#open = exchange;
      // Before CONNACK the CONNECT was the first step; later the client begins anew with reason 0x19.
      if (session.connack === null && this.#connectFrame !== 0) {
        exchange.append('CONNECT', this.#connectFrame, this.#connectTimeNs);
      }
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
