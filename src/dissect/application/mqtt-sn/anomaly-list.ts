// Every anomaly that this folder can raise.

import type { AnomalyKind } from '../../../core/anomaly-kind.ts';
import * as anomalies from './anomalies.ts';

export const MQTT_SN_ANOMALIES: readonly AnomalyKind[] = Object.values(anomalies);
