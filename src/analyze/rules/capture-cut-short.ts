// The file ends in the middle of a record, or is damaged.

import { defineRule, type Rule } from '../rule.ts';
import { count, counted } from './wording.ts';

export const captureCutShort: Rule = defineRule<{ frames: number; byteOffset: number | null }>({
  id: 'capture.file-cut-short',
  severity: 'warn',
  clause: null,
  title: { es: 'El archivo de captura está incompleto', en: 'The capture file is incomplete' },
  check: ({ capture }) =>
    capture.truncated
      ? [
          {
            stream: null,
            frames: capture.frames > 0 ? [capture.frames] : [],
            facts: { frames: capture.frames, byteOffset: capture.notes.at(-1)?.byteOffset ?? null },
          },
        ]
      : [],
  explain: {
    es: ({ frames, byteOffset }) =>
      `El archivo termina a mitad de un registro o está dañado${byteOffset === null ? '' : ` (byte ${count(byteOffset)})`}. ` +
      `Se analizó todo lo anterior (${counted(frames, 'trama', 'tramas')}); las conexiones que sigan abiertas pueden haber continuado.`,
    en: ({ frames, byteOffset }) =>
      `The file ends in the middle of a record or is damaged${byteOffset === null ? '' : ` (byte ${count(byteOffset)})`}. ` +
      `Everything before that was analysed (${counted(frames, 'frame', 'frames')}); connections that are still open may have gone on.`,
  },
});
