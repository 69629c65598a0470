// Requests and their responses on one connection: Response Topic and Correlation Data — MQTT 5.0 §4.10.

import { type Direction, opposite, SENDERS } from '../../core/direction.ts';
import type { TimeBase } from '../../core/time.ts';
import type { MqttProperty } from '../../dissect/application/mqtt/message.ts';
import type { Origin } from '../../flow/listener.ts';
import type { RequestRow } from '../mqtt-session-report.ts';

// Property identifiers of MQTT 5 §2.2.2.2.
const RESPONSE_TOPIC = 0x08;
const CORRELATION_DATA = 0x09;

interface Request {
  readonly direction: Direction;
  readonly frame: number;
  readonly timeNs: number;
  readonly topic: string | null;
  readonly responseTopic: string;
  readonly correlationHex: string | null;
  responseFrame: number;
  roundTripNs: number;
}

export class MqttRequests {
  readonly #limit: number;
  readonly #list: Request[] = [];
  /** Requests without a response, by where it must go and what it must carry; the oldest first. */
  readonly #waiting = new Map<string, Request[]>();
  count = 0;

  constructor(limit: number) {
    this.#limit = limit;
  }

  get capped(): boolean {
    return this.#list.length < this.count;
  }

  get wantsMore(): boolean {
    return this.#list.length < this.#limit;
  }

  /** Does a PUBLISH matter whose properties have not been read? */
  get isWaiting(): boolean {
    return this.#waiting.size > 0;
  }

  take(direction: Direction, origin: Origin, topic: string | null, properties: readonly MqttProperty[]): void {
    const correlationHex = hexOf(properties, CORRELATION_DATA);
    if (topic !== null && this.#waiting.size > 0) this.#answer(direction, origin, topic, correlationHex);
    const responseTopic = textOf(properties, RESPONSE_TOPIC);
    if (responseTopic === null) return;
    this.count++;
    if (this.#list.length >= this.#limit) return;
    const request: Request = {
      direction,
      frame: origin.lastFrame,
      timeNs: origin.lastTimeNs,
      topic,
      responseTopic,
      correlationHex,
      responseFrame: 0,
      roundTripNs: -1,
    };
    this.#list.push(request);
    const key = keyOf(direction, responseTopic, correlationHex);
    const waiting = this.#waiting.get(key);
    if (waiting === undefined) this.#waiting.set(key, [request]);
    else waiting.push(request);
  }

  rows(time: TimeBase): RequestRow[] {
    return this.#list.map((request) => ({
      requester: SENDERS[request.direction],
      frame: request.frame,
      time: time.instant(request.timeNs),
      topic: request.topic,
      responseTopic: request.responseTopic,
      correlationHex: request.correlationHex,
      responseFrame: request.responseFrame === 0 ? null : request.responseFrame,
      roundTripNs: request.roundTripNs < 0 ? null : request.roundTripNs,
    }));
  }

  /** SEMANTICS 1.6: from the last byte of the request to the first of the response. */
  #answer(direction: Direction, origin: Origin, topic: string, correlationHex: string | null): void {
    const key = keyOf(opposite(direction), topic, correlationHex);
    const waiting = this.#waiting.get(key);
    const request = waiting?.shift();
    if (waiting === undefined || request === undefined) return;
    request.responseFrame = origin.firstFrame;
    request.roundTripNs = Math.max(0, origin.firstTimeNs - request.timeNs);
    if (waiting.length === 0) this.#waiting.delete(key);
  }
}

function keyOf(requester: Direction, responseTopic: string, correlationHex: string | null): string {
  return `${requester} ${correlationHex ?? ''} ${responseTopic}`;
}

function hexOf(properties: readonly MqttProperty[], id: number): string | null {
  for (const property of properties) if (property.id === id && 'valueHex' in property) return property.valueHex;
  return null;
}

function textOf(properties: readonly MqttProperty[], id: number): string | null {
  for (const property of properties) {
    if (property.id === id && 'value' in property && typeof property.value === 'string') return property.value;
  }
  return null;
}
