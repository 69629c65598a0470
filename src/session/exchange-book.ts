// The exchanges of one connection: which are open, what each packet does to them, how many messages are in flight — MQTT 3.1.1 and 5.0 §4.3.
// A message whose direction was held up by a hole may be delivered after its answer: steps are entered in any order.

import type { AnomalyKind } from '../core/anomaly-kind.ts';
import { CLIENT_TO_SERVER, type Direction, opposite } from '../core/direction.ts';
import type { AnomalyLog } from '../dissect/anomaly-log.ts';
import { MQTT_AUTH, MQTT_CONNACK } from '../dissect/application/mqtt/packet-types.ts';
import type { MqttView } from '../dissect/application/mqtt/view.ts';
import type { Origin } from '../flow/listener.ts';
import { AuthExchanges } from './auth-exchanges.ts';
import { continueEarlier } from './carried-exchanges.ts';
import { ACK_OF_WRONG_QOS } from './delivery-violations.ts';
import { type Exchange, stepsOf, type Transition, transitionOf } from './exchange.ts';
import { type ExchangeEvents, startExchange } from './exchange-events.ts';
import { checkCodes, fillRequest, isRefusal } from './exchange-parts.ts';
import { InFlightMeter } from './in-flight-meter.ts';
import type { ExchangeKind } from './mqtt-session.ts';
import { OpenExchanges } from './open-exchanges.ts';
import { takeOutExchange } from './quick-lane.ts';
import { isOrphan, RecentExchanges } from './recent-exchanges.ts';
import type { SessionRecords } from './session-records.ts';
import type { MqttSessionState } from './session-state.ts';
import { UnnumberedExchanges } from './unnumbered-exchanges.ts';
import {
  ACK_WITHOUT_REQUEST,
  DUP_ON_FIRST_TRANSMISSION,
  PACKET_ID_REUSED,
  PUBCOMP_WITHOUT_PUBREL,
  PUBREL_WITHOUT_PUBREC,
  RECEIVE_MAXIMUM_EXCEEDED,
  RESENT_AFTER_PUBREL,
  RESENT_IN_CONNECTION,
} from './violations.ts';

/** Resends noted per exchange. */
const RESEND_LIMIT = 1000;

/** Is itself the list of what is open and has an identifier: one object a connection, of which there may be many. */
export class ExchangeBook extends OpenExchanges {
  readonly #events: ExchangeEvents;
  /** Created by the first packet of their kinds. */
  #unnumbered: UnnumberedExchanges | null = null;
  #auth: AuthExchanges | null = null;
  #recent: RecentExchanges | null = null;
  /** QoS > 0 messages without their last step over time, by publisher; null: none yet, or nobody follows the session. */
  clientMeter: InFlightMeter | null = null;
  serverMeter: InFlightMeter | null = null;

  constructor(events: ExchangeEvents) {
    super();
    this.#events = events;
  }

  maximumInFlight(publisher: Direction): number {
    return (publisher === CLIENT_TO_SERVER ? this.clientMeter : this.serverMeter)?.maximum ?? 0;
  }

  /** Of the exchanges that have an identifier. */
  get isQuiet(): boolean {
    return this.isEmpty && this.#recent === null;
  }

  /** Takes in what lies in the session's record. */
  complete(records: SessionRecords, at: number): void {
    const exchange = takeOutExchange(records, at, this.#events.pool);
    if (exchange === null) return;
    this.add(exchange);
    this.countInFlight(exchange);
  }

  /** Takes one packet in; what is wrong with its place is added to `log`. */
  take(
    session: MqttSessionState,
    view: MqttView,
    direction: Direction,
    origin: Origin,
    topic: string | null,
    log: AnomalyLog,
  ): void {
    const transition = transitionOf(view.packetType);
    if (transition === null) {
      if (view.packetType === MQTT_AUTH) this.#auth ??= new AuthExchanges(this.#events);
      this.#auth?.take(session, view, direction, origin, this.#unnumbered?.connect ?? null); // or DISCONNECT in the middle of it
      return;
    }
    // Only publishing goes both ways; a packet in the wrong direction is an anomaly of its own and part of no exchange.
    if (transition.kind !== 'publish' && (transition.step === 0) !== (direction === CLIENT_TO_SERVER)) return;
    if (transition.kind === 'connect' || transition.kind === 'ping') {
      this.#unnumbered ??= new UnnumberedExchanges();
      this.#unnumbered.take(this.#events, session, view, transition, origin);
      if (view.packetType === MQTT_CONNACK) this.#auth?.take(session, view, direction, origin, null);
      return;
    }
    if (view.packetIdentifier <= 0) return; // QoS 0, or a packet cut before its identifier
    if (transition.step === 0) this.#request(session, view, transition.kind, direction, origin, topic, log);
    else this.#answer(session, view, transition, direction, origin, log);
  }

  /** The exchanges that are open now, in order of their first frame; cold. */
  open(): Exchange[] {
    const list = [
      ...this.all(),
      ...(this.#unnumbered?.open() ?? []),
      ...(this.#auth?.open() ?? []),
      ...(this.#recent?.orphans() ?? []),
    ];
    return list.sort((a, b) => a.firstFrame - b.firstFrame);
  }

  /** The session has ended: whatever is open stays as it is. */
  end(session: MqttSessionState): void {
    const open = this.open();
    this.clear();
    this.#unnumbered = null;
    this.#auth = null;
    this.#recent = null;
    for (const exchange of open) {
      exchange.finished = true;
      this.#events.exchangeEnded(session, exchange);
    }
  }

  #request(
    session: MqttSessionState,
    view: MqttView,
    kind: ExchangeKind,
    direction: Direction,
    origin: Origin,
    topic: string | null,
    log: AnomalyLog,
  ): void {
    const isPublish = kind === 'publish';
    if (isPublish && view.qos !== 1 && view.qos !== 2) return;
    const id = view.packetIdentifier;
    const open = this.find(kind, direction, id);
    if (this.#joinLate(session, open, kind, direction, view, origin, topic)) return;
    if (open !== null) {
      if (isPublish && view.dup) {
        this.#resent(session, open, view, direction, origin, log);
        return;
      }
      this.#suspect(session, PACKET_ID_REUSED, origin, opposite(direction));
      this.#finish(session, open, origin);
    } else {
      if (this.hasOtherKind(kind, direction, id)) {
        this.#suspect(session, PACKET_ID_REUSED, origin, opposite(direction));
      }
      if (isPublish && view.dup && session.sawAllOf(direction)) log.add(DUP_ON_FIRST_TRANSMISSION, view.at, 0, id);
    }
    const exchange = startExchange(this.#events, session, kind, direction, isPublish ? view.qos : -1, id, 0, origin);
    fillRequest(exchange, view, origin, topic);
    this.add(exchange);
    if (!isPublish) return;
    if (view.dup && session.link !== null) continueEarlier(this.#events, session, exchange, 0, origin);
    this.#countInFlight(session, exchange, view, direction, origin);
  }

  /** A request that comes after its answers because its direction was held up: it is the first step of what is already there. */
  #joinLate(
    session: MqttSessionState,
    open: Exchange | null,
    kind: ExchangeKind,
    direction: Direction,
    view: MqttView,
    origin: Origin,
    topic: string | null,
  ): boolean {
    if (open !== null && open.frame0 === 0 && open.firstFrame > origin.lastFrame) {
      fillRequest(open, view, origin, topic);
      return true;
    }
    const orphan = this.#recent?.takeOrphan(kind, direction, view.packetIdentifier, origin.lastFrame) ?? null;
    if (orphan === null) return false;
    fillRequest(orphan, view, origin, topic);
    this.#events.exchangeEnded(session, orphan);
    return true;
  }

  #resent(
    session: MqttSessionState,
    exchange: Exchange,
    view: MqttView,
    direction: Direction,
    origin: Origin,
    log: AnomalyLog,
  ): void {
    exchange.resends ??= [];
    if (exchange.resends.length < RESEND_LIMIT) exchange.resends.push(origin.lastFrame);
    if (exchange.frame2 !== 0) log.add(RESENT_AFTER_PUBREL, view.at, 0, view.packetIdentifier);
    else if (view.version === 5 && session.sawAllOf(direction)) {
      log.add(RESENT_IN_CONNECTION, view.at, 0, view.packetIdentifier);
    }
  }

  #answer(
    session: MqttSessionState,
    view: MqttView,
    transition: Transition,
    direction: Direction,
    origin: Origin,
    log: AnomalyLog,
  ): void {
    const id = view.packetIdentifier;
    const step = transition.step;
    const originator = transition.byOriginator ? direction : opposite(direction);
    let exchange = this.find(transition.kind, originator, id);
    if (exchange !== null && transition.kind === 'publish' && exchange.qos !== transition.qos) {
      // PUBACK for a QoS 2 message or the reverse: this is not the exchange it answers.
      this.#suspect(session, ACK_OF_WRONG_QOS, origin, originator);
      this.#finish(session, exchange, origin);
      exchange = null;
    } else if (exchange === null) {
      if (this.#recent?.answers(transition, originator, id, origin) === true) return;
      this.#suspect(session, ACK_WITHOUT_REQUEST, origin, originator);
    } else {
      this.#checkOrder(session, exchange, step, originator, origin);
    }
    if (exchange === null) {
      exchange = startExchange(this.#events, session, transition.kind, originator, transition.qos, id, step, origin);
      this.add(exchange);
      if (step === 2 && session.link !== null) continueEarlier(this.#events, session, exchange, step, origin);
    } else if (exchange.frame(step) !== 0) {
      return; // an acknowledgement of a resend
    } else {
      exchange.enter(step, origin.firstFrame, origin.firstTimeNs);
    }
    if (step === 1 && transition.kind !== 'publish') checkCodes(session, exchange, view, log);
    if (isRefusal(view)) exchange.refused = true;
    const last = stepsOf(transition.kind, exchange.qos).length - 1;
    if (step === last || (exchange.refused && !transition.byOriginator)) this.#finish(session, exchange, origin);
  }

  #checkOrder(
    session: MqttSessionState,
    exchange: Exchange,
    step: number,
    originator: Direction,
    origin: Origin,
  ): void {
    if (step === 2 && exchange.frame1 === 0) {
      this.#suspect(session, PUBREL_WITHOUT_PUBREC, origin, opposite(originator));
    } else if (step === 3 && exchange.frame2 === 0) {
      this.#suspect(session, PUBCOMP_WITHOUT_PUBREL, origin, originator);
    }
  }

  #countInFlight(
    session: MqttSessionState,
    exchange: Exchange,
    view: MqttView,
    direction: Direction,
    origin: Origin,
  ): void {
    const now = this.countInFlight(exchange);
    if (session.isFollowed) this.#meter(direction).up(origin.lastFrame, origin.lastTimeNs);
    if (view.version !== 5) return;
    const limit = session.limitsFor(direction)?.receiveMaximum;
    if (limit !== undefined && now > limit) {
      this.#suspect(session, RECEIVE_MAXIMUM_EXCEEDED, origin, opposite(direction));
    }
  }

  /** Something was not sent before this packet, unless a hole of `relies` hides it. */
  #suspect(session: MqttSessionState, kind: AnomalyKind, origin: Origin, relies: Direction): void {
    if (session.sawAllOf(relies)) this.#events.violationSuspected(session, kind, origin.lastFrame, relies);
  }

  #meter(direction: Direction): InFlightMeter {
    if (direction === CLIENT_TO_SERVER) {
      this.clientMeter ??= new InFlightMeter();
      return this.clientMeter;
    }
    this.serverMeter ??= new InFlightMeter();
    return this.serverMeter;
  }

  #finish(session: MqttSessionState, exchange: Exchange, origin: Origin): void {
    exchange.finished = true;
    this.remove(exchange);
    if (exchange.inFlight) {
      this.countLanded(exchange);
      if (session.isFollowed) this.#meter(exchange.originator).down(origin.firstFrame, origin.firstTimeNs);
    }
    const orphan = isOrphan(exchange);
    if (orphan || exchange.resends !== null) {
      this.#recent ??= new RecentExchanges();
      const givenUp = this.#recent.add(exchange);
      if (givenUp !== null && isOrphan(givenUp)) this.#events.exchangeEnded(session, givenUp);
    }
    if (orphan) return;
    this.#events.exchangeEnded(session, exchange);
    if (!session.isFollowed) this.#events.pool.giveBack(exchange);
  }
}
