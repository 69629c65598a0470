// What can be wrong with the bytes of one MQTT control packet. Normative ids: "MQTT-…" of 3.1.1 and of 5.0 where they differ; "§" where
// the text has no number of its own.

import type { AnomalyKind } from '../../../core/anomaly-kind.ts';
import { mqttAnomaly as kind } from './anomaly-row.ts';

// Fixed header and framing

export const RESERVED_PACKET_TYPE: AnomalyKind = kind(
  'reserved-packet-type',
  'error',
  '§2.2.1 (3.1.1), §2.1.2 (5.0)',
  'Tipo de paquete 0, prohibido',
  'Packet type 0, which is forbidden',
);
export const FIXED_HEADER_FLAGS: AnomalyKind = kind(
  'fixed-header-flags',
  'error',
  'MQTT-2.2.2-1, MQTT-3.6.1-1, MQTT-3.8.1-1, MQTT-3.10.1-1, MQTT-3.14.1-1 (3.1.1), MQTT-2.1.3-1, MQTT-3.6.1-1, MQTT-3.8.1-1, MQTT-3.10.1-1, MQTT-3.14.1-1, MQTT-3.15.1-1 (5.0)',
  'Los bits reservados del primer byte no tienen el valor que exige este tipo de paquete',
  'The reserved bits of the first byte do not have the value this packet type requires',
);
export const REMAINING_LENGTH_NOT_MINIMAL: AnomalyKind = kind(
  'remaining-length-not-minimal',
  'warn',
  '§2.2.3 (3.1.1), MQTT-1.5.5-1 (5.0)',
  'Remaining Length escrito con más bytes de los necesarios (MQTT 5 lo prohíbe)',
  'Remaining Length written with more bytes than needed (MQTT 5 forbids it)',
);
export const VARINT_NOT_MINIMAL: AnomalyKind = kind(
  'varint-not-minimal',
  'error',
  'MQTT-1.5.5-1 (5.0)',
  'Entero de longitud variable escrito con más bytes de los necesarios',
  'Variable byte integer written with more bytes than needed',
);
export const VARINT_TOO_LONG: AnomalyKind = kind(
  'varint-too-long',
  'error',
  '§1.5.5 (5.0)',
  'Entero de longitud variable de más de cuatro bytes',
  'Variable byte integer of more than four bytes',
);
export const MESSAGE_TOO_LONG: AnomalyKind = kind(
  'message-too-long',
  'note',
  'mqttscope: MAX_HEAD',
  'Paquete demasiado largo para examinarlo entero: solo se ha leído su comienzo',
  'Packet too long to be examined as a whole: only its beginning was read',
);
export const BODY_TOO_SHORT: AnomalyKind = kind(
  'body-too-short',
  'error',
  '§2.2.3, MQTT-3.1.2-9, MQTT-3.1.2-19, MQTT-3.1.2-21, MQTT-3.1.3-3, MQTT-3.3.2-1 (3.1.1), §1.2 Malformed Packet, MQTT-2.2.2-1, MQTT-3.1.2-9, MQTT-3.1.2-17, MQTT-3.1.2-19, MQTT-3.1.3-3, MQTT-3.3.2-1 (5.0)',
  'El paquete termina antes que sus campos: Remaining Length es demasiado pequeño o falta un campo',
  'The packet ends before its fields do: Remaining Length is too small or a field is missing',
);
export const TRAILING_BYTES: AnomalyKind = kind(
  'trailing-bytes',
  'error',
  '§2.2.3, MQTT-3.1.2-11, MQTT-3.1.2-18, MQTT-3.1.2-20 (3.1.1), §1.2 Malformed Packet, MQTT-3.1.2-16, MQTT-3.1.2-18 (5.0)',
  'Sobran bytes detrás del último campo del paquete',
  'There are bytes left over behind the last field of the packet',
);
export const BODY_NOT_ALLOWED: AnomalyKind = kind(
  'body-not-allowed',
  'error',
  '§3.12, §3.13, §3.14 (3.1.1), §3.12, §3.13 (5.0)',
  'Este tipo de paquete no lleva nada detrás de la cabecera fija, y este lo lleva',
  'This packet type has nothing behind its fixed header, and this one does',
);
export const WRONG_DIRECTION: AnomalyKind = kind(
  'wrong-direction',
  'error',
  '§2.2.1 (3.1.1), §2.1.2 (5.0)',
  'Este extremo no puede enviar este tipo de paquete en esta versión del protocolo',
  'This end may not send this packet type in this version of the protocol',
);
export const PACKET_IDENTIFIER_ZERO: AnomalyKind = kind(
  'packet-identifier-zero',
  'error',
  'MQTT-2.3.1-1 (3.1.1), MQTT-2.2.1-3, MQTT-2.2.1-4 (5.0)',
  'El identificador de paquete es 0',
  'The packet identifier is 0',
);

// Strings, topic names and topic filters

export const STRING_NOT_UTF8: AnomalyKind = kind(
  'string-not-utf8',
  'error',
  'MQTT-1.5.3-1, MQTT-3.1.3-4, MQTT-3.1.3-10, MQTT-3.1.3-11, MQTT-3.3.2-1, MQTT-3.8.3-1, MQTT-3.10.3-1 (3.1.1), MQTT-1.5.4-1, MQTT-1.5.7-1, MQTT-3.1.3-4, MQTT-3.1.3-11, MQTT-3.1.3-12, MQTT-3.3.2-1, MQTT-3.3.2-13, MQTT-3.3.2-19, MQTT-3.8.3-1, MQTT-3.10.3-1 (5.0)',
  'La cadena no es UTF-8 bien formado',
  'The string is not well-formed UTF-8',
);
export const STRING_NUL: AnomalyKind = kind(
  'string-nul',
  'error',
  'MQTT-1.5.3-2, MQTT-4.7.3-2 (3.1.1), MQTT-1.5.4-2, MQTT-4.7.3-2 (5.0)',
  'La cadena contiene el carácter nulo (U+0000)',
  'The string contains the null character (U+0000)',
);
export const STRING_CONTROL_CHARACTER: AnomalyKind = kind(
  'string-control-character',
  'note',
  '§1.5.3 (3.1.1), §1.5.4 (5.0)',
  'La cadena contiene un carácter de control o un no-carácter de Unicode, que no debería llevar',
  'The string contains a control character or a Unicode non-character, which it should not',
);
export const TOPIC_EMPTY: AnomalyKind = kind(
  'topic-empty',
  'error',
  'MQTT-4.7.3-1 (3.1.1), MQTT-4.7.3-1, §3.3.2.1 (5.0)',
  'Tópico vacío (en MQTT 5 solo se admite en un PUBLISH con alias de tópico)',
  'Empty topic name (MQTT 5 allows it only in a PUBLISH with a topic alias)',
);
export const TOPIC_WILDCARD: AnomalyKind = kind(
  'topic-wildcard',
  'error',
  'MQTT-3.3.2-2, MQTT-4.7.1-1 (3.1.1), MQTT-3.3.2-2, MQTT-4.7.0-1 (5.0)',
  'El tópico contiene un comodín (+ o #), que solo puede ir en un filtro',
  'The topic name contains a wildcard (+ or #), which only a filter may have',
);
export const FILTERS_MISSING: AnomalyKind = kind(
  'filters-missing',
  'error',
  'MQTT-3.8.3-3, MQTT-3.10.3-2 (3.1.1), MQTT-3.8.3-2, MQTT-3.10.3-2 (5.0)',
  'La petición no contiene ningún filtro de tópicos',
  'The request contains no topic filter',
);
export const FILTER_EMPTY: AnomalyKind = kind(
  'filter-empty',
  'error',
  'MQTT-4.7.3-1',
  'Filtro de tópicos vacío',
  'Empty topic filter',
);
export const FILTER_MULTI_LEVEL_WILDCARD: AnomalyKind = kind(
  'filter-multi-level-wildcard',
  'error',
  'MQTT-4.7.1-2 (3.1.1), MQTT-4.7.1-1 (5.0)',
  'El comodín # no ocupa él solo el último nivel del filtro',
  'The wildcard # does not stand alone in the last level of the filter',
);
export const FILTER_SINGLE_LEVEL_WILDCARD: AnomalyKind = kind(
  'filter-single-level-wildcard',
  'error',
  'MQTT-4.7.1-3 (3.1.1), MQTT-4.7.1-2 (5.0)',
  'El comodín + no ocupa un nivel entero del filtro',
  'The wildcard + does not occupy a whole level of the filter',
);
export const SHARED_FILTER: AnomalyKind = kind(
  'shared-filter',
  'error',
  'MQTT-4.8.2-1, MQTT-4.8.2-2 (5.0)',
  'Suscripción compartida mal escrita: debe ser $share/nombre/filtro, con un nombre sin comodines',
  'Shared subscription written wrongly: it must be $share/name/filter, with a name without wildcards',
);

// CONNECT

export const PROTOCOL_NAME: AnomalyKind = kind(
  'protocol-name',
  'error',
  'MQTT-3.1.2-1',
  'El nombre de protocolo no es MQTT (ni MQIsdp, el de la versión 3.1)',
  'The protocol name is not MQTT (nor MQIsdp, that of version 3.1)',
);
export const PROTOCOL_LEVEL: AnomalyKind = kind(
  'protocol-level',
  'error',
  'MQTT-3.1.2-2',
  'Nivel de protocolo desconocido o que no corresponde al nombre de protocolo',
  'Protocol level that is unknown or does not belong to the protocol name',
);
export const BRIDGE_CONNECTION: AnomalyKind = kind(
  'bridge-connection',
  'note',
  'mosquitto: bit 7 of the protocol level',
  'El nivel de protocolo lleva el bit 7: otro broker se conecta como puente (extensión de mosquitto)',
  'The protocol level has bit 7 set: another broker connects as a bridge (an extension of mosquitto)',
);
export const CONNECT_RESERVED_FLAG: AnomalyKind = kind(
  'connect-reserved-flag',
  'error',
  'MQTT-3.1.2-3',
  'El bit reservado de los indicadores de CONNECT no es 0',
  'The reserved bit of the CONNECT flags is not 0',
);
export const WILL_FLAGS_WITHOUT_WILL: AnomalyKind = kind(
  'will-flags-without-will',
  'error',
  'MQTT-3.1.2-11, MQTT-3.1.2-13, MQTT-3.1.2-15 (3.1.1), MQTT-3.1.2-11, MQTT-3.1.2-13 (5.0)',
  'Will QoS o Will Retain no son 0 aunque no hay mensaje de última voluntad (will)',
  'Will QoS or Will Retain is not 0 although there is no will message',
);
export const WILL_QOS_3: AnomalyKind = kind(
  'will-qos-3',
  'error',
  'MQTT-3.1.2-14 (3.1.1), MQTT-3.1.2-12 (5.0)',
  'Will QoS es 3, que no existe',
  'Will QoS is 3, which does not exist',
);
export const PASSWORD_WITHOUT_USER_NAME: AnomalyKind = kind(
  'password-without-user-name',
  'error',
  'MQTT 3.1 §3.1, MQTT-3.1.2-22 (3.1.1)',
  'Hay contraseña sin nombre de usuario, lo que solo admite MQTT 5',
  'There is a password without a user name, which only MQTT 5 allows',
);
export const CLIENT_ID_EMPTY: AnomalyKind = kind(
  'client-id-empty',
  'error',
  'MQTT 3.1 §3.1, MQTT-3.1.3-7 (3.1.1)',
  'Identificador de cliente vacío: MQTT 3.1 no lo admite, y 3.1.1 solo con Clean Session',
  'Empty client identifier: MQTT 3.1 does not allow it, and 3.1.1 only with Clean Session',
);
export const CLIENT_ID_TOO_LONG: AnomalyKind = kind(
  'client-id-too-long',
  'error',
  'MQTT 3.1 §3.1',
  'Identificador de cliente de más de 23 caracteres, el máximo de MQTT 3.1',
  'Client identifier of more than 23 characters, the maximum of MQTT 3.1',
);
export const CREDENTIALS_MISSING: AnomalyKind = kind(
  'credentials-missing',
  'note',
  'MQTT 3.1 §3.1',
  'Los indicadores anuncian usuario o contraseña que no están (MQTT 3.1 lo tolera)',
  'The flags announce a user name or password that is not there (MQTT 3.1 tolerates it)',
);

// CONNACK

export const CONNACK_FLAGS: AnomalyKind = kind(
  'connack-flags',
  'error',
  '§3.2.2.1 (3.1.1), MQTT-3.2.2-1 (5.0)',
  'Los bits reservados de los indicadores de CONNACK no son 0',
  'The reserved bits of the CONNACK flags are not 0',
);
export const SESSION_PRESENT_WITH_REFUSAL: AnomalyKind = kind(
  'session-present-with-refusal',
  'error',
  'MQTT-3.2.2-4 (3.1.1), MQTT-3.2.2-6 (5.0)',
  'CONNACK rechaza la conexión y a la vez anuncia una sesión guardada (Session Present)',
  'CONNACK refuses the connection and at the same time announces a stored session (Session Present)',
);
export const RETURN_CODE_RESERVED: AnomalyKind = kind(
  'return-code-reserved',
  'error',
  'MQTT-3.2.2-6 (3.1.1)',
  'Código de retorno de CONNACK reservado (6 a 255)',
  'Reserved CONNACK return code (6 to 255)',
);
export const CONNACK_OF_3: AnomalyKind = kind(
  'connack-of-3',
  'note',
  '§3.1.2.2, §3.2.2 (5.0)',
  'El servidor contesta a un CONNECT de MQTT 5 con un CONNACK de MQTT 3.x: no habla MQTT 5',
  'The server answers an MQTT 5 CONNECT with an MQTT 3.x CONNACK: it does not speak MQTT 5',
);

// PUBLISH

export const PUBLISH_QOS_3: AnomalyKind = kind(
  'publish-qos-3',
  'error',
  'MQTT-3.3.1-4',
  'PUBLISH con los dos bits de QoS a 1: QoS 3 no existe',
  'PUBLISH with both QoS bits set: QoS 3 does not exist',
);
export const DUP_WITH_QOS_0: AnomalyKind = kind(
  'dup-with-qos-0',
  'error',
  'MQTT-3.3.1-2, MQTT-4.3.1-1',
  'PUBLISH con DUP y QoS 0: un mensaje de QoS 0 nunca se reenvía',
  'PUBLISH with DUP and QoS 0: a QoS 0 message is never sent again',
);
export const SUBSCRIPTION_IDENTIFIER_FROM_CLIENT: AnomalyKind = kind(
  'subscription-identifier-from-client',
  'error',
  'MQTT-3.3.4-6 (5.0)',
  'Un cliente envía un PUBLISH con identificador de suscripción: solo el servidor puede ponerlo',
  'A client sends a PUBLISH with a subscription identifier: only the server may add one',
);

// SUBSCRIBE and its answers

export const SUBSCRIBE_QOS_3: AnomalyKind = kind(
  'subscribe-qos-3',
  'error',
  'MQTT-3-8.3-4 (3.1.1), §3.8.3.1 (5.0)',
  'La suscripción pide QoS 3, que no existe',
  'The subscription asks for QoS 3, which does not exist',
);
export const SUBSCRIBE_RESERVED_BITS: AnomalyKind = kind(
  'subscribe-reserved-bits',
  'error',
  'MQTT-3-8.3-4 (3.1.1), MQTT-3.8.3-5 (5.0)',
  'Los bits reservados de las opciones de suscripción no son 0',
  'The reserved bits of the subscription options are not 0',
);
export const RETAIN_HANDLING_3: AnomalyKind = kind(
  'retain-handling-3',
  'error',
  '§3.8.3.1 (5.0)',
  'Retain Handling es 3, que no existe',
  'Retain Handling is 3, which does not exist',
);
export const SHARED_NO_LOCAL: AnomalyKind = kind(
  'shared-no-local',
  'error',
  'MQTT-3.8.3-4 (5.0)',
  'Suscripción compartida con No Local, una combinación prohibida',
  'Shared subscription with No Local, a forbidden combination',
);
export const SUBACK_CODE_RESERVED: AnomalyKind = kind(
  'suback-code-reserved',
  'error',
  'MQTT-3.9.3-2 (3.1.1)',
  'Código de SUBACK reservado: solo existen 0, 1, 2 y 0x80 (este último desde MQTT 3.1.1)',
  'Reserved SUBACK code: only 0, 1, 2 and 0x80 exist (the last one since MQTT 3.1.1)',
);
export const REASON_CODES_MISSING: AnomalyKind = kind(
  'reason-codes-missing',
  'error',
  '§3.9.3 (3.1.1), §3.9.3, §3.11.3 (5.0)',
  'La respuesta no contiene ningún código; debe llevar uno por filtro',
  'The answer contains no code; it must have one per filter',
);
export const REASON_CODE_NOT_ALLOWED: AnomalyKind = kind(
  'reason-code-not-allowed',
  'error',
  '§2.4, MQTT-3.2.2-8, MQTT-3.2.2-10, MQTT-3.4.2-1, MQTT-3.5.2-1, MQTT-3.6.2-1, MQTT-3.7.2-1, MQTT-3.8.4-7, MQTT-3.9.3-2, MQTT-3.11.3-2, MQTT-3.14.2-1, MQTT-3.15.2-1 (5.0)',
  'Código de motivo desconocido o que no puede ir en este tipo de paquete',
  'Reason code that is unknown or may not stand in this packet type',
);

// DISCONNECT and AUTH

export const SESSION_EXPIRY_FROM_SERVER: AnomalyKind = kind(
  'session-expiry-from-server',
  'error',
  'MQTT-3.14.2-2 (5.0)',
  'El servidor envía un DISCONNECT con Session Expiry Interval, que solo puede poner el cliente',
  'The server sends a DISCONNECT with a Session Expiry Interval, which only the client may set',
);
export const AUTH_BEFORE_5: AnomalyKind = kind(
  'auth-before-5',
  'error',
  '§2.2.1 (3.1.1)',
  'Paquete de tipo 15 (AUTH) en una conexión de MQTT 3.x, donde ese tipo está prohibido',
  'Packet of type 15 (AUTH) in an MQTT 3.x connection, where that type is forbidden',
);
export const AUTH_METHOD_MISSING: AnomalyKind = kind(
  'auth-method-missing',
  'error',
  '§3.15.2.2.2 (5.0)',
  'AUTH sin Authentication Method',
  'AUTH without an Authentication Method',
);
export const AUTH_DATA_WITHOUT_METHOD: AnomalyKind = kind(
  'auth-data-without-method',
  'error',
  '§3.1.2.11.10 (5.0)',
  'Hay Authentication Data sin Authentication Method',
  'There is Authentication Data without an Authentication Method',
);
