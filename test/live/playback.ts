// Plays connections to what listens to a live capture, through the whole pipeline.

import type { Frame, SourceSummary } from '../../src/core/frame.ts';
import type { CaptureStatus } from '../../src/live/live-view.ts';
import { LiveModel } from '../../src/live/model/live-model.ts';
import { type AnalysisOptions, Pipeline } from '../../src/pipeline.ts';
import type { Scenario } from '../builders/scenario.ts';

/** Frames of several connections in the order of time, numbered anew. */
export function together(...scenarios: readonly Scenario[]): Frame[] {
  const frames = scenarios.flatMap((scenario) => scenario.frames());
  frames.sort((a, b) => a.sec - b.sec || a.nsec - b.nsec);
  frames.forEach((frame, at) => {
    frame.number = at + 1;
  });
  return frames;
}

type Listening = Pick<AnalysisOptions, 'extraListeners' | 'extraSessionListeners'>;

export function play(frames: readonly Frame[], listening: Listening): Pipeline {
  const pipeline = new Pipeline(listening);
  for (const frame of frames) pipeline.sink(frame);
  return pipeline;
}

/** A model that has heard these frames. */
export function modelOf(frames: readonly Frame[]): LiveModel {
  const model = new LiveModel();
  play(frames, { extraListeners: [model], extraSessionListeners: [model] });
  return model;
}

export const STATUS: CaptureStatus = {
  engine: 'libpcap',
  interfaceName: 'lo',
  filter: 'tcp port 1883',
  frames: 12,
  bytes: 3456,
  dropped: 0,
  clock: 'capture',
  elapsedMs: 83_000,
  savedTo: null,
};

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
  endedBy: 'stopped',
  notes: [],
};
