// What a subscriber of a selective transfer tells while it goes on.

import type { Text } from '../../core/text.ts';
import type { Announcement } from './messages.ts';

export function waitingFor(topic: string): Text {
  return {
    es: `Suscrito a «${topic}»: se espera a un publicador.`,
    en: `Subscribed to "${topic}": waiting for a publisher.`,
  };
}

export function receiving({ name, bytes, fragments }: Announcement): Text {
  return {
    es: `Se recibe «${name}»: bytes ${bytes}, fragmentos ${fragments}.`,
    en: `Receiving "${name}": bytes ${bytes}, fragments ${fragments}.`,
  };
}

export const ANOTHER_PUBLISHER: Text = {
  es: 'El publicador anterior ya no da señales de vida; se empieza de nuevo con otro.',
  en: 'The earlier publisher gives no sign of life; starting anew with another one.',
};
