// The connection opened only after SYNs or SYN-ACKs had to be repeated — RFC 9293 §3.8.1, RFC 6298 §2.1.

import type { ConnectionReport } from '../analysis.ts';
import { defineRule, type Evidence, type Rule } from '../rule.ts';
import { subjectConnections } from './subject-connections.ts';
import { counted } from './wording.ts';

interface RepeatedFacts {
  readonly [key: string]: number;
  readonly repeatedSyns: number;
  readonly repeatedSynAcks: number;
}

export const synRetransmitted: Rule = defineRule<RepeatedFacts>({
  id: 'tcp.syn-retransmitted',
  severity: 'warn',
  clause: 'RFC 6298 §2.1',
  title: { es: 'La apertura de la conexión tuvo que repetirse', en: 'Opening the connection took several attempts' },
  check: (analysis) => subjectConnections(analysis).flatMap(evidenceOf),
  explain: {
    es: ({ repeatedSyns, repeatedSynAcks }) =>
      `Hubo que repetir ${join(' y ', repeatedSyns, 'SYN', 'SYN', repeatedSynAcks, 'SYN-ACK', 'SYN-ACK')}: se perdió el segmento o su respuesta. ` +
      'Cada nuevo intento espera el doble que el anterior (1 s, 2 s, 4 s…). El RTT de la apertura se mide desde el último SYN antes del SYN-ACK.',
    en: ({ repeatedSyns, repeatedSynAcks }) =>
      `${join(' and ', repeatedSyns, 'SYN', 'SYNs', repeatedSynAcks, 'SYN-ACK', 'SYN-ACKs')} had to be repeated: the segment or its answer was lost. ` +
      'Each new attempt waits twice as long as the one before (1 s, 2 s, 4 s…). The round trip of the handshake is measured from the last SYN before the SYN-ACK.',
  },
});

/** Names only what was repeated. */
function join(
  and: string,
  syns: number,
  syn: string,
  manySyns: string,
  synAcks: number,
  synAck: string,
  manySynAcks: string,
): string {
  const parts = [
    syns > 0 ? counted(syns, syn, manySyns) : '',
    synAcks > 0 ? counted(synAcks, synAck, manySynAcks) : '',
  ];
  return parts.filter((part) => part !== '').join(and);
}

function evidenceOf({ handshake, duplicateFrames, stream }: ConnectionReport): Evidence<RepeatedFacts>[] {
  if (handshake === null || handshake.ackFrame === null) return [];
  const sent = (frames: readonly number[]): number[] => frames.filter((frame) => !duplicateFrames.includes(frame));
  const [syns, synAcks] = [sent(handshake.synFrames), sent(handshake.synAckFrames)];
  if (syns.length < 2 && synAcks.length < 2) return [];
  return [
    {
      stream,
      frames: [...syns, ...synAcks].sort((a, b) => a - b),
      facts: { repeatedSyns: Math.max(0, syns.length - 1), repeatedSynAcks: Math.max(0, synAcks.length - 1) },
    },
  ];
}
