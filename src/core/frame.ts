// One captured frame, and what is known when a source has ended: where capture and the rest meet.

import type { AnomalyKind } from './anomaly-kind.ts';

/** One captured frame. REUSED: valid only until the sink returns. Every field is a number but `buf`, in one shape, always. */
export class Frame {
  /** 1-based, as Wireshark numbers it; counts on over the files of a sequence. */
  number = 0;
  /** Whole seconds since 1970-01-01 UTC (negative before). */
  sec = 0;
  /** 0 … 999 999 999, always counted forward from `sec`. */
  nsec = 0;
  /** 1: the frame carries a time stamp. 0 (pcapng Simple Packet Block): `sec` and `nsec` repeat the last known instant. */
  timed = 1;
  /** The reader's buffer; only [start, end) belongs to this frame. */
  buf: Uint8Array = new Uint8Array(0);
  start = 0;
  end = 0;
  /** Larger than end − start when the capture cut the frame (snap length). */
  wireLength = 0;
  /** LINKTYPE_* number. */
  linkType = 0;
  /** Index in SourceSummary.interfaces: counts on over sections and files. */
  interfaceId = 0;
}

/** Told where the next frames lie before they come one by one, so that the memory they need can be fetched for all of them at once. */
export interface FramePreview {
  /** Worth the effort at this moment. */
  readonly isWanted: boolean;
  /** A frame that will follow soon; only its bytes and its link type are known. REUSED: valid only until the call returns. */
  announce(frame: Frame): void;
  /** No more of them for now. */
  fetch(): void;
}

/** Takes the frames, one after the other. */
export interface FrameSink {
  (frame: Frame): void;
  readonly preview?: FramePreview;
}

/** One interface of the capture, as the file describes it. */
export interface CaptureInterface {
  readonly id: number;
  readonly name: string | null;
  readonly linkType: number;
  /** 0: no limit. */
  readonly snapLength: number;
  /** Frames that the interface received / dropped (pcapng Interface Statistics Block); null: not stated. */
  readonly received: number | null;
  readonly dropped: number | null;
}

export interface CaptureComment {
  /** null: the comment belongs to the section or an interface. */
  readonly frame: number | null;
  readonly text: string;
}

export interface CaptureFile {
  readonly path: string;
  /** 'pcapng', 'pcap', 'pcap (nanoseconds)', 'pcap (modified)', with '+gzip' / '+zstd' when compressed. */
  readonly format: string;
  readonly bytes: number;
  /** Hex digest of the file as it lies on disk; null for standard input. */
  readonly sha256: string | null;
}

export interface SourceNote {
  readonly kind: AnomalyKind;
  /** In the file (after decompression). */
  readonly byteOffset: number;
}

/** What is known when a source has ended. */
export interface SourceSummary {
  readonly files: readonly CaptureFile[];
  readonly frames: number;
  /** Captured bytes of all frames. */
  readonly bytes: number;
  /** Text of the first / last instant, "1727972104.779687350"; null without a time-stamped frame. */
  readonly firstTime: string | null;
  readonly lastTime: string | null;
  readonly durationNs: number | null;
  /** Seconds of one tick as text, the coarsest of all interfaces: '1e-9', '1e-6', '2^-8'. */
  readonly timeResolution: string | null;
  /** false: some frame is earlier than the one before it. */
  readonly strictTimeOrder: boolean;
  readonly interfaces: readonly CaptureInterface[];
  readonly comments: readonly CaptureComment[];
  /** Sum over the interfaces; null: the source cannot know. */
  readonly dropped: number | null;
  /** arrival: stamped by us, not by the kernel. */
  readonly clock: 'capture' | 'arrival';
  readonly endedBy: 'end-of-input' | 'stopped' | 'truncated-input' | 'damaged-input';
  /** What was wrong with the container, not with the packets. */
  readonly notes: readonly SourceNote[];
}
