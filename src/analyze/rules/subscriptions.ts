// What became of subscriptions: refused, granted lower than asked, never answered — MQTT 3.1.1 and 5.0 §3.9.

import { MQTT_SUBACK } from '../../dissect/application/mqtt/packet-types.ts';
import { reasonName } from '../../dissect/application/mqtt/reason-codes.ts';
import type { SubscriptionRecord } from '../../session/mqtt-session.ts';
import { FAILURE } from '../../session/subscription-codes.ts';
import { type AnalysisFacts, defineRule, type Evidence, type Rule } from '../rule.ts';
import { hasEnded, hasHoles, type MqttConnectionReport, mqttConnections } from './mqtt-view.ts';

interface SubscriptionFacts {
  readonly [key: string]: number | string | null;
  readonly filter: string;
  readonly requestedQos: number;
  readonly grantedQos: number | null;
  readonly reason: string;
}

export const subscriptionRefused: Rule = defineRule<SubscriptionFacts>({
  id: 'mqtt.subscription-refused',
  severity: 'error',
  clause: 'MQTT-3.8.4-5; 5.0: MQTT-3.8.4-7',
  title: { es: 'El broker rechazó una suscripción', en: 'The broker refused a subscription' },
  check: (analysis) => each(analysis, ({ reasonCode }) => reasonCode !== null && reasonCode >= FAILURE),
  explain: {
    es: ({ filter, reason }) =>
      `La suscripción a «${filter}» se rechaza (SUBACK: ${reason}). La conexión sigue abierta, pero no llegará ningún mensaje de ese filtro; muchos programas no miran el resultado de SUBACK y esperan en vano.`,
    en: ({ filter, reason }) =>
      `The subscription to "${filter}" is refused (SUBACK: ${reason}). The connection stays open, but no message for that filter will come; many programs ignore the result in SUBACK and wait in vain.`,
  },
});

export const subscriptionGrantedLower: Rule = defineRule<SubscriptionFacts>({
  id: 'mqtt.subscription-granted-lower',
  severity: 'note',
  clause: 'MQTT-3.8.4-5; 5.0: MQTT-3.8.4-7',
  title: {
    es: 'Suscripción concedida con menos QoS del pedido',
    en: 'Subscription granted with less QoS than asked for',
  },
  check: (analysis) =>
    each(analysis, ({ grantedQos, requestedQos }) => grantedQos !== null && grantedQos < requestedQos),
  explain: {
    es: ({ filter, requestedQos, grantedQos }) =>
      `Se pide «${filter}» con QoS ${requestedQos} y el broker concede QoS ${grantedQos}: los mensajes llegarán como mucho con ese.`,
    en: ({ filter, requestedQos, grantedQos }) =>
      `"${filter}" is asked for with QoS ${requestedQos}, and the broker grants QoS ${grantedQos}: messages will come with that at most.`,
  },
});

export const subscriptionUnanswered: Rule = defineRule<SubscriptionFacts>({
  id: 'mqtt.subscription-unanswered',
  severity: 'warn',
  clause: 'MQTT-3.8.4-1',
  title: { es: 'Suscripción sin respuesta', en: 'Subscription without an answer' },
  check: (analysis) => each(analysis, isUnanswered),
  explain: {
    es: ({ filter }) =>
      `El cliente pide «${filter}» y no llega ningún SUBACK: no se sabe si la suscripción existe. El broker está obligado a contestar.`,
    en: ({ filter }) =>
      `The client asks for "${filter}", and no SUBACK comes: it is unknown whether the subscription exists. The broker must answer.`,
  },
});

function isUnanswered({ reasonCode }: SubscriptionRecord, report: MqttConnectionReport): boolean {
  return reasonCode === null && hasEnded(report) && !hasHoles(report, 'server');
}

function each(
  analysis: AnalysisFacts,
  applies: (subscription: SubscriptionRecord, report: MqttConnectionReport) => boolean,
): Evidence<SubscriptionFacts>[] {
  return mqttConnections(analysis).flatMap((report) =>
    report.mqtt.subscriptions
      .filter((subscription) => applies(subscription, report))
      .map((subscription) => ({
        stream: report.connection.stream,
        frames: [subscription.frame, ...(subscription.subackFrame === null ? [] : [subscription.subackFrame])],
        facts: {
          filter: subscription.filter,
          requestedQos: subscription.requestedQos,
          grantedQos: subscription.grantedQos,
          reason: reasonOf(subscription, report),
        },
      })),
  );
}

function reasonOf({ reasonCode }: SubscriptionRecord, { mqtt }: MqttConnectionReport): string {
  if (reasonCode === null) return '';
  const name = reasonName(MQTT_SUBACK, mqtt.version === '5.0' ? 5 : 4, reasonCode);
  return `0x${reasonCode.toString(16).padStart(2, '0')}, ${name}`;
}
