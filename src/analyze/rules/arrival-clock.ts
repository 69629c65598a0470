// Frames stamped by this program, not by the kernel: short times contain its own delay.

import { defineRule, type Rule } from '../rule.ts';

export const arrivalClock: Rule = defineRule<{ frames: number }>({
  id: 'capture.arrival-clock',
  severity: 'note',
  clause: null,
  title: { es: 'Tiempos de llegada, no del núcleo', en: 'Times of arrival, not of the kernel' },
  check: ({ capture }) =>
    capture.clock === 'arrival' ? [{ stream: null, frames: [], facts: { frames: capture.frames } }] : [],
  explain: {
    es: () =>
      'Las tramas llevan la hora en que llegaron al programa, no la de la tarjeta o el núcleo: los tiempos cortos (RTT, reacción) incluyen ese retraso.',
    en: () =>
      'Frames carry the time at which they reached this program, not that of the card or the kernel: short times (round trips, reactions) include that delay.',
  },
});
