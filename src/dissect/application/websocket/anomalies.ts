// What can be wrong with a WebSocket connection — RFC 6455, RFC 7692, MQTT 3.1.1 and 5.0 §6.

import type { AnomalyKind } from '../../../core/anomaly-kind.ts';

export const HEAD_TOO_LONG: AnomalyKind = {
  id: 'websocket.head-too-long',
  severity: 'warn',
  spec: 'limit of this tool: 64 KiB',
  text: {
    es: 'La cabecera HTTP de la conexión WebSocket es demasiado larga para leerla',
    en: 'The HTTP header of the WebSocket connection is too long to be read',
  },
};

export const REQUEST_INVALID: AnomalyKind = {
  id: 'websocket.upgrade-request-invalid',
  severity: 'warn',
  spec: 'RFC 6455 §4.1',
  text: {
    es: 'A la petición de WebSocket le falta un campo obligatorio o lleva un valor no permitido',
    en: 'The WebSocket upgrade request lacks a required field or carries a value that is not allowed',
  },
};

export const RESPONSE_INVALID: AnomalyKind = {
  id: 'websocket.upgrade-response-invalid',
  severity: 'warn',
  spec: 'RFC 6455 §4.2.2',
  text: {
    es: 'A la respuesta 101 le falta un campo obligatorio (Upgrade, Connection o Sec-WebSocket-Accept)',
    en: 'The 101 response lacks a required field (Upgrade, Connection or Sec-WebSocket-Accept)',
  },
};

export const UPGRADE_REFUSED: AnomalyKind = {
  id: 'websocket.upgrade-refused',
  severity: 'warn',
  spec: 'RFC 6455 §4.1',
  text: {
    es: 'El servidor no aceptó el cambio a WebSocket: respondió con otro código que 101',
    en: 'The server did not accept the change to WebSocket: it answered with a status other than 101',
  },
};

export const ACCEPT_WRONG: AnomalyKind = {
  id: 'websocket.accept-wrong',
  severity: 'error',
  spec: 'RFC 6455 §4.2.2',
  text: {
    es: 'Sec-WebSocket-Accept no corresponde a la clave que envió el cliente',
    en: 'Sec-WebSocket-Accept does not match the key that the client sent',
  },
};

export const SUBPROTOCOL_NOT_OFFERED: AnomalyKind = {
  id: 'websocket.subprotocol-not-offered',
  severity: 'error',
  spec: 'RFC 6455 §4.1',
  text: {
    es: 'El servidor eligió un subprotocolo que el cliente no ofreció',
    en: 'The server chose a sub-protocol that the client did not offer',
  },
};

export const EXTENSION_NOT_OFFERED: AnomalyKind = {
  id: 'websocket.extension-not-offered',
  severity: 'error',
  spec: 'RFC 6455 §4.1',
  text: {
    es: 'El servidor eligió una extensión que el cliente no ofreció',
    en: 'The server chose an extension that the client did not offer',
  },
};

export const SUBPROTOCOL_NOT_MQTT: AnomalyKind = {
  id: 'websocket.subprotocol-not-mqtt',
  severity: 'warn',
  spec: 'MQTT-6.0.0-3, MQTT-6.0.0-4',
  text: {
    es: 'La conexión WebSocket lleva MQTT sin que el subprotocolo acordado sea «mqtt»',
    en: 'The WebSocket connection carries MQTT although the agreed sub-protocol is not “mqtt”',
  },
};

export const TEXT_FRAME: AnomalyKind = {
  id: 'websocket.text-frame',
  severity: 'error',
  spec: 'MQTT-6.0.0-1',
  text: {
    es: 'Paquetes MQTT en una trama WebSocket de texto: deben ir en tramas binarias',
    en: 'MQTT packets in a WebSocket text frame: they must be sent in binary frames',
  },
};

export const CLIENT_UNMASKED: AnomalyKind = {
  id: 'websocket.client-unmasked',
  severity: 'error',
  spec: 'RFC 6455 §5.1',
  text: {
    es: 'El cliente envió una trama WebSocket sin enmascarar',
    en: 'The client sent a WebSocket frame without masking it',
  },
};

export const SERVER_MASKED: AnomalyKind = {
  id: 'websocket.server-masked',
  severity: 'error',
  spec: 'RFC 6455 §5.1',
  text: {
    es: 'El servidor envió una trama WebSocket enmascarada',
    en: 'The server sent a masked WebSocket frame',
  },
};

export const RESERVED_BITS: AnomalyKind = {
  id: 'websocket.reserved-bits',
  severity: 'error',
  spec: 'RFC 6455 §5.2',
  text: {
    es: 'Trama WebSocket con bits reservados activos sin una extensión que los defina',
    en: 'WebSocket frame with reserved bits set and no extension that defines them',
  },
};

export const RESERVED_OPCODE: AnomalyKind = {
  id: 'websocket.reserved-opcode',
  severity: 'error',
  spec: 'RFC 6455 §5.2',
  text: {
    es: 'Trama WebSocket con un código de operación reservado: su contenido no se interpreta',
    en: 'WebSocket frame with a reserved opcode: its content is not interpreted',
  },
};

export const LENGTH_NOT_MINIMAL: AnomalyKind = {
  id: 'websocket.length-not-minimal',
  severity: 'warn',
  spec: 'RFC 6455 §5.2',
  text: {
    es: 'La longitud de la trama WebSocket ocupa más bytes de los necesarios',
    en: 'The length of the WebSocket frame takes more bytes than it needs',
  },
};

export const LENGTH_INVALID: AnomalyKind = {
  id: 'websocket.length-invalid',
  severity: 'error',
  spec: 'RFC 6455 §5.2',
  text: {
    es: 'Longitud imposible en una trama WebSocket (el bit más alto de los 64 debe ser 0): se perdió el hilo de las tramas',
    en: 'Impossible length in a WebSocket frame (the highest of the 64 bits must be 0): the framing is lost',
  },
};

export const CONTROL_TOO_LONG: AnomalyKind = {
  id: 'websocket.control-too-long',
  severity: 'error',
  spec: 'RFC 6455 §5.5',
  text: {
    es: 'Trama de control WebSocket de más de 125 bytes',
    en: 'WebSocket control frame of more than 125 bytes',
  },
};

export const CONTROL_FRAGMENTED: AnomalyKind = {
  id: 'websocket.control-fragmented',
  severity: 'error',
  spec: 'RFC 6455 §5.5',
  text: { es: 'Trama de control WebSocket fragmentada', en: 'Fragmented WebSocket control frame' },
};

export const CONTINUATION_UNEXPECTED: AnomalyKind = {
  id: 'websocket.continuation-unexpected',
  severity: 'error',
  spec: 'RFC 6455 §5.4',
  text: {
    es: 'Trama WebSocket de continuación sin un mensaje empezado',
    en: 'WebSocket continuation frame without a message that was started',
  },
};

export const MESSAGE_INTERRUPTED: AnomalyKind = {
  id: 'websocket.message-interrupted',
  severity: 'error',
  spec: 'RFC 6455 §5.4',
  text: {
    es: 'Empieza otro mensaje WebSocket sin que terminara el anterior',
    en: 'Another WebSocket message starts before the previous one has ended',
  },
};

export const CLOSE_INVALID: AnomalyKind = {
  id: 'websocket.close-invalid',
  severity: 'error',
  spec: 'RFC 6455 §5.5.1, §7.4',
  text: {
    es: 'Trama de cierre WebSocket con un código que no se puede enviar, o con el código o el motivo mal formados',
    en: 'WebSocket close frame with a code that must not be sent, or with a malformed code or reason',
  },
};

export const DATA_AFTER_CLOSE: AnomalyKind = {
  id: 'websocket.data-after-close',
  severity: 'error',
  spec: 'RFC 6455 §5.5.1',
  text: {
    es: 'Datos WebSocket después de la trama de cierre del mismo lado',
    en: 'WebSocket data after the close frame of the same side',
  },
};

export const INFLATE_FAILED: AnomalyKind = {
  id: 'websocket.inflate-failed',
  severity: 'error',
  spec: 'RFC 7692 §7.2.2, RFC 1951',
  text: {
    es: 'Un mensaje WebSocket comprimido no se puede descomprimir: sus datos son incorrectos',
    en: 'A compressed WebSocket message cannot be decompressed: its data are wrong',
  },
};

export const HISTORY_MISSING: AnomalyKind = {
  id: 'websocket.history-missing',
  severity: 'warn',
  spec: 'RFC 7692 §7.2.3.2',
  text: {
    es: 'Un mensaje WebSocket comprimido no se puede leer: se apoya en datos anteriores que faltan en la captura',
    en: 'A compressed WebSocket message cannot be read: it builds on earlier data that are not in the capture',
  },
};
