// The name of a session: a digest of what is sent and how it is cut, so that equal fragments have equal names (messages.ts says why).

import { createHash } from 'node:crypto';
import type { SizeRange } from '../fragment-plan.ts';
import { FORMAT } from './messages.ts';

const SESSION_DIGITS = 16;

/** `seed` matters only where sizes are drawn. */
export function sessionName(sha256: string, bytes: number, sizes: SizeRange, seed: number): string {
  const cut = sizes.min === sizes.max ? `${sizes.max}` : `${sizes.min}-${sizes.max}/${seed}`;
  return createHash('sha256').update(`${FORMAT} ${sha256} ${bytes} ${cut}`).digest('hex').slice(0, SESSION_DIGITS);
}
