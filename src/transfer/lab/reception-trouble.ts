// Why a lab transfer did not yield a whole file, in words.

import { LARGEST_LAB_FILE } from '../limits.ts';
import { type BrokerError, TransferError } from '../transfer-errors.ts';
import type { LabAssembler } from './assembler.ts';

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
      es: `transferencia interrumpida: ${seconds} s sin fragmentos y sin paquete de fin; llegaron ${assembler.count} fragmentos de esta serie.`,
      en: `transfer interrupted: ${seconds} s without fragments and without an end packet; ${assembler.count} fragments of this run arrived.`,
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
