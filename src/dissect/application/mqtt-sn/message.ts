// MQTT-SN messages as plain values that may be kept — MQTT-SN 1.2 §5.4, §5.5. A field is null where the message ends before it.

import type { Message } from '../protocol.ts';
import type { TopicIdType } from './flags.ts';

/** One forwarder encapsulation around the message. */
export interface SnForwarding {
  /** Hex digits of the node that the forwarder speaks for. */
  readonly wirelessNodeId: string;
  readonly radius: number;
}

export interface SnMessageHead {
  readonly protocol: 'mqttsn';
  /** null: not even the type is here. */
  readonly messageType: number | null;
  /** Of the message itself, encapsulations left out, as its Length field says; null: no Length field is here. */
  readonly length: number | null;
  /** Outermost first; empty: sent directly. */
  readonly forwarding: readonly SnForwarding[];
}

interface SnMessageBase extends Message, SnMessageHead {
  readonly protocol: 'mqttsn';
}

export interface SnAdvertiseMessage extends SnMessageBase {
  readonly type: 'ADVERTISE';
  readonly gatewayId: number | null;
  /** Seconds until the next one. */
  readonly duration: number | null;
}

export interface SnSearchGatewayMessage extends SnMessageBase {
  readonly type: 'SEARCHGW';
  /** 0: all nodes of the network. */
  readonly radius: number | null;
}

export interface SnGatewayInfoMessage extends SnMessageBase {
  readonly type: 'GWINFO';
  readonly gatewayId: number | null;
  /** Only when a client answers in place of the gateway; null: none. */
  readonly gatewayAddressHex: string | null;
}

export interface SnConnectMessage extends SnMessageBase {
  readonly type: 'CONNECT';
  readonly flags: number | null;
  readonly will: boolean;
  readonly cleanSession: boolean;
  readonly protocolId: number | null;
  /** Keep-alive time in seconds. */
  readonly duration: number | null;
  readonly clientId: string | null;
}

export interface SnReturnCodeMessage extends SnMessageBase {
  readonly type: 'CONNACK' | 'WILLTOPICRESP' | 'WILLMSGRESP';
  readonly returnCode: number | null;
}

export interface SnEmptyMessage extends SnMessageBase {
  readonly type: 'WILLTOPICREQ' | 'WILLMSGREQ' | 'PINGRESP' | 'ENCAPSULATED';
}

export interface SnWillTopicMessage extends SnMessageBase {
  readonly type: 'WILLTOPIC' | 'WILLTOPICUPD';
  readonly flags: number | null;
  readonly qos: number | null;
  readonly retain: boolean;
  /** null: the message is empty and deletes the will (§5.4.7, §5.4.22). */
  readonly topic: string | null;
}

export interface SnWillMessageMessage extends SnMessageBase {
  readonly type: 'WILLMSG' | 'WILLMSGUPD';
  readonly payload: Uint8Array;
  /** On the wire, captured or not. */
  readonly payloadLength: number;
}

export interface SnRegisterMessage extends SnMessageBase {
  readonly type: 'REGISTER';
  /** 0 when a client sends it. */
  readonly topicId: number | null;
  readonly messageId: number | null;
  readonly topic: string | null;
}

export interface SnTopicAckMessage extends SnMessageBase {
  readonly type: 'REGACK' | 'PUBACK';
  readonly topicId: number | null;
  readonly messageId: number | null;
  readonly returnCode: number | null;
}

export interface SnPublishMessage extends SnMessageBase {
  readonly type: 'PUBLISH';
  readonly flags: number | null;
  readonly dup: boolean;
  /** −1, 0, 1 or 2. */
  readonly qos: number | null;
  readonly retain: boolean;
  readonly topicIdType: TopicIdType;
  /** The two octets as a number, whatever their type. */
  readonly topicId: number | null;
  /** The two octets as text; only with type 'short'. */
  readonly shortTopic: string | null;
  readonly messageId: number | null;
  readonly payload: Uint8Array;
  /** On the wire, captured or not. */
  readonly payloadLength: number;
}

export interface SnMessageIdMessage extends SnMessageBase {
  readonly type: 'PUBREC' | 'PUBREL' | 'PUBCOMP' | 'UNSUBACK';
  readonly messageId: number | null;
}

export interface SnSubscribeMessage extends SnMessageBase {
  readonly type: 'SUBSCRIBE' | 'UNSUBSCRIBE';
  readonly flags: number | null;
  readonly dup: boolean;
  /** SUBSCRIBE only. */
  readonly qos: number | null;
  readonly topicIdType: TopicIdType;
  readonly messageId: number | null;
  /** Topic name or filter (types 'normal' and 'short'). */
  readonly topic: string | null;
  /** Type 'predefined'. */
  readonly topicId: number | null;
}

export interface SnSubackMessage extends SnMessageBase {
  readonly type: 'SUBACK';
  readonly flags: number | null;
  readonly qos: number | null;
  /** 0 for a filter with wildcards or a short name. */
  readonly topicId: number | null;
  readonly messageId: number | null;
  readonly returnCode: number | null;
}

export interface SnPingRequestMessage extends SnMessageBase {
  readonly type: 'PINGREQ';
  /** Only from a sleeping client that asks for its messages. */
  readonly clientId: string | null;
}

export interface SnDisconnectMessage extends SnMessageBase {
  readonly type: 'DISCONNECT';
  /** Seconds the client wants to sleep; null: it does not. */
  readonly duration: number | null;
}

/** A type the specification does not assign, or bytes without a readable header. */
export interface SnReservedMessage extends SnMessageBase {
  readonly type: 'RESERVED';
  readonly payload: Uint8Array;
}

export type SnMessage =
  | SnAdvertiseMessage
  | SnSearchGatewayMessage
  | SnGatewayInfoMessage
  | SnConnectMessage
  | SnReturnCodeMessage
  | SnEmptyMessage
  | SnWillTopicMessage
  | SnWillMessageMessage
  | SnRegisterMessage
  | SnTopicAckMessage
  | SnPublishMessage
  | SnMessageIdMessage
  | SnSubscribeMessage
  | SnSubackMessage
  | SnPingRequestMessage
  | SnDisconnectMessage
  | SnReservedMessage;
