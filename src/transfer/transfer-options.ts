// What a transfer is told, and what it tells.

import type { Text } from '../core/text.ts';
import type { SizeRange } from './fragment-plan.ts';
import type { BrokerAccess, Qos } from './mqtt-connection.ts';
import type { TransferMode } from './wire-format.ts';

/** Like the lab's topic; a public broker needs one that nobody else uses. */
export const DEFAULT_TOPIC = 'tp1/mqttscope';

interface TransferOptions {
  readonly access: BrokerAccess;
  readonly topic: string;
  readonly mode: TransferMode;
  readonly qos: Qos;
  /** How long the other side may take to appear. */
  readonly waitMs: number;
  /** How long nothing may happen once the transfer is under way. */
  readonly timeoutMs: number;
}

export interface PublishOptions extends TransferOptions {
  /** The file to be sent. */
  readonly path: string;
  readonly sizes: SizeRange;
  /** Of sizes and losses. */
  readonly seed: number;
  /** Fragments lost on purpose the first time they are sent, by their number on the wire. */
  readonly dropped: readonly number[];
  /** Chance of any sending to be lost on purpose, from 0 to 1. */
  readonly lossProbability: number;
  /** Between one fragment and the next. */
  readonly paceMs: number;
  /** restart: runs before it gives up. */
  readonly attempts: number;
  /** selective: subscribers that must join, and must have everything in the end. */
  readonly receivers: number;
  /** selective: the most fragments under way. */
  readonly window: number;
}

export interface SubscribeOptions extends TransferOptions {
  /** The file to be written. */
  readonly path: string;
  /** plain, indexed, length: silence after which no more fragments are expected of a publisher that does not say when it has sent everything. */
  readonly idleMs: number;
  /** plain, indexed: the file's length, if it is known beforehand. */
  readonly expectedBytes: number | null;
  /** plain, indexed, length, restart: keep what arrived of an incomplete file, as <path>.part. */
  readonly keepsPart: boolean;
}

export interface PublishResult {
  readonly path: string;
  readonly bytes: number;
  readonly sha256: string;
  /** Fragments of the file. */
  readonly fragments: number;
  /** Fragments really published, repeated ones included. */
  readonly published: number;
  /** Lost on purpose. */
  readonly lost: number;
  readonly elapsedMs: number;
  /** restart: runs it took. */
  readonly attempts: number;
  /** selective: null in the other modes, which cannot know what arrived. */
  readonly selective: SelectiveFigures | null;
}

export interface SelectiveFigures {
  /** Subscribers that have the whole file, checked. */
  readonly receivers: number;
  /** Subscribers that were there and are gone without it. */
  readonly vanished: number;
  readonly resent: number;
  readonly timeouts: number;
  readonly roundTripMs: number;
  readonly timeoutMs: number;
  readonly largestWindow: number;
}

/**
 * verified: equal to what was sent, by its SHA-256. complete: nothing is missing, as far as the format can say. ended: the publisher has sent
 * everything, but the format does not show all losses. unknown: not even that; there was silence, and it was taken for the end.
 */
export type Certainty = 'verified' | 'complete' | 'ended' | 'unknown';

export interface SubscribeResult {
  readonly path: string;
  readonly bytes: number;
  readonly sha256: string;
  readonly fragments: number;
  readonly duplicates: number;
  /** Runs that were begun and given up before this one. */
  readonly restarts: number;
  readonly certainty: Certainty;
  readonly elapsedMs: number;
}

export interface TransferProgress {
  readonly bytes: number;
  /** null: not known in this mode. */
  readonly totalBytes: number | null;
  readonly fragments: number;
}

/** Hears of a transfer while it goes on. */
export interface TransferObserver {
  /** Something a person should know: the other side has come or gone, a run begins anew. */
  note(text: Text): void;
  /** The subscriber is subscribed: what is published from now on reaches it. */
  ready?(): void;
  progress(progress: TransferProgress): void;
}
