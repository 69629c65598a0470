// Loss that cost time: data sent again — RFC 9293 §3.8.1, RFC 5681 §3.2, RFC 6298.

import type { ConnectionReport } from '../analysis.ts';
import { defineRule, type Evidence, type Rule } from '../rule.ts';
import { subjectConnections } from './subject-connections.ts';
import { counted, duration } from './wording.ts';

interface RetransmissionFacts {
  readonly [key: string]: number | null;
  readonly retransmissions: number;
  readonly fast: number;
  readonly spurious: number;
  readonly slowestNs: number | null;
  readonly frames: number;
}

export const retransmissions: Rule = defineRule<RetransmissionFacts>({
  id: 'tcp.retransmissions',
  severity: 'warn',
  clause: 'RFC 9293 §3.8.1',
  title: { es: 'Datos retransmitidos', en: 'Data sent again' },
  check: (analysis) => subjectConnections(analysis).flatMap(evidenceOf),
  explain: {
    es: ({ retransmissions, fast, spurious, slowestNs, frames }) =>
      `${counted(retransmissions, 'segmento se envió', 'segmentos se enviaron')} otra vez (de ${counted(frames, 'trama', 'tramas')} de la conexión)` +
      `${fast > 0 ? `; ${fast} por tres ACK duplicados (retransmisión rápida)` : ''}` +
      `${spurious > 0 ? `; ${spurious} sin necesidad, pues ya estaban confirmados` : ''}.` +
      (slowestNs === null ? '' : ` El que más tardó salió ${duration(slowestNs, 'es')} después de lo que repetía.`) +
      ' TCP recupera la pérdida; MQTT solo la nota como espera.',
    en: ({ retransmissions, fast, spurious, slowestNs, frames }) =>
      `${counted(retransmissions, 'segment was', 'segments were')} sent again (out of ${counted(frames, 'frame', 'frames')} of the connection)` +
      `${fast > 0 ? `; ${fast} after three duplicate ACKs (fast retransmission)` : ''}` +
      `${spurious > 0 ? `; ${spurious} needlessly, for they had been acknowledged` : ''}.` +
      (slowestNs === null ? '' : ` The slowest left ${duration(slowestNs, 'en')} after what it repeats.`) +
      ' TCP repairs the loss; MQTT notices it only as waiting.',
  },
});

function evidenceOf(connection: ConnectionReport): Evidence<RetransmissionFacts>[] {
  const { analysis, analysisCount, handshake, duplicateFrames, duplicateFramesCount, stream } = connection;
  const others = new Set([...duplicateFrames, ...(handshake?.synFrames ?? []), ...(handshake?.synAckFrames ?? [])]);
  const listed = analysis['retransmission'] ?? [];
  const frames = listed.filter((frame) => !others.has(frame));
  if (frames.length === 0) return [];
  const capped = (analysisCount['retransmission'] ?? 0) - listed.length;
  const total = frames.length + Math.max(0, capped - (duplicateFramesCount - duplicateFrames.length));
  const own = (kind: string): number => (analysis[kind] ?? []).filter((frame) => !others.has(frame)).length;
  return [
    {
      stream,
      frames,
      framesCount: total,
      facts: {
        retransmissions: total,
        fast: own('fast_retransmission'),
        spurious: own('spurious_retransmission'),
        slowestNs: connection.slowestRetransmission?.waitedNs ?? null,
        frames: connection.frames,
      },
    },
  ];
}
