// What `diff` says of two captures: versioned, JSON-safe (CONTRACT: conventions of JSON). One of `path`, `delivery`, `runs` is filled in.

import type { CaptureReport } from '../analyze/analysis.ts';
import type { Severity } from '../core/severity.ts';
import type { DeliveryDiff } from './delivery/delivery-diff.ts';
import type { PathDiff } from './path/path-diff.ts';
import type { RunsDiff } from './runs/runs-diff.ts';

export const DIFF_SCHEMA_VERSION = 1;

/** path: one connection seen at two points. delivery: both sides of a broker. runs: two executions of one experiment. */
export const DIFF_MODES = ['path', 'delivery', 'runs'] as const;
export type DiffMode = (typeof DIFF_MODES)[number];

/** Frames of one side that prove a difference. */
export interface DifferenceSide {
  /** null: the difference belongs to no one connection. */
  readonly stream: number | null;
  readonly frames: readonly number[];
}

/** One thing that is not the same. `kind` is a stable id, `area.kebab-words` ('path.segment-lost', 'delivery.message-doubled', 'runs.mss'): --ignore and --only name it, or its area. */
export interface Difference {
  readonly kind: string;
  readonly severity: Severity;
  /** In the language of the report. */
  readonly title: string;
  readonly text: string;
  readonly a: DifferenceSide;
  readonly b: DifferenceSide;
  readonly facts: Readonly<Record<string, string | number | boolean | null>>;
}

export interface DiffCapture {
  readonly label: string;
  readonly capture: CaptureReport;
}

export interface CaptureDiff {
  readonly schemaVersion: number;
  readonly tool: { readonly name: string; readonly version: string };
  readonly mode: DiffMode;
  /** Told by --as; false: decided from the captures. */
  readonly modeForced: boolean;
  /** Why this mode: one sentence per piece of evidence, in the language of the report. */
  readonly modeEvidence: readonly string[];
  readonly a: DiffCapture;
  readonly b: DiffCapture;
  /** No difference is left after --ignore and --only: exit 0. */
  readonly same: boolean;
  /** Most severe first, then in the order of frames. */
  readonly differences: readonly Difference[];
  readonly differencesCount: number;
  /** Differences that --only and --ignore left out. */
  readonly ignoredCount: number;
  readonly capped: boolean;
  readonly path: PathDiff | null;
  readonly delivery: DeliveryDiff | null;
  readonly runs: RunsDiff | null;
}
