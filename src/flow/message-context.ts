// What framing shares over all flows of an engine: hooks, limits, and the reused objects handed to listeners.

import type { AnomalyKind } from '../core/anomaly-kind.ts';
import type { AnomalyLog } from '../dissect/anomaly-log.ts';
import type { Carrier } from '../dissect/application/carrier.ts';
import type { AppProtocol, Flag } from '../dissect/application/protocol.ts';
import type { PieceOrigin } from './byte-sink.ts';
import type { Hooks } from './hooks.ts';
import type { FlowLimits } from './limits.ts';
import type { Origin } from './listener.ts';
import type { OverlapPolicy } from './reassembly-context.ts';

export interface MessageContext {
  readonly hooks: Hooks;
  readonly limits: FlowLimits;
  readonly overlapPolicy: OverlapPolicy;
  readonly protocols: readonly AppProtocol[];
  readonly carriers: readonly Carrier[];
  /** Protocol names by server port, as the user states them. */
  readonly decodeAs: ReadonlyMap<number, string>;
  /** Of the message that is announced. REUSED. */
  readonly origin: Origin;
  /** For bytes that are played back. REUSED. */
  readonly replayOrigin: PieceOrigin;
  readonly anomalies: AnomalyLog;
  /** Adds to `anomalies`; one function for all decoders. */
  readonly flagMessage: Flag;
  /** Bytes behind holes, over all connections. */
  heldBytes: number;
  /** An anomaly of the frame that is being read. */
  flag(kind: AnomalyKind, frame: number): void;
}
