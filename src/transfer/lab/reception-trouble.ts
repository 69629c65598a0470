// Why a lab transfer did not yield a whole file, in words.

import { LARGEST_LAB_FILE } from '../limits.ts';
import { type BrokerError, TransferError } from '../transfer-errors.ts';
import type { LabAssembler } from './assembler.ts';

const SAME_MODE = {
  es: 'Ambos lados necesitan el mismo --mode; con --loss o --drop pueden haberse perdido todos.',
  en: 'Both sides need the same --mode; with --loss or --drop all of them may have been lost.',
} as const;

/** "6, 9–11". */
function numbersOf(assembler: LabAssembler): string {
  const { ranges, count } = assembler.missing();
  const listed = ranges.map(([from, to]) => (from === to ? `${from}` : `${from}–${to}`)).join(', ');
  const shown = ranges.reduce((sum, [from, to]) => sum + to - from + 1, 0);
  return shown < count ? `${listed}, …` : listed;
}

export function nothingCame(waitMs: number, foreign: number, retained: number): TransferError {
  const seconds = waitMs / 1000;
  const others = foreign + retained;
  return new TransferError({
    code: 'E_TRANSFER_NOBODY',
    what: {
      es: `en ${seconds} s no ha llegado ningún fragmento${others > 0 ? ` (${others} mensajes de otro formato o anteriores)` : ''}.`,
      en: `no fragment arrived within ${seconds} s${others > 0 ? ` (${others} messages of another format, or from before)` : ''}.`,
    },
    hint: {
      es: 'Quien se suscribe después de publicado no recibe nada: arranque antes este lado. Ambos necesitan el mismo --broker, --topic y --mode.',
      en: 'Whoever subscribes after the publishing receives nothing: start this side first. Both need the same --broker, --topic and --mode.',
    },
  });
}

/** The publisher has begun and ended, and in between there was nothing. */
export function nothingArrived(): TransferError {
  return new TransferError({
    code: 'E_TRANSFER_MISSING',
    what: {
      es: 'el publicador dice que lo ha enviado todo, y no ha llegado ningún fragmento.',
      en: 'the publisher says that it has sent everything, and no fragment arrived.',
    },
    hint: SAME_MODE,
  });
}

/** It said that it begins, and never that it had sent everything. */
export function publisherSilent(silenceMs: number, assembler: LabAssembler): TransferError {
  const seconds = silenceMs / 1000;
  return new TransferError({
    code: 'E_TRANSFER_STALLED',
    what: {
      es: `transferencia interrumpida: el publicador lleva ${seconds} s callado sin haber dicho que lo hubiera enviado todo. Fragmentos que llegaron: ${assembler.count}, con ${assembler.bytes} bytes.`,
      en: `transfer interrupted: the publisher has been silent for ${seconds} s without having said that it had sent everything. Fragments that arrived: ${assembler.count}, with ${assembler.bytes} bytes.`,
    },
    hint: {
      es: 'Si la pausa entre fragmentos es mayor, alargue la espera con --timeout.',
      en: 'If the pause between fragments is longer than that, wait longer with --timeout.',
    },
  });
}

/** We came when the publisher had begun: nobody knows how much went before. */
export function beginningMissed(assembler: LabAssembler): TransferError {
  return new TransferError({
    code: 'E_TRANSFER_LATE',
    what: {
      es: `este lado se suscribió cuando ya se publicaba: falta lo anterior, y no se sabe cuánto. Fragmentos que llegaron: ${assembler.count}, con ${assembler.bytes} bytes.`,
      en: `this side subscribed when publishing had begun: what went before is missing, and nobody knows how much. Fragments that arrived: ${assembler.count}, with ${assembler.bytes} bytes.`,
    },
    hint: { es: 'Arránquelo antes que el publicador.', en: 'Start it before the publisher.' },
  });
}

export function fragmentsMissing(assembler: LabAssembler): TransferError {
  const numbers = numbersOf(assembler);
  const { count, ranges } = assembler.missing();
  const first = assembler.mode === 'length' ? 1 : 0;
  const startsLate = ranges[0]?.[0] === first;
  return new TransferError({
    code: 'E_TRANSFER_MISSING',
    what: {
      es: `fragmentos que se sabe que faltan: ${count} (${numbers}). Llegaron ${assembler.count}, con ${assembler.bytes} bytes.`,
      en: `fragments known to be missing: ${count} (${numbers}). Arrived: ${assembler.count}, with ${assembler.bytes} bytes.`,
    },
    hint: startsLate
      ? {
          es: 'Falta desde el primero: probablemente este lado se suscribió cuando ya se publicaba. Arránquelo antes.',
          en: 'The first one is missing: probably this side subscribed when publishing had begun. Start it earlier.',
        }
      : {
          es: 'Este modo nota la pérdida pero no puede pedir que se repita: --mode selective sí.',
          en: 'This mode notices the loss but cannot ask for a repetition: --mode selective can.',
        },
  });
}

export function lengthDiffers(assembler: LabAssembler): TransferError {
  const { announced, bytes, count } = assembler;
  if (announced === null) {
    return new TransferError({
      code: 'E_TRANSFER_NOT_ANNOUNCED',
      what: {
        es: `llegaron ${count} fragmentos (${bytes} bytes), pero no el mensaje 0, que anuncia la longitud: no se sabe si están todos.`,
        en: `${count} fragments (${bytes} bytes) arrived, but not message 0, which announces the length: whether these are all is unknown.`,
      },
    });
  }
  return new TransferError({
    code: 'E_TRANSFER_MISSING',
    what: {
      es: `se anunciaron ${announced} bytes y llegaron ${bytes}, sin huecos en la numeración: falta el final.`,
      en: `${announced} bytes were announced and ${bytes} arrived, without holes in the numbers: the end is missing.`,
    },
  });
}

export function notAsExpected(expected: number, assembler: LabAssembler): TransferError {
  return new TransferError({
    code: 'E_TRANSFER_MISSING',
    what: {
      es: `se esperaban ${expected} bytes (--bytes) y llegaron ${assembler.bytes}.`,
      en: `${expected} bytes were expected (--bytes) and ${assembler.bytes} arrived.`,
    },
  });
}

export function noEndPacket(timeoutMs: number, assembler: LabAssembler): TransferError {
  const seconds = timeoutMs / 1000;
  return new TransferError({
    code: 'E_TRANSFER_STALLED',
    what: {
      es: `transferencia interrumpida: ${seconds} s sin fragmentos y sin paquete de fin. Fragmentos de esta serie que llegaron: ${assembler.count}.`,
      en: `transfer interrupted: ${seconds} s without fragments and without an end packet. Fragments of this run that arrived: ${assembler.count}.`,
    },
  });
}

export function cutOff(cause: BrokerError, assembler: LabAssembler): TransferError {
  return new TransferError({
    code: 'E_TRANSFER_CUT_OFF',
    what: {
      es: `transferencia interrumpida tras ${assembler.count} fragmentos. ${cause.what.es}`,
      en: `transfer interrupted after ${assembler.count} fragments. ${cause.what.en}`,
    },
    hint: {
      es: 'Lo publicado mientras tanto se ha perdido sin que este modo pueda notarlo: repita la transferencia en ambos lados.',
      en: 'What was published meanwhile is lost, and this mode could not notice: repeat the transfer on both sides.',
    },
    cause,
  });
}

export function neverEnds(restarts: number): TransferError {
  return new TransferError({
    code: 'E_TRANSFER_RESTARTS',
    what: {
      es: `la transferencia ha empezado de nuevo más de ${restarts} veces: parece que publican varios a la vez en ese tópico.`,
      en: `the transfer has begun anew more than ${restarts} times: it seems that several publish on that topic at once.`,
    },
    hint: { es: 'Use un --topic que nadie más use.', en: 'Use a --topic that nobody else uses.' },
  });
}

export function tooLarge(): TransferError {
  return new TransferError({
    code: 'E_TRANSFER_TOO_LARGE',
    what: {
      es: `lo que llega pasa del límite de este modo (${LARGEST_LAB_FILE} bytes).`,
      en: `what arrives is beyond the limit of this mode (${LARGEST_LAB_FILE} bytes).`,
    },
    hint: {
      es: '--mode selective recibe archivos de hasta 4 GiB.',
      en: '--mode selective receives files of up to 4 GiB.',
    },
  });
}

/** The same trouble, with where the part that arrived is. */
export function withPart(error: TransferError, path: string): TransferError {
  return new TransferError({
    code: error.code,
    what: {
      es: `${error.what.es} Lo recibido, incompleto, queda en ${path}.`,
      en: `${error.what.en} What was received, incomplete, is kept in ${path}.`,
    },
    hint: error.hint,
    cause: error.cause,
  });
}
