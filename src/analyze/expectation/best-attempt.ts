// The attempt by which a transfer is judged.

import type { AttemptReport, TransferReport } from './expectation-report.ts';

/** The attempt that brought most of the file; of equal ones the one with least amiss. */
export function bestAttempt({ attempts }: TransferReport): AttemptReport | null {
  let best: AttemptReport | null = null;
  for (const attempt of attempts) {
    if (
      best === null ||
      attempt.arrivedBytes > best.arrivedBytes ||
      (attempt.arrivedBytes === best.arrivedBytes && attempt.differencesCount < best.differencesCount)
    ) {
      best = attempt;
    }
  }
  return best;
}
