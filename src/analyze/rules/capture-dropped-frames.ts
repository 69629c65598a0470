// The capturing system itself lost frames: read everything else with care.

import { defineRule, type Rule } from '../rule.ts';
import { count, counted } from './wording.ts';

export const captureDroppedFrames: Rule = defineRule<{ dropped: number; frames: number }>({
  id: 'capture.dropped-frames',
  severity: 'warn',
  clause: null,
  title: { es: 'La captura perdió tramas', en: 'The capture lost frames' },
  check: ({ capture }) =>
    capture.dropped === null || capture.dropped === 0
      ? []
      : [{ stream: null, frames: [], facts: { dropped: capture.dropped, frames: capture.frames } }],
  explain: {
    es: ({ dropped, frames }) =>
      `El equipo que capturaba descartó ${counted(dropped, 'trama', 'tramas')} además de las ${count(frames)} que hay en el archivo. ` +
      'Lo que aquí falte puede no haber faltado en la red: un hueco no prueba una pérdida.',
    en: ({ dropped, frames }) =>
      `The capturing system dropped ${counted(dropped, 'frame', 'frames')} besides the ${count(frames)} in the file. ` +
      'What is missing here need not have been missing on the network: a hole proves no loss.',
  },
});
