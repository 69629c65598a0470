// Does the server deliver what was subscribed, as it was granted? — MQTT 3.1.1 and 5.0 §3.3.1.3, §3.3.2.1, §3.3.4, §3.8.4.

import type { AnomalyKind } from '../core/anomaly-kind.ts';
import type { AnomalyLog } from '../dissect/anomaly-log.ts';
import { BRIDGE_CONNECTION } from '../dissect/application/mqtt/anomalies.ts';
import type { MqttView } from '../dissect/application/mqtt/view.ts';
import {
  MESSAGE_WITHOUT_SUBSCRIPTION,
  QOS_ABOVE_GRANTED,
  RETAIN_FLAG_KEPT,
  SUBSCRIPTION_IDENTIFIER_MISSING,
} from './delivery-violations.ts';
import type { GrantedFilters } from './granted-filters.ts';
import { hasProperty } from './property-lookup.ts';

const SUBSCRIPTION_IDENTIFIER = 0x0b;

/** Does this CONNECT, with what was noted about it, come from a broker that connects as a bridge? mosquitto leaves it RETAIN as it was published. */
export function isBridge(log: AnomalyLog): boolean {
  for (let i = 0; i < log.count; i++) if (log.kind(i) === BRIDGE_CONNECTION) return true;
  return false;
}

/** What is wrong with a PUBLISH of the server, provided that no SUBSCRIBE is hidden; null: nothing. `filters` null: nothing was subscribed to. */
export function faultOfDelivery(
  filters: GrantedFilters | null,
  toBridge: boolean,
  view: MqttView,
  topic: string,
): AnomalyKind | null {
  if (filters === null) return MESSAGE_WITHOUT_SUBSCRIPTION;
  if (filters.unknown || (!view.retain && filters.clears(topic, view.qos))) return null;
  const allowed = filters.allows(topic);
  if (allowed.qos < 0) return MESSAGE_WITHOUT_SUBSCRIPTION;
  if (view.qos > allowed.qos && view.qos < 3) return QOS_ABOVE_GRANTED;
  if (view.version === 5 && allowed.identified && !isIdentified(view)) return SUBSCRIPTION_IDENTIFIER_MISSING;
  if (!view.retain || view.dup || toBridge || allowed.keepsRetain) return null;
  return filters.countRetained(topic) > allowed.retainedSends ? RETAIN_FLAG_KEPT : null;
}

function isIdentified(view: MqttView): boolean {
  if (view.propertiesEnd <= view.propertiesAt) return false;
  const message = view.toMessage();
  return message.type === 'PUBLISH' && hasProperty(message.properties, SUBSCRIPTION_IDENTIFIER);
}
