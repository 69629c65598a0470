// The snap length cut frames: lengths are right, contents are not all there.

import { defineRule, type Rule } from '../rule.ts';
import { count, counted } from './wording.ts';

/** Limits from here on are what programs write for "none". */
const UNLIMITED = 65_535;

export const captureFramesCut: Rule = defineRule<{ cutFrames: number; frames: number; snapLength: number | null }>({
  id: 'capture.frames-cut',
  severity: 'warn',
  clause: null,
  title: {
    es: 'La captura guardó solo el principio de las tramas',
    en: 'The capture kept only the beginning of frames',
  },
  check({ capture, anomalies }) {
    if (capture.cutFrames === 0) return [];
    const limits = capture.interfaces
      .map(({ snapLength }) => snapLength)
      .filter((length) => length > 0 && length < UNLIMITED);
    return [
      {
        stream: null,
        frames: anomalies.find(({ kind }) => kind === 'capture.frame-truncated')?.firstFrames ?? [],
        framesCount: capture.cutFrames,
        facts: {
          cutFrames: capture.cutFrames,
          frames: capture.frames,
          snapLength: limits.length === 0 ? null : Math.min(...limits),
        },
      },
    ];
  },
  explain: {
    es: ({ cutFrames, frames, snapLength }) =>
      `De ${counted(frames, 'trama', 'tramas')}, ${cutFrames === 1 ? '1 se guardó cortada' : `${count(cutFrames)} se guardaron cortadas`}${snapLength === null ? '' : ` (límite de captura: ${snapLength} bytes)`}. ` +
      'Las longitudes y los tiempos son correctos; el contenido de los mensajes puede estar incompleto. Para capturar todo: dumpcap -s 0.',
    en: ({ cutFrames, frames, snapLength }) =>
      `Of ${counted(frames, 'frame', 'frames')}, ${cutFrames === 1 ? '1 was stored cut' : `${count(cutFrames)} were stored cut`}${snapLength === null ? '' : ` (snap length ${snapLength} bytes)`}. ` +
      'Lengths and times are right; the contents of messages may be incomplete. To capture everything: dumpcap -s 0.',
  },
});
