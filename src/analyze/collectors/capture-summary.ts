// The capture as a whole: files, frames, time, interfaces, what was lost or cut.

import type { SourceSummary } from '../../core/frame.ts';
import type { CaptureReport } from '../analysis.ts';
import type { FrameCollector } from './frames.ts';

/** What the source knows, with what the frames showed. */
export function reportCapture(summary: SourceSummary, frames: FrameCollector): CaptureReport {
  return {
    files: summary.files,
    frames: summary.frames,
    bytes: summary.bytes,
    firstTime: summary.firstTime,
    lastTime: summary.lastTime,
    durationNs: summary.durationNs,
    timeResolution: summary.timeResolution,
    strictTimeOrder: summary.strictTimeOrder,
    interfaces: summary.interfaces,
    comments: summary.comments,
    truncated: summary.endedBy === 'truncated-input' || summary.endedBy === 'damaged-input',
    clock: summary.clock,
    dropped: summary.dropped,
    cutFrames: frames.cutFrames,
    frameKinds: frames.frameKinds(),
    notes: summary.notes.map(({ kind, byteOffset }) => ({ kind: kind.id, byteOffset })),
  };
}
