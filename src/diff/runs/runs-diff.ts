// What `runs` says: two executions of one experiment side by side, quantity by quantity, with a verdict each (JSON-safe, CONTRACT: conventions of JSON).

import type { EndpointReport } from '../../analyze/analysis.ts';
import type { Sender } from '../../core/direction.ts';

export const RUNS_THEMES = [
  'experiment',
  'tcp-setup',
  'timing',
  'windows',
  'loss',
  'messages',
  'exchanges',
  'pace',
  'subscriptions',
  'fragments',
  'ending',
  'findings',
  'anomalies',
  'nature',
] as const;
export type RunsTheme = (typeof RUNS_THEMES)[number];

/**
 * same: equal. within-noise: apart, but no further than chance or habit explains. different: further apart than that. unknown: cannot be told.
 * by-nature: another value in every run (ports, initial sequence numbers, times of day), whatever the experiment.
 */
export const RUNS_VERDICTS = ['same', 'within-noise', 'different', 'unknown', 'by-nature'] as const;
export type RunsVerdict = (typeof RUNS_VERDICTS)[number];

/**
 * configuration: chosen by a program or a system, compared for equality. outcome: what came of it, compared likewise. count: how often something happened. distribution: many measurements of
 * one thing. measure: one measurement a run. nature: differs in any two runs.
 */
export type RunsQuantity = 'configuration' | 'outcome' | 'count' | 'distribution' | 'measure' | 'nature';

export type RunsUnit = 'ns' | 'bytes' | 'bytes-per-second' | 'seconds' | 'count' | 'none';

/** publishing, receiving: instead of client and server where the messages flow the other way in the other run. */
export type RunsParty = Sender | 'publishing' | 'receiving';

export interface RunsValue {
  /** Of a distribution: its median. null: not known. */
  readonly value: string | number | boolean | null;
  /** The value in words of the report's language; null: it speaks for itself. */
  readonly text: string | null;
  /** The rest only of distributions. */
  readonly samples: number | null;
  readonly minimum: number | null;
  readonly maximum: number | null;
  /** Only of counts: chances there were for it; null: counted per run. */
  readonly exposure: number | null;
  /** Of counts: events that follow on one another taken as one; null: each stands for itself. */
  readonly bursts: number | null;
  readonly frames: readonly number[];
}

export interface RunsTest {
  readonly name: 'mann-whitney-exact' | 'mann-whitney-normal' | 'poisson-exact';
  /** Two-sided, on its own. */
  readonly p: number;
  /** Corrected for the number of tests (Holm); null: left out of the family, since not even the most extreme outcome would be significant. */
  readonly adjustedP: number | null;
  /** Distributions: Cliff's delta, −1 … 1; > 0: B is larger. Counts: the share of the events in B. */
  readonly effect: number;
  /** Distributions: Hodges–Lehmann estimate of B minus A and its 95 % confidence interval; null: counts, or too few values. */
  readonly shift: number | null;
  readonly shiftInterval: readonly [number, number] | null;
  /** Independent measurements that the samples are worth where neighbours resemble each other: [A, B]. */
  readonly effectiveSamples: readonly [number, number] | null;
}

export interface RunsRow {
  /** Stable: Difference.kind is 'runs.' before it. */
  readonly kind: string;
  readonly theme: RunsTheme;
  readonly quantity: RunsQuantity;
  readonly unit: RunsUnit;
  /** Whose quantity it is; null: of both. */
  readonly party: RunsParty | null;
  /** Which of several of its kind (a packet type, a filter, a rule); null: only one. */
  readonly detail: string | null;
  /** In the language of the report. */
  readonly label: string;
  readonly a: RunsValue;
  readonly b: RunsValue;
  /** B minus A, and B by A; null: no numbers, or one is not known (ratio: also where A is 0). */
  readonly change: number | null;
  readonly ratio: number | null;
  readonly verdict: RunsVerdict;
  /** Why this verdict, in the language of the report. */
  readonly reason: string;
  readonly test: RunsTest | null;
}

export type RunsRole = 'publisher' | 'subscriber' | 'both' | 'neither';

export interface RunsConnection {
  readonly stream: number;
  readonly client: EndpointReport;
  readonly server: EndpointReport;
  readonly protocol: string | null;
  readonly clientId: string | null;
  /** null: no MQTT. */
  readonly role: RunsRole | null;
  readonly firstFrame: number;
}

export interface RunsPair {
  readonly a: RunsConnection;
  readonly b: RunsConnection;
  /** Why these two are compared, in the language of the report. */
  readonly evidence: readonly string[];
  readonly rows: readonly RunsRow[];
  readonly rowsCount: number;
}

export interface RunsDiff {
  /** Probability that two equal runs show any difference by chance in a test. */
  readonly significance: number;
  /** Tests that took part in the correction. */
  readonly tests: number;
  /** Rows by verdict, over everything. */
  readonly verdicts: Readonly<Record<RunsVerdict, number>>;
  readonly pairs: readonly RunsPair[];
  readonly pairsCount: number;
  readonly onlyA: readonly RunsConnection[];
  readonly onlyACount: number;
  readonly onlyB: readonly RunsConnection[];
  readonly onlyBCount: number;
  /** About the captures as a whole. */
  readonly rows: readonly RunsRow[];
  readonly rowsCount: number;
  /** What limits this comparison, in the language of the report. */
  readonly notes: readonly string[];
  readonly capped: boolean;
}
