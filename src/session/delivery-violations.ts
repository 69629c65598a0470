// What a session shows of deliveries: who answers what and in which order, and whether the server sends what was subscribed — MQTT 3.1.1 and 5.0 §3.3, §3.8.4, §4.

import type { AnomalyKind } from '../core/anomaly-kind.ts';
import { mqttAnomaly as row } from '../dissect/application/mqtt/anomaly-row.ts';

export const ACK_OF_WRONG_QOS: AnomalyKind = row(
  'ack-of-wrong-qos',
  'error',
  'MQTT-3.3.4-1, MQTT-4.3.2-2, MQTT-4.3.3-2; 5.0: MQTT-3.3.4-1, MQTT-4.3.2-4, MQTT-4.3.3-8',
  'Confirmación de otro QoS: PUBACK para un mensaje QoS 2, o PUBREC para uno QoS 1',
  'Acknowledgement of another QoS: PUBACK for a QoS 2 message, or PUBREC for a QoS 1 message',
);
export const ACKS_OUT_OF_ORDER: AnomalyKind = row(
  'acks-out-of-order',
  'error',
  'MQTT-4.6.0-2, MQTT-4.6.0-3, MQTT-4.6.0-4',
  'El cliente contesta a este mensaje después de haber contestado a otro posterior: debe hacerlo en el orden de llegada',
  'The client answers this message after having answered a later one: it must answer in the order of arrival',
);
export const RESENT_OUT_OF_ORDER: AnomalyKind = row(
  'resent-out-of-order',
  'error',
  'MQTT-4.6.0-1',
  'PUBLISH repetido antes que otro anterior que sigue sin confirmar: las repeticiones deben seguir el orden original',
  'PUBLISH resent before an earlier one that is still unacknowledged: resends must follow the original order',
);
export const ANSWER_MISSING: AnomalyKind = row(
  'answer-missing',
  'warn',
  'MQTT-3.8.4-1, MQTT-3.10.4-4, MQTT-3.10.4-5, MQTT-3.12.4-1, MQTT-4.5.0-2; 5.0: MQTT-3.8.4-1, MQTT-3.10.4-4, MQTT-3.10.4-5, MQTT-3.12.4-1, MQTT-4.5.0-2',
  'Petición que nunca se contesta, aunque el otro extremo sí contesta a otras posteriores',
  'Request that is never answered although the other side answers later ones',
);
export const VIOLATION_TOLERATED: AnomalyKind = row(
  'violation-tolerated',
  'warn',
  'MQTT-2.2.2-2, MQTT-3.1.2-3, MQTT-3.1.3-8, MQTT-3.1.4-1, MQTT-3.14.1-1, MQTT-4.8.0-1; 5.0: MQTT-3.1.4-1, MQTT-4.13.1-1',
  'Se contesta con normalidad a un paquete que incumple el protocolo, en vez de cerrar la conexión',
  'A packet that breaks the protocol is answered as if it were right instead of closing the connection',
);
export const MESSAGE_WITHOUT_SUBSCRIPTION: AnomalyKind = row(
  'message-without-subscription',
  'warn',
  'MQTT-3.3.2-3, MQTT-4.7.2-1',
  'El servidor entrega un mensaje cuyo tópico no corresponde a ninguna suscripción de este cliente',
  'The server delivers a message whose topic matches no subscription of this client',
);
export const QOS_ABOVE_GRANTED: AnomalyKind = row(
  'qos-above-granted',
  'error',
  'MQTT-3.3.5-1, MQTT-3.8.4-6; 5.0: MQTT-3.3.4-2, MQTT-3.8.4-8, MQTT-4.8.2-3',
  'El servidor entrega un mensaje con más QoS del que concedió a las suscripciones que le corresponden',
  'The server delivers a message with a higher QoS than it granted to the subscriptions it matches',
);
export const RETAIN_FLAG_KEPT: AnomalyKind = row(
  'retain-flag-kept',
  'warn',
  'MQTT-3.3.1-9; 5.0: MQTT-3.3.1-10, MQTT-3.3.1-11, MQTT-3.3.1-12',
  'El servidor entrega con RETAIN más mensajes de este tópico que los que justifican las suscripciones nuevas',
  'The server delivers more messages of this topic with RETAIN than new subscriptions account for',
);
export const SUBSCRIPTION_IDENTIFIER_MISSING: AnomalyKind = row(
  'subscription-identifier-missing',
  'error',
  'MQTT 5.0: MQTT-3.3.4-3, MQTT-3.3.4-4, MQTT-3.3.4-5',
  'El servidor entrega un mensaje sin identificador de suscripción, y todas las suscripciones que le corresponden tienen uno',
  'The server delivers a message without a subscription identifier although all subscriptions it matches have one',
);
