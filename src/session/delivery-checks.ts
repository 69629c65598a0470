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
import { GrantedFilters } from './granted-filters.ts';
import { hasProperty } from './property-lookup.ts';

const SUBSCRIPTION_IDENTIFIER = 0x0b;

export class DeliveryChecks {
  #filters: GrantedFilters | null = null;
  /** A broker connects as a bridge: mosquitto leaves RETAIN as it was published. */
  #isBridge = false;

  connect(log: AnomalyLog): void {
    for (let i = 0; i < log.count; i++) if (log.kind(i) === BRIDGE_CONNECTION) this.#isBridge = true;
  }

  subscribe(view: MqttView): void {
    const message = view.toMessage();
    if (message.type !== 'SUBSCRIBE') return;
    this.#filters ??= new GrantedFilters();
    this.#filters.request(message);
  }

  suback(view: MqttView): void {
    const message = view.toMessage();
    if (message.type === 'SUBACK') this.#filters?.answer(message);
  }

  /** What is wrong with a PUBLISH of the server, provided that no SUBSCRIBE is hidden; null: nothing. */
  faultOf(view: MqttView, topic: string): AnomalyKind | null {
    const filters = this.#filters;
    if (filters === null) return MESSAGE_WITHOUT_SUBSCRIPTION;
    if (filters.unknown) return null;
    const allowed = filters.allows(topic);
    if (allowed.qos < 0) return MESSAGE_WITHOUT_SUBSCRIPTION;
    if (view.qos > allowed.qos && view.qos < 3) return QOS_ABOVE_GRANTED;
    if (view.version === 5 && allowed.identified && !isIdentified(view)) return SUBSCRIPTION_IDENTIFIER_MISSING;
    if (!view.retain || view.dup || this.#isBridge || allowed.keepsRetain) return null;
    return filters.countRetained(topic) > allowed.retainedSends ? RETAIN_FLAG_KEPT : null;
  }
}

function isIdentified(view: MqttView): boolean {
  if (view.propertiesEnd <= view.propertiesAt) return false;
  const message = view.toMessage();
  return message.type === 'PUBLISH' && hasProperty(message.properties, SUBSCRIPTION_IDENTIFIER);
}
