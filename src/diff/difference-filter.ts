// --only and --ignore: differences chosen by their kind ('path.segment-lost') or by its area ('path').

import { UsageError } from '../core/errors.ts';
import { DIFF_MODES } from './capture-diff.ts';
import { DIFFERENCE_KINDS } from './difference-kinds.ts';

/** Does this difference count? What is ignored does not, even where it is asked for. */
export function isWanted(kind: string, only: readonly string[], ignore: readonly string[]): boolean {
  if (ignore.some((name) => isNamed(kind, name))) return false;
  return only.length === 0 || only.some((name) => isNamed(kind, name));
}

function isNamed(kind: string, name: string): boolean {
  return kind === name || kind.startsWith(`${name}.`);
}

/** Can any difference have this kind or area? */
export function isKnownDifference(name: string): boolean {
  return knownDifferences().includes(name);
}

/** Areas and kinds. */
export function knownDifferences(): readonly string[] {
  return [...DIFF_MODES, ...DIFFERENCE_KINDS.map(({ kind }) => kind)];
}

/** Throws UsageError for a name that no difference can have: it would silently choose nothing. */
export function checkDifferenceNames(names: readonly string[]): void {
  const unknown = names.find((name) => !isKnownDifference(name));
  if (unknown === undefined) return;
  throw new UsageError({
    code: 'E_USAGE_VALUE',
    what: {
      es: `«${unknown}» no es ninguna clase ni área de diferencias.`,
      en: `"${unknown}" is neither a kind nor an area of differences.`,
    },
  });
}
