// A source of frames: a file, standard input, a device. All feed one sink, synchronously between two reads.

import type { FrameSink, SourceSummary } from '../core/frame.ts';

export interface ReadProgress {
  /** Bytes of input consumed so far (compressed bytes where the input is compressed). */
  readonly bytesRead: number;
  /** null: unknown (standard input, a device). */
  readonly bytesTotal: number | null;
  readonly frames: number;
}

export interface SourceOptions {
  /** Called now and then between two reads, never per frame. */
  readonly onProgress?: ((progress: ReadProgress) => void) | undefined;
  /** false: leave CaptureFile.sha256 null. On large files of large frames the digest takes longer than everything else. */
  readonly digest?: boolean;
}

export interface FrameSource {
  /** What a person would call it: the path, "-", the device. */
  readonly label: string;
  /** Rejects with CaptureFileError / CaptureDeviceError when nothing can be read; damage after the first block is data (`endedBy`, `notes`). */
  run(sink: FrameSink): Promise<SourceSummary>;
  /** Ends `run` soon, with endedBy 'stopped'. */
  stop(): void;
}
