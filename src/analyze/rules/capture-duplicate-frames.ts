// The same frame captured twice, which Wireshark calls a retransmission.

import { defineRule, type Rule } from '../rule.ts';
import { count, counted } from './wording.ts';

export const captureDuplicateFrames: Rule = defineRule<{ duplicates: number; frames: number }>({
  id: 'capture.duplicate-frames',
  severity: 'note',
  clause: 'RFC 6864 §4',
  title: { es: 'Tramas capturadas dos veces', en: 'Frames captured twice' },
  check({ capture, anomalies }) {
    const copies = anomalies.find(({ kind }) => kind === 'capture.duplicate-frame');
    if (copies === undefined) return [];
    return [
      {
        stream: null,
        frames: copies.firstFrames,
        framesCount: copies.count,
        facts: { duplicates: copies.count, frames: capture.frames },
      },
    ];
  },
  explain: {
    es: ({ duplicates, frames }) =>
      `${counted(duplicates, 'trama es una copia', 'tramas son copias')} de otra anterior (mismo paquete IP, menos de 1 ms después), de ${count(frames)} en total. ` +
      'Wireshark las llama «Retransmission» o «Dup ACK», pero nadie las envió dos veces: se capturó en dos puntos a la vez (interfaz «any», puente, puerto espejo).',
    en: ({ duplicates, frames }) =>
      `${counted(duplicates, 'frame is a copy', 'frames are copies')} of an earlier one (same IP packet, less than 1 ms later), out of ${count(frames)}. ` +
      'Wireshark calls them "Retransmission" or "Dup ACK", but nobody sent them twice: two points were captured at once (interface "any", a bridge, a mirror port).',
  },
});
