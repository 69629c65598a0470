// What reassembly and framing of one flow need from the engine around them.

import type { AnomalyKind } from '../core/anomaly-kind.ts';
import type { FlowLimits } from './limits.ts';
import type { Gap } from './listener.ts';

/** Which copy counts where two segments carry different bytes for the same sequence numbers. */
export type OverlapPolicy = 'first' | 'last';

export interface ReassemblyContext {
  readonly limits: FlowLimits;
  readonly overlapPolicy: OverlapPolicy;
  /** Bytes behind holes, over all connections. */
  heldBytes: number;
  gap(gap: Gap): void;
  /** An anomaly of the frame that is being read. */
  flag(kind: AnomalyKind, frame: number): void;
}
