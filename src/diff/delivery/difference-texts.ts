// The words for each kind of difference between what left and what arrived — MQTT 3.1.1 and 5.0 §3.3, §3.8, §4.3, §4.6.

import { counted } from '../../analyze/rules/wording.ts';
import type { Severity } from '../../core/severity.ts';
import type { Lang, TextOf } from '../../core/text.ts';
import type { DeliveryReason } from './delivery-diff.ts';
import type { DeliveryKindName } from './delivery-kinds.ts';

/** Of a group of messages. */
export type DeliveryKind = Exclude<
  DeliveryKindName,
  'delivery.different-runs' | 'delivery.nothing-readable' | 'delivery.seen-at-one-point'
>;

export interface GroupFacts {
  readonly count: number;
  readonly publisher: string;
  readonly subscriber: string;
  readonly reason: DeliveryReason | null;
  /** MQTT marked every copy as sent again, or several subscriptions match. */
  readonly mark: 'resent' | 'overlapping' | null;
}

interface KindText {
  readonly severity: (facts: GroupFacts) => Severity;
  readonly title: TextOf<GroupFacts>;
  readonly text: TextOf<GroupFacts>;
}

const messages: Readonly<Record<Lang, (count: number) => string>> = {
  es: (count) => counted(count, 'mensaje', 'mensajes'),
  en: (count) => counted(count, 'message', 'messages'),
};

const MISSING_WHY: Readonly<Record<Lang, Partial<Record<DeliveryReason, string>>>> = {
  es: {
    'qos-0':
      'Con QoS 0 nadie confirma ni reenvía: lo que se pierde en el camino, o lo que el broker descarta, se pierde sin aviso.',
    acknowledged:
      'El broker los había confirmado (PUBACK o PUBCOMP), y aun así no los entregó: se perdieron en el broker o entre el broker y el suscriptor.',
    'not-acknowledged':
      'El broker nunca los confirmó: probablemente no le llegaron, y el publicador tampoco los reenvió.',
    'never-released':
      'El broker contestó PUBREC y el publicador nunca mandó PUBREL: un broker que espera el PUBREL (mosquitto) no los entrega.',
    refused: 'El broker los rechazó con un código de error (0x80 o más) en su respuesta.',
  },
  en: {
    'qos-0':
      'With QoS 0 nobody confirms or sends again: what is lost on the way, or dropped by the broker, is lost without a word.',
    acknowledged:
      'The broker had confirmed them (PUBACK or PUBCOMP) and did not deliver them all the same: they were lost in the broker, or between the broker and the subscriber.',
    'not-acknowledged':
      'The broker never confirmed them: they probably did not reach it, and the publisher did not send them again.',
    'never-released':
      'The broker answered with PUBREC and the publisher never sent PUBREL: a broker that waits for PUBREL (mosquitto) does not deliver them.',
    refused: 'The broker refused them with an error code (0x80 or above) in its answer.',
  },
};

const NOT_CAPTURED_WHY: Readonly<Record<Lang, Partial<Record<DeliveryReason, string>>>> = {
  es: {
    'capture-hole':
      'En ese lugar una de las capturas tiene un hueco en el que cabe: es pérdida de la captura, no del mensaje.',
    'capture-begins-late': 'Una de las capturas empezó después.',
    'capture-ends-early': 'Una de las capturas terminó antes.',
  },
  en: {
    'capture-hole':
      'One of the captures has a hole there in which it fits: the capture lost it, which says nothing of the message.',
    'capture-begins-late': 'One of the captures began after it.',
    'capture-ends-early': 'One of the captures ended before it.',
  },
};

const UNDETERMINED_WHY: Readonly<Record<Lang, Partial<Record<DeliveryReason, string>>>> = {
  es: {
    'around-subscription':
      'Se publicaron mientras el cliente se suscribía o se iba: con estos relojes no se puede decir si antes o después.',
    'shared-group':
      'La suscripción es compartida ($share): cada mensaje va a un solo miembro del grupo, y no todos están en las capturas.',
    'subscription-unknown':
      'La captura empieza con la conexión ya abierta: no muestra a qué estaba suscrito el cliente.',
  },
  en: {
    'around-subscription':
      'They were published while the client subscribed or left: these clocks cannot tell whether before or after.',
    'shared-group':
      'The subscription is shared ($share): each message goes to one member of the group, and not all of them are in the captures.',
    'subscription-unknown':
      'The capture begins with the connection already open: it does not show what the client was subscribed to.',
  },
};

export const KIND_TEXTS: Readonly<Record<DeliveryKind, KindText>> = {
  'delivery.message-missing': {
    severity: ({ reason }) => (reason === 'qos-0' ? 'warn' : 'error'),
    title: {
      es: ({ count, publisher, subscriber }) =>
        `${messages.es(count)} de ${publisher} no ${count === 1 ? 'llegó' : 'llegaron'} a ${subscriber}`,
      en: ({ count, publisher, subscriber }) => `${messages.en(count)} of ${publisher} did not reach ${subscriber}`,
    },
    text: {
      es: ({ reason }) => MISSING_WHY.es[reason ?? 'qos-0'] ?? '',
      en: ({ reason }) => MISSING_WHY.en[reason ?? 'qos-0'] ?? '',
    },
  },
  'delivery.message-doubled': {
    severity: ({ mark }) => (mark === null ? 'error' : 'note'),
    title: {
      es: ({ count, subscriber }) => `${subscriber} recibió ${messages.es(count)} de más: copias de otros que ya tenía`,
      en: ({ count, subscriber }) =>
        `${subscriber} received ${messages.en(count)} too many: copies of others it already had`,
    },
    text: {
      es: ({ mark }) =>
        mark === 'resent'
          ? 'Son reenvíos de MQTT (DUP). QoS 1 promete «al menos una vez»: la aplicación recibe las dos copias y debe tolerarlo.'
          : mark === 'overlapping'
            ? 'Varias suscripciones del cliente coinciden con el tópico: el broker puede mandar una copia por cada una.'
            : 'Se publicaron una vez y se entregaron más de una, sin que ningún reenvío de MQTT lo explique.',
      en: ({ mark }) =>
        mark === 'resent'
          ? 'They were sent again by MQTT (DUP). QoS 1 promises “at least once”: the application gets both copies and has to bear it.'
          : mark === 'overlapping'
            ? 'Several subscriptions of the client match the topic: the broker may send a copy for each.'
            : 'They were published once and delivered more than once, and nothing that MQTT sent again explains it.',
    },
  },
  'delivery.message-altered': {
    severity: () => 'error',
    title: {
      es: ({ count, publisher, subscriber }) =>
        `${messages.es(count)} de ${publisher} ${count === 1 ? 'llegó' : 'llegaron'} a ${subscriber} con otros bytes`,
      en: ({ count, publisher, subscriber }) =>
        `${messages.en(count)} of ${publisher} reached ${subscriber} with other bytes`,
    },
    text: {
      es: () =>
        'En su lugar (entre los mismos vecinos, o con el mismo número de fragmento) llegó otro contenido. Un broker no cambia el contenido.',
      en: () =>
        'In their place (between the same neighbours, or with the same fragment number) other content arrived. A broker does not change content.',
    },
  },
  'delivery.message-reordered': {
    severity: () => 'warn',
    title: {
      es: ({ count, publisher, subscriber }) =>
        `${messages.es(count)} de ${publisher} ${count === 1 ? 'llegó' : 'llegaron'} a ${subscriber} después de otros publicados más tarde`,
      en: ({ count, publisher, subscriber }) =>
        `${messages.en(count)} of ${publisher} reached ${subscriber} behind others that were published later`,
    },
    text: {
      es: () =>
        'MQTT conserva el orden de los mensajes de un mismo cliente, tópico y QoS (§4.6); con QoS distintos, o al reenviar, no.',
      en: () =>
        'MQTT keeps the order of the messages of one client, topic and QoS (§4.6); with different QoS, or when sending again, it does not.',
    },
  },
  'delivery.message-unexpected': {
    severity: () => 'note',
    title: {
      es: ({ count, subscriber }) => `${subscriber} recibió ${messages.es(count)} que ninguna captura muestra publicar`,
      en: ({ count, subscriber }) =>
        `${subscriber} received ${messages.en(count)} that no capture shows being published`,
    },
    text: {
      es: ({ reason }) =>
        reason === 'retained-before'
          ? 'El broker los tenía retenidos (RETAIN) de antes.'
          : 'Los publicó otro cliente, que no está en las capturas, o el propio broker.',
      en: ({ reason }) =>
        reason === 'retained-before'
          ? 'The broker had retained them (RETAIN) from before.'
          : 'Another client, which is not in the captures, published them, or the broker itself.',
    },
  },
  'delivery.qos-lowered': {
    severity: () => 'note',
    title: {
      es: ({ count, subscriber }) =>
        `${messages.es(count)} ${count === 1 ? 'llegó' : 'llegaron'} a ${subscriber} con una QoS menor que la publicada`,
      en: ({ count, subscriber }) => `${messages.en(count)} reached ${subscriber} with a lower QoS than published`,
    },
    text: {
      es: () =>
        'Es lo acordado: se entrega con la menor entre la QoS publicada y la concedida a la suscripción (§3.8.4).',
      en: () =>
        'As agreed: delivered with the lower of the QoS it was published with and the one granted to the subscription (§3.8.4).',
    },
  },
  'delivery.qos-wrong': {
    severity: () => 'warn',
    title: {
      es: ({ count, subscriber }) =>
        `${messages.es(count)} ${count === 1 ? 'llegó' : 'llegaron'} a ${subscriber} con una QoS que no corresponde`,
      en: ({ count, subscriber }) => `${messages.en(count)} reached ${subscriber} with a QoS that is not the due one`,
    },
    text: {
      es: () => 'Debía ser la menor entre la QoS publicada y la concedida a la suscripción (§3.8.4).',
      en: () =>
        'It should be the lower of the QoS it was published with and the one granted to the subscription (§3.8.4).',
    },
  },
  'delivery.not-captured': {
    severity: () => 'note',
    title: {
      es: ({ count }) => `De ${messages.es(count)} falta en una captura la otra mitad: su publicación o su entrega`,
      en: ({ count }) => `Of ${messages.en(count)} one capture lacks the other half: the publishing or the delivery`,
    },
    text: {
      es: ({ reason }) => NOT_CAPTURED_WHY.es[reason ?? 'capture-hole'] ?? '',
      en: ({ reason }) => NOT_CAPTURED_WHY.en[reason ?? 'capture-hole'] ?? '',
    },
  },
  'delivery.undetermined': {
    severity: () => 'note',
    title: {
      es: ({ count, subscriber }) =>
        `No se puede decir si ${messages.es(count)} le ${count === 1 ? 'tocaba' : 'tocaban'} a ${subscriber}`,
      en: ({ count, subscriber }) =>
        `It cannot be told whether ${messages.en(count)} ${count === 1 ? 'was' : 'were'} due to ${subscriber}`,
    },
    text: {
      es: ({ reason }) => UNDETERMINED_WHY.es[reason ?? 'subscription-unknown'] ?? '',
      en: ({ reason }) => UNDETERMINED_WHY.en[reason ?? 'subscription-unknown'] ?? '',
    },
  },
};
