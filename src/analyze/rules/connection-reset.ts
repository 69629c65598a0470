// An open connection that ends with RST — RFC 9293 §3.10.7, RFC 1122 §4.2.2.13 (unread data at close).

import type { Lang } from '../../core/text.ts';
import type { ConnectionReport } from '../analysis.ts';
import { defineRule, type Evidence, type Rule } from '../rule.ts';
import { subjectConnections } from './subject-connections.ts';
import { capitalised, party } from './wording.ts';

interface ResetFacts {
  readonly [key: string]: string | boolean;
  readonly initiator: string;
  readonly carriedData: boolean;
  /** The side that resets had said goodbye in MQTT. */
  readonly afterDisconnect: boolean;
}

export const connectionReset: Rule = defineRule<ResetFacts>({
  id: 'tcp.connection-reset',
  severity: 'warn',
  clause: 'RFC 1122 §4.2.2.13',
  title: { es: 'Conexión cortada con RST', en: 'Connection cut with RST' },
  check: (analysis) => subjectConnections(analysis).flatMap(evidenceOf),
  explain: { es: (facts) => explain(facts, 'es'), en: (facts) => explain(facts, 'en') },
});

function evidenceOf({ stream, teardown, handshake, dataSegments, mqtt }: ConnectionReport): Evidence<ResetFacts>[] {
  const { initiator } = teardown;
  if (teardown.how !== 'reset' || initiator === null) return [];
  if (handshake !== null && handshake.synAckFrames.length === 0 && dataSegments.length === 0) return []; // refused
  const disconnect = mqtt?.disconnect ?? null;
  const afterDisconnect = disconnect !== null && disconnect.direction === initiator;
  return [
    {
      stream,
      frames: [...(afterDisconnect ? [disconnect.frame] : []), ...teardown.frames.map(({ frame }) => frame)],
      facts: { initiator, carriedData: dataSegments.length > 0, afterDisconnect },
      severity: afterDisconnect ? 'note' : 'warn',
    },
  ];
}

function explain({ initiator, carriedData, afterDisconnect }: ResetFacts, lang: Lang): string {
  const who = capitalised(party(initiator, lang));
  if (lang === 'es') {
    if (afterDisconnect)
      return `${who} envió DISCONNECT y después cerró con RST, no con FIN: así cierra TCP cuando el programa no ha leído todo lo que había recibido. La despedida de MQTT fue correcta; lo que no se leyó (por ejemplo, confirmaciones del otro lado) se perdió.`;
    return carriedData
      ? `${who} cortó la conexión con RST en vez de cerrarla con FIN. Pasa cuando el programa cierra sin haber leído todo lo recibido, o cuando termina de golpe; los datos que estuvieran en camino se pierden.`
      : `${who} cortó la conexión con RST en vez de cerrarla con FIN; no llegó a pasar ningún dato.`;
  }
  if (afterDisconnect)
    return `${who} sent DISCONNECT and then closed with RST, not with FIN: TCP closes like this when the program has not read all it received. MQTT said goodbye properly; what was not read (acknowledgements of the other side, for instance) was lost.`;
  return carriedData
    ? `${who} cut the connection with RST instead of closing it with FIN. That happens when a program closes without having read all it received, or ends abruptly; data on the way are lost.`
    : `${who} cut the connection with RST instead of closing it with FIN; no data had passed.`;
}
