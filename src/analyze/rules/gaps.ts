// Bytes of a connection that are not in the capture: did the network lose them, or only the capture?

import type { ConnectionReport, GapReport } from '../analysis.ts';
import { defineRule, type Evidence, type Rule } from '../rule.ts';
import { subjectConnections } from './subject-connections.ts';
import { counted } from './wording.ts';

interface GapFacts {
  readonly [key: string]: number;
  readonly gaps: number;
  readonly bytes: number;
}

export const captureLoss: Rule = defineRule<GapFacts>({
  id: 'capture.segments-missing',
  severity: 'warn',
  clause: null,
  title: { es: 'La captura no vio segmentos que sí llegaron', en: 'The capture missed segments that did arrive' },
  check: (analysis) => subjectConnections(analysis).flatMap((connection) => evidenceOf(connection, 'capture-loss')),
  explain: {
    es: ({ gaps, bytes }) =>
      `Faltan ${counted(bytes, 'byte', 'bytes')} en ${counted(gaps, 'hueco', 'huecos')}. El receptor los confirmó sin que nadie los retransmitiera, así que llegaron: ` +
      'los perdió la captura, no la red. «TCP Previous segment not captured» significa aquí exactamente eso.',
    en: ({ gaps, bytes }) =>
      `${counted(bytes, 'byte is', 'bytes are')} missing in ${counted(gaps, 'hole', 'holes')}. The receiver acknowledged them without any retransmission, so they arrived: ` +
      'the capture lost them, not the network. "TCP Previous segment not captured" means exactly that here.',
  },
});

export const networkLoss: Rule = defineRule<GapFacts>({
  id: 'tcp.segments-lost',
  severity: 'error',
  clause: 'RFC 9293 §3.4',
  title: { es: 'Datos perdidos que no se recuperaron', en: 'Lost data that were not recovered' },
  check: (analysis) => subjectConnections(analysis).flatMap((connection) => evidenceOf(connection, 'network-loss')),
  explain: {
    es: ({ gaps, bytes }) =>
      `Faltan ${counted(bytes, 'byte', 'bytes')} en ${counted(gaps, 'hueco', 'huecos')} y el receptor nunca los confirmó: se perdieron en la red y la captura termina sin que se recuperen.`,
    en: ({ gaps, bytes }) =>
      `${counted(bytes, 'byte is', 'bytes are')} missing in ${counted(gaps, 'hole', 'holes')} and the receiver never acknowledged them: they were lost on the network, and the capture ends without their recovery.`,
  },
});

export const unexplainedGap: Rule = defineRule<GapFacts>({
  id: 'tcp.segments-missing',
  severity: 'warn',
  clause: 'RFC 9293 §3.4',
  title: { es: 'Faltan segmentos', en: 'Segments are missing' },
  check: (analysis) => subjectConnections(analysis).flatMap((connection) => evidenceOf(connection, 'unknown')),
  explain: {
    es: ({ gaps, bytes }) =>
      `Faltan ${counted(bytes, 'byte', 'bytes')} en ${counted(gaps, 'hueco', 'huecos')}. La captura no permite saber si los perdió la red o la propia captura; los mensajes que tocan esos huecos quedan incompletos.`,
    en: ({ gaps, bytes }) =>
      `${counted(bytes, 'byte is', 'bytes are')} missing in ${counted(gaps, 'hole', 'holes')}. The capture does not tell whether the network or the capture lost them; messages that touch these holes stay incomplete.`,
  },
});

function evidenceOf({ gaps, stream }: ConnectionReport, cause: GapReport['cause']): Evidence<GapFacts>[] {
  const own = gaps.filter((gap) => gap.cause === cause);
  if (own.length === 0) return [];
  const frames = own.flatMap(({ afterFrame, beforeFrame }) => [afterFrame, beforeFrame]).filter((frame) => frame > 0);
  return [
    {
      stream,
      frames: [...new Set(frames)],
      facts: { gaps: own.length, bytes: own.reduce((sum, { bytes }) => sum + bytes, 0) },
    },
  ];
}
