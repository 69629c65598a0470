// Every anomaly that this folder can raise.

import type { AnomalyKind } from '../../../core/anomaly-kind.ts';
import * as packetAnomalies from './anomalies.ts';
import * as propertyAnomalies from './property-anomalies.ts';

export const MQTT_ANOMALIES: readonly AnomalyKind[] = [
  ...Object.values(packetAnomalies),
  ...Object.values(propertyAnomalies),
];
