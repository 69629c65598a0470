// Statements of the MQTT specification that the bytes or the session break, one finding per kind, unless a rule of its own explains it.

import { severityRank } from '../../core/severity.ts';
import type { AnomalyCount } from '../analysis.ts';
import { type AnalysisFacts, defineRule, type Evidence, type Rule } from '../rule.ts';
import { framesWithAnomaly, listed, mqttConnections } from './mqtt-view.ts';
import { counted } from './wording.ts';

interface ReuseFacts {
  readonly [key: string]: number | string;
  readonly times: number;
  readonly packetIdentifiers: string;
}

const REUSED = 'mqtt.packet-id-reused';

export const packetIdReuse: Rule = defineRule<ReuseFacts>({
  id: 'mqtt.packet-id-reuse',
  severity: 'error',
  clause: 'MQTT-2.3.1-2; 5.0: MQTT-2.2.1-3, MQTT-2.2.1-4',
  title: { es: 'Identificador de paquete reutilizado antes de tiempo', en: 'Packet identifier reused too early' },
  check: (analysis) =>
    mqttConnections(analysis).flatMap(({ connection, mqtt }): Evidence<ReuseFacts>[] => {
      const rows = mqtt.timeline.filter((row) => row.anomalies.includes(REUSED));
      if (rows.length === 0) return [];
      const ids = [...new Set(rows.flatMap((row) => row.packetIdentifier ?? []))];
      return [
        {
          stream: connection.stream,
          frames: framesWithAnomaly(mqtt, REUSED),
          facts: { times: rows.length, packetIdentifiers: listed(ids) },
        },
      ];
    }),
  explain: {
    es: ({ times, packetIdentifiers }) =>
      `${counted(times, 'vez', 'veces')} se envía algo nuevo con un identificador (${packetIdentifiers}) cuyo intercambio anterior sigue abierto, sin DUP y con otra posición en TCP: no es una repetición. El receptor puede confundir los dos mensajes y descartar uno.`,
    en: ({ times, packetIdentifiers }) =>
      `${counted(times, 'time', 'times')} something new is sent with an identifier (${packetIdentifiers}) whose exchange before is still open, without DUP and at another TCP position: it is no resend. The receiver may confuse the two messages and drop one.`,
  },
});

interface ViolationFacts {
  readonly [key: string]: number | string;
  readonly kind: string;
  readonly count: number;
  readonly statement: string;
  /** What it is, in the report's language. */
  readonly what: string;
}

/** Kinds that a rule of their own explains. */
const EXPLAINED: ReadonlySet<string> = new Set([
  REUSED,
  'mqtt.publish-before-connack',
  'mqtt.keep-alive-exceeded',
  'mqtt.answer-missing',
]);

export const protocolViolation: Rule = defineRule<ViolationFacts>({
  id: 'mqtt.protocol-violation',
  severity: 'warn',
  clause: null,
  title: { es: 'Se incumple la especificación MQTT', en: 'The MQTT specification is broken' },
  check: (analysis: AnalysisFacts) =>
    analysis.anomalies
      .filter(({ kind, severity }) => kind.startsWith('mqtt.') && severityRank(severity) > 0 && !EXPLAINED.has(kind))
      .map(violation),
  explain: {
    es: ({ what, count, statement }) =>
      `${what}. Ocurre ${counted(count, 'vez', 'veces')}. Especificación: ${statement}.`,
    en: ({ what, count, statement }) =>
      `${what}. It happens ${counted(count, 'time', 'times')}. Specification: ${statement}.`,
  },
});

function violation({ kind, count, clause, text, severity, firstFrames }: AnomalyCount): Evidence<ViolationFacts> {
  return {
    stream: null,
    frames: firstFrames,
    framesCount: count,
    facts: { kind, count, statement: clause, what: text },
    severity,
  };
}
