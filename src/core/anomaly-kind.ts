// What can be wrong with captured bytes. Parsers only name what they see; what it means is decided by collectors and rules.

import type { Severity } from './severity.ts';
import type { Text } from './text.ts';

export interface AnomalyKind {
  /** Stable and public (JSON contract): 'tcp.options-overrun'. */
  readonly id: `${string}.${string}`;
  readonly severity: Severity;
  /** The section or normative statement that says so: 'RFC 9293 §3.1', 'MQTT-3.3.1-4'. */
  readonly spec: string;
  readonly text: Text;
}
