// What an Analysis says about the fragments of a file in the messages of one topic and direction of a connection.

import type { Sender } from '../core/direction.ts';

export type FragmentFormat =
  | 'raw'
  | 'indexed'
  | 'length-checked'
  | 'restart'
  | 'json'
  | 'integer-prefix'
  | 'text-prefix';

/** The topic that looks most like a file, and the others beside it. */
export interface FragmentReport extends TopicFragments {
  readonly otherTopics: readonly TopicFragments[];
}

export interface TopicFragments {
  /** Empty: an alias that the capture does not explain. */
  readonly topic: string;
  readonly format: string;
  readonly formatEvidence: string;
  readonly count: number;
  /** Bytes of the file in these fragments: prefixes, control and end packets not counted. */
  readonly totalBytes: number;
  readonly announcedBytes: number | null;
  readonly sequences: readonly FragmentSequence[];
  readonly sequencesCount: number;
  /** Over the fragments in `rows`; null: there is none. */
  readonly sizes: FragmentSizes | null;
  /** null: fewer than two fragments. */
  readonly pace: FragmentPace | null;
  readonly segmentation: FragmentSegmentation | null;
  readonly rows: readonly FragmentRow[];
  readonly capped: boolean;
}

export interface FragmentSequence {
  readonly from: number;
  readonly to: number;
  readonly missing: readonly number[];
  readonly duplicated: readonly number[];
  readonly reordered: readonly number[];
  /** Numbers that came again with other bytes. */
  readonly altered: readonly number[];
  readonly outcome: 'complete' | 'failed' | 'incomplete' | 'unknown';
  /** Bytes of the file in it, each number once. */
  readonly bytes: number;
  /** What the file's length must be, and who says so; null: nobody. */
  readonly fileBytes: number | null;
  readonly fileBytesFrom: 'announced' | 'complete-run' | null;
  /** Is the end of the file there? A missing last fragment leaves no hole in the numbers. */
  readonly tail: 'confirmed' | 'missing' | 'unknown';
  readonly holes: readonly FragmentHole[];
}

/** Numbers that did not come, and the part of the file that went with them. Offsets and sizes in bytes of the file. */
export interface FragmentHole {
  readonly position: 'start' | 'inside' | 'end';
  readonly fromIndex: number;
  /** null: it is not known how many. */
  readonly toIndex: number | null;
  /** Frames of the fragments before and behind it. */
  readonly afterFrame: number | null;
  readonly beforeFrame: number | null;
  /** Where it begins: known where both are equal. */
  readonly offsetMinimum: number;
  readonly offsetMaximum: number | null;
  /** Its size, if nothing but this is missing; null: nothing tells. */
  readonly bytes: number | null;
  /** Certain limits of its size. */
  readonly bytesMinimum: number;
  readonly bytesMaximum: number | null;
  /** Its size if its fragments were like the others. */
  readonly likelyMinimum: number | null;
  readonly likelyMaximum: number | null;
}

/** Of the fragments' own bytes. */
export interface FragmentSizes {
  readonly count: number;
  readonly minimum: number;
  readonly median: number;
  readonly mean: number;
  readonly maximum: number;
  /** Classes of equal width that cover all sizes. */
  readonly histogram: readonly { readonly from: number; readonly to: number; readonly count: number }[];
}

/** From one fragment to the next. */
export interface FragmentPace {
  readonly fragments: number;
  readonly spanNs: number;
  readonly minIntervalNs: number;
  readonly medianIntervalNs: number;
  readonly maxIntervalNs: number;
  readonly longestPause: { readonly fromFrame: number; readonly toFrame: number };
  /** Of the file; null: the span is zero. */
  readonly bytesPerSecond: number | null;
}

/** How TCP cut the same bytes; a byte that was sent again counts once. */
export interface FragmentSegmentation {
  readonly fragments: number;
  /** Segments that carried any of them. */
  readonly segments: number;
  /** Fragments in one segment, and over several. */
  readonly inOneSegment: number;
  readonly overSeveral: number;
  readonly mostSegmentsPerFragment: number;
  /** Last frame of the fragment with most segments. */
  readonly mostSegmentsFrame: number;
  readonly mostFragmentsPerSegment: number;
  readonly mostFragmentsFrame: number;
}

/** A row of the table `fragments`. */
export interface FragmentRow {
  readonly stream: number;
  readonly direction: Sender;
  /** 0-based position among the fragments of its topic and direction. */
  readonly order: number;
  /** null: the format has none. */
  readonly index: number | null;
  /** Bytes of the file in this fragment (the payload without its prefix). */
  readonly size: number;
  readonly payloadLength: number;
  readonly frame: number;
  readonly time: string;
  readonly packetIdentifier: number | null;
  readonly dup: boolean;
  /** `order` of the first fragment with the same index (or, raw, the same packet resent); null. */
  readonly duplicateOf: number | null;
  /** 'control size 673', 'end packet: failure, restart', 'end packet: success'; null for an ordinary fragment. */
  readonly special: string | null;
  /** Of the fragment's own bytes (without prefix). */
  readonly sha256: string | null;
  readonly text: string | null;
  readonly topic: string;
}
