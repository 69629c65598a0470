// What is known of one MQTT session on one connection, as plain values (JSON-safe, kept).

import type { Sender } from '../core/direction.ts';
import type { MqttProperty } from '../dissect/application/mqtt/message.ts';

export type ExchangeKind = 'connect' | 'publish' | 'subscribe' | 'unsubscribe' | 'ping' | 'auth';

/**
 * complete: every step seen. refused: ended by a failure code. unconfirmed: still open when the session ended (clean) or the capture did.
 * continued: open when this connection ended, but a later connection of the same session went on with it.
 * partial: some step is missing in the capture although a later one was seen. Steps on the connection an exchange began on count as seen.
 */
export type ExchangeState = 'complete' | 'refused' | 'unconfirmed' | 'continued' | 'partial';

/** A point on another connection: its stream, and the frame of a step there. */
export interface Continuation {
  readonly stream: number;
  readonly frame: number;
}

export interface ExchangeStep {
  /** MQTT control packet type: 'PUBLISH', 'PUBREC' … */
  readonly type: string;
  readonly frame: number;
  /** Instant of the segment with the last byte of a first step (request), with the first byte of an answer (SEMANTICS 1.6). */
  readonly time: string;
}

/** A row of the table `exchanges`. */
export interface ExchangeRecord {
  readonly stream: number;
  readonly originator: Sender;
  readonly kind: ExchangeKind;
  /** PUBLISH only. */
  readonly qos: number | null;
  readonly packetIdentifier: number | null;
  readonly topic: string | null;
  readonly steps: readonly ExchangeStep[];
  readonly state: ExchangeState;
  /** Types of the steps that are not in the capture, in order. */
  readonly missing: readonly string[];
  /** First to last step, when both ends of the exchange were seen. */
  readonly totalNs: number | null;
  /** By the step's type: ns since the step before it. */
  readonly stepNs: Readonly<Record<string, number>>;
  readonly payloadLength: number | null;
  /** PUBLISH packets of this exchange that were sent again by MQTT (DUP). */
  readonly resends: readonly number[];
  /** Last step on the earlier connection this exchange goes on with; null: it began here. */
  readonly continuedFrom: Continuation | null;
  /** First step on the later connection that goes on with it; null: none does. */
  readonly continuedIn: Continuation | null;
}

export interface PingRecord {
  readonly requestFrame: number | null;
  readonly responseFrame: number | null;
  readonly rttNs: number | null;
}

export interface SubscriptionRecord {
  readonly frame: number;
  readonly filter: string;
  readonly requestedQos: number;
  /** null: refused or not answered. */
  readonly grantedQos: number | null;
  readonly subackFrame: number | null;
  /** SUBACK code as written; null: not answered. */
  readonly reasonCode: number | null;
  readonly unsubscribeFrame: number | null;
  /** SUBSCRIBE that replaced it by one with the same filter [MQTT-3.8.4-3]. */
  readonly replacedFrame: number | null;
  readonly wildcard: boolean;
  /** Group of a shared subscription; null: not shared. */
  readonly shareGroup: string | null;
  /** MQTT 5 subscription options and identifier; null: 3.x, or not given. */
  readonly noLocal: boolean | null;
  readonly retainAsPublished: boolean | null;
  readonly retainHandling: number | null;
  readonly identifier: number | null;
  /** PUBLISH packets of the server that match while it was in force: all, and those with RETAIN. */
  readonly messages: number;
  readonly retainedMessages: number;
  readonly firstMessageFrame: number | null;
}

export interface WillRecord {
  readonly topic: string;
  readonly qos: number;
  readonly retain: boolean;
  readonly payloadLength: number;
  readonly payloadText: string | null;
  readonly properties: readonly MqttProperty[];
}
