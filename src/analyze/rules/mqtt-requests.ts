// Requests without a response — MQTT 5.0 §4.10.

import { defineRule, type Rule } from '../rule.ts';
import { hasHoles, perConnection } from './mqtt-view.ts';
import { counted } from './wording.ts';

interface RequestFacts {
  readonly [key: string]: number | string;
  readonly unanswered: number;
  readonly requests: number;
  readonly responseTopic: string;
}

export const requestUnanswered: Rule = defineRule<RequestFacts>({
  id: 'mqtt.request-unanswered',
  severity: 'note',
  clause: 'MQTT 5.0 §4.10',
  title: { es: 'Peticiones sin respuesta', en: 'Requests without a response' },
  check: (analysis) =>
    perConnection(analysis, (report) => {
      const { connection, mqtt } = report;
      const waiting = mqtt.requests.filter(
        ({ requester, responseFrame }) => requester === 'client' && responseFrame === null,
      );
      const [first] = waiting;
      if (first === undefined || hasHoles(report, 'server')) return null;
      return {
        stream: connection.stream,
        frames: waiting.map(({ frame }) => frame),
        facts: { unanswered: waiting.length, requests: mqtt.requestsCount, responseTopic: first.responseTopic },
      };
    }),
  explain: {
    es: ({ unanswered, requests, responseTopic }) =>
      `De ${counted(requests, 'petición', 'peticiones')} (PUBLISH con Response Topic), ${counted(unanswered, 'queda', 'quedan')} sin respuesta en la captura; la primera la espera en «${responseTopic}». O nadie contestó, o el cliente no está suscrito a ese tópico.`,
    en: ({ unanswered, requests, responseTopic }) =>
      `Of ${counted(requests, 'request', 'requests')} (PUBLISH with a Response Topic), ${counted(unanswered, 'stays', 'stay')} without a response in the capture; the first awaits it on "${responseTopic}". Either nobody answered, or the client is not subscribed to that topic.`,
  },
});
