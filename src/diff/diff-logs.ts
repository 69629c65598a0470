// What has to listen while one capture of a comparison is read: plugged into a pipeline beside the collectors, then handed over as a DiffInput.

import type { Analysis } from '../analyze/analysis.ts';
import type { Listener } from '../flow/listener.ts';
import type { SessionListener } from '../session/session-listener.ts';
import { MessageLog } from './delivery/message-log.ts';
import type { DiffInput } from './diff-input.ts';
import { SegmentLog } from './path/segment-log.ts';
import { RttSampleLog } from './runs/rtt-sample-log.ts';

/** Told in detail. */
const CONNECTIONS = 1000;

export class DiffLogs {
  readonly #segments = new SegmentLog();
  readonly #messages = new MessageLog();
  readonly #rttSamples = new RttSampleLog();

  /** As AnalysisOptions take them. Every connection in detail: its counterpart may be anywhere in the other capture. */
  readonly hooks: {
    readonly connectionLimit: number;
    readonly extraListeners: readonly Listener[];
    readonly extraSessionListeners: readonly SessionListener[];
  } = {
    connectionLimit: CONNECTIONS,
    extraListeners: [this.#segments, this.#messages, this.#rttSamples],
    extraSessionListeners: [this.#messages],
  };

  /** The capture has been read to its end. `label`: its path as the user gave it. */
  input(label: string, analysis: Analysis): DiffInput {
    return {
      label,
      analysis,
      segments: this.#segments,
      messages: this.#messages,
      rttSamples: this.#rttSamples,
    };
  }
}
