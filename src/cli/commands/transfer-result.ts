// What a transfer came to, in words for stdout.

import type { Lang, Text } from '../../core/text.ts';
import type {
  PublishOptions,
  PublishResult,
  SubscribeOptions,
  SubscribeResult,
} from '../../transfer/transfer-options.ts';

export function describePublished(result: PublishResult, options: PublishOptions, lang: Lang): string {
  const n = numbersIn(lang);
  const { path, bytes, fragments, sha256, selective } = result;
  const lines: string[] = [];
  const size: Text = {
    es: `${path}, ${n(bytes)} bytes en ${counted(fragments, FRAGMENTS, 'es')}`,
    en: `${path}, ${n(bytes)} bytes in ${counted(fragments, FRAGMENTS, 'en')}`,
  };
  if (selective === null) {
    const but = lossOfRun(result, options, lang);
    lines.push(
      {
        es: `Hecho: ${size.es}, entregados al broker (QoS ${options.qos})${but}. Si han llegado al suscriptor, en este modo no se sabe aquí.`,
        en: `Done: ${size.en}, handed to the broker (QoS ${options.qos})${but}. Whether they reached the subscriber, this mode cannot tell here.`,
      }[lang],
    );
  } else {
    const { receivers, vanished } = selective;
    const who: Text =
      receivers === 1
        ? { es: '1 suscriptor lo tiene entero', en: '1 subscriber has it whole' }
        : { es: `${receivers} suscriptores lo tienen entero`, en: `${receivers} subscribers have it whole` };
    lines.push(
      {
        es: `Hecho: ${size.es}; ${who.es} y comprobado.`,
        en: `Done: ${size.en}; ${who.en} and checked.`,
      }[lang],
    );
    if (vanished > 0) {
      lines.push(
        { es: `Suscriptores que se fueron sin él: ${vanished}.`, en: `Subscribers gone without it: ${vanished}.` }[
          lang
        ],
      );
    }
  }
  lines.push(`SHA-256 ${sha256}`, effort(result, lang));
  return `${lines.join('\n')}\n`;
}

/** What was lost on purpose and not sent later: `restart` ends with a run that lost nothing. */
function lossOfRun({ lost }: PublishResult, { mode }: PublishOptions, lang: Lang): string {
  if (lost === 0 || mode === 'restart') return '';
  return { es: `, salvo ${counted(lost, LOST, 'es')}`, en: `, except for ${counted(lost, LOST, 'en')}` }[lang];
}

function effort({ published, lost, attempts, elapsedMs, bytes, selective }: PublishResult, lang: Lang): string {
  const n = numbersIn(lang);
  const parts: Text[] = [
    { es: `Publicados: ${counted(published, MESSAGES, 'es')}`, en: `${counted(published, MESSAGES, 'en')} published` },
  ];
  if (lost > 0) parts.push({ es: counted(lost, LOST, 'es'), en: counted(lost, LOST, 'en') });
  if (attempts > 1) parts.push({ es: `${attempts} intentos`, en: `${attempts} attempts` });
  if (selective !== null) {
    const { resent, timeouts, roundTripMs, timeoutMs, largestWindow } = selective;
    parts.push(
      { es: counted(resent, RESENT, 'es'), en: counted(resent, RESENT, 'en') },
      { es: `el temporizador venció ${counted(timeouts, TIMES, 'es')}`, en: counted(timeouts, TIMEOUTS, 'en') },
      {
        es: `ida y vuelta ${n(roundTripMs)} ms (temporizador ${n(timeoutMs)} ms)`,
        en: `round trip ${n(roundTripMs)} ms (timer ${n(timeoutMs)} ms)`,
      },
      { es: `ventana máxima ${largestWindow}`, en: `largest window ${largestWindow}` },
    );
  }
  const rate = bytes / Math.max(elapsedMs / 1000, 0.001);
  parts.push({ es: `${n(elapsedMs / 1000)} s`, en: `${n(elapsedMs / 1000)} s` });
  parts.push({ es: rateText(rate, n), en: rateText(rate, n) });
  return `${parts.map((part) => part[lang]).join(', ')}.`;
}

function rateText(bytesPerSecond: number, n: (value: number) => string): string {
  return bytesPerSecond >= 1e5 ? `${n(bytesPerSecond / 1e6)} MB/s` : `${n(bytesPerSecond / 1e3)} kB/s`;
}

export function describeReceived(result: SubscribeResult, options: SubscribeOptions, lang: Lang): string {
  const n = numbersIn(lang);
  const { path, bytes, fragments, sha256, duplicates, restarts } = result;
  const lines = [
    {
      es: `Hecho: ${path}, ${n(bytes)} bytes en ${counted(fragments, FRAGMENTS, 'es')}.`,
      en: `Done: ${path}, ${n(bytes)} bytes in ${counted(fragments, FRAGMENTS, 'en')}.`,
    }[lang],
    certaintyText(result, options)[lang],
    `SHA-256 ${sha256}`,
  ];
  if (duplicates > 0) {
    lines.push(
      { es: `Repetidos que se han descartado: ${n(duplicates)}.`, en: `Duplicates dropped: ${n(duplicates)}.` }[lang],
    );
  }
  if (restarts > 0) {
    lines.push(
      { es: `Veces que se empezó de nuevo: ${restarts}.`, en: `Times it was begun again: ${restarts}.` }[lang],
    );
  }
  return `${lines.join('\n')}\n`;
}

function certaintyText({ certainty, bytes }: SubscribeResult, { mode, expectedBytes, idleMs }: SubscribeOptions): Text {
  if (certainty === 'verified') {
    return {
      es: 'Es igual a lo enviado: coincide el SHA-256.',
      en: 'It equals what was sent: the SHA-256 is the same.',
    };
  }
  if (certainty === 'complete') {
    if (mode === 'restart') {
      return {
        es: 'No falta ningún número, y el paquete de fin dice que está todo.',
        en: 'No number is missing, and the end packet says that this is all.',
      };
    }
    const total = expectedBytes ?? bytes;
    return mode === 'length'
      ? {
          es: `No falta ningún número, y la longitud es la anunciada (${total} bytes).`,
          en: `No number is missing, and the length is the announced one (${total} bytes).`,
        }
      : { es: `La longitud es la esperada (${total} bytes).`, en: `The length is the expected one (${total} bytes).` };
  }
  const losses: Text =
    mode === 'plain'
      ? {
          es: 'En este modo no se puede saber si falta algo: los fragmentos no llevan número.',
          en: 'This mode cannot tell whether anything is missing: the fragments carry no number.',
        }
      : {
          es: 'No falta ningún número hasta el último que llegó; si se perdieron fragmentos finales, en este modo no se nota.',
          en: 'No number is missing up to the last one that came; lost final fragments would not show in this mode.',
        };
  const ending: Text =
    certainty === 'ended'
      ? { es: 'El publicador dice que lo ha enviado todo.', en: 'The publisher says that it has sent everything.' }
      : {
          es: `ATENCIÓN: nadie ha dicho que el envío terminara; se ha dado por acabado tras ${idleMs / 1000} s de silencio. Si se interrumpió, el archivo está incompleto: compruebe su longitud (--bytes).`,
          en: `ATTENTION: nobody has said that the sending was over; ${idleMs / 1000} s of silence were taken for its end. If it was interrupted, the file is incomplete: check its length (--bytes).`,
        };
  return { es: `${ending.es}\n${losses.es}`, en: `${ending.en}\n${losses.en}` };
}

type Noun = Readonly<Record<Lang, readonly [one: string, many: string]>>;
const FRAGMENTS: Noun = { es: ['fragmento', 'fragmentos'], en: ['fragment', 'fragments'] };
const MESSAGES: Noun = { es: ['mensaje', 'mensajes'], en: ['message', 'messages'] };
const LOST: Noun = { es: ['perdido adrede', 'perdidos adrede'], en: ['lost on purpose', 'lost on purpose'] };
const RESENT: Noun = { es: ['repetido', 'repetidos'], en: ['sent again', 'sent again'] };
const TIMES: Noun = { es: ['vez', 'veces'], en: ['time', 'times'] };
const TIMEOUTS: Noun = { es: ['timeout', 'timeouts'], en: ['timeout', 'timeouts'] };

function counted(count: number, noun: Noun, lang: Lang): string {
  return `${numbersIn(lang)(count)} ${noun[lang][count === 1 ? 0 : 1]}`;
}

function numbersIn(lang: Lang): (value: number) => string {
  const format = new Intl.NumberFormat(lang, { maximumFractionDigits: 1 });
  return (value) => format.format(value);
}
