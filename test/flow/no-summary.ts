// What a source of frames made by a test says of itself: nothing.

import type { SourceSummary } from '../../src/core/frame.ts';

export const NO_SUMMARY: SourceSummary = {
  files: [],
  frames: 0,
  bytes: 0,
  firstTime: null,
  lastTime: null,
  durationNs: null,
  timeResolution: null,
  strictTimeOrder: true,
  interfaces: [],
  comments: [],
  dropped: null,
  clock: 'capture',
  endedBy: 'end-of-input',
  notes: [],
};
