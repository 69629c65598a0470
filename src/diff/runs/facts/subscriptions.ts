// What was subscribed to, asked for and granted — MQTT 3.1.1 and 5.0 §3.8, §3.9.

import type { Text } from '../../../core/text.ts';
import type { SubscriptionRecord } from '../../../session/mqtt-session.ts';
import { configuration, type Fact } from '../fact.ts';
import type { RunConnection } from '../runs-input.ts';

export function subscriptionFacts({ connection }: RunConnection): Fact[] {
  const subscriptions = connection.mqtt?.subscriptions ?? [];
  const latest = new Map(subscriptions.map((each) => [each.filter, each]));
  return [...latest.values()].map((each) =>
    configuration('subscription', `${each.requestedQos} → ${each.grantedQos ?? each.reasonCode ?? '?'}`, {
      detail: each.filter,
      frames: [each.frame],
      text: textOf(each),
    }),
  );
}

function textOf({ requestedQos, grantedQos, reasonCode }: SubscriptionRecord): Text {
  if (grantedQos !== null) {
    return {
      es: `pide QoS ${requestedQos}, obtiene ${grantedQos}`,
      en: `asks for QoS ${requestedQos}, gets ${grantedQos}`,
    };
  }
  if (reasonCode !== null) {
    return {
      es: `pide QoS ${requestedQos}, rechazada (${reasonCode})`,
      en: `asks for QoS ${requestedQos}, refused (${reasonCode})`,
    };
  }
  return { es: `pide QoS ${requestedQos}, sin respuesta`, en: `asks for QoS ${requestedQos}, no answer` };
}
