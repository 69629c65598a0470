// What a side of a session says it accepts, by the properties of CONNECT and CONNACK — MQTT 5.0 §3.1.2.11, §3.2.2.3.

import type { MqttProperty } from '../dissect/application/mqtt/message.ts';
import { numberProperty } from './property-lookup.ts';

/** MQTT 5 §3.1.2.11.3: what holds where the property is absent. */
const DEFAULT_RECEIVE_MAXIMUM = 65535;

/** What one side told the other it accepts (MQTT 5); the defaults where it told nothing. */
export interface Accepts {
  readonly receiveMaximum: number;
  readonly topicAliasMaximum: number;
  /** null: no limit. */
  readonly maximumPacketSize: number | null;
  readonly maximumQos: number;
  readonly retain: boolean;
}

// Property identifiers of §2.2.2.2.
const RECEIVE_MAXIMUM = 0x21;
const TOPIC_ALIAS_MAXIMUM = 0x22;
const MAXIMUM_QOS = 0x24;
const RETAIN_AVAILABLE = 0x25;
const MAXIMUM_PACKET_SIZE = 0x27;

/** One for all that state nothing. */
const ACCEPTS_ALL: Accepts = stated([]);

export function acceptsOf(properties: readonly MqttProperty[]): Accepts {
  return properties.length === 0 ? ACCEPTS_ALL : stated(properties);
}

/** null: it said nothing. */
export function statedReceiveMaximum(properties: readonly MqttProperty[]): number | null {
  return numberProperty(properties, RECEIVE_MAXIMUM);
}

function stated(properties: readonly MqttProperty[]): Accepts {
  return {
    receiveMaximum: statedReceiveMaximum(properties) ?? DEFAULT_RECEIVE_MAXIMUM,
    topicAliasMaximum: numberProperty(properties, TOPIC_ALIAS_MAXIMUM) ?? 0, // MQTT 5 §3.1.2.11.5, §3.2.2.3.8
    maximumPacketSize: numberProperty(properties, MAXIMUM_PACKET_SIZE),
    maximumQos: numberProperty(properties, MAXIMUM_QOS) ?? 2,
    retain: numberProperty(properties, RETAIN_AVAILABLE) !== 0,
  };
}
