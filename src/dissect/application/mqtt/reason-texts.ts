// What the codes of CONNACK and DISCONNECT mean for people — MQTT 3.1.1 §3.2.2.3, MQTT 5.0 §3.2.2.2 and §3.14.2.1.

import type { Text } from '../../../core/text.ts';
import { MQTT_CONNACK, MQTT_DISCONNECT } from './packet-types.ts';

type CodeTexts = ReadonlyMap<number, Text>;

const CONNACK_3: CodeTexts = new Map([
  [0, { es: 'El servidor acepta la conexión.', en: 'The server accepts the connection.' }],
  [
    1,
    {
      es: 'El servidor no admite la versión de MQTT que pide el cliente.',
      en: 'The server does not support the MQTT version the client asks for.',
    },
  ],
  [
    2,
    {
      es: 'El identificador de cliente es correcto, pero el servidor no lo permite.',
      en: 'The client identifier is well-formed, but the server does not allow it.',
    },
  ],
  [
    3,
    {
      es: 'Hay conexión de red, pero el servicio MQTT no está disponible.',
      en: 'The network connection works, but the MQTT service is unavailable.',
    },
  ],
  [
    4,
    {
      es: 'El nombre de usuario o la contraseña no son correctos, o están mal escritos.',
      en: 'The user name or password is wrong or malformed.',
    },
  ],
  [5, { es: 'El cliente no está autorizado a conectarse.', en: 'The client is not authorized to connect.' }],
]);

const CONNACK_5: CodeTexts = new Map([
  [0x00, { es: 'El servidor acepta la conexión.', en: 'The server accepts the connection.' }],
  [
    0x84,
    {
      es: 'El servidor no admite la versión de MQTT que pide el cliente.',
      en: 'The server does not support the MQTT version the client asks for.',
    },
  ],
  [
    0x85,
    {
      es: 'El identificador de cliente es válido, pero el servidor no lo permite.',
      en: 'The client identifier is valid, but the server does not allow it.',
    },
  ],
  [
    0x86,
    {
      es: 'El servidor no acepta el nombre de usuario o la contraseña.',
      en: 'The server does not accept the user name or password.',
    },
  ],
  [0x87, { es: 'El cliente no está autorizado a conectarse.', en: 'The client is not authorized to connect.' }],
  [0x88, { es: 'El servidor MQTT no está disponible.', en: 'The MQTT server is not available.' }],
  [
    0x89,
    { es: 'El servidor está ocupado; conviene intentarlo más tarde.', en: 'The server is busy; try again later.' },
  ],
  [0x8a, { es: 'Un administrador ha vetado a este cliente.', en: 'This client has been banned by an administrator.' }],
  [
    0x8c,
    {
      es: 'El servidor no admite el método de autenticación, o no es el que se está usando.',
      en: 'The authentication method is not supported or not the one in use.',
    },
  ],
  [
    0x90,
    {
      es: 'El tópico del mensaje de última voluntad (will) está bien escrito, pero el servidor no lo acepta.',
      en: 'The will topic is well-formed, but the server does not accept it.',
    },
  ],
  [
    0x95,
    {
      es: 'El CONNECT es más grande de lo que el servidor admite.',
      en: 'The CONNECT packet is larger than the server allows.',
    },
  ],
  [
    0x97,
    { es: 'Se ha superado un límite fijado por el servidor.', en: 'A limit set by the server has been exceeded.' },
  ],
  [
    0x99,
    {
      es: 'El contenido del mensaje de última voluntad (will) no tiene el formato anunciado.',
      en: 'The will payload does not have the format it announces.',
    },
  ],
  [
    0x9a,
    {
      es: 'El servidor no admite mensajes retenidos, y Will Retain está a 1.',
      en: 'The server does not support retained messages, and Will Retain is 1.',
    },
  ],
  [
    0x9b,
    {
      es: 'El servidor no admite el QoS del mensaje de última voluntad (will).',
      en: 'The server does not support the QoS of the will.',
    },
  ],
]);

const DISCONNECT_5: CodeTexts = new Map([
  [
    0x00,
    {
      es: 'Cierre normal: el mensaje de última voluntad (will) no se publica.',
      en: 'Normal close: the will message is not published.',
    },
  ],
  [
    0x04,
    {
      es: 'El cliente se va, pero pide que se publique su mensaje de última voluntad (will).',
      en: 'The client leaves but asks for its will message to be published.',
    },
  ],
  [0x87, { es: 'La petición no está autorizada.', en: 'The request is not authorized.' }],
  [
    0x89,
    {
      es: 'El servidor está ocupado y no puede seguir atendiendo a este cliente.',
      en: 'The server is busy and cannot go on serving this client.',
    },
  ],
  [0x8b, { es: 'El servidor se está apagando.', en: 'The server is shutting down.' }],
  [
    0x8c,
    {
      es: 'El método de autenticación no es el que se estaba usando.',
      en: 'The authentication method is not the one in use.',
    },
  ],
  [
    0x8d,
    {
      es: 'Pasó una vez y media el Keep Alive sin recibir nada del cliente.',
      en: 'Nothing was received from the client for one and a half times the Keep Alive.',
    },
  ],
  [
    0x8e,
    {
      es: 'Otra conexión con el mismo identificador de cliente ha tomado la sesión.',
      en: 'Another connection with the same client identifier has taken over the session.',
    },
  ],
  [
    0x8f,
    {
      es: 'El filtro de tópicos está bien escrito, pero el servidor no lo acepta.',
      en: 'The topic filter is well-formed, but the server does not accept it.',
    },
  ],
  [
    0x90,
    {
      es: 'El tópico está bien escrito, pero este extremo no lo acepta.',
      en: 'The topic name is well-formed, but this end does not accept it.',
    },
  ],
  [
    0x93,
    {
      es: 'Llegaron más PUBLISH sin confirmar que los que permite Receive Maximum.',
      en: 'More unacknowledged PUBLISH packets arrived than Receive Maximum allows.',
    },
  ],
  [
    0x94,
    {
      es: 'Llegó un alias de tópico que es 0, mayor que el máximo o sin definir.',
      en: 'A topic alias arrived that is 0, above the maximum or not defined.',
    },
  ],
  [
    0x95,
    {
      es: 'Llegó un paquete mayor que el Maximum Packet Size anunciado.',
      en: 'A packet larger than the announced Maximum Packet Size arrived.',
    },
  ],
  [0x96, { es: 'Llegan mensajes con demasiada frecuencia.', en: 'Messages arrive at too high a rate.' }],
  [0x97, { es: 'Se ha superado un límite de uso.', en: 'A limit of use has been exceeded.' }],
  [0x98, { es: 'Un administrador ha cerrado la conexión.', en: 'An administrator closed the connection.' }],
  [
    0x99,
    {
      es: 'El contenido no tiene el formato que anuncia el Payload Format Indicator.',
      en: 'The payload does not have the format its Payload Format Indicator announces.',
    },
  ],
  [0x9a, { es: 'El servidor no admite mensajes retenidos.', en: 'The server does not support retained messages.' }],
  [
    0x9b,
    {
      es: 'El cliente usó un QoS mayor que el máximo del servidor.',
      en: "The client used a QoS above the server's maximum.",
    },
  ],
  [
    0x9e,
    { es: 'El servidor no admite suscripciones compartidas.', en: 'The server does not support shared subscriptions.' },
  ],
  [
    0xa0,
    {
      es: 'Se agotó el tiempo máximo de conexión autorizado.',
      en: 'The maximum connect time authorized has been exceeded.',
    },
  ],
  [
    0xa1,
    {
      es: 'El servidor no admite identificadores de suscripción.',
      en: 'The server does not support subscription identifiers.',
    },
  ],
  [
    0xa2,
    {
      es: 'El servidor no admite suscripciones con comodines.',
      en: 'The server does not support wildcard subscriptions.',
    },
  ],
]);

/** Those that mean the same in both packets. */
const EITHER_5: CodeTexts = new Map([
  [
    0x80,
    {
      es: 'Error que quien lo envía no quiere o no puede precisar.',
      en: 'An error that the sender does not want to or cannot specify.',
    },
  ],
  [
    0x81,
    {
      es: 'El paquete recibido no se puede descifrar según la especificación.',
      en: 'The packet received cannot be parsed according to the specification.',
    },
  ],
  [
    0x82,
    {
      es: 'Llegó un paquete inesperado o con un contenido que el protocolo prohíbe.',
      en: 'An unexpected packet arrived, or one whose content the protocol forbids.',
    },
  ],
  [
    0x83,
    {
      es: 'El paquete es válido, pero esta implementación no puede procesarlo.',
      en: 'The packet is valid, but this implementation cannot process it.',
    },
  ],
  [0x9c, { es: 'El cliente debe usar otro servidor por ahora.', en: 'The client should use another server for now.' }],
  [
    0x9d,
    {
      es: 'El cliente debe usar otro servidor de forma permanente.',
      en: 'The client should use another server permanently.',
    },
  ],
  [0x9f, { es: 'Se hacen conexiones con demasiada frecuencia.', en: 'Connections are made at too high a rate.' }],
]);

/** What a CONNACK or DISCONNECT code says, in a sentence; null: no such code in that packet. */
export function explainReason(packetType: number, version: number, code: number): Text | null {
  if (packetType === MQTT_CONNACK) {
    return (version === 5 ? (CONNACK_5.get(code) ?? EITHER_5.get(code)) : CONNACK_3.get(code)) ?? null;
  }
  if (packetType === MQTT_DISCONNECT && version === 5) return DISCONNECT_5.get(code) ?? EITHER_5.get(code) ?? null;
  return null;
}
