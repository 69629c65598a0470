// MQTT-SN in the Analysis: one report per client and gateway, and how gateways were found. JSON-safe; conventions as in analysis.ts.

import type {
  SnConnectRecord,
  SnDisconnectRecord,
  SnExchangeKind,
  SnExchangeRecord,
  SnGatewayRecord,
  SnParty,
  SnPublishRecord,
  SnRefusalRecord,
  SnSearchRecord,
  SnSleepRecord,
  SnTopicRecord,
  SnUnknownTopicRecord,
} from '../session/mqtt-sn-session.ts';

/** What MQTT-SN adds to the Analysis. */
export interface MqttSnFacts {
  /** In the order of their first frames. */
  readonly mqttSn: readonly MqttSnReport[];
  readonly mqttSnCount: number;
  readonly mqttSnDiscovery: MqttSnDiscovery;
}

export interface MqttSnDiscovery {
  readonly gateways: readonly SnGatewayRecord[];
  readonly gatewaysCount: number;
  readonly searches: readonly SnSearchRecord[];
  readonly searchesCount: number;
}

export interface MqttSnEndpoint {
  readonly address: string;
  readonly port: number;
}

export interface MqttSnReport {
  readonly client: MqttSnEndpoint;
  readonly gateway: MqttSnEndpoint;
  /** Of the client behind a forwarder, hex; null: it speaks for itself. */
  readonly wirelessNodeId: string | null;
  /** What told client and gateway apart. */
  readonly orientation: 'message' | 'port' | 'first-frame';
  /** Of the last CONNECT (or PINGREQ) that names it. */
  readonly clientId: string | null;
  readonly firstFrame: number;
  readonly lastFrame: number;
  readonly firstTime: string;
  readonly lastTime: string;
  readonly durationNs: number;
  readonly frames: number;
  /** Messages by type. */
  readonly messages: {
    readonly client: Readonly<Record<string, number>>;
    readonly gateway: Readonly<Record<string, number>>;
  };
  readonly connects: readonly SnConnectRecord[];
  readonly connectsCount: number;
  readonly topics: readonly SnTopicRecord[];
  readonly topicsCount: number;
  readonly unknownTopics: readonly SnUnknownTopicRecord[];
  readonly unknownTopicsCount: number;
  readonly publishes: readonly SnPublishRecord[];
  readonly publishesCount: number;
  readonly exchanges: readonly SnExchangeRecord[];
  readonly exchangesCount: number;
  /** Full counts of exchanges, never capped. */
  readonly exchangeStates: readonly {
    readonly kind: SnExchangeKind;
    readonly qos: number | null;
    readonly originator: SnParty;
    readonly state: string;
    readonly count: number;
  }[];
  readonly sleeps: readonly SnSleepRecord[];
  readonly sleepsCount: number;
  readonly refusals: readonly SnRefusalRecord[];
  readonly refusalsCount: number;
  readonly disconnects: readonly SnDisconnectRecord[];
  readonly disconnectsCount: number;
  /** Seconds, of the last CONNECT that was accepted. */
  readonly keepAlive: number | null;
  /** Keep-alive and the tolerance of §7.2; null: no supervision. */
  readonly keepAliveLimitNs: number | null;
  /** Longest time without a message of the client while it was active; null: fewer than two messages. */
  readonly longestSilenceNs: number | null;
  readonly longestSilence: { readonly fromFrame: number; readonly toFrame: number } | null;
  readonly capped: boolean;
}
