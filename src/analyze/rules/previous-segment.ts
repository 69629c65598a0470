// "Previous segment not captured" where the hole was filled after all: it names no capture loss.

import { defineRule, type Rule } from '../rule.ts';
import { subjectConnections } from './subject-connections.ts';
import { counted } from './wording.ts';

export const previousSegment: Rule = defineRule<{ marks: number; filled: number }>({
  id: 'tcp.previous-segment-filled',
  severity: 'note',
  clause: 'RFC 9293 §3.4',
  title: {
    es: '«Previous segment not captured»: lo que faltaba llegó después',
    en: '"Previous segment not captured": what was missing came later',
  },
  check: (analysis) =>
    subjectConnections(analysis).flatMap(({ analysis, gaps, gapsCount, stream }) => {
      const marks = analysis['lost_segment'] ?? [];
      const holes = new Set(gaps.map(({ beforeFrame }) => beforeFrame));
      const repairs = [...(analysis['retransmission'] ?? []), ...(analysis['out_of_order'] ?? [])];
      const filled = marks.filter((frame) => !holes.has(frame) && repairs.some((repair) => repair > frame));
      if (filled.length === 0 || gapsCount > gaps.length) return [];
      return [{ stream, frames: filled, facts: { marks: marks.length, filled: filled.length } }];
    }),
  explain: {
    es: ({ marks, filled }) =>
      `Wireshark marca así ${counted(marks, 'segmento', 'segmentos')}; en ${filled === marks ? 'todos' : String(filled)} lo que faltaba apareció más tarde, retransmitido o adelantado por otro. ` +
      'La marca solo dice que hay un salto en los números de secuencia; qué pasó lo dice lo que viene después.',
    en: ({ marks, filled }) =>
      `Wireshark marks ${counted(marks, 'segment', 'segments')} like this; in ${filled === marks ? 'every case' : String(filled)} what was missing appeared later, retransmitted or overtaken. ` +
      'The mark only says that the sequence numbers jump; what happened is told by what follows.',
  },
});
