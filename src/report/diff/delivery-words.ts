// What became of a message, in a few words.

import type { Text } from '../../core/text.ts';
import type { DeliveryMark, DeliveryOutcome, DeliveryReason } from '../../diff/delivery/delivery-diff.ts';
import type { Tone } from '../document.ts';

export const OUTCOMES: Readonly<Record<DeliveryOutcome, Text>> = {
  delivered: { es: 'llegó', en: 'arrived' },
  missing: { es: 'NO LLEGÓ', en: 'DID NOT ARRIVE' },
  doubled: { es: 'llegó otra vez', en: 'arrived once more' },
  altered: { es: 'llegó CAMBIADO', en: 'arrived ALTERED' },
  unexpected: { es: 'llegó; nadie que se vea lo publicó', en: 'arrived; nobody in sight published it' },
  'not-due': { es: 'no le tocaba a nadie', en: 'was due to nobody' },
  'not-captured': { es: 'no está en la captura', en: 'not in the capture' },
  undetermined: { es: 'no se puede saber', en: 'cannot be told' },
};

/** In a sum: "2 no llegaron". */
export const OUTCOME_PLURALS: Readonly<Record<DeliveryOutcome, Text>> = {
  delivered: { es: 'llegaron', en: 'arrived' },
  missing: { es: 'no llegaron', en: 'did not arrive' },
  doubled: { es: 'llegaron de más', en: 'arrived once too often' },
  altered: { es: 'llegaron cambiados', en: 'arrived altered' },
  unexpected: { es: 'llegaron sin que se vea quién los publicó', en: 'arrived without a publisher in sight' },
  'not-due': { es: 'no le tocaban a nadie', en: 'were due to nobody' },
  'not-captured': { es: 'faltan en una captura', en: 'are not in one of the captures' },
  undetermined: { es: 'no se puede saber', en: 'cannot be told' },
};

export const OUTCOME_TONES: Readonly<Record<DeliveryOutcome, Tone>> = {
  delivered: 'good',
  missing: 'alert',
  doubled: 'alert',
  altered: 'alert',
  unexpected: 'strong',
  'not-due': 'muted',
  'not-captured': 'muted',
  undetermined: 'muted',
};

export const MARKS: Readonly<Record<DeliveryMark, Text>> = {
  reordered: { es: 'fuera de orden', en: 'out of order' },
  'qos-lowered': { es: 'con menos QoS', en: 'with a lower QoS' },
  'qos-wrong': { es: 'con una QoS que no corresponde', en: 'with a QoS that is not due' },
  retained: { es: 'retenido por el broker', en: 'retained by the broker' },
  will: { es: 'testamento (will)', en: 'a will' },
  resent: { es: 'reenvío de MQTT (DUP)', en: 'sent again by MQTT (DUP)' },
  overlapping: { es: 'por otra suscripción', en: 'for another subscription' },
  'kept-for-session': { es: 'guardado mientras el cliente no estaba', en: 'kept while the client was away' },
  'partly-captured': { es: 'no se capturó entero', en: 'not captured whole' },
};

export const REASONS: Readonly<Record<DeliveryReason, Text>> = {
  acknowledged: { es: 'aunque el broker lo confirmó', en: 'though the broker confirmed it' },
  'not-acknowledged': { es: 'el broker no lo confirmó', en: 'the broker did not confirm it' },
  'never-released': { es: 'el publicador no mandó PUBREL', en: 'the publisher sent no PUBREL' },
  'qos-0': { es: 'QoS 0: sin confirmación', en: 'QoS 0: nobody confirms' },
  refused: { es: 'el broker lo rechazó', en: 'the broker refused it' },
  'before-subscription': { es: 'publicado antes de la suscripción', en: 'published before the subscription' },
  'around-subscription': {
    es: 'publicado mientras se suscribía o se iba',
    en: 'published while it subscribed or left',
  },
  'after-subscription': {
    es: 'publicado cuando ya no estaba suscrito',
    en: 'published when it was subscribed no more',
  },
  'no-subscription': { es: 'nadie está suscrito', en: 'nobody is subscribed' },
  'own-message': { es: 'propio (No Local)', en: 'its own (No Local)' },
  'shared-group': { es: 'suscripción compartida', en: 'shared subscription' },
  'subscription-unknown': { es: 'suscripciones que no se ven', en: 'subscriptions that cannot be seen' },
  'capture-hole': { es: 'hay un hueco ahí', en: 'there is a hole there' },
  'capture-begins-late': { es: 'empezó después', en: 'it began later' },
  'capture-ends-early': { es: 'terminó antes', en: 'it ended before' },
  'retained-before': { es: 'de antes de las capturas', en: 'from before the captures' },
  'other-publisher': { es: 'otro cliente', en: 'another client' },
};
