// One row of the tables of MQTT anomalies.

import type { AnomalyKind } from '../../../core/anomaly-kind.ts';
import type { Severity } from '../../../core/severity.ts';

/** A kind with the id `mqtt.<name>`. */
export function mqttAnomaly(name: string, severity: Severity, spec: string, es: string, en: string): AnomalyKind {
  return { id: `mqtt.${name}`, severity, spec, text: { es, en } };
}
