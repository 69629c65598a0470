// What an Analysis says about the file that should have arrived (--expect): every transfer that carried it, byte range by byte range.

import type { Sender } from '../../core/direction.ts';
import type { Listener } from '../../flow/listener.ts';
import type { SessionListener } from '../../session/session-listener.ts';

/** Hears a capture and says what became of a file in it; loaded only where a file is named. */
export interface Expectation extends Listener, SessionListener {
  report(): ExpectationReport;
}

export interface ExpectationReport {
  readonly file: {
    readonly path: string;
    readonly bytes: number;
    /** Of these bytes, from the first one on, it can be said what became of them. */
    readonly comparedBytes: number;
    readonly sha256: string;
  };
  /** Transfers that carry bytes of the file. */
  readonly transfers: readonly TransferReport[];
  readonly transfersCount: number;
  /** Topics (by client and direction) that were looked at and carry nothing of it. */
  readonly otherTopics: number;
  /** Messages that were not compared because a limit was reached. */
  readonly notCompared: number;
  readonly capped: boolean;
}

/** The messages of one topic and direction of one client, over all its connections. */
export interface TransferReport {
  readonly streams: readonly number[];
  readonly direction: Sender;
  readonly topic: string;
  /** null: not known, or empty. */
  readonly clientId: string | null;
  readonly format: string;
  readonly messages: number;
  readonly attempts: readonly AttemptReport[];
  readonly attemptsCount: number;
  /** Bytes of the file that arrived in at least one attempt. */
  readonly arrivedBytes: number;
}

/**
 * 'identical': put together as it came, it is the file. 'recoverable': every byte arrived, but out of order, repeated or among others.
 * 'damaged': bytes are missing or altered. 'unknown': bytes are not in the capture, nothing else is wrong.
 */
export type AttemptOutcome = 'identical' | 'recoverable' | 'damaged' | 'unknown';

/** The file sent once, or as far as it went. */
export interface AttemptReport {
  readonly firstFrame: number;
  readonly lastFrame: number;
  /** The stream of its last fragment. */
  readonly stream: number;
  readonly fragments: number;
  readonly outcome: AttemptOutcome;
  /** What its end packet said; null: it has none. */
  readonly end: 'failure' | 'success' | null;
  readonly arrivedBytes: number;
  readonly missingBytes: number;
  readonly alteredBytes: number;
  /** Sent, but the capture does not have them. */
  readonly notCapturedBytes: number;
  readonly alteredFragments: number;
  readonly repeatedFragments: number;
  readonly movedFragments: number;
  readonly foreignFragments: number;
  /** The file from its first byte to its last, one entry per stretch of the same state. */
  readonly ranges: readonly RangeReport[];
  readonly rangesCount: number;
  /** What differs from the file sent once and in order, by offset. */
  readonly differences: readonly Difference[];
  readonly differencesCount: number;
  /** Every fragment in order of arrival, and the place of the file it stands for. */
  readonly placements: readonly PlacementReport[];
  readonly placementsCount: number;
}

export type RangeState = 'arrived' | 'missing' | 'altered' | 'not-captured' | 'not-compared';

export interface RangeReport {
  readonly offset: number;
  readonly bytes: number;
  readonly state: RangeState;
}

export type DifferenceKind = 'missing' | 'altered' | 'repeated' | 'moved' | 'foreign' | 'not-captured';

export interface Difference {
  readonly kind: DifferenceKind;
  /** In the file; null: 'foreign'. */
  readonly offset: number | null;
  readonly bytes: number;
  /** The fragment; null: 'missing'. */
  readonly order: number | null;
  readonly index: number | null;
  readonly stream: number | null;
  readonly frame: number | null;
  /** 'altered', where the length is the same: bytes that differ, and the offset of the first one. */
  readonly differingBytes: number | null;
  readonly firstDifference: number | null;
  /** 'missing': frames of the fragments on both sides of it in the file. */
  readonly afterFrame: number | null;
  readonly beforeFrame: number | null;
  /** The same bytes occur elsewhere in the file: it may as well be another place. */
  readonly ambiguous: boolean;
}

export interface PlacementReport {
  readonly order: number;
  readonly index: number | null;
  readonly stream: number;
  readonly frame: number;
  readonly size: number;
  readonly state: 'arrived' | 'moved' | 'altered' | 'repeated' | 'foreign' | 'not-compared';
  /** null: it stands for no place of the file. */
  readonly offset: number | null;
}
