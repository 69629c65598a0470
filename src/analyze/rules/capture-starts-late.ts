// The capture began when the connection was already open: some answers cannot be given.

import type { ConnectionReport } from '../analysis.ts';
import { defineRule, type Evidence, type Rule } from '../rule.ts';
import { subjectConnections } from './subject-connections.ts';
import { counted } from './wording.ts';

/** Beyond this many, one finding speaks for all. */
const ONE_BY_ONE = 3;

interface LateFacts {
  readonly [key: string]: number | boolean;
  readonly connections: number;
  readonly synAckSeen: boolean;
}

export const captureStartsLate: Rule = defineRule<LateFacts>({
  id: 'capture.starts-mid-connection',
  severity: 'note',
  clause: null,
  title: {
    es: 'La apertura de la conexión no está en la captura',
    en: 'The opening of the connection is not in the capture',
  },
  check(analysis) {
    const late = subjectConnections(analysis).filter(
      ({ handshake }) => handshake === null || handshake.synFrames.length === 0,
    );
    if (late.length <= ONE_BY_ONE) return late.map((connection) => evidenceOf(connection.stream, [connection]));
    return [evidenceOf(null, late)];
  },
  explain: {
    es: ({ connections, synAckSeen }) =>
      `${connections > 1 ? `En ${counted(connections, 'conexión', 'conexiones')} falta el saludo de tres vías` : synAckSeen ? 'Falta el SYN del cliente' : 'Falta el saludo de tres vías'}: la captura empezó tarde. ` +
      'No se conocen los números de secuencia iniciales, las opciones ni el factor de escala de la ventana; los números relativos se cuentan desde el primer segmento visto.',
    en: ({ connections, synAckSeen }) =>
      `${connections > 1 ? `In ${counted(connections, 'connection', 'connections')} the three-way handshake is missing` : synAckSeen ? "The client's SYN is missing" : 'The three-way handshake is missing'}: the capture began late. ` +
      'Initial sequence numbers, options and the window scale factor are not known; relative numbers count from the first segment seen.',
  },
});

function evidenceOf(stream: number | null, late: readonly ConnectionReport[]): Evidence<LateFacts> {
  return {
    stream,
    frames: late.map(({ firstFrame }) => firstFrame),
    facts: { connections: late.length, synAckSeen: late.every(({ handshake }) => handshake !== null) },
  };
}
