// A SYN that nobody answered, or an answer that was never confirmed — RFC 9293 §3.5.

import type { ConnectionReport } from '../analysis.ts';
import { defineRule, type Evidence, type Rule } from '../rule.ts';
import { subjectConnections } from './subject-connections.ts';
import { counted } from './wording.ts';

interface IncompleteFacts {
  readonly [key: string]: number | string;
  readonly server: string;
  readonly syns: number;
  readonly synAcks: number;
}

export const handshakeIncomplete: Rule = defineRule<IncompleteFacts>({
  id: 'tcp.handshake-incomplete',
  severity: 'error',
  clause: 'RFC 9293 §3.5',
  title: { es: 'La conexión TCP no llegó a abrirse', en: 'The TCP connection was never opened' },
  check: (analysis) => subjectConnections(analysis).flatMap(evidenceOf),
  explain: {
    es: ({ server, syns, synAcks }) =>
      synAcks === 0
        ? `El cliente envió ${counted(syns, 'SYN', 'SYN')} a ${server} y nadie respondió. Un cortafuegos que descarta, una dirección equivocada o un equipo apagado se ven así.`
        : `El servidor ${server} respondió con SYN-ACK, pero el ACK del cliente no está en la captura: o no le llegó la respuesta, o la captura no vio su confirmación.`,
    en: ({ server, syns, synAcks }) =>
      synAcks === 0
        ? `The client sent ${counted(syns, 'SYN', 'SYNs')} to ${server} and nobody answered. A firewall that drops, a wrong address or a host that is off look like this.`
        : `The server ${server} answered with SYN-ACK, but the client's ACK is not in the capture: either the answer did not arrive, or the capture did not see it confirmed.`,
  },
});

function evidenceOf(connection: ConnectionReport): Evidence<IncompleteFacts>[] {
  const { handshake, teardown, stream, server, dataSegments } = connection;
  // A reset is a refusal, and data show that the connection works: neither belongs here.
  if (handshake === null || handshake.synFrames.length === 0 || teardown.how === 'reset') return [];
  if (handshake.ackFrame !== null || dataSegments.length > 0 || isSimultaneous(connection)) return [];
  return [
    {
      stream,
      frames: [...handshake.synFrames, ...handshake.synAckFrames].sort((a, b) => a - b),
      facts: {
        server: `${server.address}:${server.port}`,
        syns: handshake.synFrames.length,
        synAcks: handshake.synAckFrames.length,
      },
    },
  ];
}

/** Both sides sent a SYN: their SYN-ACKs confirm each other (RFC 9293 §3.5, figure 7). */
function isSimultaneous({ handshake }: ConnectionReport): boolean {
  const isn = handshake?.initialSequenceNumber;
  return isn !== undefined && isn.client !== null && isn.server !== null && (handshake?.synFrames.length ?? 0) > 1;
}
