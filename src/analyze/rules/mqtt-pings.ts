// PINGREQ without PINGRESP — MQTT 3.1.1 and 5.0 §3.12, §3.13.

import { defineRule, type Evidence, type Rule } from '../rule.ts';
import { hasHoles, type MqttConnectionReport, perConnection } from './mqtt-view.ts';
import { counted } from './wording.ts';

interface PingFacts {
  readonly [key: string]: number;
  readonly unanswered: number;
  readonly pings: number;
}

export const pingUnanswered: Rule = defineRule<PingFacts>({
  id: 'mqtt.ping-unanswered',
  severity: 'warn',
  clause: 'MQTT-3.12.4-1',
  title: { es: 'PINGREQ sin PINGRESP', en: 'PINGREQ without PINGRESP' },
  check: (analysis) => perConnection(analysis, unansweredOf),
  explain: {
    es: ({ unanswered, pings }) =>
      `${counted(unanswered, 'PINGREQ queda', 'PINGREQ quedan')} sin contestar de ${pings}: el servidor o el camino hacia él dejó de funcionar. Un cliente debe dar la conexión por perdida si la respuesta no llega en un tiempo razonable.`,
    en: ({ unanswered, pings }) =>
      `${counted(unanswered, 'PINGREQ stays', 'PINGREQs stay')} unanswered out of ${pings}: the server or the path to it stopped working. A client should give the connection up if the answer does not come within a reasonable time.`,
  },
});

function unansweredOf(report: MqttConnectionReport): Evidence<PingFacts> | null {
  const { connection, mqtt } = report;
  const open = connection.teardown.how === 'open';
  const waiting = mqtt.pings.filter((ping, at) => {
    // The last answer may lie behind the end of the capture.
    return ping.responseFrame === null && !(open && at === mqtt.pings.length - 1);
  });
  const frames = waiting.flatMap((ping) => ping.requestFrame ?? []);
  if (frames.length === 0 || hasHoles(report, 'server')) return null;
  return { stream: connection.stream, frames, facts: { unanswered: frames.length, pings: mqtt.pingsCount } };
}
