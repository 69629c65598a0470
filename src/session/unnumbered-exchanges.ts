// CONNECT → CONNACK and PINGREQ → PINGRESP: answered in order, without a packet identifier.

import { CLIENT_TO_SERVER } from '../core/direction.ts';
import type { MqttView } from '../dissect/application/mqtt/view.ts';
import type { Origin } from '../flow/listener.ts';
import type { Exchange, Transition } from './exchange.ts';
import { type ExchangeEvents, startExchange } from './exchange-events.ts';
import type { MqttSessionState } from './session-state.ts';
import { PINGRESP_WITHOUT_PINGREQ } from './violations.ts';

/** Pings waiting for an answer; one more gives up the oldest. */
const PING_LIMIT = 64;

export class UnnumberedExchanges {
  readonly #events: ExchangeEvents;
  #connect: Exchange | null = null;
  #pings: Exchange[] | null = null;

  constructor(events: ExchangeEvents) {
    this.#events = events;
  }

  take(session: MqttSessionState, view: MqttView, transition: Transition, origin: Origin): void {
    const isPing = transition.kind === 'ping';
    if (transition.step === 0) {
      if (isPing) this.#ping(session, origin);
      else this.#connectAgain(session, origin);
      return;
    }
    const waiting = isPing ? (this.#pings?.shift() ?? null) : this.#connect;
    if (isPing && waiting === null && session.sawAllOf(CLIENT_TO_SERVER)) {
      this.#events.violationSuspected(session, PINGRESP_WITHOUT_PINGREQ, origin.lastFrame, CLIENT_TO_SERVER);
    }
    const exchange = waiting ?? this.#start(session, transition, 1, origin);
    exchange.enter(1, origin.firstFrame, origin.firstTimeNs);
    if (!isPing) {
      exchange.refused = view.reasonCode > 0;
      this.#connect = null;
    }
    this.#finish(session, exchange);
  }

  open(): Exchange[] {
    const pings = this.#pings ?? [];
    return this.#connect === null ? [...pings] : [this.#connect, ...pings];
  }

  clear(): void {
    this.#connect = null;
    this.#pings = null;
  }

  #ping(session: MqttSessionState, origin: Origin): void {
    this.#pings ??= [];
    if (this.#pings.length === PING_LIMIT) {
      const oldest = this.#pings.shift();
      if (oldest !== undefined) this.#finish(session, oldest);
    }
    this.#pings.push(startExchange(this.#events, session, 'ping', CLIENT_TO_SERVER, -1, -1, 0, origin));
  }

  /** A second CONNECT is a violation of its own; the first stays unanswered. */
  #connectAgain(session: MqttSessionState, origin: Origin): void {
    if (this.#connect !== null) this.#finish(session, this.#connect);
    this.#connect = startExchange(this.#events, session, 'connect', CLIENT_TO_SERVER, -1, -1, 0, origin);
  }

  #start(session: MqttSessionState, { kind }: Transition, step: number, origin: Origin): Exchange {
    return startExchange(this.#events, session, kind, CLIENT_TO_SERVER, -1, -1, step, origin);
  }

  #finish(session: MqttSessionState, exchange: Exchange): void {
    exchange.finished = true;
    this.#events.exchangeEnded(session, exchange);
  }
}
