// Sentences of `path` that are not about one difference: why a point is nearer to whom, what limits the comparison.

import type { Lang, Text, TextOf } from '../../core/text.ts';
import type { ConnectionSight, NearerEvidence } from './connection-sight.ts';
import type { ClockAbsence } from './joint-clock.ts';

interface NearerFacts {
  /** The capture nearer to the client, and the other one. */
  readonly nearer: string;
  readonly farther: string;
}

const NEARER: Readonly<Record<Exclude<NearerEvidence, 'none'>, TextOf<NearerFacts>>> = {
  times: {
    es: ({ nearer, farther }) =>
      `las horas solo encajan si lo que envía el cliente pasa primero por ${nearer} y después por ${farther}, y lo del servidor al revés`,
    en: ({ nearer, farther }) =>
      `the times only fit if what the client sends passes ${nearer} first and ${farther} later, and what the server sends the other way round`,
  },
  ttl: {
    es: ({ nearer, farther }) =>
      `el TTL de lo que envía el cliente es mayor en ${nearer} que en ${farther}: hay routers entre los dos puntos`,
    en: ({ nearer, farther }) =>
      `the TTL of what the client sends is higher at ${nearer} than at ${farther}: there are routers between the two points`,
  },
  handshake: {
    es: ({ nearer, farther }) =>
      `por los tiempos del establecimiento de la conexión, ${nearer} se tomó más cerca del cliente que ${farther}`,
    en: ({ nearer, farther }) =>
      `by the times of the handshake, ${nearer} was taken nearer to the client than ${farther}`,
  },
};

const SAME_POINT: Text = {
  es: 'ningún segmento tarda nada de una captura a la otra: las dos se tomaron en el mismo punto (o una es copia de la otra)',
  en: 'no segment takes any time from one capture to the other: both were taken at one point (or one is a copy of the other)',
};

const NOT_KNOWN: Text = {
  es: 'ni las horas, ni el TTL, ni el establecimiento de la conexión dicen qué captura se tomó más cerca del cliente',
  en: 'neither the times, nor the TTL, nor the handshake tell which capture was taken nearer to the client',
};

/** Why one capture is nearer to the client than the other. */
export function nearerSentences(sight: ConnectionSight, lang: Lang): readonly string[] {
  const { nearerClient, nearerEvidence } = sight;
  if (nearerClient === 'same') return [SAME_POINT[lang]];
  if (nearerClient === 'unknown' || nearerEvidence === 'none') return [NOT_KNOWN[lang]];
  const [nearer, farther] = nearerClient === 'a' ? ['A', 'B'] : ['B', 'A'];
  return [NEARER[nearerEvidence][lang]({ nearer, farther })];
}

const ABSENCES: Readonly<Record<Exclude<ClockAbsence, null>, Text>> = {
  'one-way': {
    es: 'Para comparar los dos relojes hacen falta segmentos vistos en ambos puntos en los dos sentidos; aquí no los hay, así que no se dan tiempos de viaje.',
    en: 'To compare the two clocks, segments seen at both points are needed in both directions; there are none here, so no travel times are given.',
  },
  inconsistent: {
    es: 'Ningún desfase constante, ni con relojes de distinta marcha, explica las horas de las dos capturas: un reloj se ajustó durante la captura. No se dan tiempos de viaje.',
    en: 'No constant offset, not even with clocks of different rates, explains the times of the two captures: a clock was set meanwhile. No travel times are given.',
  },
};

export function clockAbsenceText(absence: Exclude<ClockAbsence, null>, lang: Lang): string {
  return ABSENCES[absence][lang];
}

const SINGLE_RECORD: Text = {
  es: 'una de las capturas anotó cada segmento dos veces (varias interfaces a la vez): se cuenta una sola',
  en: 'one of the captures recorded every segment twice (several interfaces at once): it is counted once',
};

export function singleRecordNote(lang: Lang): string {
  return SINGLE_RECORD[lang];
}

interface LimitFacts {
  readonly name: string;
  readonly limit: number;
  readonly omitted: number;
}

const LIMIT: TextOf<LimitFacts> = {
  es: ({ name, limit, omitted }) =>
    `La captura ${name} tiene más segmentos TCP de los que se comparan (${limit}): quedaron fuera los ${omitted} últimos.`,
  en: ({ name, limit, omitted }) =>
    `Capture ${name} has more TCP segments than are compared (${limit}): the last ${omitted} were left out.`,
};

/** Says that a capture was not compared to its end; empty: it was. */
export function limitNote(name: string, limit: number, omitted: number, lang: Lang): readonly string[] {
  return omitted === 0 ? [] : [LIMIT[lang]({ name, limit, omitted })];
}
