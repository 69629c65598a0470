// Sections of the report on two captures, in reading order; each mode has its own. ★ one line per section

import { delivery } from './delivery.ts';
import { deliveryDelays } from './delivery-delays.ts';
import { deliveryMessages } from './delivery-messages.ts';
import { differences } from './differences.ts';
import { path } from './path.ts';
import { pathClock } from './path-clock.ts';
import { pathSegments } from './path-segments.ts';
import { runs } from './runs.ts';
import { runsQuantities } from './runs-quantities.ts';
import type { DiffSection } from './section.ts';
import { summary } from './summary.ts';

export type { DiffSection } from './section.ts';

export const DIFF_SECTIONS: readonly DiffSection[] = [
  summary,
  path,
  delivery,
  runs,
  differences,
  pathSegments,
  pathClock,
  deliveryMessages,
  deliveryDelays,
  runsQuantities,
];
