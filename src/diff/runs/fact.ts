// One quantity of one run, before it meets its counterpart. What is compared, and how, is in quantities.ts under its `kind`.

import type { Sender } from '../../core/direction.ts';
import type { Text } from '../../core/text.ts';
import type { RunsParty } from './runs-diff.ts';

interface FactBase {
  readonly kind: string;
  readonly party: RunsParty | null;
  /** Which of several of its kind, in words of the protocol: 'PUBREL', a topic filter, a rule. */
  readonly detail: string | null;
  /** The same for people; null: it is for people. */
  readonly detailText: Text | null;
  readonly frames: readonly number[];
}

/** Chosen, not measured: equal or not. */
export interface ConfigurationFact extends FactBase {
  readonly quantity: 'configuration';
  /** null: the capture does not show it. */
  readonly value: string | number | boolean | null;
  readonly text: Text | null;
  /** Why another value is no difference where both runs give this reason; null: any other value is one. */
  readonly habit: Text | null;
  /** Why the capture may not show all of it: then another value decides nothing; null: it does. */
  readonly doubt: Text | null;
}

export interface CountFact extends FactBase {
  readonly quantity: 'count';
  /** null: the capture cannot show it. */
  readonly count: number | null;
  /** Chances there were for it, and what one chance is; null: the run itself. */
  readonly exposure: number | null;
  readonly chance: Text | null;
  /** Events that follow on one another have one cause: so many independent ones there were; null: each stands for itself. */
  readonly bursts: number | null;
  /** Some against none is a difference by itself: a program does such a thing or does not. */
  readonly isDecisive: boolean;
}

export interface DistributionFact extends FactBase {
  readonly quantity: 'distribution';
  /** Integers, in order of time. */
  readonly samples: readonly number[];
  /** What these values are: compared only with values that are the same thing. */
  readonly meaning: Text | null;
  /** A shift below this matters to nobody, however certain it is. */
  readonly leastShift: number;
}

export interface MeasureFact extends FactBase {
  readonly quantity: 'measure';
  /** null: not measured. */
  readonly value: number | null;
  readonly meaning: Text | null;
  /** Many measurements of a like thing in the same run: how far such values scatter. Empty: nothing to judge by. */
  readonly yardstick: readonly number[];
}

export interface NatureFact extends FactBase {
  readonly quantity: 'nature';
  readonly value: string | number | null;
}

export type Fact = ConfigurationFact | CountFact | DistributionFact | MeasureFact | NatureFact;

interface Where {
  readonly sender?: Sender;
  readonly detail?: string;
  readonly detailText?: Text | null;
  readonly frames?: readonly number[];
}

/** As many frames of a fact as one looks up. */
const FRAMES = 20;

function base(kind: string, where: Where): FactBase {
  return {
    kind,
    party: where.sender ?? null,
    detail: where.detail ?? null,
    detailText: where.detailText ?? null,
    frames: (where.frames ?? []).slice(0, FRAMES),
  };
}

export function configuration(
  kind: string,
  value: ConfigurationFact['value'],
  where: Where & Partial<Pick<ConfigurationFact, 'text' | 'habit' | 'doubt'>> = {},
): ConfigurationFact {
  return {
    ...base(kind, where),
    quantity: 'configuration',
    value,
    text: where.text ?? null,
    habit: where.habit ?? null,
    doubt: where.doubt ?? null,
  };
}

export function count(
  kind: string,
  number: number | null,
  where: Where & Partial<Pick<CountFact, 'exposure' | 'chance' | 'bursts' | 'isDecisive'>> = {},
): CountFact {
  const { exposure = null, chance = null, bursts = null, isDecisive = false } = where;
  return { ...base(kind, where), quantity: 'count', count: number, exposure, chance, bursts, isDecisive };
}

export function distribution(
  kind: string,
  samples: readonly number[],
  where: Where & Partial<Pick<DistributionFact, 'meaning' | 'leastShift'>> = {},
): DistributionFact {
  const { meaning = null, leastShift = 0 } = where;
  return { ...base(kind, where), quantity: 'distribution', samples, meaning, leastShift };
}

export function measure(
  kind: string,
  value: number | null,
  where: Where & Partial<Pick<MeasureFact, 'meaning' | 'yardstick'>> = {},
): MeasureFact {
  const { meaning = null, yardstick = [] } = where;
  return { ...base(kind, where), quantity: 'measure', value, meaning, yardstick };
}

export function nature(kind: string, value: NatureFact['value'], where: Where = {}): NatureFact {
  return { ...base(kind, where), quantity: 'nature', value };
}

/** A list of frames of which the last may be unknown. */
export function framesOf(...frames: readonly (number | null | undefined)[]): number[] {
  return frames.filter((frame): frame is number => typeof frame === 'number' && frame > 0);
}
