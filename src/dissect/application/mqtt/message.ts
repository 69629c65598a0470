// MQTT control packets as plain values that may be kept — MQTT 3.1, 3.1.1 and 5.0. A view's toMessage() makes them.

import type { Message } from '../protocol.ts';

/** MQTT protocol level as CONNECT states it: 3 (3.1), 4 (3.1.1), 5 (5.0). */
export type MqttVersion = 3 | 4 | 5;

/** One property in the order of the wire (MQTT 5 §2.2.2). Bytes that are no text are given as hex. */
export type MqttProperty =
  | { readonly id: number; readonly name: string; readonly value: number | string }
  | { readonly id: number; readonly name: string; readonly value: { readonly name: string; readonly value: string } }
  | { readonly id: number; readonly name: string; readonly valueHex: string };

export interface MqttWill {
  readonly topic: string;
  readonly qos: number;
  readonly retain: boolean;
  readonly payload: Uint8Array;
  readonly properties: readonly MqttProperty[];
}

interface MqttMessageBase extends Message {
  readonly protocol: 'mqtt';
  /** Whole packet in bytes, fixed header included. */
  readonly length: number;
  /** Low four bits of the first byte. */
  readonly flags: number;
}

export interface ConnectMessage extends MqttMessageBase {
  readonly type: 'CONNECT';
  readonly protocolName: string;
  readonly protocolLevel: number;
  readonly connectFlags: number;
  /** Clean Session (3.x), Clean Start (5). */
  readonly cleanSession: boolean;
  readonly keepAlive: number;
  readonly clientId: string;
  readonly will: MqttWill | null;
  readonly userName: string | null;
  /** The password itself is not kept. null: none was sent. */
  readonly passwordLength: number | null;
  readonly properties: readonly MqttProperty[];
}

export interface ConnackMessage extends MqttMessageBase {
  readonly type: 'CONNACK';
  readonly sessionPresent: boolean;
  readonly reasonCode: number;
  readonly properties: readonly MqttProperty[];
}

export interface PublishMessage extends MqttMessageBase {
  readonly type: 'PUBLISH';
  readonly dup: boolean;
  /** 0 … 3; 3 is a violation, kept as it was written. */
  readonly qos: number;
  readonly retain: boolean;
  /** As written: empty when a topic alias stands for it. */
  readonly topic: string;
  readonly topicAlias: number | null;
  /** null with QoS 0. */
  readonly packetIdentifier: number | null;
  readonly payloadLength: number;
  readonly properties: readonly MqttProperty[];
}

export interface AckMessage extends MqttMessageBase {
  readonly type: 'PUBACK' | 'PUBREC' | 'PUBREL' | 'PUBCOMP';
  readonly packetIdentifier: number;
  /** 0 where MQTT 5 leaves it out; null in MQTT 3.x, which has none. */
  readonly reasonCode: number | null;
  readonly properties: readonly MqttProperty[];
}

export interface SubscribeFilter {
  readonly filter: string;
  readonly qos: number;
  /** MQTT 5 subscription options; null in 3.x. */
  readonly noLocal: boolean | null;
  readonly retainAsPublished: boolean | null;
  readonly retainHandling: number | null;
}

export interface SubscribeMessage extends MqttMessageBase {
  readonly type: 'SUBSCRIBE';
  readonly packetIdentifier: number;
  readonly filters: readonly SubscribeFilter[];
  readonly properties: readonly MqttProperty[];
}

export interface SubackMessage extends MqttMessageBase {
  readonly type: 'SUBACK';
  readonly packetIdentifier: number;
  /** Granted QoS 0…2 or a failure code ≥ 0x80, one per filter. */
  readonly reasonCodes: readonly number[];
  readonly properties: readonly MqttProperty[];
}

export interface UnsubscribeMessage extends MqttMessageBase {
  readonly type: 'UNSUBSCRIBE';
  readonly packetIdentifier: number;
  readonly filters: readonly string[];
  readonly properties: readonly MqttProperty[];
}

export interface UnsubackMessage extends MqttMessageBase {
  readonly type: 'UNSUBACK';
  readonly packetIdentifier: number;
  /** Empty in MQTT 3.x. */
  readonly reasonCodes: readonly number[];
  readonly properties: readonly MqttProperty[];
}

export interface PingMessage extends MqttMessageBase {
  readonly type: 'PINGREQ' | 'PINGRESP';
}

export interface DisconnectMessage extends MqttMessageBase {
  readonly type: 'DISCONNECT';
  /** 0 where MQTT 5 leaves it out; null in MQTT 3.x. */
  readonly reasonCode: number | null;
  readonly properties: readonly MqttProperty[];
}

export interface AuthMessage extends MqttMessageBase {
  readonly type: 'AUTH';
  readonly reasonCode: number;
  readonly properties: readonly MqttProperty[];
}

/** Control packet type 0, or bytes whose body could not be read at all. */
export interface ReservedMessage extends MqttMessageBase {
  readonly type: 'RESERVED';
}

export type MqttMessage =
  | ConnectMessage
  | ConnackMessage
  | PublishMessage
  | AckMessage
  | SubscribeMessage
  | SubackMessage
  | UnsubscribeMessage
  | UnsubackMessage
  | PingMessage
  | DisconnectMessage
  | AuthMessage
  | ReservedMessage;
