// The exchanges of one connection, step by step, up to a limit; and how many there were of each kind and state, always.

import { type Exchange, exchangeRecord } from '../../session/exchange.ts';
import type { ExchangeRecord, PingRecord } from '../../session/mqtt-session.ts';
import type { MqttSessionState } from '../../session/session-state.ts';
import type { MqttReport } from '../analysis.ts';
import type { PingStatistics } from '../mqtt-session-report.ts';
import { ExchangeCounts } from './exchange-counts.ts';

export class MqttExchanges {
  readonly #limit: number;
  readonly #kept: Exchange[] = [];
  readonly #pings: Exchange[] = [];
  readonly #ended = new ExchangeCounts();
  count = 0;
  pingsCount = 0;
  #answeredPings = 0;
  #shortestPingNs = Number.POSITIVE_INFINITY;
  #longestPingNs = -1;

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
    if (exchange.kind !== 'ping' || exchange.frame0 === 0 || exchange.frame1 === 0) return;
    const ns = exchange.time1Ns - exchange.time0Ns;
    this.#answeredPings++;
    this.#shortestPingNs = Math.min(this.#shortestPingNs, ns);
    this.#longestPingNs = Math.max(this.#longestPingNs, ns);
  }

  /** A later connection goes on with what this one left open. */
  continued(exchange: Exchange): void {
    if (exchange.finished) this.#ended.continued(exchange);
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

  pingStatistics(): PingStatistics {
    const sorted = this.pings()
      .flatMap(({ rttNs }) => rttNs ?? [])
      .sort((a, b) => a - b);
    const none = this.#answeredPings === 0;
    return {
      answered: this.#answeredPings,
      unanswered: this.pingsCount - this.#answeredPings,
      minNs: none ? null : this.#shortestPingNs,
      medianNs: sorted[Math.floor((sorted.length - 1) / 2)] ?? null,
      maxNs: none ? null : this.#longestPingNs,
    };
  }

  pings(): PingRecord[] {
    return this.#pings.map(({ frame0, frame1, time0Ns, time1Ns }) => ({
      requestFrame: frame0 === 0 ? null : frame0,
      responseFrame: frame1 === 0 ? null : frame1,
      rttNs: frame0 === 0 || frame1 === 0 ? null : time1Ns - time0Ns,
    }));
  }
}
