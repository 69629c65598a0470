// The receiver stopped the sender — RFC 9293 §3.8.6.

import { SENDERS } from '../../core/direction.ts';
import { defineRule, type Evidence, type Rule } from '../rule.ts';
import { subjectConnections } from './subject-connections.ts';
import { capitalised, counted, duration, party } from './wording.ts';

interface ZeroWindowFacts {
  readonly [key: string]: number | string | boolean;
  readonly receiver: string;
  readonly stalls: number;
  readonly totalNs: number;
  readonly longestNs: number;
  readonly stillShut: boolean;
}

export const zeroWindow: Rule = defineRule<ZeroWindowFacts>({
  id: 'tcp.zero-window',
  severity: 'warn',
  clause: 'RFC 9293 §3.8.6.1',
  title: { es: 'El receptor se quedó sin espacio (ventana 0)', en: 'The receiver ran out of space (zero window)' },
  check: (analysis) =>
    subjectConnections(analysis).flatMap(({ stream, windows }) =>
      SENDERS.flatMap((receiver): Evidence<ZeroWindowFacts>[] => {
        const { zeroSpans, zeroSpansCount } = windows[receiver];
        if (zeroSpansCount === 0) return [];
        const lengths = zeroSpans.map(({ durationNs }) => durationNs ?? 0);
        return [
          {
            stream,
            frames: zeroSpans.flatMap(({ fromFrame, toFrame }) =>
              toFrame === null ? [fromFrame] : [fromFrame, toFrame],
            ),
            facts: {
              receiver,
              stalls: zeroSpansCount,
              totalNs: lengths.reduce((sum, length) => sum + length, 0),
              longestNs: Math.max(...lengths),
              stillShut: zeroSpans.some(({ toFrame }) => toFrame === null),
            },
          },
        ];
      }),
    ),
  explain: {
    es: ({ receiver, stalls, totalNs, longestNs, stillShut }) =>
      `${capitalised(party(receiver, 'es'))} anunció ventana 0 ${counted(stalls, 'vez', 'veces')}` +
      `${totalNs === 0 ? '' : stalls === 1 ? ` (durante ${duration(totalNs, 'es')})` : ` (en total ${duration(totalNs, 'es')}, la más larga ${duration(longestNs, 'es')})`}: su programa no leía a tiempo y el otro lado tuvo que esperar.` +
      (stillShut ? ' En la captura no vuelve a abrirla.' : ''),
    en: ({ receiver, stalls, totalNs, longestNs, stillShut }) =>
      `${capitalised(party(receiver, 'en'))} advertised a zero window ${counted(stalls, 'time', 'times')}` +
      `${totalNs === 0 ? '' : stalls === 1 ? ` (for ${duration(totalNs, 'en')})` : ` (${duration(totalNs, 'en')} in all, ${duration(longestNs, 'en')} the longest)`}: its program did not read in time, and the other side had to wait.` +
      (stillShut ? ' Within the capture it does not open again.' : ''),
  },
});
