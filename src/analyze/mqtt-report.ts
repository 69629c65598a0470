// What an Analysis says about MQTT on one connection: session, exchanges, topics, fragments, every packet.

import type { Sender } from '../core/direction.ts';
import type { ExchangeRecord, PingRecord, SubscriptionRecord, WillRecord } from '../session/mqtt-session.ts';
import type { SparkplugTopic } from '../session/sparkplug-topic.ts';
import type { BySender } from './analysis.ts';
import type { FragmentReport } from './fragments-report.ts';
import type { MqttSessionParts } from './mqtt-session-report.ts';

export interface MqttReport extends MqttSessionParts {
  /** '3.1', '3.1.1', '5.0'; null: not known. */
  readonly version: string | null;
  readonly versionInferred: boolean;
  readonly transport: string;
  readonly clientId: string | null;
  /** MQTT 5: the server assigned it. */
  readonly clientIdAssigned: boolean;
  readonly userName: string | null;
  readonly passwordSent: boolean;
  readonly cleanSession: boolean | null;
  /** Seconds, as CONNECT asks. */
  readonly keepAlive: number | null;
  /** Seconds, when a server overrode it (MQTT 5); null otherwise. */
  readonly serverKeepAlive: number | null;
  readonly will: WillRecord | null;
  readonly connectFrame: number | null;
  readonly connackFrame: number | null;
  readonly connackCode: number | null;
  readonly connackText: string | null;
  readonly sessionPresent: boolean | null;
  /** Frame of the last byte of each packet, by type; only types that occur. Capped: the full counts are in `messages`. */
  readonly messageFrames: Readonly<Record<string, readonly number[]>>;
  readonly messages: Readonly<Record<string, number>>;
  /** The same counts by who sent them. */
  readonly messagesBySender: BySender<Readonly<Record<string, number>>>;
  readonly topics: readonly {
    readonly topic: string;
    readonly messages: number;
    readonly payloadBytes: number;
    readonly direction: Sender;
    /** null: no Sparkplug B topic. */
    readonly sparkplug: SparkplugTopic | null;
  }[];
  readonly topicsCount: number;
  readonly subscriptions: readonly SubscriptionRecord[];
  readonly subscriptionsCount: number;
  readonly exchanges: readonly ExchangeRecord[];
  readonly exchangesCount: number;
  /** Full counts of exchanges by kind and state, never capped. */
  readonly exchangeStates: readonly {
    readonly kind: string;
    readonly qos: number | null;
    readonly originator: Sender;
    readonly state: string;
    readonly count: number;
  }[];
  readonly pings: readonly PingRecord[];
  readonly pingsCount: number;
  /** Longest time without any MQTT packet from the client. */
  readonly longestSilenceNs: number | null;
  readonly longestSilence: { readonly fromFrame: number; readonly toFrame: number } | null;
  /** Most QoS > 0 messages in flight at once, by who published. */
  readonly maximumInFlight: BySender<number>;
  readonly disconnect: {
    readonly frame: number;
    readonly direction: Sender;
    readonly reasonCode: number | null;
  } | null;
  /** Bytes of the stream that belong to no message. */
  readonly unparsedBytes: BySender<number>;
  /** First frames behind which such bytes lie. */
  readonly unparsedFrames: BySender<readonly number[]>;
  readonly fragments: BySender<FragmentReport | null> | null;
  /** Every packet in order, one line each (timeline of the full profile). */
  readonly timeline: readonly TimelineRow[];
  readonly timelineCount: number;
  readonly capped: boolean;
}

export interface TimelineRow {
  readonly frame: number;
  readonly direction: Sender;
  readonly time: string;
  readonly type: string;
  readonly length: number;
  readonly packetIdentifier: number | null;
  readonly qos: number | null;
  readonly dup: boolean;
  readonly retain: boolean;
  readonly topic: string | null;
  readonly payloadLength: number | null;
  readonly anomalies: readonly string[];
}
