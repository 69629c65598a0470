// What is kept of the MQTT traffic of one capture to compare it with another's: connections, published messages, subscriptions, holes.
// Times are integer ns since the log's base (MessageLog.base), exact for 104 days of the capture.

import type { Direction } from '../../core/direction.ts';

/** Bytes kept of a payload: enough for its number and a preview. */
export const HEAD_BYTES = 160;

/** A payload; equal ones of a capture are the same object. */
export interface PayloadNote {
  readonly length: number;
  /** null: bytes of it are missing in the capture. */
  readonly sha256: string | null;
  /** Its first bytes. */
  readonly head: Uint8Array;
}

/** How far the receiver confirmed a PUBLISH. */
export type Confirmation = 'none' | 'received' | 'released' | 'acknowledged' | 'refused';

/** One PUBLISH packet. */
export class PublishNote {
  readonly session: SessionNote;
  readonly direction: Direction;
  /** Place among the PUBLISH packets of its session and direction: 0, 1, 2 … */
  readonly ordinal: number;
  readonly topic: string | null;
  readonly payload: PayloadNote;
  readonly qos: number;
  readonly dup: boolean;
  readonly retain: boolean;
  /** −1: QoS 0. */
  readonly packetIdentifier: number;
  readonly firstFrame: number;
  readonly lastFrame: number;
  /** Of its last byte. */
  readonly timeNs: number;
  /** Where its bytes begin in the stream, as tshark's relative sequence number. */
  readonly relativeSeq: number;
  confirmation: Confirmation = 'none';
  /** The packet that this one repeats (DUP); null: a message of its own. */
  readonly resendOf: PublishNote | null;
  resends: PublishNote[] | null = null;
  /** Made by the broker out of the CONNECT of `session`. */
  readonly isWill: boolean;

  constructor(fields: PublishFields) {
    this.session = fields.session;
    this.direction = fields.direction;
    this.ordinal = fields.ordinal;
    this.topic = fields.topic;
    this.payload = fields.payload;
    this.qos = fields.qos;
    this.dup = fields.dup;
    this.retain = fields.retain;
    this.packetIdentifier = fields.packetIdentifier;
    this.firstFrame = fields.firstFrame;
    this.lastFrame = fields.lastFrame;
    this.timeNs = fields.timeNs;
    this.relativeSeq = fields.relativeSeq;
    this.resendOf = fields.resendOf;
    this.isWill = fields.isWill;
  }
}

export interface PublishFields {
  readonly session: SessionNote;
  readonly direction: Direction;
  readonly ordinal: number;
  readonly topic: string | null;
  readonly payload: PayloadNote;
  readonly qos: number;
  readonly dup: boolean;
  readonly retain: boolean;
  readonly packetIdentifier: number;
  readonly firstFrame: number;
  readonly lastFrame: number;
  readonly timeNs: number;
  readonly relativeSeq: number;
  readonly resendOf: PublishNote | null;
  readonly isWill: boolean;
}

/** One filter of a SUBSCRIBE, and how long it held. */
export interface SubscriptionNote {
  readonly filter: string;
  readonly requestedQos: number;
  readonly packetIdentifier: number;
  /** null: refused, or no answer in the capture. */
  grantedQos: number | null;
  refused: boolean;
  readonly frame: number;
  readonly timeNs: number;
  /** Of the SUBACK; null: not in the capture. */
  ackNs: number | null;
  /** UNSUBSCRIBE, or a SUBSCRIBE that replaced it [MQTT-3.8.4-3]; null: it held to the end of the session. */
  endNs: number | null;
  readonly noLocal: boolean;
  readonly retainAsPublished: boolean;
}

/** Bytes of one direction that the capture does not hold, or that could not be read. */
export interface HoleNote {
  /** PUBLISH packets of the direction before it. */
  readonly before: number;
  readonly bytes: number;
}

/** One MQTT connection. */
export class SessionNote {
  readonly stream: number;
  /** 'address:port' of both ends. */
  readonly client: string;
  readonly server: string;
  readonly serverPort: number;
  /** Initial sequence numbers by Direction; null: the SYN is not in the capture. */
  readonly initialSeq: [number | null, number | null] = [null, null];
  clientId: string | null = null;
  connectFrame: number | null = null;
  /** null: no CONNECT in the capture. */
  cleanSession: boolean | null = null;
  sessionPresent = false;
  /** The server took the client in; null: no CONNACK in the capture. */
  accepted: boolean | null = null;
  /** The client's first packet is its CONNECT. */
  fromStart = false;
  readonly startNs: number;
  /** CONNACK, or as long as there is none CONNECT, or the beginning: from here on the server may send. */
  connectedNs: number;
  endNs: number;
  /** FIN, RST or a successor on the same ports ended it, not the end of the capture. */
  ended = false;
  version = 0;
  will: PublishNote | null = null;
  /** The client said goodbye, and so took its will back. */
  disconnected = false;
  /** PUBLISH packets by Direction. */
  readonly publishes: readonly [PublishNote[], PublishNote[]] = [[], []];
  readonly holes: readonly [HoleNote[], HoleNote[]] = [[], []];
  readonly subscriptions: SubscriptionNote[] = [];
  /** What UNSUBSCRIBE named, also subscriptions of an earlier connection. */
  readonly unsubscribed: { readonly filter: string; readonly timeNs: number }[] = [];

  constructor(stream: number, client: string, server: string, serverPort: number, startNs: number) {
    this.stream = stream;
    this.client = client;
    this.server = server;
    this.serverPort = serverPort;
    this.startNs = startNs;
    this.connectedNs = startNs;
    this.endNs = startNs;
  }
}
