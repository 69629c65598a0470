// Exchanges: who sends which step of CONNECT, PUBLISH QoS 1 and 2, SUBSCRIBE, UNSUBSCRIBE, PING and AUTH — MQTT 3.1.1 and 5.0 §4.3, §3.1–§3.15.

import { type Direction, SENDERS } from '../core/direction.ts';
import type { TimeBase } from '../core/time.ts';
import {
  MQTT_CONNACK,
  MQTT_CONNECT,
  MQTT_PINGREQ,
  MQTT_PINGRESP,
  MQTT_PUBACK,
  MQTT_PUBCOMP,
  MQTT_PUBLISH,
  MQTT_PUBREC,
  MQTT_PUBREL,
  MQTT_SUBACK,
  MQTT_SUBSCRIBE,
  MQTT_UNSUBACK,
  MQTT_UNSUBSCRIBE,
} from '../dissect/application/mqtt/packet-types.ts';
import type { Continuation, ExchangeKind, ExchangeRecord, ExchangeState, ExchangeStep } from './mqtt-session.ts';

const CONNECT_STEPS: readonly string[] = ['CONNECT', 'CONNACK'];
const QOS1_STEPS: readonly string[] = ['PUBLISH', 'PUBACK'];
const QOS2_STEPS: readonly string[] = ['PUBLISH', 'PUBREC', 'PUBREL', 'PUBCOMP'];
const SUBSCRIBE_STEPS: readonly string[] = ['SUBSCRIBE', 'SUBACK'];
const UNSUBSCRIBE_STEPS: readonly string[] = ['UNSUBSCRIBE', 'UNSUBACK'];
const PING_STEPS: readonly string[] = ['PINGREQ', 'PINGRESP'];
const NO_STEPS: readonly string[] = [];

/** The packet types of an exchange, in order. */
export function stepsOf(kind: ExchangeKind, qos: number): readonly string[] {
  switch (kind) {
    case 'connect':
      return CONNECT_STEPS;
    case 'publish':
      return qos === 2 ? QOS2_STEPS : QOS1_STEPS;
    case 'subscribe':
      return SUBSCRIBE_STEPS;
    case 'unsubscribe':
      return UNSUBSCRIBE_STEPS;
    case 'ping':
      return PING_STEPS;
    case 'auth':
      return NO_STEPS; // as many as the method needs: the exchange itself knows
  }
}

/** What a packet type does to an exchange. */
export interface Transition {
  readonly kind: ExchangeKind;
  /** PUBLISH exchanges: the QoS this packet belongs to; −1: PUBLISH itself says it, or no PUBLISH. */
  readonly qos: number;
  readonly step: number;
  /** false: whoever sends it answers an exchange of the other side. */
  readonly byOriginator: boolean;
}

function row(kind: ExchangeKind, qos: number, step: number): Transition {
  return { kind, qos, step, byOriginator: step % 2 === 0 };
}

const TRANSITIONS: readonly (Transition | null)[] = ((): (Transition | null)[] => {
  const table: (Transition | null)[] = new Array<Transition | null>(16).fill(null);
  table[MQTT_CONNECT] = row('connect', -1, 0);
  table[MQTT_CONNACK] = row('connect', -1, 1);
  table[MQTT_PUBLISH] = row('publish', -1, 0);
  table[MQTT_PUBACK] = row('publish', 1, 1);
  table[MQTT_PUBREC] = row('publish', 2, 1);
  table[MQTT_PUBREL] = row('publish', 2, 2);
  table[MQTT_PUBCOMP] = row('publish', 2, 3);
  table[MQTT_SUBSCRIBE] = row('subscribe', -1, 0);
  table[MQTT_SUBACK] = row('subscribe', -1, 1);
  table[MQTT_UNSUBSCRIBE] = row('unsubscribe', -1, 0);
  table[MQTT_UNSUBACK] = row('unsubscribe', -1, 1);
  table[MQTT_PINGREQ] = row('ping', -1, 0);
  table[MQTT_PINGRESP] = row('ping', -1, 1);
  return table;
})();

/** null: the packet type belongs to no exchange of a fixed length (DISCONNECT, AUTH, reserved). */
export function transitionOf(packetType: number): Transition | null {
  return TRANSITIONS[packetType] ?? null;
}

/**
 * One exchange, from its first step in the capture on. Times are ns since the flow's first frame. A listener may keep it: of a session that is
 * followed none is reused.
 */
export class Exchange {
  /** Behind it in the list of open exchanges it is in. */
  next: Exchange | null = null;
  /** −1: the exchange has none. */
  packetIdentifier: number;
  originator: Direction;
  readonly kind: ExchangeKind;
  /** −1: no PUBLISH. */
  qos: number;
  /** Frames of the steps; 0: not in the capture. */
  frame0 = 0;
  frame1 = 0;
  frame2 = 0;
  frame3 = 0;
  resends: number[] | null = null;
  refused = false;
  /** No step is expected any more. */
  finished = false;
  /** Counted among the messages in flight. */
  inFlight = false;
  /** Number of its first packet among all of the session: 1, 2, 3 … */
  ordinal = 0;
  topic: string | null = null;
  /** −1: not known. */
  payloadLength = -1;
  time0Ns = 0;
  time1Ns = 0;
  time2Ns = 0;
  time3Ns = 0;
  /** The message left open on an earlier connection that this one goes on with, and where a later connection goes on with this one. */
  continuedFrom: Continuation | null = null;
  continuedIn: Continuation | null = null;
  /** Bit n: step n was seen on an earlier connection. */
  inherited = 0;
  /** Filters of a SUBSCRIBE or UNSUBSCRIBE. */
  filters = 0;
  /** AUTH only: the server has said that it succeeded. */
  concluded = false;
  /** AUTH only: the types of its steps, and those behind the fourth. */
  types: string[] | null = null;
  further: { readonly frame: number; readonly timeNs: number }[] | null = null;

  constructor(kind: ExchangeKind, originator: Direction, qos: number, packetIdentifier: number) {
    this.kind = kind;
    this.originator = originator;
    this.qos = qos;
    this.packetIdentifier = packetIdentifier;
  }

  frame(step: number): number {
    if (step < 2) return step === 0 ? this.frame0 : this.frame1;
    if (step > 3) return this.further?.[step - 4]?.frame ?? 0;
    return step === 2 ? this.frame2 : this.frame3;
  }

  timeNs(step: number): number {
    if (step < 2) return step === 0 ? this.time0Ns : this.time1Ns;
    if (step > 3) return this.further?.[step - 4]?.timeNs ?? 0;
    return step === 2 ? this.time2Ns : this.time3Ns;
  }

  /** Enters a step; one that is already there stays as it is. */
  enter(step: number, frame: number, timeNs: number): void {
    if (this.frame(step) !== 0) return;
    if (step === 0) {
      this.frame0 = frame;
      this.time0Ns = timeNs;
    } else if (step === 1) {
      this.frame1 = frame;
      this.time1Ns = timeNs;
    } else if (step === 2) {
      this.frame2 = frame;
      this.time2Ns = timeNs;
    } else {
      this.frame3 = frame;
      this.time3Ns = timeNs;
    }
  }

  get steps(): readonly string[] {
    return this.types ?? stepsOf(this.kind, this.qos);
  }

  /** AUTH: one more step, whatever its place. */
  append(type: string, frame: number, timeNs: number): void {
    this.types ??= [];
    const step = this.types.push(type) - 1;
    if (step < 4) {
      this.enter(step, frame, timeNs);
      return;
    }
    this.further ??= [];
    this.further.push({ frame, timeNs });
  }

  /** Was this step seen, here or on the earlier connection it began on? */
  has(step: number): boolean {
    return this.frame(step) !== 0 || (this.inherited & (1 << step)) !== 0;
  }

  /** Frame of the furthest step that was seen. */
  get lastFrame(): number {
    return this.frame3 || this.frame2 || this.frame1 || this.frame0;
  }

  /** Frame of the earliest step that was seen. */
  get firstFrame(): number {
    let first = 0;
    for (let step = 0; step < 4; step++) {
      const frame = this.frame(step);
      if (frame !== 0 && (first === 0 || frame < first)) first = frame;
    }
    return first;
  }
}

/** SEMANTICS of the states: see ExchangeState. */
export function exchangeState(exchange: Exchange): ExchangeState {
  if (exchange.kind === 'auth') return authState(exchange);
  const count = exchange.steps.length;
  let last = -1;
  let seen = 0;
  for (let step = 0; step < count; step++) {
    if (!exchange.has(step)) continue;
    last = step;
    seen++;
  }
  if (seen < last + 1) return 'partial';
  if (exchange.refused) return 'refused';
  if (seen === count) return 'complete';
  return exchange.continuedIn === null ? 'unconfirmed' : 'continued';
}

/** AUTH ends with a packet that says success or failure; which one it was is entered as its last step. */
function authState(exchange: Exchange): ExchangeState {
  if (exchange.refused) return 'refused';
  return exchange.concluded ? 'complete' : 'unconfirmed';
}

/** Types of the steps that are not in the capture; a refused exchange misses nothing behind the refusal. */
export function missingSteps(exchange: Exchange): string[] {
  const steps = exchange.steps;
  let end = steps.length;
  if (exchange.refused) while (end > 0 && !exchange.has(end - 1)) end--;
  return steps.filter((_, step) => step < end && !exchange.has(step));
}

/** First to last step; null unless both ends of the exchange were seen. */
export function totalNs(exchange: Exchange): number | null {
  let last = exchange.steps.length - 1;
  if (exchange.refused) while (last > 0 && exchange.frame(last) === 0) last--;
  if (last === 0 || exchange.frame(0) === 0 || exchange.frame(last) === 0) return null;
  return exchange.timeNs(last) - exchange.timeNs(0);
}

/** The row of the table `exchanges`; cold. */
export function exchangeRecord(exchange: Exchange, stream: number, time: TimeBase): ExchangeRecord {
  const steps: ExchangeStep[] = [];
  const stepNs: Record<string, number> = {};
  exchange.steps.forEach((type, step) => {
    const frame = exchange.frame(step);
    if (frame === 0) return;
    steps.push({ type, frame, time: time.instant(exchange.timeNs(step)) });
    if (step > 0 && exchange.frame(step - 1) !== 0) {
      stepNs[nameOf(type, stepNs)] = exchange.timeNs(step) - exchange.timeNs(step - 1);
    }
  });
  return {
    stream,
    originator: SENDERS[exchange.originator],
    kind: exchange.kind,
    qos: exchange.kind === 'publish' ? exchange.qos : null,
    packetIdentifier: exchange.packetIdentifier < 0 ? null : exchange.packetIdentifier,
    topic: exchange.topic,
    steps,
    state: exchangeState(exchange),
    missing: missingSteps(exchange),
    totalNs: totalNs(exchange),
    stepNs,
    payloadLength: exchange.payloadLength < 0 ? null : exchange.payloadLength,
    resends: exchange.resends === null ? [] : [...exchange.resends],
    continuedFrom: exchange.continuedFrom,
    continuedIn: exchange.continuedIn,
  };
}

/** 'AUTH', then 'AUTH 2', 'AUTH 3' …: an authentication has several steps of one type. */
function nameOf(type: string, taken: Readonly<Record<string, number>>): string {
  let name = type;
  for (let number = 2; name in taken; number++) name = `${type} ${number}`;
  return name;
}
