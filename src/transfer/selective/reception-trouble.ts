// Why a selective transfer did not yield a whole file, in words.

import { TransferError } from '../transfer-errors.ts';
import type { SelectiveReceiver } from './receiver.ts';

export function nobodyPublishes(waitMs: number): TransferError {
  return new TransferError({
    code: 'E_TRANSFER_NOBODY',
    what: {
      es: `en ${waitMs / 1000} s no se ha presentado ningún publicador.`,
      en: `no publisher appeared within ${waitMs / 1000} s.`,
    },
    hint: {
      es: 'Arranque en el otro lado «mqttscope transfer publish» con el mismo --broker, --topic y --mode.',
      en: 'Start "mqttscope transfer publish" on the other side with the same --broker, --topic and --mode.',
    },
  });
}

function soFar(receiver: SelectiveReceiver | null): { es: string; en: string } {
  const next = receiver?.next ?? 0;
  const all = receiver?.announcement.fragments ?? 0;
  return { es: `${next} de ${all} fragmentos`, en: `${next} of ${all} fragments` };
}

const NOTHING_WRITTEN = {
  es: 'No se ha escrito ningún archivo.',
  en: 'No file was written.',
} as const;

export function publisherGone(timeoutMs: number, receiver: SelectiveReceiver | null): TransferError {
  const seconds = timeoutMs / 1000;
  const had = soFar(receiver);
  return new TransferError({
    code: 'E_TRANSFER_STALLED',
    what: {
      es: `transferencia interrumpida: el publicador lleva ${seconds} s sin dar señales de vida (${had.es}).`,
      en: `transfer interrupted: the publisher has given no sign of life for ${seconds} s (${had.en}).`,
    },
    hint: NOTHING_WRITTEN,
  });
}

export function nothingNew(limitMs: number, receiver: SelectiveReceiver | null): TransferError {
  const seconds = limitMs / 1000;
  const had = soFar(receiver);
  return new TransferError({
    code: 'E_TRANSFER_STALLED',
    what: {
      es: `transferencia interrumpida: el publicador sigue ahí, pero en ${seconds} s no ha llegado ningún fragmento nuevo (${had.es}).`,
      en: `transfer interrupted: the publisher is still there, but for ${seconds} s no new fragment has arrived (${had.en}).`,
    },
    hint: NOTHING_WRITTEN,
  });
}

export function closedEarly(receiver: SelectiveReceiver | null): TransferError {
  const had = soFar(receiver);
  return new TransferError({
    code: 'E_TRANSFER_CLOSED',
    what: {
      es: `transferencia interrumpida: el publicador ha terminado antes de que llegara todo (${had.es}).`,
      en: `transfer interrupted: the publisher ended before everything had arrived (${had.en}).`,
    },
    hint: NOTHING_WRITTEN,
  });
}

export function notAsAnnounced(): TransferError {
  return new TransferError({
    code: 'E_TRANSFER_ALTERED',
    what: {
      es: 'lo recibido no es lo anunciado: no coinciden la longitud o el SHA-256.',
      en: 'what was received is not what was announced: the length or the SHA-256 differs.',
    },
    hint: {
      es: 'O el archivo cambió mientras se enviaba, o alguien más publica en ese tópico. No se ha escrito ningún archivo.',
      en: 'Either the file changed while it was being sent, or somebody else publishes on that topic. No file was written.',
    },
  });
}
