// What an Analysis says about MQTT beyond single packets: sessions over connections, messages in flight, wills, payloads, requests and responses.

import type { Sender } from '../core/direction.ts';

/**
 * first: no earlier connection of this client in the capture. resumed: the server continued a stored session. fresh: it began a new one.
 * refused: CONNACK with a failure code. unanswered: no CONNACK.
 */
export type SessionStart = 'first' | 'resumed' | 'fresh' | 'refused' | 'unanswered';

export interface ContinuityReport {
  readonly start: SessionStart;
  /** 1, 2, 3 … among the connections of this client identifier to this server. */
  readonly ordinal: number;
  readonly previous: { readonly stream: number; readonly connectFrame: number | null } | null;
  readonly next: { readonly stream: number; readonly connectFrame: number | null } | null;
  /** From the last frame of the connection before, and from its CONNECT, to this CONNECT. */
  readonly sincePreviousNs: number | null;
  readonly sincePreviousConnectNs: number | null;
  /** This CONNECT came while that connection of the same client was still open [MQTT-3.1.4-2], 5.0 [MQTT-3.1.4-3]. */
  readonly tookOver: { readonly stream: number; readonly disconnectFrame: number | null } | null;
  /** The stream whose CONNECT ended this one. */
  readonly takenOverBy: number | null;
  /** Seconds, MQTT 5: as CONNECT asks, as CONNACK grants, as DISCONNECT changes; null: the property is not there. */
  readonly sessionExpiry: {
    readonly asked: number | null;
    readonly granted: number | null;
    readonly atDisconnect: number | null;
  };
  /** Messages that an earlier connection left open and this one went on with. */
  readonly continued: {
    readonly publishQos1: number;
    readonly publishQos2: number;
    readonly pubrel: number;
    readonly frames: readonly number[];
  };
}

/** QoS > 0 messages of one publisher without their last step, over time. */
export interface InFlightReport {
  readonly maximum: number;
  /** Where the maximum was reached first. */
  readonly maximumFrame: number;
  readonly maximumTime: string;
  /** How often the count rose to the maximum. */
  readonly timesAtMaximum: number;
  /** Time at the maximum in all. */
  readonly atMaximumNs: number;
  readonly longestStay: { readonly fromFrame: number; readonly toFrame: number; readonly durationNs: number };
  /** It still stands there when the session or the capture ends. */
  readonly endsAtMaximum: boolean;
  readonly published: number;
  /** Published and then confirmed or refused. */
  readonly ended: number;
  /** MQTT 5 Receive Maximum that the receiver stated; null: not stated. */
  readonly receiveMaximum: number | null;
}

export interface PingStatistics {
  readonly answered: number;
  readonly unanswered: number;
  readonly minNs: number | null;
  /** Of the listed pings. */
  readonly medianNs: number | null;
  readonly maxNs: number | null;
}

export interface SubscriptionOverlap {
  readonly topic: string;
  /** Two filters of this client or more that match it, in force at once. */
  readonly filters: readonly string[];
  /** PUBLISH packets of the server on this topic. */
  readonly messages: number;
  /** The same message came twice in a row. */
  readonly duplicates: number;
  readonly duplicateFrames: readonly number[];
}

/**
 * none: no will. removed: DISCONNECT took it away. triggered: the connection ended without, or DISCONNECT asked for it (0x04).
 * pending: the connection is open. refused: the connection was never accepted. unknown: no CONNECT in the capture.
 */
export type WillState = 'none' | 'removed' | 'triggered' | 'pending' | 'refused' | 'unknown';

export interface WillOutcome {
  readonly state: WillState;
  /** DISCONNECT, or the first FIN or RST, that decided it. */
  readonly frame: number | null;
  /** MQTT 5 Will Delay Interval in seconds; null: none. */
  readonly delaySeconds: number | null;
  /** PUBLISH packets on other connections to the same server, later, with its topic, size and first bytes. */
  readonly publishes: readonly {
    readonly stream: number;
    readonly frame: number;
    readonly afterNs: number;
    readonly retain: boolean;
  }[];
}

export interface RedirectReport {
  readonly frame: number;
  readonly packet: 'CONNACK' | 'DISCONNECT';
  /** 0x9c: use another server for now; 0x9d: for good. */
  readonly reasonCode: number;
  readonly serverReference: string | null;
  /** The next connection of the same client; null: none in the capture. */
  readonly next: { readonly stream: number; readonly address: string; readonly port: number } | null;
}

export type PayloadKind = 'empty' | 'text' | 'json' | 'binary' | 'incomplete';

/** The beginning of one published payload. */
export interface PayloadRow {
  readonly frame: number;
  readonly direction: Sender;
  readonly topic: string | null;
  readonly payloadLength: number;
  readonly kind: PayloadKind;
  /** Bytes of it that are shown. */
  readonly shownBytes: number;
  /** null: no text. */
  readonly text: string | null;
  /** null: it is text. */
  readonly hex: string | null;
  readonly contentType: string | null;
  /** MQTT 5: 0 bytes, 1 UTF-8 text; null: not stated. */
  readonly formatIndicator: number | null;
  /** Do the bytes fit what is claimed of them; null: nothing is claimed, or it cannot be told. */
  readonly asClaimed: boolean | null;
  /** An empty payload with RETAIN takes the retained message of the topic away (§3.3.1.3). */
  readonly deletesRetained: boolean;
}

/** MQTT 5 §4.10: a request names where the response is to go. */
export interface RequestRow {
  /** Who sent the request on this connection. */
  readonly requester: Sender;
  readonly frame: number;
  readonly time: string;
  readonly topic: string | null;
  readonly responseTopic: string;
  readonly correlationHex: string | null;
  readonly responseFrame: number | null;
  readonly roundTripNs: number | null;
}

/** Everything of this file in one MqttReport. */
export interface MqttSessionParts {
  /** null: no CONNECT in the capture, or a client without an identifier. */
  readonly continuity: ContinuityReport | null;
  readonly redirect: RedirectReport | null;
  readonly willOutcome: WillOutcome;
  /** By who published; null: nothing with QoS > 0. */
  readonly inFlight: { readonly client: InFlightReport | null; readonly server: InFlightReport | null };
  readonly pingStatistics: PingStatistics;
  readonly overlaps: readonly SubscriptionOverlap[];
  readonly overlapsCount: number;
  readonly payloads: readonly PayloadRow[];
  readonly payloadsCount: number;
  readonly requests: readonly RequestRow[];
  readonly requestsCount: number;
}
