// How the format of the fragments was found out, in words a reader can check against the payloads.

import type { Lang } from '../../core/text.ts';
import type { FragmentFormat } from '../fragments-report.ts';
import { CONVINCING_COUNT, type FragmentCandidate } from './fragment-candidate.ts';
import type { StatedFormat } from './fragment-format.ts';
import type { SequenceRun } from './fragment-sequences.ts';
import type { FragmentTopic } from './fragment-topic.ts';

export interface FormatFacts {
  readonly topic: FragmentTopic;
  readonly candidate: FragmentCandidate | null;
  readonly format: FragmentFormat;
  readonly announced: number | null;
  readonly runs: readonly SequenceRun[];
  readonly lang: Lang;
  readonly stated: StatedFormat;
  readonly otherMessages: number;
}

export function describeFormat(facts: FormatFacts): string {
  const es = facts.lang === 'es';
  const parts = [facts.stated.format === null ? (es ? spanish(facts) : english(facts)) : statedText(facts, facts.lang)];
  const { topic } = facts;
  if (topic.incomplete > 0) {
    parts.push(
      es
        ? `${topic.incomplete} con bytes que la captura no tiene: sin huella SHA-256 ni texto.`
        : `${topic.incomplete} with bytes that the capture does not have: no SHA-256 and no text.`,
    );
  }
  if (topic.unhashed > 0) {
    parts.push(
      es
        ? `${topic.unhashed} sin huella SHA-256: se superó el límite de bytes que se resumen.`
        : `${topic.unhashed} without SHA-256: the limit of bytes to be hashed was reached.`,
    );
  }
  if (facts.otherMessages > 0) {
    parts.push(
      es
        ? `Quedan sin mirar ${facts.otherMessages} mensajes de otros tópicos: son más de los que se siguen en una conexión.`
        : `${facts.otherMessages} messages on other topics are not looked at: there are more than are followed on one connection.`,
    );
  }
  return parts.join(' ');
}

function statedText(facts: FormatFacts, lang: Lang): string {
  const es = lang === 'es';
  const { candidate, topic, format } = facts;
  const matched = candidate?.matched ?? 0;
  if (facts.stated.prefix === 'none') return es ? `Formato indicado: ${format}.` : `Format as stated: ${format}.`;
  return es
    ? `Formato indicado: ${format}; ${matched} de ${topic.count} mensajes lo cumplen.`
    : `Format as stated: ${format}; ${matched} of ${topic.count} messages comply.`;
}

function spanish(facts: FormatFacts): string {
  const { candidate, topic, announced } = facts;
  if (candidate === null) {
    return announced === null
      ? 'No se ve ningún número de orden en los mensajes: se tratan como bytes sin más; si falta alguno, aquí no se nota.'
      : `El primer mensaje son 4 bytes que no son texto: leídos como entero big-endian dan ${announced}, la longitud anunciada; los demás no llevan número.`;
  }
  const rise = `${candidate.matched} de ${topic.count} mensajes llevan un número${where(candidate, 'es')}${span(facts, 'es')}`;
  const doubt = candidate.matched < CONVINCING_COUNT ? ' Son pocos mensajes para estar seguros.' : '';
  if (facts.format === 'restart') {
    return `${rise}, y ${candidate.endPackets} son paquetes de fin («-1|FFFFFFFF» o «0|00000000»).${doubt}`;
  }
  if (announced !== null)
    return `${rise}; el primero de cada serie anuncia la longitud en 4 bytes (${announced}).${doubt}`;
  return `${rise}.${doubt}`;
}

function english(facts: FormatFacts): string {
  const { candidate, topic, announced } = facts;
  if (candidate === null) {
    return announced === null
      ? 'No order number is visible in the messages: they are taken as plain bytes; a missing one would not show here.'
      : `The first message is 4 bytes that are no text: as a big-endian integer they read ${announced}, the announced length; the others carry no number.`;
  }
  const rise = `${candidate.matched} of ${topic.count} messages carry a number${where(candidate, 'en')}${span(facts, 'en')}`;
  const doubt = candidate.matched < CONVINCING_COUNT ? ' These are few messages to be sure.' : '';
  if (facts.format === 'restart') {
    return `${rise}, and ${candidate.endPackets} are end packets ("-1|FFFFFFFF" or "0|00000000").${doubt}`;
  }
  if (announced !== null)
    return `${rise}; the first of each run announces the length in 4 bytes (${announced}).${doubt}`;
  return `${rise}.${doubt}`;
}

/** Where the number stands. */
function where(candidate: FragmentCandidate, lang: Lang): string {
  const { format, name } = candidate.reader;
  const es = lang === 'es';
  switch (format) {
    case 'indexed':
      return es ? ' en ASCII seguido de «|»' : ' in ASCII followed by "|"';
    case 'json': {
      const key = name.slice('json:'.length);
      return es
        ? ` en el campo JSON «${key}» (el tamaño es el del objeto entero)`
        : ` in the JSON field "${key}" (the size is that of the whole object)`;
    }
    case 'integer-prefix': {
      const bytes = Number.parseInt(name.slice(1), 10) / 8;
      const order = name.endsWith('be') ? 'big-endian' : 'little-endian';
      if (bytes === 1)
        return es ? ' en su primer byte (vuelve a 0 tras 255)' : ' in their first byte (back to 0 after 255)';
      return es
        ? ` en sus ${bytes} primeros bytes (entero ${order})`
        : ` in their first ${bytes} bytes (${order} integer)`;
    }
    case 'text-prefix': {
      const shown = name.slice('text:'.length);
      return es ? ` en un prefijo de texto («${shown}»)` : ` in a text prefix ("${shown}")`;
    }
  }
}

/** The numbers in the order of the runs: "0…10". */
function span(facts: FormatFacts, lang: Lang): string {
  if (facts.runs.length === 0) return '';
  const shown = facts.runs.slice(0, 3).map((run) => `${run.from}…${run.to}`);
  const more = facts.runs.length > shown.length ? ', …' : '';
  return lang === 'es' ? `, de forma creciente (${shown.join(', ')}${more})` : `, rising (${shown.join(', ')}${more})`;
}
