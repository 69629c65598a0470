// note · warn · error, and their order.

export type Severity = 'note' | 'warn' | 'error';
export const SEVERITIES: readonly Severity[] = ['note', 'warn', 'error'];

/** 0 for a note, 2 for an error. */
export function severityRank(severity: Severity): number {
  return SEVERITIES.indexOf(severity);
}
