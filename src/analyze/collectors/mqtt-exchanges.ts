// The exchanges of one connection, step by step, up to a limit; and how many there were of each kind and state, always.

import { type Exchange, exchangeRecord } from '../../session/exchange.ts';
import type { ExchangeRecord, PingRecord } from '../../session/mqtt-session.ts';
import type { MqttSessionState } from '../../session/session-state.ts';
import type { MqttReport } from '../analysis.ts';
import { ExchangeCounts } from './exchange-counts.ts';

export class MqttExchanges {
  readonly #limit: number;
  readonly #kept: Exchange[] = [];
  readonly #pings: Exchange[] = [];
  readonly #ended = new ExchangeCounts();
  count = 0;
  pingsCount = 0;

  constructor(limit: number) {
    this.#limit = limit;
  }

  started(exchange: Exchange): void {
    this.count++;
    if (this.#kept.length < this.#limit) this.#kept.push(exchange);
    if (exchange.kind !== 'ping') return;
    this.pingsCount++;
    if (this.#pings.length < this.#limit) this.#pings.push(exchange);
  }

  ended(exchange: Exchange): void {
    this.#ended.add(exchange);
  }

  get capped(): boolean {
    return this.#kept.length < this.count || this.#pings.length < this.pingsCount;
  }

  /** In order of their first step. */
  records(session: MqttSessionState): ExchangeRecord[] {
    return [...this.#kept]
      .sort((a, b) => a.firstFrame - b.firstFrame)
      .map((exchange) => exchangeRecord(exchange, session.stream, session.flow.time));
  }

  /** The exchanges still open count as they stand. */
  states(session: MqttSessionState): MqttReport['exchangeStates'] {
    return this.#ended.rows(session.exchanges.open());
  }

  pings(): PingRecord[] {
    return this.#pings.map(({ frame0, frame1, time0Ns, time1Ns }) => ({
      requestFrame: frame0 === 0 ? null : frame0,
      responseFrame: frame1 === 0 ? null : frame1,
      rttNs: frame0 === 0 || frame1 === 0 ? null : time1Ns - time0Ns,
    }));
  }
}
