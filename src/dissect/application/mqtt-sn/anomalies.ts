// What can be wrong with the bytes of one MQTT-SN message. Sections are those of MQTT-SN 1.2.

import type { AnomalyKind } from '../../../core/anomaly-kind.ts';
import type { Severity } from '../../../core/severity.ts';

function kind(name: string, severity: Severity, section: string, es: string, en: string): AnomalyKind {
  return { id: `mqttsn.${name}`, severity, spec: `MQTT-SN 1.2 ${section}`, text: { es, en } };
}

// Header

export const MESSAGE_TRUNCATED: AnomalyKind = {
  id: 'mqttsn.message-truncated',
  severity: 'note',
  spec: 'pcapng draft §4.3',
  text: {
    es: 'La captura cortó el mensaje MQTT-SN: no se guardó entero',
    en: 'The capture cut the MQTT-SN message: it was not kept whole',
  },
};
export const MESSAGE_TOO_SHORT: AnomalyKind = kind(
  'message-too-short',
  'error',
  '§5.2',
  'El datagrama es más corto que la cabecera de un mensaje MQTT-SN (Length y MsgType)',
  'The datagram is shorter than the header of an MQTT-SN message (Length and MsgType)',
);
export const LENGTH_TOO_SMALL: AnomalyKind = kind(
  'length-too-small',
  'error',
  '§5.2.1',
  'Length es menor que la propia cabecera del mensaje',
  'Length is smaller than the header of the message itself',
);
export const LENGTH_OVERRUN: AnomalyKind = kind(
  'length-overrun',
  'error',
  '§5.2.1',
  'Length promete más bytes de los que lleva el datagrama',
  'Length promises more bytes than the datagram carries',
);
export const BYTES_AFTER_MESSAGE: AnomalyKind = kind(
  'bytes-after-message',
  'error',
  '§5.2.1',
  'Detrás del mensaje quedan bytes en el datagrama: Length y el datagrama no coinciden',
  'Bytes are left in the datagram behind the message: Length and the datagram disagree',
);
export const RESERVED_MESSAGE_TYPE: AnomalyKind = kind(
  'reserved-message-type',
  'error',
  '§5.2.2',
  'Tipo de mensaje reservado',
  'Reserved message type',
);
export const BODY_TOO_SHORT: AnomalyKind = kind(
  'body-too-short',
  'error',
  '§5.4',
  'El mensaje termina antes que sus campos',
  'The message ends before its fields do',
);
export const BODY_TOO_LONG: AnomalyKind = kind(
  'body-too-long',
  'error',
  '§5.4',
  'El mensaje tiene más bytes de los que admite su tipo',
  'The message has more bytes than its type allows',
);

// Forwarder encapsulation

export const ENCAPSULATION_LENGTH_FORM: AnomalyKind = kind(
  'encapsulation-length-form',
  'warn',
  '§5.5',
  'Length de un mensaje encapsulado ocupa tres bytes; debe ocupar uno',
  'Length of an encapsulated message takes three octets; it must take one',
);
export const ENCAPSULATION_CONTROL_BITS: AnomalyKind = kind(
  'encapsulation-control-bits',
  'note',
  '§5.5',
  'Bits reservados de Ctrl con un valor distinto de cero',
  'Reserved bits of Ctrl are not zero',
);
export const ENCAPSULATION_EMPTY: AnomalyKind = kind(
  'encapsulation-empty',
  'error',
  '§5.5',
  'El encapsulado del reenviador no lleva ningún mensaje dentro',
  'The forwarder encapsulation has no message inside',
);
export const ENCAPSULATION_NESTED: AnomalyKind = kind(
  'encapsulation-nested',
  'warn',
  '§5.5',
  'Un mensaje encapsulado lleva dentro otro encapsulado',
  'An encapsulated message has another encapsulated one inside',
);
export const ENCAPSULATION_TOO_DEEP: AnomalyKind = kind(
  'encapsulation-too-deep',
  'error',
  '§5.5',
  'Demasiados encapsulados uno dentro de otro: el interior no se ha leído',
  'Too many encapsulations inside one another: what is inside was not read',
);

// Flags

export const UNUSED_FLAG_BITS: AnomalyKind = kind(
  'unused-flag-bits',
  'note',
  '§5.3.4',
  'Flags tiene activados bits que este tipo de mensaje no usa',
  'Flags has bits set that this message type does not use',
);
export const TOPIC_ID_TYPE_RESERVED: AnomalyKind = kind(
  'topic-id-type-reserved',
  'error',
  '§5.3.4',
  'TopicIdType vale 0b11, reservado',
  'TopicIdType is 0b11, which is reserved',
);
export const QOS_MINUS_ONE_NORMAL_TOPIC: AnomalyKind = kind(
  'qos-minus-one-normal-topic',
  'error',
  '§6.8',
  'PUBLISH con QoS −1 usa un identificador de tópico normal; solo puede usar uno predefinido o un nombre corto',
  'PUBLISH with QoS −1 uses a normal topic id; only a predefined one or a short topic name may be used',
);
export const QOS_MINUS_ONE_NOT_ALLOWED: AnomalyKind = kind(
  'qos-minus-one-not-allowed',
  'error',
  '§5.3.4, §6.8',
  'QoS −1 (0b11) fuera de un PUBLISH',
  'QoS −1 (0b11) outside a PUBLISH',
);
export const DUP_WITHOUT_ACKNOWLEDGEMENT: AnomalyKind = kind(
  'dup-without-acknowledgement',
  'warn',
  '§5.3.4, §6.13',
  'DUP en un PUBLISH con QoS 0 o −1, que nunca se reenvía',
  'DUP in a PUBLISH with QoS 0 or −1, which is never sent again',
);

// Fields

export const PROTOCOL_ID: AnomalyKind = kind(
  'protocol-id',
  'error',
  '§5.3.8',
  'ProtocolId distinto de 0x01: los demás valores están reservados',
  'ProtocolId is not 0x01: all other values are reserved',
);
export const CLIENT_ID_LENGTH: AnomalyKind = kind(
  'client-id-length',
  'warn',
  '§5.3.1',
  'ClientId debe tener entre 1 y 23 caracteres',
  'ClientId must have 1 to 23 characters',
);
export const TEXT_NOT_UTF8: AnomalyKind = kind(
  'text-not-utf8',
  'error',
  '§5.3.12',
  'Un texto no es UTF-8 bien formado',
  'A text is not well-formed UTF-8',
);
export const TEXT_CONTROL_CHARACTER: AnomalyKind = kind(
  'text-control-character',
  'warn',
  '§5.3.12',
  'Un texto contiene caracteres de control',
  'A text contains control characters',
);
export const TOPIC_EMPTY: AnomalyKind = kind(
  'topic-empty',
  'error',
  '§5.3.12',
  'Falta el nombre del tópico',
  'The topic name is missing',
);
export const TOPIC_WILDCARD: AnomalyKind = kind(
  'topic-wildcard',
  'error',
  '§6.5, §6.6',
  'Un nombre de tópico lleva comodines (+ o #), que solo caben en una suscripción',
  'A topic name has wildcards (+ or #), which belong in subscriptions only',
);
export const TOPIC_ID_RESERVED: AnomalyKind = kind(
  'topic-id-reserved',
  'warn',
  '§5.3.11',
  'Identificador de tópico 0x0000 o 0xFFFF, reservados',
  'Topic id 0x0000 or 0xFFFF, which are reserved',
);
export const MESSAGE_ID_ZERO: AnomalyKind = kind(
  'message-id-zero',
  'warn',
  '§5.3.7',
  'MsgId 0 en un mensaje que espera respuesta o la da',
  'MsgId 0 in a message that expects or gives an answer',
);
export const MESSAGE_ID_NOT_ZERO: AnomalyKind = kind(
  'message-id-not-zero',
  'note',
  '§5.4.12',
  'MsgId distinto de 0 en un PUBLISH con QoS 0 o −1, que no lo usa',
  'MsgId is not 0 in a PUBLISH with QoS 0 or −1, which does not use it',
);
export const RETURN_CODE_RESERVED: AnomalyKind = kind(
  'return-code-reserved',
  'error',
  '§5.3.10',
  'Código de retorno reservado',
  'Reserved return code',
);
