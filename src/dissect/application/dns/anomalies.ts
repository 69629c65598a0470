// What can be wrong with a DNS message — RFC 1035 §4.1.

import type { AnomalyKind } from '../../../core/anomaly-kind.ts';

export const MESSAGE_TOO_SHORT: AnomalyKind = {
  id: 'dns.message-too-short',
  severity: 'error',
  spec: 'RFC 1035 §4.1.1',
  text: { es: 'Mensaje DNS más corto que su cabecera', en: 'DNS message shorter than its header' },
};

export const MESSAGE_TRUNCATED: AnomalyKind = {
  id: 'dns.message-truncated',
  severity: 'note',
  spec: 'pcapng draft §4.3',
  text: {
    es: 'La captura cortó el mensaje DNS: faltan registros',
    en: 'The capture cut the DNS message: records are missing',
  },
};

export const RECORD_OVERRUN: AnomalyKind = {
  id: 'dns.record-overrun',
  severity: 'error',
  spec: 'RFC 1035 §4.1',
  text: {
    es: 'Un registro DNS sobrepasa el final del mensaje',
    en: 'A DNS record runs past the end of the message',
  },
};

export const NAME_OVERRUN: AnomalyKind = {
  id: 'dns.name-overrun',
  severity: 'error',
  spec: 'RFC 1035 §3.1',
  text: {
    es: 'Un nombre DNS sobrepasa el final del mensaje',
    en: 'A DNS name runs past the end of the message',
  },
};

export const NAME_TOO_LONG: AnomalyKind = {
  id: 'dns.name-too-long',
  severity: 'error',
  spec: 'RFC 1035 §2.3.4',
  text: { es: 'Nombre DNS de más de 255 octetos', en: 'DNS name longer than 255 octets' },
};

export const LABEL_TYPE_UNKNOWN: AnomalyKind = {
  id: 'dns.label-type-unknown',
  severity: 'error',
  spec: 'RFC 1035 §4.1.4',
  text: { es: 'Tipo de etiqueta DNS desconocido', en: 'Unknown DNS label type' },
};

export const POINTER_NOT_BACKWARDS: AnomalyKind = {
  id: 'dns.pointer-not-backwards',
  severity: 'error',
  spec: 'RFC 1035 §4.1.4',
  text: {
    es: 'Un puntero de compresión DNS no apunta hacia atrás (bucle posible): no se sigue',
    en: 'A DNS compression pointer does not point backwards (possible loop): it is not followed',
  },
};

export const DATA_MALFORMED: AnomalyKind = {
  id: 'dns.data-malformed',
  severity: 'warn',
  spec: 'RFC 1035 §3.3',
  text: {
    es: 'Los datos de un registro DNS no tienen la forma de su tipo: se muestran en hexadecimal',
    en: 'The data of a DNS record do not have the form of its type: shown in hexadecimal',
  },
};

export const TOO_MANY_RECORDS: AnomalyKind = {
  id: 'dns.too-many-records',
  severity: 'warn',
  spec: 'limit of this tool',
  text: {
    es: 'Demasiados registros en un mensaje DNS: el resto no se lee',
    en: 'Too many records in one DNS message: the rest is not read',
  },
};
