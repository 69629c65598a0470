// What `diff` says of the two sides of a broker: every message as one capture shows it leave and the other arrive. JSON-safe.
// `a` and `b` are the two captures; what is published and what is delivered may lie in either, or in both.

import type { CaptureSide, ClockBounds } from './delivery-clock.ts';

export type { CaptureSide, ClockBounds } from './delivery-clock.ts';

/** Do the two captures show one and the same run? 'unknown': nothing in them decides it. */
export type SameRun = 'yes' | 'no' | 'unknown';

export const DELIVERY_OUTCOMES = [
  /** Published and delivered. */
  'delivered',
  /** Published, due to this subscriber, and not delivered. */
  'missing',
  /** Delivered once more than it was published. */
  'doubled',
  /** Delivered in the place of the one that was published, with other bytes. */
  'altered',
  /** Delivered, but no capture shows who published it. */
  'unexpected',
  /** Published, but this subscriber was not to get it (yet, or any more). */
  'not-due',
  /** One side of it fell into a hole of a capture, or outside of it: no loss of the message can be told from that. */
  'not-captured',
  /** Published and not delivered, but whether it was due cannot be told. */
  'undetermined',
] as const;
export type DeliveryOutcome = (typeof DELIVERY_OUTCOMES)[number];

export type DeliveryMark =
  /** Overtaken by a message that was published later on the same topic by the same client. */
  | 'reordered'
  /** Delivered with a lower QoS than it was published with, as subscribed: min(published, granted). */
  | 'qos-lowered'
  /** Delivered with another QoS than the subscriptions allow. */
  | 'qos-wrong'
  /** Sent because of a subscription, out of what the broker retains. */
  | 'retained'
  /** The will of a client. */
  | 'will'
  /** MQTT sent it again (DUP); the application sees it once more only with QoS 1. */
  | 'resent'
  /** Several subscriptions of the client match: the broker may deliver a copy for each. */
  | 'overlapping'
  /** Published while the subscriber was away; the broker kept it. */
  | 'kept-for-session'
  /** Not all bytes of the payload are in the capture: it was recognised by its place. */
  | 'partly-captured';

/** Why a message is where it is; stable words. */
export type DeliveryReason =
  /** The broker confirmed it (PUBACK, PUBCOMP) all the same. */
  | 'acknowledged'
  /** QoS 1 or 2 without any answer of the broker. */
  | 'not-acknowledged'
  /** QoS 2: the broker answered with PUBREC, and the publisher never sent PUBREL. */
  | 'never-released'
  /** QoS 0: nobody confirms it. */
  | 'qos-0'
  /** The broker answered with a reason code ≥ 0x80. */
  | 'refused'
  /** By when it was published, as far as the clocks tell. */
  | 'before-subscription'
  | 'around-subscription'
  | 'after-subscription'
  /** Nobody who was seen asked for it. */
  | 'no-subscription'
  /** The client published it itself and asked not to get its own (No Local). */
  | 'own-message'
  | 'shared-group'
  | 'subscription-unknown'
  /** The capture that should show the other half. */
  | 'capture-hole'
  | 'capture-begins-late'
  | 'capture-ends-early'
  | 'retained-before'
  | 'other-publisher';

/** How a delivery was recognised: by a payload that occurs once; among equal payloads by the order of their neighbours; by time alone. */
export type DeliveryEvidence = 'content' | 'order' | 'time';

/** A PUBLISH packet where one capture shows it. */
export interface MessageView {
  readonly stream: number;
  /** Frame that carried its last byte, and of its first byte. */
  readonly frame: number;
  readonly firstFrame: number;
  /** Instant of the last byte. */
  readonly time: string;
  readonly qos: number;
  readonly dup: boolean;
  readonly retain: boolean;
  readonly packetIdentifier: number | null;
  /** Frames of the same message that MQTT sent again. */
  readonly resends: readonly number[];
}

/** What one capture holds of a message; null: nothing. */
export interface MessageSightings {
  readonly published: MessageView | null;
  readonly delivered: MessageView | null;
}

/** One message to one subscriber. */
export interface DeliveryRow {
  readonly outcome: DeliveryOutcome;
  readonly marks: readonly DeliveryMark[];
  readonly reason: DeliveryReason | null;
  /** null: an alias that nothing in the capture explains. */
  readonly topic: string | null;
  readonly payloadLength: number;
  /** null: bytes of it are missing in the capture. */
  readonly sha256: string | null;
  /** Its number as a fragment; null: it carries none. */
  readonly index: number | null;
  /** First bytes as text; null: no text. */
  readonly text: string | null;
  readonly publisher: string | null;
  readonly subscriber: string | null;
  readonly a: MessageSightings;
  readonly b: MessageSightings;
  /** Last byte published to last byte delivered, by the clocks as they are; null: one of them is not there. */
  readonly delayNs: number | null;
  readonly evidence: DeliveryEvidence | null;
}

/** A client as the captures show it. */
export interface DeliveryClient {
  /** Client identifier, or its address and port where it gave none. */
  readonly name: string;
  readonly clientId: string | null;
  /** Streams of its connections. */
  readonly a: readonly number[];
  readonly b: readonly number[];
  readonly published: number;
  readonly delivered: number;
  readonly filters: readonly {
    readonly filter: string;
    readonly requestedQos: number;
    readonly grantedQos: number | null;
  }[];
  /** false: its first packets, and with them perhaps subscriptions, are not in a capture. */
  readonly fromStart: boolean;
}

/** Counts of rows. */
export type OutcomeCounts = Readonly<Record<DeliveryOutcome, number>>;

export interface TopicDelivery {
  readonly topic: string | null;
  readonly published: number;
  readonly outcomes: OutcomeCounts;
}

export interface DelayReport {
  /** The capture that shows the publishing and the one that shows the delivery. */
  readonly from: CaptureSide;
  readonly to: CaptureSide;
  /** Both in one capture: one clock, no offset. */
  readonly exact: boolean;
  readonly samples: number;
  readonly minNs: number;
  readonly medianNs: number;
  readonly meanNs: number;
  readonly p95Ns: number;
  readonly maxNs: number;
  /** Median and maximum above the fastest message: free of any offset between the clocks. */
  readonly medianAboveMinNs: number;
  readonly maxAboveMinNs: number;
}

/** What one client published on a topic against what another received, as the pieces of a file. */
export interface FileDelivery {
  readonly topic: string | null;
  readonly publisher: string;
  readonly subscriber: string;
  /** FragmentFormat: 'raw' where the payloads carry no number. */
  readonly format: string;
  readonly publishedFragments: number;
  readonly publishedBytes: number;
  /** Without repeated ones. */
  readonly deliveredFragments: number;
  readonly deliveredBytes: number;
  /** What is missing at the subscriber; `offset`: of its first byte in the file as published, null: not known. */
  readonly missing: readonly {
    readonly index: number | null;
    readonly offset: number | null;
    readonly bytes: number;
    readonly side: CaptureSide;
    readonly frame: number;
  }[];
  readonly missingCount: number;
  /** Numbers that were never published, and so are missing on both sides. */
  readonly neverPublished: readonly number[];
  readonly doubled: number;
  readonly altered: number;
  readonly reordered: number;
  /** Every byte that was published arrived, in order; null: the captures do not hold enough to tell. */
  readonly identical: boolean | null;
}

export interface DeliveryDiff {
  readonly sameRun: SameRun;
  /** One sentence per piece of evidence, in the language of the report. */
  readonly sameRunReasons: readonly string[];
  readonly clients: readonly DeliveryClient[];
  readonly clientsCount: number;
  readonly outcomes: OutcomeCounts;
  /** Rows with this mark. */
  readonly marks: Readonly<Partial<Record<DeliveryMark, number>>>;
  readonly topics: readonly TopicDelivery[];
  readonly topicsCount: number;
  /** In the order of publishing. */
  readonly messages: readonly DeliveryRow[];
  readonly messagesCount: number;
  readonly delays: readonly DelayReport[];
  readonly clock: ClockBounds;
  readonly files: readonly FileDelivery[];
  readonly filesCount: number;
  /** What limits this comparison, in the language of the report. */
  readonly notes: readonly string[];
  readonly capped: boolean;
}
