// What CONNECT and CONNACK settle and a later packet breaks — MQTT 5.0 §3.1.2.11, §3.2.2.3, §4.12 (client identifiers: 3.1.1 too).

import type { AnomalyKind } from '../core/anomaly-kind.ts';
import { mqttAnomaly as row } from '../dissect/application/mqtt/anomaly-row.ts';

export const AUTH_OUT_OF_ORDER: AnomalyKind = row(
  'auth-out-of-order',
  'error',
  'MQTT 5.0: MQTT-4.12.0-2, MQTT-4.12.0-3, MQTT-4.12.1-1',
  'AUTH con un código que no toca: 0x18 hasta CONNACK; después el cliente empieza con 0x19 y solo el servidor termina con 0x00',
  'AUTH with a code out of turn: 0x18 until CONNACK; after it the client begins with 0x19, and only the server ends with 0x00',
);
export const AUTH_METHOD_CHANGED: AnomalyKind = row(
  'auth-method-changed',
  'error',
  'MQTT 5.0: MQTT-4.12.0-5, MQTT-4.12.1-1',
  'Authentication Method distinto del que anunció CONNECT, o ausente en el CONNACK que acepta',
  'Authentication Method other than the one CONNECT announced, or absent from the CONNACK that accepts',
);
export const PACKET_BEFORE_AUTHENTICATION: AnomalyKind = row(
  'packet-before-authentication',
  'error',
  'MQTT 5.0: MQTT-3.1.2-30',
  'El cliente anunció un Authentication Method y envía antes de CONNACK algo que no es AUTH ni DISCONNECT',
  'The client announced an Authentication Method and sends something other than AUTH or DISCONNECT before CONNACK',
);
export const PROBLEM_INFORMATION_NOT_WANTED: AnomalyKind = row(
  'problem-information-not-wanted',
  'error',
  'MQTT 5.0: MQTT-3.1.2-29',
  'El servidor envía Reason String o User Property aunque el cliente renunció a ellos (Request Problem Information 0)',
  'The server sends a Reason String or User Property although the client declined them (Request Problem Information 0)',
);
export const RESPONSE_INFORMATION_NOT_WANTED: AnomalyKind = row(
  'response-information-not-wanted',
  'error',
  'MQTT 5.0: MQTT-3.1.2-28',
  'CONNACK trae Response Information aunque el cliente no la pidió',
  'CONNACK carries Response Information although the client did not ask for it',
);
export const ASSIGNED_CLIENT_ID_MISSING: AnomalyKind = row(
  'assigned-client-id-missing',
  'error',
  'MQTT 5.0: MQTT-3.1.3-6, MQTT-3.1.3-7, MQTT-3.2.2-16',
  'CONNACK acepta un cliente sin identificador y no dice cuál le asigna (Assigned Client Identifier)',
  'CONNACK accepts a client without an identifier and does not say which one it assigns (Assigned Client Identifier)',
);
export const CLIENT_ID_REFUSED: AnomalyKind = row(
  'client-id-refused',
  'warn',
  'MQTT-3.1.3-5',
  'El servidor rechaza un identificador de cliente que debe admitir (de 1 a 23 letras y cifras)',
  'The server refuses a client identifier that it has to allow (1 to 23 letters and digits)',
);
export const WILL_BEYOND_LIMITS: AnomalyKind = row(
  'will-beyond-limits',
  'error',
  'MQTT 5.0: MQTT-3.2.2-12, MQTT-3.2.2-13',
  'CONNACK acepta un mensaje de última voluntad (will) con más QoS o RETAIN de lo que el propio CONNACK dice admitir',
  'CONNACK accepts a will message with a QoS or RETAIN beyond what the same CONNACK says is supported',
);
export const SUBSCRIPTION_FEATURE_NOT_AVAILABLE: AnomalyKind = row(
  'subscription-feature-not-available',
  'error',
  'MQTT 5.0: §3.2.2.3.11, §3.2.2.3.12, §3.2.2.3.13',
  'La suscripción usa comodines, identificador o $share aunque el servidor anunció que no los admite',
  'The subscription uses wildcards, an identifier or $share although the server announced that it does not support them',
);
export const SESSION_EXPIRY_REVIVED: AnomalyKind = row(
  'session-expiry-revived',
  'error',
  'MQTT 5.0: §3.14.2.2.2',
  'DISCONNECT pide conservar la sesión (Session Expiry Interval) aunque CONNECT la pidió sin duración',
  'DISCONNECT asks to keep the session (Session Expiry Interval) although CONNECT asked for one that ends with the connection',
);
export const PROPERTY_BEYOND_PACKET_SIZE: AnomalyKind = row(
  'property-beyond-packet-size',
  'error',
  'MQTT 5.0: MQTT-3.2.2-19, MQTT-3.2.2-20, MQTT-3.4.2-2, MQTT-3.4.2-3, MQTT-3.5.2-2, MQTT-3.5.2-3, MQTT-3.6.2-2, MQTT-3.6.2-3, MQTT-3.7.2-2, MQTT-3.7.2-3, MQTT-3.9.2-1, MQTT-3.9.2-2, MQTT-3.11.2-1, MQTT-3.11.2-2, MQTT-3.14.2-3, MQTT-3.14.2-4, MQTT-3.15.2-2, MQTT-3.15.2-3',
  'Reason String o User Property en un paquete que con ellos pasa del Maximum Packet Size del otro extremo',
  'Reason String or User Property in a packet that exceeds the Maximum Packet Size of the other side with them',
);
