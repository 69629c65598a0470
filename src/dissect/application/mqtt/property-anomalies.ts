// What can be wrong with the properties of an MQTT 5 packet — MQTT 5.0 §2.2.2.

import type { AnomalyKind } from '../../../core/anomaly-kind.ts';
import { mqttAnomaly as kind } from './anomaly-row.ts';

export const PROPERTIES_OVERRUN: AnomalyKind = kind(
  'properties-overrun',
  'error',
  '§2.2.2.1 (5.0)',
  'La longitud de las propiedades pasa del final del paquete',
  'The property length runs past the end of the packet',
);
export const PROPERTY_OVERRUN: AnomalyKind = kind(
  'property-overrun',
  'error',
  '§2.2.2 (5.0)',
  'Una propiedad pasa del final de la lista de propiedades',
  'A property runs past the end of the property list',
);
export const PROPERTY_UNKNOWN: AnomalyKind = kind(
  'property-unknown',
  'error',
  '§2.2.2.2 (5.0)',
  'Identificador de propiedad desconocido: el resto de la lista no se puede leer',
  'Unknown property identifier: the rest of the list cannot be read',
);
export const PROPERTY_NOT_ALLOWED: AnomalyKind = kind(
  'property-not-allowed',
  'error',
  '§2.2.2.2 (5.0)',
  'Esta propiedad no puede ir en este tipo de paquete',
  'This property may not stand in this packet type',
);
export const PROPERTY_REPEATED: AnomalyKind = kind(
  'property-repeated',
  'error',
  '§2.2.2.2 (5.0)',
  'Propiedad repetida que solo puede aparecer una vez',
  'Repeated property that may appear only once',
);
export const PROPERTY_NOT_0_OR_1: AnomalyKind = kind(
  'property-not-0-or-1',
  'error',
  '§2.2.2.2 (5.0)',
  'La propiedad solo admite los valores 0 y 1',
  'The property allows only the values 0 and 1',
);
export const PROPERTY_ZERO: AnomalyKind = kind(
  'property-zero',
  'error',
  '§3.1.2.11.3, §3.1.2.11.4, MQTT-3.3.2-8, §3.3.2.3.8, §3.8.2.1.2 (5.0)',
  'La propiedad no admite el valor 0',
  'The property does not allow the value 0',
);
export const RESPONSE_TOPIC_WILDCARD: AnomalyKind = kind(
  'response-topic-wildcard',
  'error',
  'MQTT-3.3.2-14 (5.0)',
  'El tópico de respuesta contiene un comodín (+ o #)',
  'The response topic contains a wildcard (+ or #)',
);
