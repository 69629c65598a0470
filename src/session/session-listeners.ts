// The listeners of sessions, sorted by hook once: a hook nobody implements costs nothing.

import type { AnomalyKind } from '../core/anomaly-kind.ts';
import type { Direction } from '../core/direction.ts';
import type { AnomalyLog } from '../dissect/anomaly-log.ts';
import type { MqttView } from '../dissect/application/mqtt/view.ts';
import type { Origin } from '../flow/listener.ts';
import type { Exchange } from './exchange.ts';
import type { SessionListener } from './session-listener.ts';
import type { MqttSessionState } from './session-state.ts';

export class SessionListeners {
  /** Those that hear of messages or exchanges. */
  readonly #followers: readonly SessionListener[];
  readonly #session: readonly SessionListener[];
  readonly #messageStart: readonly SessionListener[];
  readonly #message: readonly SessionListener[];
  readonly #exchangeStart: readonly SessionListener[];
  readonly #exchange: readonly SessionListener[];
  readonly #exchangeContinued: readonly SessionListener[];
  readonly #violation: readonly SessionListener[];
  readonly #sessionEnd: readonly SessionListener[];

  constructor(listeners: readonly SessionListener[]) {
    const having = (hook: keyof SessionListener): readonly SessionListener[] =>
      listeners.filter((listener) => listener[hook] !== undefined);
    this.#session = having('onSession');
    this.#messageStart = having('onSessionMessageStart');
    this.#message = having('onSessionMessage');
    this.#exchangeStart = having('onExchangeStart');
    this.#exchange = having('onExchange');
    this.#exchangeContinued = having('onExchangeContinued');
    this.#violation = having('onViolation');
    this.#sessionEnd = having('onSessionEnd');
    const hearing = [this.#messageStart, this.#message, this.#exchangeStart, this.#exchange, this.#exchangeContinued];
    this.#followers = listeners.filter((listener) => hearing.some((list) => list.includes(listener)));
  }

  /** Does anybody care for the messages and exchanges of this session? */
  follow(session: MqttSessionState): boolean {
    return this.#followers.some((listener) => listener.follows?.(session) ?? true);
  }

  session(session: MqttSessionState): void {
    for (const listener of this.#session) listener.onSession?.(session);
  }

  messageStart(
    session: MqttSessionState,
    direction: Direction,
    view: MqttView,
    origin: Origin,
    topic: string | null,
  ): void {
    for (const listener of this.#messageStart) {
      listener.onSessionMessageStart?.(session, direction, view, origin, topic);
    }
  }

  message(
    session: MqttSessionState,
    direction: Direction,
    view: MqttView,
    origin: Origin,
    topic: string | null,
    number: number,
    anomalies: AnomalyLog,
  ): void {
    for (const listener of this.#message) {
      listener.onSessionMessage?.(session, direction, view, origin, topic, number, anomalies);
    }
  }

  exchangeStart(session: MqttSessionState, exchange: Exchange): void {
    for (const listener of this.#exchangeStart) listener.onExchangeStart?.(session, exchange);
  }

  exchange(session: MqttSessionState, exchange: Exchange): void {
    for (const listener of this.#exchange) listener.onExchange?.(session, exchange);
  }

  exchangeContinued(session: MqttSessionState, exchange: Exchange, before: MqttSessionState, earlier: Exchange): void {
    for (const listener of this.#exchangeContinued) {
      listener.onExchangeContinued?.(session, exchange, before, earlier);
    }
  }

  violation(session: MqttSessionState, kind: AnomalyKind, frame: number, ordinal: number): void {
    for (const listener of this.#violation) listener.onViolation?.(session, kind, frame, ordinal);
  }

  sessionEnd(session: MqttSessionState): void {
    for (const listener of this.#sessionEnd) listener.onSessionEnd?.(session);
  }
}
