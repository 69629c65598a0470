// The sentences that say why two captures are, or are not, the two sides of one run.

import { count, counted, duration } from '../../analyze/rules/wording.ts';
import type { Lang, TextOf } from '../../core/text.ts';

interface Found {
  readonly published: number;
  readonly delivered: number;
  readonly found: number;
}

export const COMMON_CONNECTIONS: TextOf<number> = {
  es: (number) =>
    `Las dos capturas tienen ${counted(number, 'conexión MQTT', 'conexiones MQTT')} en común: son de la misma ejecución.`,
  en: (number) =>
    `The captures have ${counted(number, 'MQTT connection', 'MQTT connections')} in common: they are of one run.`,
};

const NONE_FOUND: TextOf<Found> = {
  es: ({ published, delivered }) =>
    published === 1
      ? `El único mensaje publicado en una no está, con los mismos bytes, entre los recibidos en la otra (${count(delivered)}).`
      : `Ninguno de los ${count(published)} mensajes publicados en una está, con los mismos bytes, entre los recibidos en la otra (${count(delivered)}).`,
  en: ({ published, delivered }) =>
    published === 1
      ? `The only message published in one is not, with the same bytes, among those received in the other (${count(delivered)}).`
      : `None of the ${count(published)} messages published in one is, with the same bytes, among those received in the other (${count(delivered)}).`,
};

const SOME_FOUND: TextOf<Found> = {
  es: ({ published, delivered, found }) =>
    published === 1
      ? 'El único mensaje publicado en una que le tocaba a un cliente de la otra está allí con los mismos bytes.'
      : `De ${count(published)} mensajes publicados en una que le tocaban a un cliente de la otra, allí están con los mismos bytes ${count(found)} (recibió ${count(delivered)}).`,
  en: ({ published, delivered, found }) =>
    published === 1
      ? 'The only message published in one that was due to a client of the other is there with the same bytes.'
      : `Of ${count(published)} messages published in one that were due to a client of the other, ${count(found)} ${found === 1 ? 'is' : 'are'} there with the same bytes (it received ${count(delivered)}).`,
};

/** What of the published was found among the delivered. */
export function foundText(facts: Found, lang: Lang): string {
  return (facts.found === 0 ? NONE_FOUND : SOME_FOUND)[lang](facts);
}

export const NOT_READABLE: TextOf<string> = {
  es: (name) => `La captura ${name} no contiene MQTT legible.`,
  en: (name) => `Capture ${name} holds no MQTT that can be read.`,
};

export const NOTHING_ARRIVED: TextOf<number> = {
  es: (published) =>
    `De lo publicado en una que le tocaba a un cliente de la otra (${counted(published, 'mensaje', 'mensajes')}) no llegó nada, ni llegó otra cosa.`,
  en: (published) =>
    `Of what was published in one and due to a client of the other (${counted(published, 'message', 'messages')}) nothing arrived, nor did anything else.`,
};

export const PLAIN = {
  nobodyPublishes: {
    es: 'Nadie publica nada en ninguna de las dos.',
    en: 'Nobody publishes anything in either.',
  },
  otherTopics: {
    es: 'Lo que se publica en una no es de los tópicos que un cliente de la otra pidió o recibió.',
    en: 'What is published in one is on no topic that a client of the other asked for or received.',
  },
  nobodySubscribed: {
    es: 'Ningún cliente de una se suscribió a lo que se publica en la otra.',
    en: 'No client of one subscribed to what is published in the other.',
  },
  otherBroker: {
    es: 'No hablan con la misma dirección de broker.',
    en: 'They do not talk to the same broker address.',
  },
} as const;

export const SAME_BROKER: TextOf<string> = {
  es: (broker) => `Las dos hablan con el mismo broker, ${broker}.`,
  en: (broker) => `Both talk to the same broker, ${broker}.`,
};

export const TOGETHER: TextOf<number> = {
  es: (ns) => `Coinciden en el tiempo: ${duration(ns, 'es')} en común según sus relojes.`,
  en: (ns) => `They lie at the same time: ${duration(ns, 'en')} in common by their clocks.`,
};

export const APART: TextOf<{ readonly early: string; readonly late: string; readonly ns: number }> = {
  es: ({ early, late, ns }) =>
    `No coinciden en el tiempo: ${late} empieza ${span(ns, 'es')} después de que termina ${early}. O son ejecuciones distintas o sus relojes difieren al menos en eso.`,
  en: ({ early, late, ns }) =>
    `They do not lie at the same time: ${late} begins ${span(ns, 'en')} after the end of ${early}. Either these are different runs, or their clocks differ by at least that.`,
};

const MINUTE_NS = 60_000_000_000;

/** Long times in minutes, hours and days. */
function span(ns: number, lang: Lang): string {
  if (ns < 2 * MINUTE_NS) return duration(ns, lang);
  const minutes = Math.round(ns / MINUTE_NS);
  if (minutes < 120) return `${minutes} min`;
  if (minutes < 48 * 60) return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
  return counted(Math.round(minutes / 1440), lang === 'es' ? 'día' : 'day', lang === 'es' ? 'días' : 'days');
}
