// A SYN answered by RST: nobody listens on that port — RFC 9293 §3.5.2.

import type { ConnectionReport } from '../analysis.ts';
import { defineRule, type Evidence, type Rule } from '../rule.ts';
import { subjectConnections } from './subject-connections.ts';

interface RefusedFacts {
  readonly [key: string]: string;
  readonly server: string;
}

export const connectionRefused: Rule = defineRule<RefusedFacts>({
  id: 'tcp.connection-refused',
  severity: 'error',
  clause: 'RFC 9293 §3.5.2',
  title: { es: 'Conexión TCP rechazada', en: 'TCP connection refused' },
  check: (analysis) => subjectConnections(analysis).flatMap(evidenceOf),
  explain: {
    es: ({ server }) =>
      `${server} contestó al SYN con RST: en ese puerto no hay ningún programa escuchando (o un cortafuegos rechaza la conexión). Revise que el broker esté en marcha y el número de puerto.`,
    en: ({ server }) =>
      `${server} answered the SYN with RST: no program listens on that port (or a firewall refuses the connection). Check that the broker is running, and the port number.`,
  },
});

function evidenceOf({ handshake, teardown, server, stream }: ConnectionReport): Evidence<RefusedFacts>[] {
  const reset = teardown.frames[0];
  if (handshake === null || handshake.synFrames.length === 0 || handshake.synAckFrames.length > 0) return [];
  if (teardown.how !== 'reset' || teardown.initiator !== 'server' || reset === undefined) return [];
  return [
    {
      stream,
      frames: [...handshake.synFrames, reset.frame],
      facts: { server: `${server.address}:${server.port}` },
    },
  ];
}
