// The differences `delivery` can name: stable ids, how much each may weigh, and what it means.

import type { Severity } from '../../core/severity.ts';
import type { Text } from '../../core/text.ts';

export type DeliveryKindName =
  | 'delivery.message-missing'
  | 'delivery.message-doubled'
  | 'delivery.message-altered'
  | 'delivery.message-reordered'
  | 'delivery.message-unexpected'
  | 'delivery.qos-lowered'
  | 'delivery.qos-wrong'
  | 'delivery.not-captured'
  | 'delivery.undetermined'
  | 'delivery.different-runs'
  | 'delivery.nothing-readable'
  | 'delivery.seen-at-one-point';

export interface DeliveryKindRow {
  /** What it can weigh, the most first: it depends on why. */
  readonly severities: readonly [Severity, ...Severity[]];
  readonly meaning: Text;
}

// biome-ignore format: a table
export const DELIVERY_KINDS: Readonly<Record<DeliveryKindName, DeliveryKindRow>> = {
  'delivery.message-missing': { severities: ['error', 'warn'], meaning: { es: 'Un mensaje publicado no llegó a un suscriptor al que le tocaba (aviso con QoS 0, error con QoS 1 y 2)', en: 'A published message did not reach a subscriber it was due to (warning at QoS 0, error at QoS 1 and 2)' } },
  'delivery.message-doubled': { severities: ['error', 'note'], meaning: { es: 'Un mensaje llegó más veces de las que tocaba (nota si MQTT lo permite: DUP, suscripciones que se solapan)', en: 'A message arrived more often than due (note where MQTT allows it: DUP, overlapping subscriptions)' } },
  'delivery.message-altered': { severities: ['error'], meaning: { es: 'Un mensaje llegó con otros bytes', en: 'A message arrived with other bytes' } },
  'delivery.message-reordered': { severities: ['warn'], meaning: { es: 'Un mensaje llegó después de otros publicados más tarde', en: 'A message arrived behind others that were published later' } },
  'delivery.message-unexpected': { severities: ['note'], meaning: { es: 'Llegó un mensaje que ninguna captura muestra publicar', en: 'A message arrived that no capture shows being published' } },
  'delivery.qos-lowered': { severities: ['note'], meaning: { es: 'Llegó con una QoS menor que la publicada, como pide la suscripción', en: 'It arrived with a lower QoS than published, as the subscription asks for' } },
  'delivery.qos-wrong': { severities: ['warn'], meaning: { es: 'Llegó con una QoS que no corresponde', en: 'It arrived with a QoS that is not the due one' } },
  'delivery.not-captured': { severities: ['note'], meaning: { es: 'A una captura le falta la otra mitad: no se sabe si llegó', en: 'One capture lacks the other half: whether it arrived is not known' } },
  'delivery.undetermined': { severities: ['note'], meaning: { es: 'No se puede decir si el mensaje le tocaba al suscriptor', en: 'It cannot be told whether the message was due to the subscriber' } },
  'delivery.different-runs': { severities: ['warn'], meaning: { es: 'Las capturas no son los dos lados de una misma ejecución', en: 'The captures are not the two sides of one run' } },
  'delivery.nothing-readable': { severities: ['warn'], meaning: { es: 'En una captura no hay MQTT legible (o va cifrado)', en: 'In one capture no MQTT can be read (or it is encrypted)' } },
  'delivery.seen-at-one-point': { severities: ['note'], meaning: { es: 'Las dos muestran la conexión, y solo una el mensaje', en: 'Both show the connection, and only one of them the message' } },
};
