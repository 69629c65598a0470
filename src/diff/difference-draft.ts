// A difference before it is told: what it is chosen and ordered by. A capture may lose a million frames; only those that are listed are put into words.

import type { Severity } from '../core/severity.ts';
import type { Difference } from './capture-diff.ts';

export interface DifferenceDraft {
  readonly kind: string;
  readonly severity: Severity;
  tell(): Difference;
}

/** One that has been told already. */
export function toldDraft(difference: Difference): DifferenceDraft {
  return { kind: difference.kind, severity: difference.severity, tell: () => difference };
}
