// What limits a comparison of the two sides of a broker: what was not kept, not seen, or not readable.

import { count } from '../../analyze/rules/wording.ts';
import type { Lang, TextOf } from '../../core/text.ts';
import { type Assessment, placeOf } from './assessment.ts';
import type { CaptureSide } from './delivery-clock.ts';

interface NoteFacts {
  /** 'A', 'B'. */
  readonly name: string;
  readonly number: number;
}

const MESSAGES_BEYOND: TextOf<NoteFacts> = {
  es: ({ name, number }) =>
    `De la captura ${name} no se comparan los últimos ${count(number)} PUBLISH: son más de los que se guardan.`,
  en: ({ name, number }) =>
    `The last ${count(number)} PUBLISH packets of capture ${name} are not compared: there are more than are kept.`,
};

const SESSIONS_BEYOND: TextOf<NoteFacts> = {
  es: ({ name, number }) =>
    `De la captura ${name} no se comparan ${count(number)} conexiones MQTT: son más de las que se guardan.`,
  en: ({ name, number }) =>
    `${count(number)} MQTT connections of capture ${name} are not compared: there are more than are kept.`,
};

const SUBSCRIPTIONS_BEYOND: TextOf<NoteFacts> = {
  es: ({ name, number }) =>
    `De la captura ${name} no se guardaron ${count(number)} suscripciones: lo que llegue por ellas parecerá no pedido.`,
  en: ({ name, number }) =>
    `${count(number)} subscriptions of capture ${name} were not kept: what arrives because of them will look unasked for.`,
};

const ENCRYPTED: TextOf<NoteFacts> = {
  es: ({ name }) => `La captura ${name} tiene conexiones cifradas (TLS): sus mensajes no se ven.`,
  en: ({ name }) => `Capture ${name} has encrypted connections (TLS): their messages cannot be seen.`,
};

const MIDDLE: TextOf<NoteFacts> = {
  es: ({ name }) =>
    `En la captura ${name} hay conexiones que empezaron antes que ella: su CONNECT y sus suscripciones anteriores no se ven.`,
  en: ({ name }) =>
    `Capture ${name} has connections that began before it: their CONNECT and earlier subscriptions cannot be seen.`,
};

const CLIENTS_BEYOND: TextOf<number> = {
  es: (number) => `No se comparó lo que recibieron ${count(number)} clientes: hay demasiados mensajes y suscriptores.`,
  en: (number) =>
    `What ${count(number)} clients received was not compared: there are too many messages and subscribers.`,
};

export function comparisonNotes(assessment: Assessment, lang: Lang): string[] {
  const notes: string[] = [];
  for (const side of ['a', 'b'] as const) {
    const { messages } = assessment.inputs[placeOf(assessment, side)];
    const say = (text: TextOf<NoteFacts>, number: number): void => {
      if (number > 0) notes.push(text[lang]({ name: side.toUpperCase(), number }));
    };
    say(MESSAGES_BEYOND, messages.messagesBeyond);
    say(SESSIONS_BEYOND, messages.sessionsBeyond);
    say(SUBSCRIPTIONS_BEYOND, messages.subscriptionsBeyond);
    say(ENCRYPTED, hasEncrypted(assessment, side) ? 1 : 0);
    say(MIDDLE, messages.sessions.some((session) => !session.fromStart) ? 1 : 0);
  }
  const { clientsBeyond } = assessment.deliveries;
  if (clientsBeyond > 0) notes.push(CLIENTS_BEYOND[lang](clientsBeyond));
  return notes;
}

/** TLS was recognised, or nothing was on the port that stands for MQTT over TLS. */
export function hasEncrypted(assessment: Assessment, side: CaptureSide): boolean {
  const { analysis } = assessment.inputs[placeOf(assessment, side)];
  return analysis.connections.some(
    ({ protocol, server }) => protocol === 'tls' || (protocol === null && server.port === 8883),
  );
}
