// What is wrong with the place of an MQTT-SN message in its session — MQTT-SN 1.2 §5.3.7, §6.5, §6.14.

import type { AnomalyKind } from '../core/anomaly-kind.ts';

export const SN_MESSAGE_ID_REUSED: AnomalyKind = {
  id: 'mqttsn.message-id-reused',
  severity: 'warn',
  spec: 'MQTT-SN 1.2 §5.3.7',
  text: {
    es: 'MsgId usado para otra cosa mientras su intercambio anterior seguía abierto',
    en: 'MsgId used for something else while its previous exchange was still open',
  },
};

export const SN_TOPIC_ID_UNKNOWN: AnomalyKind = {
  id: 'mqttsn.topic-id-unknown',
  severity: 'note',
  spec: 'MQTT-SN 1.2 §6.5',
  text: {
    es: 'PUBLISH con un identificador de tópico cuyo registro no está en la captura',
    en: 'PUBLISH with a topic id whose registration is not in the capture',
  },
};

export const SN_PUBLISH_TO_SLEEPER: AnomalyKind = {
  id: 'mqttsn.publish-to-sleeper',
  severity: 'warn',
  spec: 'MQTT-SN 1.2 §6.14',
  text: {
    es: 'El gateway envía un PUBLISH a un cliente dormido; debía guardarlo hasta su PINGREQ',
    en: 'The gateway sends a PUBLISH to a sleeping client; it had to keep it until its PINGREQ',
  },
};
