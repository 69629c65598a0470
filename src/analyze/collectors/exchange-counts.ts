// How many exchanges of each kind, QoS, originator and state: numbers in one array, words only in the report.

import { type Direction, SENDERS } from '../../core/direction.ts';
import { type Exchange, exchangeState } from '../../session/exchange.ts';
import type { ExchangeKind, ExchangeState } from '../../session/mqtt-session.ts';
import type { MqttReport } from '../analysis.ts';

const KINDS: readonly ExchangeKind[] = ['connect', 'publish', 'subscribe', 'unsubscribe', 'ping', 'auth'];
const STATES: readonly ExchangeState[] = ['complete', 'refused', 'unconfirmed', 'continued', 'partial'];
/** −1 (no PUBLISH), 0, 1, 2. */
const QOS_VALUES = 4;
const DIRECTIONS: readonly Direction[] = [0, 1];

function slotOf(kind: number, qos: number, originator: number, state: number): number {
  return ((kind * QOS_VALUES + qos + 1) * 2 + originator) * STATES.length + state;
}

export class ExchangeCounts {
  readonly #counts: number[] = new Array<number>(KINDS.length * QOS_VALUES * 2 * STATES.length).fill(0);

  add(exchange: Exchange): void {
    this.#count(exchange, exchangeState(exchange), 1);
  }

  /** An exchange that was counted as it ended is continued on another connection now. */
  continued(exchange: Exchange): void {
    if (exchangeState(exchange) !== 'continued') return;
    this.#count(exchange, 'unconfirmed', -1);
    this.#count(exchange, 'continued', 1);
  }

  #count(exchange: Exchange, state: ExchangeState, by: number): void {
    const slot = slotOf(KINDS.indexOf(exchange.kind), exchange.qos, exchange.originator, STATES.indexOf(state));
    this.#counts[slot] = (this.#counts[slot] ?? 0) + by;
  }

  /** Only what occurs; `open` is counted besides, as it stands. */
  rows(open: readonly Exchange[]): MqttReport['exchangeStates'] {
    const all = new ExchangeCounts();
    this.#counts.forEach((count, slot) => {
      all.#counts[slot] = count;
    });
    for (const exchange of open) all.add(exchange);
    return KINDS.flatMap((kind, k) =>
      [-1, 0, 1, 2].flatMap((qos) =>
        DIRECTIONS.flatMap((originator) =>
          STATES.flatMap((state, s) => {
            const count = all.#counts[slotOf(k, qos, originator, s)] ?? 0;
            return count === 0
              ? []
              : [{ kind, qos: qos < 0 ? null : qos, originator: SENDERS[originator], state, count }];
          }),
        ),
      ),
    );
  }
}
