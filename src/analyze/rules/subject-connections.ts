// Which connections findings about TCP are about: where there is MQTT, what other programs did beside it is noise.

import type { ConnectionReport } from '../analysis.ts';
import type { AnalysisFacts } from '../rule.ts';

/** IANA: mqtt. */
export const MQTT_PORT = 1883;
/** IANA: secure-mqtt. */
export const MQTT_TLS_PORT = 8883;
export const MQTT_PORTS: readonly number[] = [MQTT_PORT, MQTT_TLS_PORT];

/** Those with MQTT, to an MQTT port or to a host that serves MQTT; all of them in a capture without MQTT. */
export function subjectConnections({ connections }: AnalysisFacts): readonly ConnectionReport[] {
  const brokers = new Set(connections.filter(({ mqtt }) => mqtt !== null).map(({ server }) => server.address));
  if (brokers.size === 0) return connections;
  return connections.filter(
    ({ mqtt, server }) => mqtt !== null || MQTT_PORTS.includes(server.port) || brokers.has(server.address),
  );
}

/** Is there MQTT anywhere in the capture? */
export function hasMqtt({ totals }: AnalysisFacts): boolean {
  return totals.mqttConnections > 0;
}
