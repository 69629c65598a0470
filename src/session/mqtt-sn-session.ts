// What is known of one MQTT-SN client and its gateway, as plain values (JSON-safe, kept) — MQTT-SN 1.2 §6.

import type { TopicIdType } from '../dissect/application/mqtt-sn/flags.ts';
import type { ExchangeState, ExchangeStep } from './mqtt-session.ts';

export type SnParty = 'client' | 'gateway';

export type SnExchangeKind =
  | 'connect'
  | 'register'
  | 'publish'
  | 'subscribe'
  | 'unsubscribe'
  | 'ping'
  | 'will-topic'
  | 'will-message';

export interface SnExchangeRecord {
  readonly originator: SnParty;
  readonly kind: SnExchangeKind;
  /** PUBLISH; SUBSCRIBE: as asked for. */
  readonly qos: number | null;
  /** null: these messages have none. */
  readonly messageId: number | null;
  readonly topic: string | null;
  readonly topicId: number | null;
  readonly steps: readonly ExchangeStep[];
  readonly state: ExchangeState;
  /** Types of the steps that are not in the capture, in order. */
  readonly missing: readonly string[];
  /** First to last step, when the exchange was seen to its end. */
  readonly totalNs: number | null;
  /** By the step's type: ns since the step before it. */
  readonly stepNs: Readonly<Record<string, number>>;
  /** null: no answer with a code was seen, or the answer has none. */
  readonly returnCode: number | null;
  readonly payloadLength: number | null;
  /** Frames that repeated a step (the first ones), and how many there were. */
  readonly resends: readonly number[];
  readonly resendsCount: number;
}

export interface SnWillRecord {
  readonly topic: string;
  readonly qos: number;
  readonly retain: boolean;
  readonly messageLength: number | null;
  /** First characters, where they are text. */
  readonly messageText: string | null;
}

/** One CONNECT and what became of it. */
export interface SnConnectRecord {
  readonly connectFrame: number | null;
  readonly connackFrame: number | null;
  readonly time: string;
  readonly clientId: string | null;
  readonly cleanSession: boolean | null;
  /** Seconds. */
  readonly keepAlive: number | null;
  readonly returnCode: number | null;
  /** true: it ended a sleep (§6.14). */
  readonly endsSleep: boolean;
  readonly will: SnWillRecord | null;
}

export type SnTopicOrigin = 'register' | 'subscribe' | 'predefined' | 'short';

/** A topic id (or short name) and where its meaning comes from. */
export interface SnTopicRecord {
  /** null: a predefined id, or its name is not in the capture. */
  readonly topic: string | null;
  readonly topicId: number | null;
  readonly origin: SnTopicOrigin;
  /** Who asked for it (REGISTER, SUBSCRIBE) or used it first. */
  readonly by: SnParty;
  /** REGISTER or SUBSCRIBE; predefined and short: its first use. */
  readonly frame: number | null;
  /** REGACK or SUBACK. */
  readonly answerFrame: number | null;
  readonly returnCode: number | null;
  readonly publishes: number;
}

/** PUBLISH messages to a normal topic id that nothing in the capture explains. */
export interface SnUnknownTopicRecord {
  readonly topicId: number;
  readonly sender: SnParty;
  readonly publishes: number;
  /** The first ones. */
  readonly frames: readonly number[];
  /** true: the capture has the CONNECT with CleanSession that began this session, so a registration would be in it. */
  readonly isCertain: boolean;
  /** PUBACK frames that refused it. */
  readonly refusalFrames: readonly number[];
}

export type SnTopicKnowledge = 'registered' | 'predefined' | 'short' | 'unknown';

export interface SnPublishRecord {
  readonly frame: number;
  readonly time: string;
  readonly sender: SnParty;
  readonly qos: number | null;
  readonly dup: boolean;
  readonly retain: boolean;
  readonly topicIdType: TopicIdType;
  readonly topicId: number | null;
  /** As the topic id stood for then; null: not known. */
  readonly topic: string | null;
  readonly knowledge: SnTopicKnowledge;
  readonly messageId: number | null;
  readonly payloadLength: number;
  /** First characters, where they are text. */
  readonly payloadText: string | null;
}

/** A sleeping client that came to fetch its messages. */
export interface SnAwakening {
  readonly pingFrame: number;
  readonly time: string;
  /** PUBLISH frames of the gateway while it was awake (the first ones). */
  readonly deliveredFrames: readonly number[];
  readonly deliveredCount: number;
  /** null: it never went back to sleep in the capture. */
  readonly pingResponseFrame: number | null;
  readonly awakeNs: number | null;
}

export interface SnSleepRecord {
  /** DISCONNECT with Duration. */
  readonly disconnectFrame: number;
  /** DISCONNECT of the gateway; null: it did not confirm. */
  readonly confirmedFrame: number | null;
  readonly time: string;
  /** Seconds. */
  readonly durationSeconds: number;
  readonly awakenings: readonly SnAwakening[];
  readonly awakeningsCount: number;
  /** Longest time without a message from the client; `toFrame` null: until the capture ended. */
  readonly longestSilenceNs: number;
  readonly longestSilence: { readonly fromFrame: number; readonly toFrame: number | null };
  /** Duration and the tolerance of §7.2: what the gateway waits before it takes the client for lost. */
  readonly limitNs: number;
  /** The client was silent for longer than its duration. */
  readonly overslept: boolean;
  /** … and longer than the limit. */
  readonly lost: boolean;
  /** PUBLISH frames of the gateway while it slept (the first ones): it should have kept them (§6.14). */
  readonly disturbedFrames: readonly number[];
  readonly disturbedCount: number;
  readonly end: 'active' | 'asleep-again' | 'disconnected' | 'open';
  readonly endFrame: number | null;
}

export interface SnDisconnectRecord {
  readonly frame: number;
  readonly sender: SnParty;
  readonly durationSeconds: number | null;
  /** DISCONNECT of the other side; null: not in the capture. */
  readonly answerFrame: number | null;
}

/** A refusal by return code, whatever it answers. */
export interface SnRefusalRecord {
  readonly frame: number;
  readonly type: string;
  readonly sender: SnParty;
  readonly returnCode: number;
  readonly messageId: number | null;
  readonly topicId: number | null;
  readonly topic: string | null;
  /** Frame of what is refused; null: not in the capture. */
  readonly requestFrame: number | null;
}

/** A gateway, as its own and others' messages describe it (§6.1). */
export interface SnGatewayRecord {
  readonly gatewayId: number;
  /** Who sent its ADVERTISE or GWINFO; null: only clients spoke of it. */
  readonly address: string | null;
  readonly port: number | null;
  /** The address that clients named in its place. */
  readonly addressHex: string | null;
  readonly advertiseFrames: readonly number[];
  readonly advertisements: number;
  /** Seconds, as the last ADVERTISE says. */
  readonly advertiseInterval: number | null;
  readonly infoFrames: readonly number[];
  readonly infos: number;
}

export interface SnSearchRecord {
  readonly frame: number;
  readonly time: string;
  readonly address: string;
  readonly port: number;
  readonly radius: number | null;
  /** GWINFO that followed, from anybody. */
  readonly answerFrames: readonly number[];
  readonly answerNs: number | null;
}
