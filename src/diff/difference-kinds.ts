// Every kind of difference there is, in all three modes: what --only and --ignore accept, and what docs/diff-kinds.md lists.

import type { Severity } from '../core/severity.ts';
import type { Text } from '../core/text.ts';
import { DELIVERY_KINDS } from './delivery/delivery-kinds.ts';
import { PATH_KINDS } from './path/path-kinds.ts';
import { RUNS_KINDS } from './runs/quantities.ts';

export interface DifferenceKind {
  readonly kind: string;
  /** What it can weigh, the most first. */
  readonly severities: readonly Severity[];
  readonly meaning: Text;
}

export const DIFFERENCE_KINDS: readonly DifferenceKind[] = [
  ...Object.entries(PATH_KINDS).map(([name, { severity, title }]) => ({
    kind: `path.${name}`,
    severities: [severity],
    meaning: title,
  })),
  ...Object.entries(DELIVERY_KINDS).map(([kind, row]) => ({ kind, ...row })),
  ...RUNS_KINDS,
];
