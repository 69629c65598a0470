// Every normative statement of MQTT 3.1.1 and 5.0 that a capture can show broken, and the anomaly that says so; the others are in statements-not-visible.ts.

import type { AnomalyKind } from '../core/anomaly-kind.ts';
import { STATEMENTS_OF_3_1_1 } from './normative-statements-3-1-1.ts';
import { STATEMENTS_OF_5_0 } from './normative-statements-5-0.ts';

export type SpecificationVersion = '3.1.1' | '5.0';

export interface NormativeStatement {
  /**
   * As the specification prints it; a section where it says "Protocol Error" or "Malformed Packet" without a number. A word behind it tells apart
   * the anomalies that share one statement.
   */
  readonly id: string;
  readonly version: SpecificationVersion;
  /** Severity and both texts are in it. */
  readonly kind: AnomalyKind;
}

export const NORMATIVE_STATEMENTS: readonly NormativeStatement[] = [
  ...STATEMENTS_OF_3_1_1.map(([id, kind]): NormativeStatement => ({ id, version: '3.1.1', kind })),
  ...STATEMENTS_OF_5_0.map(([id, kind]): NormativeStatement => ({ id, version: '5.0', kind })),
];
