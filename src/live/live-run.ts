// A live capture from its start to its report: frames go through the whole analysis as they come, a view is told four times a second.

import type { Analysis } from '../analyze/analysis.ts';
import type { LiveSource } from '../capture/live/live-source.ts';
import type { SourceSummary } from '../core/frame.ts';
import { type AnalysisOptions, Pipeline } from '../pipeline.ts';
import type { CaptureStatus, LiveView } from './live-view.ts';

export interface LiveRunOptions extends AnalysisOptions {
  /** Ends after so many milliseconds; null: when asked to, or with the source. */
  readonly durationMs: number | null;
  /** Of the capture, as the status shows it. */
  readonly filter: string | null;
}

export interface LiveResult {
  readonly analysis: Analysis;
  readonly summary: SourceSummary;
}

const TICK_EVERY_MS = 250;
/** A file ends, a live capture may go on for months: with so many connections, ended or not, at 2 to 3 kB each, memory grows no more. */
const CONNECTIONS_HELD = 250_000;

/**
 * Captures until the source ends, and analyses. `view` null: nothing is shown meanwhile.
 * Rejects only with what the view throws (nobody reads its lines any more); a dead engine and a full disk are told by the source.
 */
export async function runLive(source: LiveSource, view: LiveView | null, options: LiveRunOptions): Promise<LiveResult> {
  const pipeline = new Pipeline({
    connectionsHeld: CONNECTIONS_HELD,
    ...options,
    extraListeners: [...(options.extraListeners ?? []), ...(view?.listeners ?? [])],
    extraSessionListeners: [...(options.extraSessionListeners ?? []), ...(view?.sessionListeners ?? [])],
  });
  const timers: NodeJS.Timeout[] = [];
  let failure: { readonly error: unknown } | null = null;
  try {
    if (view !== null) {
      view.start({ quit: () => source.stop() });
      const tick = (): void => {
        try {
          if (failure === null) view.tick(statusOf(source, options.filter));
        } catch (error) {
          failure = { error }; // nobody may catch it here: the capture is ended, then it is thrown
          source.stop();
        }
      };
      tick();
      timers.push(setInterval(tick, TICK_EVERY_MS));
    }
    if (options.durationMs !== null) timers.push(setTimeout(() => source.stop(), options.durationMs));
    const summary = await source.run(pipeline.sink);
    rethrow(failure);
    view?.tick(statusOf(source, options.filter)); // some engines know only now what they dropped
    return { analysis: pipeline.end(summary), summary };
  } finally {
    for (const timer of timers) clearTimeout(timer);
    view?.stop();
  }
}

function rethrow(failure: { readonly error: unknown } | null): void {
  if (failure !== null) throw failure.error;
}

function statusOf(source: LiveSource, filter: string | null): CaptureStatus {
  return {
    engine: source.engine,
    interfaceName: source.interfaceName,
    filter,
    frames: source.frames,
    bytes: source.bytes,
    dropped: source.dropped,
    clock: source.clock,
    elapsedMs: performance.now() - source.startedAt,
    savedTo: source.savedTo,
  };
}
