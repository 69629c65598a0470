// Frames that are stamped earlier than the one before them.

import { defineRule, type Rule } from '../rule.ts';
import { counted } from './wording.ts';

export const captureTimeBackwards: Rule = defineRule<{ steps: number; interfaces: number }>({
  id: 'capture.time-backwards',
  severity: 'warn',
  clause: null,
  title: { es: 'El reloj de la captura retrocede', en: 'The clock of the capture runs backwards' },
  check({ capture, anomalies }) {
    const steps = anomalies.find(({ kind }) => kind === 'capture.time-backwards');
    if (steps === undefined) return [];
    return [
      {
        stream: null,
        frames: steps.firstFrames,
        framesCount: steps.count,
        facts: { steps: steps.count, interfaces: capture.interfaces.length },
      },
    ];
  },
  explain: {
    es: ({ steps, interfaces }) =>
      `El tiempo retrocede en ${counted(steps, 'trama', 'tramas')}: ` +
      `${interfaces > 1 ? 'las interfaces se grabaron sin ordenar' : 'las tramas no se guardaron en orden o el reloj se ajustó'}. ` +
      'Los tiempos que crucen esos puntos no son fiables; «reordercap» ordena el archivo.',
    en: ({ steps, interfaces }) =>
      `Time runs backwards at ${counted(steps, 'frame', 'frames')}: ` +
      `${interfaces > 1 ? 'the interfaces were recorded unsorted' : 'frames were not stored in order, or the clock was set'}. ` +
      'Times across these points are not reliable; "reordercap" sorts the file.',
  },
});
