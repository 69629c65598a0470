// What every comparison is told besides the two captures.

import type { Lang } from '../core/text.ts';

export interface DiffContext {
  /** Language of titles, texts and evidence. */
  readonly lang: Lang;
  /** Entries of any one list of the answer; the full count stands beside it. */
  readonly listLimit: number;
}
