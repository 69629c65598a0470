// One side of a comparison: the Analysis of a capture, and what the comparison needs beyond its capped lists, noted while the capture was read.

import type { Analysis } from '../analyze/analysis.ts';
import type { MessageLog } from './delivery/message-log.ts';
import type { SegmentLog } from './path/segment-log.ts';
import type { RttSampleLog } from './runs/rtt-sample-log.ts';

export interface DiffInput {
  /** The path as the user gave it. */
  readonly label: string;
  readonly analysis: Analysis;
  readonly segments: SegmentLog;
  readonly messages: MessageLog;
  /** Round trips one by one, for `runs`; without it their distributions cannot be tested. */
  readonly rttSamples?: RttSampleLog;
}
