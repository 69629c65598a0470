// Where a file is cut: fragments of a random size within a range, as the lab's publisher cuts, or all of one size.

import { UsageError } from '../core/errors.ts';
import { MOST_FRAGMENTS } from './limits.ts';
import type { RandomSource } from './random.ts';

/** Bytes of a fragment, both ends included. */
export interface SizeRange {
  readonly min: number;
  readonly max: number;
}

/** Fragment i is the bytes [startOf(i), startOf(i + 1)) of the file; the last one may be short. */
export interface FragmentPlan {
  readonly fragments: number;
  readonly bytes: number;
  startOf(index: number): number;
  lengthOf(index: number): number;
}

/** Throws UsageError when the file would fall into more fragments than can be numbered. */
export function planFragments(bytes: number, sizes: SizeRange, random: RandomSource): FragmentPlan {
  return sizes.min === sizes.max ? equalFragments(bytes, sizes.max) : randomFragments(bytes, sizes, random);
}

function equalFragments(bytes: number, size: number): FragmentPlan {
  const fragments = Math.ceil(bytes / size);
  if (fragments > MOST_FRAGMENTS) throw tooMany(bytes, size);
  return {
    fragments,
    bytes,
    startOf: (index) => Math.min(index * size, bytes),
    lengthOf: (index) => Math.max(0, Math.min(size, bytes - index * size)),
  };
}

function randomFragments(bytes: number, sizes: SizeRange, random: RandomSource): FragmentPlan {
  if (bytes / sizes.min > MOST_FRAGMENTS) throw tooMany(bytes, sizes.min);
  const starts = new Float64Array(Math.ceil(bytes / sizes.min) + 1);
  let fragments = 0;
  let at = 0;
  while (at < bytes) {
    starts[fragments++] = at;
    at += random.integer(sizes.min, sizes.max);
  }
  starts.fill(bytes, fragments);
  const startOf = (index: number): number => starts[index] ?? bytes;
  return { fragments, bytes, startOf, lengthOf: (index) => startOf(index + 1) - startOf(index) };
}

function tooMany(bytes: number, size: number): UsageError {
  return new UsageError({
    code: 'E_USAGE_FRAGMENTS',
    what: {
      es: `${bytes} bytes en fragmentos de ${size} bytes son más de ${MOST_FRAGMENTS} fragmentos.`,
      en: `${bytes} bytes in fragments of ${size} bytes are more than ${MOST_FRAGMENTS} fragments.`,
    },
    hint: { es: 'Indique fragmentos mayores con --size.', en: 'Ask for larger fragments with --size.' },
  });
}
