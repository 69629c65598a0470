// --only and --ignore: differences chosen by their kind ('path.segment-lost') or by its area ('path').

import { DIFF_MODES } from './capture-diff.ts';
import { PATH_DIFFERENCE_KINDS } from './path/path-kinds.ts';

/** Does this difference count? What is ignored does not, even where it is asked for. */
export function isWanted(kind: string, only: readonly string[], ignore: readonly string[]): boolean {
  if (ignore.some((name) => isNamed(kind, name))) return false;
  return only.length === 0 || only.some((name) => isNamed(kind, name));
}

function isNamed(kind: string, name: string): boolean {
  return kind === name || kind.startsWith(`${name}.`);
}

/** Can any difference have this kind or area? Those of messages and runs are named after what is measured: only their form is checked. */
export function isKnownDifference(name: string): boolean {
  return knownDifferences().includes(name) || /^(?:delivery|runs)\.[a-z0-9]+(?:-[a-z0-9]+)*$/.test(name);
}

/** Areas, and the kinds of `path`. */
export function knownDifferences(): readonly string[] {
  return [...DIFF_MODES, ...PATH_DIFFERENCE_KINDS];
}
