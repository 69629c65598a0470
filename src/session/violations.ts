// What a packet alone does not show but a session does: statements of MQTT 3.1.1 and 5.0 about order, identifiers, aliases and limits.
// Raised only where the capture holds everything the judgement needs: the CONNECT, and no hole in the direction it relies on.

import type { AnomalyKind } from '../core/anomaly-kind.ts';
import { mqttAnomaly as row } from '../dissect/application/mqtt/anomaly-row.ts';
import * as delivery from './delivery-violations.ts';
import * as negotiation from './negotiation-violations.ts';

// --- order of packets

export const FIRST_PACKET_NOT_CONNECT: AnomalyKind = row(
  'first-packet-not-connect',
  'error',
  'MQTT-3.1.0-1',
  'El primer paquete que envía el cliente no es CONNECT',
  'The first packet the client sends is not CONNECT',
);
export const SECOND_CONNECT: AnomalyKind = row(
  'second-connect',
  'error',
  'MQTT-3.1.0-2',
  'El cliente envía un segundo CONNECT por la misma conexión',
  'The client sends a second CONNECT over the same connection',
);
export const FIRST_ANSWER_NOT_CONNACK: AnomalyKind = row(
  'first-answer-not-connack',
  'error',
  'MQTT-3.1.4-4, MQTT-3.2.0-1; 5.0: MQTT-3.1.4-5, MQTT-3.2.0-1, MQTT-3.14.0-1',
  'El primer paquete que envía el servidor no es CONNACK',
  'The first packet the server sends is not CONNACK',
);
export const SECOND_CONNACK: AnomalyKind = row(
  'second-connack',
  'error',
  'MQTT 5.0: MQTT-3.2.0-2; 3.1.1: §3.2',
  'El servidor envía más de un CONNACK por la misma conexión',
  'The server sends more than one CONNACK over the same connection',
);
export const PUBLISH_BEFORE_CONNACK: AnomalyKind = row(
  'publish-before-connack',
  'note',
  'MQTT-3.1.4-5; 5.0: MQTT-3.1.4-6',
  'El cliente publica antes de recibir CONNACK: está permitido, pero si el servidor rechaza la conexión descarta lo publicado',
  'The client publishes before it has received CONNACK: allowed, but a server that refuses the connection discards what was published',
);
export const PACKET_AFTER_REFUSAL: AnomalyKind = row(
  'packet-after-refusal',
  'error',
  'MQTT-3.1.4-5, MQTT-3.2.2-5; 5.0: MQTT-3.1.4-2, MQTT-3.1.4-6, MQTT-3.2.2-7, MQTT-4.12.0-1, MQTT-4.12.0-4, MQTT-4.13.2-1',
  'El servidor sigue enviando paquetes después de rechazar la conexión en vez de cerrarla',
  'The server goes on sending packets after it has refused the connection instead of closing it',
);
export const PACKET_AFTER_DISCONNECT: AnomalyKind = row(
  'packet-after-disconnect',
  'error',
  'MQTT-3.14.4-2; 5.0: MQTT-3.14.4-1, MQTT-4.13.2-1',
  'Quien envió DISCONNECT sigue enviando paquetes por la misma conexión',
  'The side that sent DISCONNECT goes on sending packets over the same connection',
);
export const AUTH_NOT_NEGOTIATED: AnomalyKind = row(
  'auth-not-negotiated',
  'error',
  'MQTT 5.0: MQTT-4.12.0-6, MQTT-4.12.0-7',
  'AUTH en una sesión cuyo CONNECT no anunció ningún método de autenticación',
  'AUTH in a session whose CONNECT announced no authentication method',
);
export const KEEP_ALIVE_EXCEEDED: AnomalyKind = row(
  'keep-alive-exceeded',
  'warn',
  'MQTT-3.1.2-23, MQTT-3.1.2-24; 5.0: MQTT-3.1.2-20, MQTT-3.1.2-21, MQTT-3.1.2-22, MQTT-3.2.2-21, MQTT-3.2.2-22',
  'El cliente calla más de una vez y media el Keep Alive y el servidor no cierra la conexión',
  'The client stays silent for more than one and a half times the Keep Alive and the server does not close the connection',
);
export const SESSION_PRESENT_AFTER_CLEAN: AnomalyKind = row(
  'session-present-after-clean',
  'error',
  'MQTT-3.1.2-6, MQTT-3.2.2-1; 5.0: MQTT-3.1.2-4, MQTT-3.2.2-2',
  'El cliente pidió empezar de cero (Clean Session / Clean Start) y CONNACK anuncia una sesión guardada',
  'The client asked for a clean start (Clean Session / Clean Start) and CONNACK announces a stored session',
);

// --- packet identifiers and exchanges

export const PACKET_ID_REUSED: AnomalyKind = row(
  'packet-id-reused',
  'error',
  'MQTT-2.3.1-2, MQTT-2.3.1-4, MQTT-3.3.1-1, MQTT-4.3.2-1, MQTT-4.3.3-1; 5.0: MQTT-2.2.1-3, MQTT-2.2.1-4, MQTT-3.3.1-1, MQTT-4.3.2-1, MQTT-4.3.3-1',
  'Identificador de paquete usado para algo nuevo, o para una repetición sin DUP, mientras el intercambio anterior sigue abierto',
  'Packet identifier used for something new, or for a repetition without DUP, while the exchange before it is still open',
);
export const DUP_ON_FIRST_TRANSMISSION: AnomalyKind = row(
  'dup-on-first-transmission',
  'error',
  'MQTT-2.3.1-3, MQTT-3.3.1-3, MQTT-4.3.2-1, MQTT-4.3.3-1; 5.0: MQTT-3.3.1-3, MQTT-4.3.2-2, MQTT-4.3.3-2, MQTT-4.4.0-2',
  'PUBLISH con DUP en su primer envío: no es repetición de nada',
  'PUBLISH with DUP on its first transmission: it repeats nothing',
);
export const RESENT_IN_CONNECTION: AnomalyKind = row(
  'resent-in-connection',
  'error',
  'MQTT 5.0: MQTT-4.4.0-1',
  'MQTT 5 solo permite repetir un PUBLISH al reanudar la sesión en otra conexión, no dentro de la misma',
  'MQTT 5 allows a PUBLISH to be resent only when the session resumes on another connection, not within the same one',
);
export const RESENT_AFTER_PUBREL: AnomalyKind = row(
  'resent-after-pubrel',
  'error',
  'MQTT-4.3.3-1; 5.0: MQTT-4.3.3-6',
  'PUBLISH QoS 2 repetido después de haber enviado su PUBREL',
  'QoS 2 PUBLISH resent after its PUBREL had been sent',
);
export const PUBREL_WITHOUT_PUBREC: AnomalyKind = row(
  'pubrel-without-pubrec',
  'error',
  'MQTT-4.3.3-1; 5.0: MQTT-4.3.3-3, MQTT-4.3.3-4',
  'PUBREL sin que haya llegado el PUBREC de ese mensaje',
  'PUBREL although no PUBREC of that message has arrived',
);
export const PUBCOMP_WITHOUT_PUBREL: AnomalyKind = row(
  'pubcomp-without-pubrel',
  'error',
  'MQTT-4.3.3-2; 5.0: MQTT-4.3.3-11',
  'PUBCOMP sin que se haya enviado el PUBREL al que contesta',
  'PUBCOMP although the PUBREL it answers was never sent',
);
export const ACK_WITHOUT_REQUEST: AnomalyKind = row(
  'ack-without-request',
  'error',
  'MQTT-2.3.1-6, MQTT-2.3.1-7, MQTT-3.8.4-2, MQTT-3.10.4-4, MQTT-3.10.4-6; 5.0: MQTT-2.2.1-5, MQTT-2.2.1-6, MQTT-3.8.4-2, MQTT-3.10.4-5',
  'Confirmación con un identificador que no corresponde a ningún intercambio abierto de ese tipo',
  'Acknowledgement whose identifier belongs to no open exchange of that kind',
);
export const PINGRESP_WITHOUT_PINGREQ: AnomalyKind = row(
  'pingresp-without-pingreq',
  'warn',
  'MQTT-3.12.4-1',
  'PINGRESP sin un PINGREQ pendiente',
  'PINGRESP without a PINGREQ waiting for it',
);
export const SUBACK_COUNT: AnomalyKind = row(
  'suback-count',
  'error',
  'MQTT-3.8.4-4, MQTT-3.8.4-5; 5.0: MQTT-3.8.4-5, MQTT-3.8.4-6',
  'SUBACK no trae exactamente un código por cada filtro del SUBSCRIBE',
  'SUBACK does not carry exactly one code for each filter of its SUBSCRIBE',
);
export const UNSUBACK_COUNT: AnomalyKind = row(
  'unsuback-count',
  'error',
  'MQTT 5.0: MQTT-3.10.4-6, MQTT-3.11.3-1',
  'UNSUBACK no trae exactamente un código por cada filtro del UNSUBSCRIBE',
  'UNSUBACK does not carry exactly one code for each filter of its UNSUBSCRIBE',
);

// --- what was negotiated (MQTT 5)

export const RECEIVE_MAXIMUM_EXCEEDED: AnomalyKind = row(
  'receive-maximum-exceeded',
  'error',
  'MQTT 5.0: MQTT-3.3.4-7, MQTT-3.3.4-9, MQTT-4.9.0-2',
  'Más PUBLISH sin confirmar que los que el otro extremo admite (Receive Maximum)',
  'More unacknowledged PUBLISH packets than the other side allows (Receive Maximum)',
);
export const TOPIC_ALIAS_TOO_LARGE: AnomalyKind = row(
  'topic-alias-too-large',
  'error',
  'MQTT 5.0: MQTT-3.1.2-26, MQTT-3.1.2-27, MQTT-3.2.2-17, MQTT-3.2.2-18, MQTT-3.3.2-9, MQTT-3.3.2-11',
  'Alias de tópico mayor que el Topic Alias Maximum del otro extremo',
  'Topic alias above the Topic Alias Maximum of the other side',
);
export const TOPIC_ALIAS_UNKNOWN: AnomalyKind = row(
  'topic-alias-unknown',
  'error',
  'MQTT 5.0: MQTT-3.3.2-7, §3.3.2.3.4',
  'Alias de tópico que esta conexión aún no ha definido en esa dirección',
  'Topic alias that this connection has not defined in that direction',
);
export const PACKET_TOO_LARGE: AnomalyKind = row(
  'packet-too-large',
  'error',
  'MQTT 5.0: MQTT-3.1.2-24, MQTT-3.2.2-15',
  'Paquete mayor que el Maximum Packet Size del otro extremo',
  'Packet larger than the Maximum Packet Size of the other side',
);
export const QOS_ABOVE_MAXIMUM: AnomalyKind = row(
  'qos-above-maximum',
  'error',
  'MQTT 5.0: MQTT-3.2.2-11',
  'El cliente publica con un QoS mayor que el máximo anunciado por el servidor (Maximum QoS)',
  'The client publishes with a QoS above the maximum the server announced (Maximum QoS)',
);
export const RETAIN_NOT_AVAILABLE: AnomalyKind = row(
  'retain-not-available',
  'error',
  'MQTT 5.0: MQTT-3.2.2-14',
  'El cliente publica con RETAIN aunque el servidor anunció que no guarda mensajes retenidos',
  'The client publishes with RETAIN although the server announced that it keeps no retained messages',
);

/** Every kind that only a session shows. */
export const SESSION_VIOLATIONS: readonly AnomalyKind[] = [
  FIRST_PACKET_NOT_CONNECT,
  SECOND_CONNECT,
  FIRST_ANSWER_NOT_CONNACK,
  SECOND_CONNACK,
  PUBLISH_BEFORE_CONNACK,
  PACKET_AFTER_REFUSAL,
  PACKET_AFTER_DISCONNECT,
  AUTH_NOT_NEGOTIATED,
  KEEP_ALIVE_EXCEEDED,
  SESSION_PRESENT_AFTER_CLEAN,
  PACKET_ID_REUSED,
  DUP_ON_FIRST_TRANSMISSION,
  RESENT_IN_CONNECTION,
  RESENT_AFTER_PUBREL,
  PUBREL_WITHOUT_PUBREC,
  PUBCOMP_WITHOUT_PUBREL,
  ACK_WITHOUT_REQUEST,
  PINGRESP_WITHOUT_PINGREQ,
  SUBACK_COUNT,
  UNSUBACK_COUNT,
  RECEIVE_MAXIMUM_EXCEEDED,
  TOPIC_ALIAS_TOO_LARGE,
  TOPIC_ALIAS_UNKNOWN,
  PACKET_TOO_LARGE,
  QOS_ABOVE_MAXIMUM,
  RETAIN_NOT_AVAILABLE,
  ...Object.values(delivery),
  ...Object.values(negotiation),
];
