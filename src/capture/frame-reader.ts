// One format's reader, and the loop that feeds it until the input ends.

import type { AnomalyKind } from '../core/anomaly-kind.ts';
import type { ByteFeed } from './byte-feed.ts';
import type { CaptureLedger } from './capture-ledger.ts';
import { COMPRESSED_CUT_SHORT, CUT_SHORT } from './capture-notes.ts';
import type { ReadProgress } from './source.ts';

/** `consume` will want no more bytes: stopped, or damaged. */
export const READING_ENDED = 0;

export interface FrameReader {
  /** CaptureFile.format, without the compression. */
  readonly format: string;
  /** Why reading ended before the input did; null: it did not. */
  readonly damage: AnomalyKind | null;
  /** Hands on every whole frame of the feed; returns how many contiguous bytes it needs next, or READING_ENDED. */
  consume(feed: ByteFeed): number;
}

/** Between two pauses signals wait and progress stands still: some ten milliseconds of reading. */
const BYTES_BETWEEN_PAUSES = 16 << 20;

const pause = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** Reads the feed to its end, and tells the ledger how it ended. */
export async function readFrames(
  reader: FrameReader,
  feed: ByteFeed,
  ledger: CaptureLedger,
  onProgress: ((progress: ReadProgress) => void) | undefined,
): Promise<void> {
  let pausedAt = 0;
  for (;;) {
    const needed = reader.consume(feed);
    if (needed === READING_ENDED) break;
    const { bytesRead, bytesTotal } = feed.input;
    const position = feed.offset + feed.at;
    if (position - pausedAt >= BYTES_BETWEEN_PAUSES) {
      pausedAt = position;
      onProgress?.({ bytesRead, bytesTotal, frames: ledger.frameCount });
      await pause();
    }
    if (!(await feed.fill(needed))) break;
  }
  concludeReading(reader, feed, ledger);
}

function concludeReading(reader: FrameReader, feed: ByteFeed, ledger: CaptureLedger): void {
  const position = feed.offset + feed.at;
  const { failure } = feed.input;
  if (reader.damage !== null) {
    ledger.note(reader.damage, position);
    ledger.end('damaged-input');
  } else if (ledger.stopped) {
    ledger.end('stopped');
  } else if (failure !== null) {
    ledger.note(failure, feed.offset + feed.end);
    ledger.end(failure === COMPRESSED_CUT_SHORT ? 'truncated-input' : 'damaged-input');
  } else if (feed.end > feed.at) {
    ledger.note(CUT_SHORT, position);
    ledger.end('truncated-input');
  }
}
