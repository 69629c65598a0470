// Which format the fragments of a topic have: stated by the user, or the one whose evidence holds.

import type { FragmentFormat } from '../analysis.ts';
import type { FragmentCandidate } from './fragment-candidate.ts';
import type { PrefixFormat } from './fragment-prefix.ts';
import type { SequenceRun } from './fragment-sequences.ts';

export const FRAGMENT_FORMATS: readonly FragmentFormat[] = [
  'raw',
  'indexed',
  'length-checked',
  'restart',
  'json',
  'integer-prefix',
  'text-prefix',
];

/** What the user said about the payloads. */
export interface StatedFormat {
  /** null: find out. */
  readonly format: FragmentFormat | null;
  /** Ways of numbering to try. */
  readonly prefix: PrefixFormat | 'any' | 'none';
  /** Only this reader of that way: 'json:seq', 'u32be'. */
  readonly reader: string | null;
}

const FIND_OUT: StatedFormat = { format: null, prefix: 'any', reader: null };

/** `auto`, a format's name, or one exact way: `json:FIELD`, `u16be` … `u64le`. null: no such format. */
export function parseFragmentFormat(text: string): StatedFormat | null {
  if (text === 'auto') return FIND_OUT;
  if (/^u(16|32|64)(be|le)$/.test(text)) return { format: 'integer-prefix', prefix: 'integer-prefix', reader: text };
  if (/^json:./.test(text)) return { format: 'json', prefix: 'json', reader: text };
  const format = FRAGMENT_FORMATS.find((each) => each === text);
  switch (format) {
    case undefined:
      return null;
    case 'raw':
      return { format, prefix: 'none', reader: null };
    case 'length-checked':
    case 'restart':
    case 'indexed':
      return { format, prefix: 'indexed', reader: null };
    default:
      return { format, prefix: format, reader: null };
  }
}

/** The candidate that explains the payloads; null: none does. A stated format needs no proof beyond a match. */
export function chooseCandidate(
  candidates: readonly FragmentCandidate[],
  stated: StatedFormat,
): FragmentCandidate | null {
  const fits = candidates.filter((each) => !each.dead && each.matched > 0);
  return (
    fits.find((each) => each.isConvincing) ??
    fits.find((each) => each.isPlausible) ??
    (stated.format === null ? null : (fits[0] ?? null))
  );
}

/**
 * The file's length that the first fragment of a run announces; null: that fragment is an ordinary one. Four bytes alone prove nothing (the last
 * fragment of a file may be as short): they must be no text and no less than any fragment that follows.
 */
export function announcedLength(
  firstValue: number,
  isText: boolean,
  later: number,
  largestLater: number,
): number | null {
  if (firstValue <= 0 || later === 0) return null;
  if (isText) return null;
  return firstValue >= largestLater ? firstValue : null;
}

/** Is this number, written as four big-endian bytes, printable text? */
export function readsAsText(value: number): boolean {
  for (let shift = 0; shift < 32; shift += 8) {
    const byte = (value >>> shift) & 0xff;
    if (byte < 0x20 && byte !== 0x09 && byte !== 0x0a && byte !== 0x0d) return false;
  }
  return true;
}

/** The announced length of a numbered run. */
export function announcedByRun(run: SequenceRun): number | null {
  if (run.firstValue < 0) return null;
  const exact = run.bytes - 4 === run.firstValue;
  if (run.largestLaterSize <= 4 && !exact) return null; // fragments that are all as short as a length
  return announcedLength(run.firstValue, readsAsText(run.firstValue), run.fragments - 1, run.largestLaterSize);
}
