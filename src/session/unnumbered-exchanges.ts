// CONNECT → CONNACK and PINGREQ → PINGRESP: answered in order, without a packet identifier.

import { CLIENT_TO_SERVER } from '../core/direction.ts';
import type { MqttView } from '../dissect/application/mqtt/view.ts';
import type { Origin } from '../flow/listener.ts';
import type { Exchange, Transition } from './exchange.ts';
import { type ExchangeEvents, startExchange } from './exchange-events.ts';
import type { ExchangeKind } from './mqtt-session.ts';
import type { MqttSessionState } from './session-state.ts';
import { PINGRESP_WITHOUT_PINGREQ } from './violations.ts';

/** Pings waiting for an answer; one more gives up the oldest. */
const PING_LIMIT = 64;

export class UnnumberedExchanges {
  #connect: Exchange | null = null;
  /** The oldest; each knows the next one. */
  #firstPing: Exchange | null = null;

  /** The CONNECT that waits for its answer; null: none does. */
  get connect(): Exchange | null {
    return this.#connect;
  }

  take(
    events: ExchangeEvents,
    session: MqttSessionState,
    view: MqttView,
    transition: Transition,
    origin: Origin,
  ): void {
    const isPing = transition.kind === 'ping';
    if (transition.step === 0) {
      if (isPing) this.#ping(events, session, origin);
      else this.#connectAgain(events, session, origin);
      return;
    }
    const waiting = isPing ? this.#takePing() : this.#connect;
    if (isPing && waiting === null && session.sawAllOf(CLIENT_TO_SERVER)) {
      events.violationSuspected(session, PINGRESP_WITHOUT_PINGREQ, origin.lastFrame, CLIENT_TO_SERVER);
    }
    const exchange = waiting ?? start(events, session, transition.kind, 1, origin);
    exchange.enter(1, origin.firstFrame, origin.firstTimeNs);
    if (!isPing) {
      exchange.refused = view.reasonCode > 0;
      this.#connect = null;
    }
    finish(events, session, exchange);
  }

  open(): Exchange[] {
    const list = this.#connect === null ? [] : [this.#connect];
    for (let ping = this.#firstPing; ping !== null; ping = ping.next) list.push(ping);
    return list;
  }

  #ping(events: ExchangeEvents, session: MqttSessionState, origin: Origin): void {
    let last: Exchange | null = null;
    let waiting = 0;
    for (let ping = this.#firstPing; ping !== null; ping = ping.next) {
      last = ping;
      waiting++;
    }
    const oldest = waiting === PING_LIMIT ? this.#takePing() : null;
    if (oldest !== null) finish(events, session, oldest);
    const ping = start(events, session, 'ping', 0, origin);
    if (last === null) this.#firstPing = ping;
    else last.next = ping;
  }

  #takePing(): Exchange | null {
    const ping = this.#firstPing;
    if (ping === null) return null;
    this.#firstPing = ping.next;
    ping.next = null;
    return ping;
  }

  /** A second CONNECT is a violation of its own; the first stays unanswered. */
  #connectAgain(events: ExchangeEvents, session: MqttSessionState, origin: Origin): void {
    if (this.#connect !== null) finish(events, session, this.#connect);
    this.#connect = start(events, session, 'connect', 0, origin);
  }
}

function start(
  events: ExchangeEvents,
  session: MqttSessionState,
  kind: ExchangeKind,
  step: number,
  origin: Origin,
): Exchange {
  return startExchange(events, session, kind, CLIENT_TO_SERVER, -1, -1, step, origin);
}

function finish(events: ExchangeEvents, session: MqttSessionState, exchange: Exchange): void {
  exchange.finished = true;
  events.exchangeEnded(session, exchange);
}
