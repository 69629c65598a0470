// How packets are answered: in the order of arrival, at all, and not if they break the protocol — MQTT 3.1.1 and 5.0 §4.5, §4.6, §4.8, §4.13.

import { CLIENT_TO_SERVER, type Direction, opposite, SERVER_TO_CLIENT } from '../core/direction.ts';
import { severityRank } from '../core/severity.ts';
import type { AnomalyLog } from '../dissect/anomaly-log.ts';
import {
  MQTT_PINGREQ,
  MQTT_PINGRESP,
  MQTT_PUBACK,
  MQTT_PUBLISH,
  MQTT_PUBREC,
  MQTT_PUBREL,
} from '../dissect/application/mqtt/packet-types.ts';
import type { MqttView } from '../dissect/application/mqtt/view.ts';
import type { Origin } from '../flow/listener.ts';
import { ACKS_OUT_OF_ORDER, VIOLATION_TOLERATED } from './delivery-violations.ts';
import { type Exchange, transitionOf } from './exchange.ts';
import { isRefusal } from './exchange-parts.ts';
import type { MqttSessionState } from './session-state.ts';

/** So much later than a request the answer to a later one must come to show that the request was passed over. */
const PASSED_OVER_NS = 1_000_000_000;
/** More messages in flight than this, and the order of resends is not looked at. */
const MOST_IN_FLIGHT = 256;
/** Any error; there is no second level above it. */
const ERROR = severityRank('error');

export class AnswerChecks {
  /** The latest PUBLISH (by its number in the session) the client has answered with PUBACK and with PUBREC. */
  #lastPuback = 0;
  #lastPubrec = 0;
  /** Frame of the latest PUBREC the client has answered with PUBREL. */
  #lastReleased = 0;
  /** Packet type and identifier of requests that break the protocol; null: none. */
  #faulty: Set<number> | null = null;
  #pingsWaiting = 0;
  #lastPingNs = 0;
  /** When the latest answered request of each side was sent, and when the answer came; of the client not counting what it published. */
  #clientAskedNs = -1;
  #clientAnsweredNs = 0;
  #serverAskedNs = -1;
  #serverAnsweredNs = 0;

  /** A packet, before the exchanges take it in; `log` holds what is wrong with its bytes and its place. */
  take(session: MqttSessionState, view: MqttView, direction: Direction, origin: Origin, log: AnomalyLog): void {
    const { packetType } = view;
    const transition = transitionOf(packetType);
    if (transition === null || transition.step > 2 || (packetType === MQTT_PUBLISH && log.count === 0)) return;
    if (transition.step === 0) {
      if (packetType === MQTT_PINGREQ) {
        this.#pingsWaiting++;
        this.#lastPingNs = origin.lastTimeNs;
      }
      if (log.count > 0 && holdsError(log)) this.#noteFaulty(packetType, view.packetIdentifier);
      return;
    }
    if (transition.step === 1 && this.#faulty !== null && !isRefusal(view) && !(view.reasonCode > 0)) {
      const asked = transition.kind === 'publish' ? MQTT_PUBLISH : packetType - 1;
      if (this.#faulty.delete(keyOf(asked, view.packetIdentifier))) log.add(VIOLATION_TOLERATED, view.at, 0, 0);
    }
    if (packetType === MQTT_PINGRESP) {
      if (this.#pingsWaiting === 1) this.#noteAnswer(CLIENT_TO_SERVER, this.#lastPingNs, origin);
      if (this.#pingsWaiting > 0) this.#pingsWaiting--;
      return;
    }
    if (view.packetIdentifier <= 0) return;
    // Hot: what the server acknowledges of a client's publishing is left to the exchange book.
    if (direction !== CLIENT_TO_SERVER && transition.kind === 'publish') return;
    const originator = transition.byOriginator ? direction : opposite(direction);
    const exchange = session.exchanges.find(transition.kind, originator, view.packetIdentifier);
    if (exchange === null) return;
    if (transition.step === 1 && exchange.frame0 !== 0) this.#noteAnswer(originator, exchange.time0Ns, origin);
    if (direction === CLIENT_TO_SERVER && exchange.resends === null && exchange.continuedFrom === null) {
      if (!this.#isInOrder(packetType, exchange)) log.add(ACKS_OUT_OF_ORDER, view.at, 0, view.packetIdentifier);
    }
  }

  /** Is there an earlier message of the same side that waits for its answer and was resent less often than this one is now? */
  isResentTooEarly(session: MqttSessionState, exchange: Exchange): boolean {
    const { exchanges } = session;
    if (exchange.frame0 === 0 || exchange.frame1 !== 0) return false;
    if (exchanges.inFlight(exchange.originator) > MOST_IN_FLIGHT) return false;
    const times = resendsOf(exchange) + 1;
    return exchanges.open().some((other) => {
      if (other.kind !== 'publish' || other.originator !== exchange.originator) return false;
      if (other.frame0 === 0 || other.frame1 !== 0 || other.ordinal >= exchange.ordinal) return false;
      return resendsOf(other) < times;
    });
  }

  /** Requests that stay open although a later one of the same side was answered. */
  passedOver(session: MqttSessionState): Exchange[] {
    return session.exchanges.open().filter((exchange) => {
      const { kind, originator, time0Ns } = exchange;
      if (kind === 'connect' || kind === 'auth' || exchange.frame0 === 0 || exchange.frame1 !== 0) return false;
      if (!session.sawAllOf(opposite(originator))) return false;
      const askedNs = originator === CLIENT_TO_SERVER ? this.#clientAskedNs : this.#serverAskedNs;
      const answeredNs = originator === CLIENT_TO_SERVER ? this.#clientAnsweredNs : this.#serverAnsweredNs;
      return askedNs > time0Ns && answeredNs - time0Ns >= PASSED_OVER_NS;
    });
  }

  /** [MQTT-4.6.0-2], [MQTT-4.6.0-3], [MQTT-4.6.0-4]; both streams are in order whatever the capture lost, so holes change nothing. */
  #isInOrder(packetType: number, exchange: Exchange): boolean {
    if (packetType === MQTT_PUBREL) {
      if (exchange.originator !== CLIENT_TO_SERVER || exchange.frame1 === 0 || exchange.frame2 !== 0) return true;
      if (exchange.frame1 < this.#lastReleased) return false;
      this.#lastReleased = exchange.frame1;
      return true;
    }
    if (exchange.originator !== SERVER_TO_CLIENT || exchange.frame0 === 0 || exchange.frame1 !== 0) return true;
    const { ordinal } = exchange;
    if (packetType === MQTT_PUBACK && exchange.qos === 1) {
      if (ordinal < this.#lastPuback) return false;
      this.#lastPuback = ordinal;
    } else if (packetType === MQTT_PUBREC && exchange.qos === 2) {
      if (ordinal < this.#lastPubrec) return false;
      this.#lastPubrec = ordinal;
    }
    return true;
  }

  #noteFaulty(packetType: number, identifier: number): void {
    this.#faulty ??= new Set();
    this.#faulty.add(keyOf(packetType, identifier));
  }

  #noteAnswer(originator: Direction, requestNs: number, origin: Origin): void {
    if (originator === CLIENT_TO_SERVER) {
      if (requestNs <= this.#clientAskedNs) return;
      this.#clientAskedNs = requestNs;
      this.#clientAnsweredNs = origin.firstTimeNs;
    } else {
      if (requestNs <= this.#serverAskedNs) return;
      this.#serverAskedNs = requestNs;
      this.#serverAnsweredNs = origin.firstTimeNs;
    }
  }
}

function resendsOf(exchange: Exchange): number {
  return exchange.resends?.length ?? 0;
}

function keyOf(packetType: number, identifier: number): number {
  return packetType * 65_536 + Math.max(0, identifier);
}

/** Does a packet break the protocol, by its bytes or by its place? */
export function holdsError(log: AnomalyLog): boolean {
  for (let i = 0; i < log.count; i++) {
    const kind = log.kind(i);
    if (severityRank(kind.severity) >= ERROR && kind.id.startsWith('mqtt.')) return true;
  }
  return false;
}
