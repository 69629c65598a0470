// Why a selective transfer could not be delivered, in words.

import { TransferError } from '../transfer-errors.ts';

export function nobodyCame(waitMs: number, joined: number, wanted: number): TransferError {
  const seconds = waitMs / 1000;
  return new TransferError({
    code: 'E_TRANSFER_NOBODY',
    what: {
      es: `no se ha entregado nada: suscriptores que se han presentado en ${seconds} s, ${joined} de ${wanted}.`,
      en: `nothing was delivered: subscribers that appeared within ${seconds} s, ${joined} of ${wanted}.`,
    },
    hint: {
      es: 'Arranque en el otro lado «mqttscope transfer subscribe» con el mismo --broker, --topic y --mode.',
      en: 'Start "mqttscope transfer subscribe" on the other side with the same --broker, --topic and --mode.',
    },
  });
}

export function stalled(timeoutMs: number, confirmed: number, fragments: number): TransferError {
  const seconds = timeoutMs / 1000;
  return new TransferError({
    code: 'E_TRANSFER_STALLED',
    what: {
      es: `transferencia interrumpida: ${seconds} s sin que ningún suscriptor confirme nada nuevo (${confirmed} de ${fragments} fragmentos confirmados).`,
      en: `transfer interrupted: for ${seconds} s no subscriber has confirmed anything new (${confirmed} of ${fragments} fragments confirmed).`,
    },
    hint: {
      es: 'Nada se ha dado por entregado: repita la orden cuando el otro lado esté en marcha.',
      en: 'Nothing was reported as delivered: repeat the command when the other side is running.',
    },
  });
}

export function receiverFailed(id: string, reason: string): TransferError {
  const why = reason === '' ? '?' : reason;
  return new TransferError({
    code: 'E_TRANSFER_RECEIVER_FAILED',
    what: {
      es: `transferencia interrumpida: el suscriptor ${id} ha abandonado (${why}).`,
      en: `transfer interrupted: subscriber ${id} gave up (${why}).`,
    },
  });
}
