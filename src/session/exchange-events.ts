// What the books of exchanges tell, and how an exchange begins.

import type { AnomalyKind } from '../core/anomaly-kind.ts';
import type { Direction } from '../core/direction.ts';
import type { Origin } from '../flow/listener.ts';
import { Exchange } from './exchange.ts';
import type { ExchangePool } from './exchange-pool.ts';
import type { ExchangeKind } from './mqtt-session.ts';
import type { MqttSessionState } from './session-state.ts';

/** Told about beginnings and ends. */
export interface ExchangeEvents {
  readonly pool: ExchangePool;
  exchangeStarted(session: MqttSessionState, exchange: Exchange): void;
  exchangeEnded(session: MqttSessionState, exchange: Exchange): void;
  /** `exchange` goes on with what an earlier connection left open. */
  exchangeContinued(session: MqttSessionState, exchange: Exchange, before: MqttSessionState, earlier: Exchange): void;
  /** True unless a hole shows in the direction it relies on. */
  violationSuspected(session: MqttSessionState, kind: AnomalyKind, frame: number, relies: Direction): void;
  /** True, of a message that went by earlier: `ordinal` is its number in the session. */
  violationFound(session: MqttSessionState, kind: AnomalyKind, frame: number, ordinal: number): void;
}

/** SEMANTICS 1.6: a request is timed by its last byte, an answer by its first. */
export function startExchange(
  events: ExchangeEvents,
  session: MqttSessionState,
  kind: ExchangeKind,
  originator: Direction,
  qos: number,
  id: number,
  step: number,
  origin: Origin,
): Exchange {
  const isShort = !session.isFollowed && kind === 'publish';
  const exchange = isShort ? events.pool.take(originator, qos, id) : new Exchange(kind, originator, qos, id);
  exchange.ordinal = session.allMessages;
  if (step === 0) exchange.enter(0, origin.lastFrame, origin.lastTimeNs);
  else exchange.enter(step, origin.firstFrame, origin.firstTimeNs);
  events.exchangeStarted(session, exchange);
  return exchange;
}
