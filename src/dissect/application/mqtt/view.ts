// MqttView: one MQTT control packet where it lies. REUSED: it dies with the bytes; toMessage() makes the plain value.

import { CLIENT_TO_SERVER, type Direction } from '../../../core/direction.ts';
import type { MessageView } from '../protocol.ts';
import type { MqttMessage } from './message.ts';
import { messageOf } from './messages.ts';
import { summaryOf } from './summaries.ts';
import { TopicTable } from './topic-table.ts';

/** One for the whole program: the same topic on ten thousand connections is one string. */
const topics: TopicTable = new TopicTable();

export class MqttView implements MessageView {
  readonly protocol: string = 'mqtt';
  /** 'CONNECT' … 'AUTH', 'RESERVED' for type 0. */
  type = 'RESERVED';
  /** 0 … 15, the high four bits of the first byte. */
  packetType = 0;
  /** The low four bits. */
  flags = 0;
  direction: Direction = CLIENT_TO_SERVER;
  /** Protocol level in force (3, 4, 5), stated by CONNECT or inferred; 0: not known yet, read as 3.1.1. */
  version = 0;
  /** true: no CONNECT was seen, the level was inferred from the packets (3.1 and 3.1.1 cannot be told apart then: 4). */
  versionInferred = false;

  buf: Uint8Array = new Uint8Array(0);
  at = 0;
  /** First byte behind the fixed header. */
  bodyAt = 0;
  /** One past the bytes of this packet that are in `buf`; the payload of a long PUBLISH may lie outside. */
  headEnd = 0;
  /** Whole packet in bytes, fixed header included. */
  length = 0;

  /** PUBLISH only, else 0 / false. */
  dup = false;
  qos = 0;
  retain = false;
  topicAt = 0;
  topicLength = 0;
  /** −1: none. */
  topicAlias = -1;
  /** −1: this packet has none. */
  packetIdentifier = -1;
  /** First property byte and one past the last; equal: none. */
  propertiesAt = 0;
  propertiesEnd = 0;
  /** PUBLISH: where the payload starts in `buf` (it may lie behind headEnd) and how long it is on the wire. */
  payloadAt = 0;
  payloadLength = 0;
  /** Acks, CONNACK, DISCONNECT, AUTH: the return or reason code (0 where MQTT 5 leaves it out); −1: this packet has none. */
  reasonCode = -1;
  /** The plain value, once somebody has asked for it. */
  #message: MqttMessage | null = null;

  /** Makes it the view of another packet of which only the fixed header is known. */
  reset(buf: Uint8Array, at: number, headEnd: number, length: number): void {
    this.type = 'RESERVED';
    this.packetType = 0;
    this.flags = 0;
    this.buf = buf;
    this.at = at;
    this.bodyAt = at;
    this.headEnd = headEnd;
    this.length = length;
    this.dup = false;
    this.qos = 0;
    this.retain = false;
    this.topicAt = at;
    this.topicLength = 0;
    this.topicAlias = -1;
    this.packetIdentifier = -1;
    this.propertiesAt = at;
    this.propertiesEnd = at;
    this.payloadAt = at + length;
    this.payloadLength = 0;
    this.reasonCode = -1;
    this.#message = null;
  }

  /** PUBLISH: the topic as written (empty under an alias), interned: equal topics are the same string. */
  topic(): string {
    return topics.text(this.buf, this.topicAt, this.topicAt + this.topicLength);
  }

  summary(): string {
    return summaryOf(this);
  }

  toMessage(): MqttMessage {
    this.#message ??= messageOf(this);
    return this.#message;
  }
}
