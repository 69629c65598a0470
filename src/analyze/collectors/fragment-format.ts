// Which format the fragments of a topic have: stated by the user, or the one whose evidence holds.

import type { FragmentFormat } from '../fragments-report.ts';
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

/** `auto`, a format's name, or one exact way: `json:FIELD`, `u8`, `u16be` … `u64le`. null: no such format. */
export function parseFragmentFormat(text: string): StatedFormat | null {
  if (text === 'auto') return FIND_OUT;
  if (/^u(8|(16|32|64)(be|le))$/.test(text))
    return { format: 'integer-prefix', prefix: 'integer-prefix', reader: text };
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

/** Share of the announced bytes that must be there before a first message of four bytes is taken for a length. */
const LEAST_SHARE = 0.5;

/** The messages behind the first one. */
export interface LaterMessages {
  readonly count: number;
  readonly bytes: number;
  readonly largest: number;
}

/**
 * Without numbers the announcement has to prove itself by what follows: not more, and not much less, than it says. `firstValue`: the first message's
 * four bytes as a number; −1: it has not four, or they are text.
 */
export function announcedUnnumbered(firstValue: number, later: LaterMessages, isStated: boolean): number | null {
  const announced = announcedLength(firstValue, false, later.count, later.largest);
  if (announced === null || isStated || later.bytes === announced) return announced;
  const isNear = later.bytes >= announced * LEAST_SHARE && later.bytes <= announced / LEAST_SHARE;
  return later.count >= 2 && later.largest > 4 && isNear ? announced : null;
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
